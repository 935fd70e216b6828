package dev.skerry.edge.trace;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.TraceContext;
import dev.skerry.edge.origin.UpstreamTarget;
import dev.skerry.edge.policy.RequestHead;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * {@link Tracing} by the OpenTelemetry SDK. A request is recorded if its {@code traceparent} says so, as far as the budget
 * goes; one without is recorded if the (much smaller) budget for those allows; one that says no is not. Where the budget
 * is spent, those below are told not to record either, so that a trace is whole or not there.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><td>requests whose sender asks for a trace</td><td>{@value #ASKED_PER_SECOND} a second</td></tr>
 * <tr><td>purge records</td><td>{@value #PURGES_PER_SECOND} a second</td></tr>
 * <tr><td>attributes of a span</td><td>{@value #MAX_ATTRIBUTES}</td></tr>
 * <tr><td>an attribute's value</td><td>{@value #MAX_VALUE_CHARS} characters, the rest is cut</td></tr>
 * </table>
 */
public final class OtelTracing implements Tracing, AutoCloseable {
    private static final int ASKED_PER_SECOND = 100;
    private static final int PURGES_PER_SECOND = 100;
    private static final int MAX_ATTRIBUTES = 32;
    private static final int MAX_VALUE_CHARS = 512;
    private static final long FLUSH_SECONDS = 2;

    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final SpanBudget asked;
    private final SpanBudget unasked;
    private final SpanBudget purges;

    /**
     * Records spans of one node.
     *
     * @param processor takes ended spans and never blocks; closed with this
     * @param unaskedPerSecond traces of requests whose sender did not ask for one, at least 0
     */
    public OtelTracing(PopId pop, NodeId node, SpanProcessor processor, int unaskedPerSecond, LongSupplier nanoTime) {
        provider = SdkTracerProvider.builder()
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "edge",
                        AttributeKey.stringKey("service.instance.id"),
                        node.value(),
                        AttributeKey.stringKey("skerry.pop"),
                        pop.value())))
                .setSampler(Sampler.alwaysOn())
                .setSpanLimits(SpanLimits.builder()
                        .setMaxNumberOfAttributes(MAX_ATTRIBUTES)
                        .setMaxAttributeValueLength(MAX_VALUE_CHARS)
                        .build())
                .addSpanProcessor(processor)
                .build();
        tracer = provider.get("dev.skerry.edge");
        asked = new SpanBudget(ASKED_PER_SECOND, nanoTime);
        unasked = new SpanBudget(unaskedPerSecond, nanoTime);
        purges = new SpanBudget(PURGES_PER_SECOND, nanoTime);
    }

    @Override
    public Span request(RequestHead request) {
        @Nullable TraceContext caller = TraceContext.parse(request.fields().first(TraceContext.FIELD));
        if (caller == null) {
            return unasked.take() ? begin(request, SpanKind.SERVER, null) : Span.NONE;
        }
        if (!caller.isSampled()) {
            return Span.NONE;
        }
        return asked.take() ? begin(request, SpanKind.SERVER, caller) : new NotRecorded(caller.unsampled());
    }

    @Override
    public Span upstream(RequestHead request, UpstreamTarget target) {
        @Nullable TraceContext parent = TraceContext.parse(request.fields().first(TraceContext.FIELD));
        if (parent == null || !parent.isSampled()) {
            return Span.NONE;
        }
        Recorded span = begin(request, SpanKind.CLIENT, parent);
        span.otel.updateName("fetch " + target.kind().name().toLowerCase(Locale.ROOT));
        span.note("server.port", target.port());
        span.note("server.address", target.host());
        return span;
    }

    private Recorded begin(RequestHead request, SpanKind kind, @Nullable TraceContext parent) {
        Recorded span = begin(request.method() + " " + request.host(), kind, parent);
        span.note("http.request.method", request.method());
        span.note("url.path", pathOf(request.target()));
        span.note("server.address", request.host());
        return span;
    }

    /** Without the query, which may say more of the user than an operator should read. */
    private static String pathOf(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    @Override
    public Span purge(@Nullable String traceparent) {
        @Nullable TraceContext parent = TraceContext.parse(traceparent);
        if (parent == null || !parent.isSampled() || !purges.take()) {
            return Span.NONE;
        }
        return begin("apply skerry.purges", SpanKind.CONSUMER, parent);
    }

    private Recorded begin(String name, SpanKind kind, @Nullable TraceContext parent) {
        SpanBuilder builder = tracer.spanBuilder(name).setSpanKind(kind);
        if (parent == null) {
            builder.setNoParent();
        } else {
            SpanContext remote = SpanContext.createFromRemoteParent(
                    parent.traceId(), parent.spanId(), TraceFlags.getSampled(), TraceState.getDefault());
            builder.setParent(Context.root().with(io.opentelemetry.api.trace.Span.wrap(remote)));
        }
        return new Recorded(builder.startSpan());
    }

    /** Sends what has ended, waiting at most 2 s. */
    @Override
    public void close() {
        provider.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
    }

    private record Recorded(io.opentelemetry.api.trace.Span otel) implements Span {
        @Override
        public String traceparent() {
            SpanContext context = otel.getSpanContext();
            return new TraceContext(
                            context.getTraceId(),
                            context.getSpanId(),
                            context.getTraceFlags().asHex())
                    .traceparent();
        }

        @Override
        public void note(String key, String value) {
            otel.setAttribute(key, value);
        }

        @Override
        public void note(String key, long value) {
            otel.setAttribute(key, value);
        }

        @Override
        public void fail(String reason) {
            otel.setStatus(StatusCode.ERROR, reason);
        }

        @Override
        public void end() {
            otel.end();
        }
    }

    /** Over budget: those below are told not to record either. */
    private record NotRecorded(TraceContext told) implements Span {
        @Override
        public String traceparent() {
            return told.traceparent();
        }

        @Override
        public void note(String key, String value) {}

        @Override
        public void note(String key, long value) {}

        @Override
        public void fail(String reason) {}

        @Override
        public void end() {}
    }
}
