package dev.skerry.purge;

import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import dev.skerry.contract.TraceContext;
import dev.skerry.purge.log.PurgeLogWriter.Written;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The spans of a purge: {@code send skerry.purges} (PRODUCER) while it is written, which the records name to the nodes; and
 * {@code purge complete} (INTERNAL), a child of that, from commit to the last receipt, with an event per receipt such as
 * {@code fra applied}.
 *
 * <p>Where no spans are made the records name the caller's, so that others may go on with its trace. Of purges that are
 * recorded and not complete at most {@value #MAX_OPEN} are remembered; the eldest gives way and gets no second span.
 * Thread-safe.
 */
public final class PurgeTraces {
    static final int MAX_OPEN = 1_000;

    private static final AttributeKey<String> PURGE = AttributeKey.stringKey("skerry.purge.id");
    private static final AttributeKey<String> NODE = AttributeKey.stringKey("skerry.node");
    private static final AttributeKey<Double> LATENCY_MS = AttributeKey.doubleKey("skerry.latency_ms");

    private final Tracer tracer;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Executor recording;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PurgeId, Committed> open = new LinkedHashMap<>();

    private record Committed(Context producer, Instant at) {}

    /**
     * Builds it for one process.
     *
     * @param nanoTime the monotonic clock of {@link Written#nanos}
     * @param recording where spans of complete purges are made
     */
    public PurgeTraces(Tracer tracer, InstantSource clock, LongSupplier nanoTime, Executor recording) {
        this.tracer = tracer;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.recording = recording;
    }

    /** A purge is about to be written, by a request whose span is the current one. */
    Sending send(PurgeOrder order) {
        Span span = tracer.spanBuilder("send skerry.purges")
                .setSpanKind(SpanKind.PRODUCER)
                .setParent(parent(order.traceparent()))
                .setAttribute(PURGE, order.id().value())
                .setAttribute("skerry.site", order.site().value())
                .setAttribute("messaging.system", "kafka")
                .startSpan();
        return new Sending(order.id(), span);
    }

    private static Context parent(@Nullable String traceparent) {
        @Nullable TraceContext caller = TraceContext.parse(traceparent);
        if (caller == null || Span.current().getSpanContext().isValid()) {
            return Context.current();
        }
        SpanContext remote = SpanContext.createFromRemoteParent(
                caller.traceId(), caller.spanId(), TraceFlags.fromHex(caller.flags(), 0), TraceState.getDefault());
        return Context.root().with(Span.wrap(remote));
    }

    /** A purge that is being written. Ended by one of its methods. */
    final class Sending {
        private final PurgeId id;
        private final Span span;

        private Sending(PurgeId id, Span span) {
            this.id = id;
            this.span = span;
        }

        /** What the records shall say; null if there is no trace. */
        @Nullable
        String traceparent() {
            SpanContext own = span.getSpanContext();
            return own.isValid()
                    ? new TraceContext(
                                    own.getTraceId(),
                                    own.getSpanId(),
                                    own.getTraceFlags().asHex())
                            .traceparent()
                    : null;
        }

        /** It stands in the log. Called before its receipts are counted. */
        void committed(Written written) {
            span.setAttribute(
                    "messaging.destination.partition.id", written.position().partition());
            span.setAttribute(
                    "messaging.kafka.message.offset", written.position().offset());
            if (span.isRecording()) {
                Instant at = clock.instant().minusNanos(nanoTime.getAsLong() - written.nanos());
                remember(id, new Committed(Context.root().with(span), at));
            }
            span.end();
        }

        /** It was not acknowledged, and may be in the log or not. */
        void failed(String reason) {
            span.setStatus(StatusCode.ERROR, reason);
            span.end();
        }
    }

    private void remember(PurgeId id, Committed committed) {
        lock.lock();
        try {
            open.put(id, committed);
            if (open.size() > MAX_OPEN) {
                Iterator<PurgeId> eldest = open.keySet().iterator();
                eldest.next();
                eldest.remove();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A purge is complete. Returns at once; a purge that this process did not commit or does not record is passed over. */
    public void completed(PurgeStatus status) {
        @Nullable Committed committed = forget(status.id());
        if (committed != null) {
            Instant end = clock.instant();
            recording.execute(() -> record(status, committed, end));
        }
    }

    private @Nullable Committed forget(PurgeId id) {
        lock.lock();
        try {
            return open.remove(id);
        } finally {
            lock.unlock();
        }
    }

    private void record(PurgeStatus status, Committed committed, Instant end) {
        Span span = tracer.spanBuilder("purge complete")
                .setParent(committed.producer())
                .setAttribute(PURGE, status.id().value())
                .setStartTimestamp(committed.at())
                .startSpan();
        for (Receipt receipt : status.receipts()) {
            double latencyMs = receipt.latencyMs() == null ? 0 : receipt.latencyMs();
            span.addEvent(
                    receipt.pop() + " " + receipt.state().name().toLowerCase(Locale.ROOT),
                    Attributes.of(NODE, receipt.node().value(), LATENCY_MS, latencyMs),
                    committed.at().plusNanos((long) (latencyMs * 1e6)));
        }
        span.end(end);
    }
}
