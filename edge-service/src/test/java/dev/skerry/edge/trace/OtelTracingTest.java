package dev.skerry.edge.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.TraceContext;
import dev.skerry.edge.origin.UpstreamTarget;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** W3C Trace Context, and who may make this node record. */
final class OtelTracingTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String ASKED = "00-" + TRACE + "-" + CALLER + "-01";
    private static final String NOT_ASKED = "00-" + TRACE + "-" + CALLER + "-00";
    private static final UpstreamTarget ORIGIN =
            UpstreamTarget.of(UpstreamTarget.Kind.ORIGIN, "http://origin.test:8080");

    private final AtomicLong now = new AtomicLong();
    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final OtelTracing tracing =
            new OtelTracing(new PopId("fra"), new NodeId("fra-1"), SimpleSpanProcessor.create(exported), 1, now::get);

    @AfterEach
    void close() {
        tracing.close();
    }

    @Test
    void a_request_that_asks_for_it_is_recorded_as_a_child_of_its_sender_s_span_without_its_query() {
        Span span = tracing.request(get("/a?token=secret", ASKED));
        span.note("http.response.status_code", 200);
        span.end();

        SpanData data = only();
        assertThat(data.getTraceId()).isEqualTo(TRACE);
        assertThat(data.getParentSpanId()).isEqualTo(CALLER);
        assertThat(data.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(data.getName()).isEqualTo("GET docs.test");
        assertThat(attribute(data, "url.path")).isEqualTo("/a");
        assertThat(data.toString()).doesNotContain("secret");
        assertThat(data.getResource().getAttribute(AttributeKey.stringKey("service.instance.id")))
                .isEqualTo("fra-1");
        assertThat(span.traceparent()).isEqualTo("00-" + TRACE + "-" + data.getSpanId() + "-01");
    }

    @Test
    void a_request_that_says_no_is_not_recorded_and_neither_is_what_it_causes() {
        assertThat(tracing.request(get("/a", NOT_ASKED))).isSameAs(Span.NONE);
        assertThat(tracing.upstream(get("/a", NOT_ASKED), ORIGIN)).isSameAs(Span.NONE);
        assertThat(tracing.purge(NOT_ASKED)).isSameAs(Span.NONE);
    }

    @Test
    void of_requests_that_do_not_say_so_many_a_second_are_recorded_as_the_operator_allows() {
        Span first = tracing.request(get("/a", null));
        Span second = tracing.request(get("/a", null));
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        Span later = tracing.request(get("/a", null));

        assertThat(TraceContext.parse(first.traceparent()))
                .satisfies(own -> assertThat(own.isSampled()).isTrue());
        assertThat(second).isSameAs(Span.NONE);
        assertThat(later).isNotSameAs(Span.NONE);
    }

    @Test
    void a_malformed_traceparent_counts_as_none_and_an_upstream_of_it_is_not_recorded() {
        assertThat(tracing.request(get("/a", "00-zz-01"))).isNotSameAs(Span.NONE);
        assertThat(tracing.upstream(get("/a", "00-zz-01"), ORIGIN)).isSameAs(Span.NONE);
    }

    @Test
    void who_asks_for_too_many_is_not_recorded_and_those_below_are_told_so() {
        for (int i = 0; i < 100; i++) {
            tracing.request(get("/a", ASKED)).end();
        }
        Span over = tracing.request(get("/a", ASKED));
        over.end();

        assertThat(over.traceparent()).isEqualTo(NOT_ASKED);
        assertThat(exported.getFinishedSpanItems()).hasSize(100);
    }

    @Test
    void requests_that_ask_for_too_many_leave_purges_their_own() {
        for (int i = 0; i < 200; i++) {
            tracing.request(get("/a", ASKED)).end();
        }

        assertThat(tracing.purge(ASKED)).isNotSameAs(Span.NONE);
    }

    @Test
    void an_upstream_request_is_a_child_and_its_failure_is_marked() {
        Span span = tracing.upstream(get("/a", ASKED), ORIGIN);
        span.fail("connect");
        span.end();

        SpanData data = only();
        assertThat(data.getName()).isEqualTo("fetch origin");
        assertThat(data.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(attribute(data, "server.address")).isEqualTo("origin.test");
        assertThat(data.getStatus().getStatusCode())
                .isEqualTo(StatusData.error().getStatusCode());
    }

    @Test
    void a_long_value_is_cut() {
        tracing.request(get("/" + "a".repeat(8000), ASKED)).end();

        assertThat(attribute(only(), "url.path")).hasSize(512);
    }

    private SpanData only() {
        assertThat(exported.getFinishedSpanItems()).hasSize(1);
        return exported.getFinishedSpanItems().get(0);
    }

    private static String attribute(SpanData data, String key) {
        return Objects.requireNonNull(data.getAttributes().get(AttributeKey.stringKey(key)), key);
    }

    private static RequestHead get(String target, @org.jspecify.annotations.Nullable String traceparent) {
        return new RequestHead(
                "GET",
                "docs.test",
                target,
                traceparent == null ? Fields.EMPTY : Fields.of(TraceContext.FIELD, traceparent));
    }
}
