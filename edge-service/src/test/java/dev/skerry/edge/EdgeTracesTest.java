package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.RawClient.Reply;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of an edge as its origin and a collector see them: W3C Trace Context and OTLP over real sockets. */
final class EdgeTracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String ASKED = "Traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01";

    @TempDir
    Path folder;

    private final TraceCollector collector = new TraceCollector();
    private ScriptedOrigin origin;

    @BeforeEach
    void start() throws IOException {
        origin = new ScriptedOrigin(
                (request, answer) -> answer.send(200, "content of " + request.target(), "Cache-Control: max-age=60"));
    }

    @AfterEach
    void stop() throws IOException {
        origin.close();
        collector.close();
    }

    @Test
    void a_miss_is_a_span_with_the_fetch_below_it_and_a_hit_is_one_alone() throws IOException, InterruptedException {
        try (Edge edge = edge(Map.of("otel.exporter.otlp.endpoint", collector.url()))) {
            get(edge, "/a", ASKED);
            get(edge, "/a", ASKED);

            List<Span> spans = collector.await(3);
            Span fetch = named(spans, "fetch origin").get(0);
            List<Span> served = named(spans, "GET docs.localhost");
            Span miss = served.stream()
                    .filter(span -> span.getSpanId().equals(fetch.getParentSpanId()))
                    .findAny()
                    .orElseThrow();
            Span hit =
                    served.stream().filter(span -> !span.equals(miss)).findAny().orElseThrow();
            assertThat(HexFormat.of().formatHex(fetch.getTraceId().toByteArray()))
                    .isEqualTo(TRACE);
            assertThat(attribute(miss, "skerry.cache_status")).contains("fwd=uri-miss");
            assertThat(attribute(hit, "skerry.cache_status")).contains("; hit;");
            assertThat(miss.getEndTimeUnixNano()).isGreaterThanOrEqualTo(fetch.getEndTimeUnixNano());
            assertThat(origin.requests.get(0).field("traceparent"))
                    .isEqualTo("00-" + TRACE + "-"
                            + HexFormat.of().formatHex(fetch.getSpanId().toByteArray()) + "-01");
        }
    }

    @Test
    void an_origin_that_cuts_its_answer_off_fails_both_spans() throws IOException, InterruptedException {
        origin.script((request, answer) -> answer.raw("HTTP/1.1 nonsense\r\n\r\n"));
        try (Edge edge = edge(Map.of("otel.exporter.otlp.endpoint", collector.url()))) {
            assertThat(get(edge, "/a", ASKED).status()).isEqualTo(502);

            assertThat(collector.await(2))
                    .allSatisfy(span ->
                            assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR));
        }
    }

    @Test
    void a_collector_that_is_away_costs_nobody_an_answer() throws IOException, InterruptedException {
        collector.close();
        try (Edge edge = edge(Map.of("otel.exporter.otlp.endpoint", collector.url()))) {
            assertThat(get(edge, "/a", ASKED).status()).isEqualTo(200);
        }
    }

    @Test
    void without_a_collector_the_sender_s_context_goes_on_as_it_came_and_a_missing_one_begins_unrecorded()
            throws IOException, InterruptedException {
        try (Edge edge = edge(Map.of())) {
            get(edge, "/a", ASKED, "Tracestate: vendor=1");
            get(edge, "/b");
            get(edge, "/c", "Traceparent: nonsense");
        }

        assertThat(origin.requests.get(0).field("traceparent")).isEqualTo("00-" + TRACE + "-00f067aa0ba902b7-01");
        assertThat(origin.requests.get(0).field("tracestate")).isEqualTo("vendor=1");
        assertThat(origin.requests.get(1).field("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        assertThat(origin.requests.get(2).field("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
    }

    private Edge edge(Map<String, String> more) throws IOException, InterruptedException {
        Path site = folder.resolve("site.yaml");
        Files.writeString(site, """
                site: docs
                hosts: [docs.localhost]
                origins: [{url: "%s"}]
                """.formatted(origin.url()));
        Map<String, String> properties = new java.util.HashMap<>(more);
        properties.put("skerry.site-file", site.toString());
        return Edge.start(TestConfig.of(properties));
    }

    private static Reply get(Edge edge, String target, String... fields) throws IOException {
        return RawClient.get(edge.httpPort(), "docs.localhost", target, fields);
    }

    private static List<Span> named(List<Span> spans, String name) {
        return spans.stream().filter(span -> span.getName().equals(name)).toList();
    }

    private static String attribute(Span span, String key) {
        return span.getAttributesList().stream()
                .filter(attribute -> attribute.getKey().equals(key))
                .map(KeyValue::getValue)
                .findAny()
                .orElseThrow()
                .getStringValue();
    }
}
