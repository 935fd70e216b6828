package dev.skerry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.skerry.telemetry.otlp.OtlpLimits;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** Traces from the exporters that services use to the API that the console reads. */
@QuarkusTest
@QuarkusTestResource(KafkaForTests.class)
class TraceServiceTest {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String PROBLEM = "application/problem+json";

    @TestHTTPResource("/")
    URI base = URI.create("http://replaced.invalid/");

    private SpanSender service(String name, String node, String compression) {
        return new SpanSender(base.resolve("/v1/traces"), name, node, compression);
    }

    private static RequestSpecification protobuf() {
        return RestAssured.given()
                .config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs(PROTOBUF, io.restassured.http.ContentType.BINARY)
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .contentType(PROTOBUF);
    }

    private static String message(Response refused) throws IOException {
        assertThat(refused.contentType()).isEqualTo(PROTOBUF);
        return UnknownFieldSet.parseFrom(refused.asByteArray())
                .getField(2)
                .getLengthDelimitedList()
                .getFirst()
                .toStringUtf8();
    }

    private static byte[] request(int... traces) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (int trace : traces) {
            scope.addSpans(io.opentelemetry.proto.trace.v1.Span.newBuilder()
                    .setTraceId(ByteString.copyFromUtf8("by-hand-%08d".formatted(trace)))
                    .setSpanId(ByteString.copyFromUtf8("by-hand-"))
                    .setName("by hand")
                    .setStartTimeUnixNano(1_800_000_000_000_000_000L)
                    .setEndTimeUnixNano(1_800_000_000_000_001_000L));
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
                .build()
                .toByteArray();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    @Test
    void a_purge_across_services_becomes_one_waterfall() {
        SpanSender purge = service("purge-service", "purge-1", "gzip");
        SpanSender edge = service("edge", "nyc-1", "none");
        Span root = purge.span("POST /v1/sites/{site}/purges", SpanKind.SERVER, null);
        Span sent = purge.span("send skerry.purges", SpanKind.PRODUCER, root);
        sent.setAttribute("skerry.purge.id", "purge-of-traces");
        Span applied = edge.span("apply skerry.purges", SpanKind.CONSUMER, sent);
        applied.setAttribute("skerry.purge.id", "purge-of-traces")
                .setAttribute(AttributeKey.longKey("messaging.kafka.message.offset"), 42L)
                .addLink(root.getSpanContext())
                .end();
        sent.end();
        root.addEvent("receipt", Attributes.of(AttributeKey.stringKey("node"), "nyc-1"));
        root.end();
        edge.close();
        String id = root.getSpanContext().getTraceId();
        assertThat(RestAssured.get("/api/traces/" + id).jsonPath().getBoolean("trace.rooted"))
                .as("shown before its root has come")
                .isFalse();
        purge.close();
        Response answer = RestAssured.get("/api/traces/" + id);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.contentType()).isEqualTo("application/json");
        JsonPath trace = answer.jsonPath();
        assertThat(trace.getString("trace.name")).isEqualTo("POST /v1/sites/{site}/purges");
        assertThat(trace.getBoolean("trace.rooted")).isTrue();
        assertThat(trace.getList("trace.services")).containsExactly("edge", "purge-service");
        assertThat(trace.getList("trace.purges")).containsExactly("purge-of-traces");
        assertThat(trace.getList("spans.name"))
                .containsExactly("POST /v1/sites/{site}/purges", "send skerry.purges", "apply skerry.purges");
        assertThat(trace.getList("spans.depth")).containsExactly(0, 1, 2);
        assertThat(trace.getList("spans.kind")).containsExactly("SERVER", "PRODUCER", "CONSUMER");
        assertThat(trace.getString("spans[2].node")).isEqualTo("nyc-1");
        assertThat(trace.getMap("spans[2].attributes")).containsEntry("messaging.kafka.message.offset", "42");
        assertThat(trace.getString("spans[2].links[0].traceId")).isEqualTo(id);
        assertThat(trace.getString("spans[0].events[0].name")).isEqualTo("receipt");
        assertThat(trace.getString("spans[0].events[0].attributes.node")).isEqualTo("nyc-1");
        assertThat(ids("purge")).contains(id);
        assertThat(ids("error")).doesNotContain(id);
    }

    private static List<String> ids(String kind) {
        return RestAssured.get("/api/traces?limit=100&kind=" + kind).jsonPath().getList("traces.id");
    }

    @Test
    void an_error_is_found_by_its_kind_and_told_with_its_message() {
        SpanSender edge = service("edge", "fra-1", "gzip");
        Span failed = edge.span("fetch origin", SpanKind.CLIENT, null);
        failed.setStatus(StatusCode.ERROR, "connection refused").end();
        edge.close();
        String id = failed.getSpanContext().getTraceId();
        assertThat(ids("error")).contains(id);
        assertThat(ids("slow")).contains(id);
        assertThat(RestAssured.get("/api/traces/" + id).jsonPath().getString("spans[0].message"))
                .isEqualTo("connection refused");
    }

    @Test
    void markup_in_what_services_say_stays_text_and_is_no_page() {
        String markup = "<img src=x onerror=alert(1)></script>\"'";
        SpanSender edge = service(markup, markup, "none");
        Span span = edge.span(markup, SpanKind.SERVER, null);
        span.setAttribute(markup, markup)
                .addEvent(markup)
                .setStatus(StatusCode.ERROR, markup)
                .end();
        edge.close();
        Response answer = RestAssured.get("/api/traces/" + span.getSpanContext().getTraceId());
        assertThat(answer.contentType()).isEqualTo("application/json");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Content-Security-Policy")).contains("default-src 'none'");
        assertThat(answer.jsonPath().getString("spans[0].name")).isEqualTo(markup);
        assertThat(answer.jsonPath().getString("spans[0].service")).isEqualTo(markup);
    }

    @Test
    void the_console_makes_text_of_what_it_is_told_and_never_markup() {
        for (String script : List.of("traces", "waterfall", "span", "services", "lists", "cards", "dom", "console")) {
            Response served = RestAssured.get("/" + script + ".js");
            assertThat(served.statusCode()).as(script).isEqualTo(200);
            assertThat(served.asString())
                    .as(script)
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser")
                    .doesNotContain("createContextualFragment", "srcdoc", "eval(", "new Function", ".style", "setHTML");
        }
    }

    @Test
    void an_answer_is_empty_or_tells_what_was_dropped() throws Exception {
        Response all = protobuf().body(request(1, 2)).post("/v1/traces");
        assertThat(all.statusCode()).isEqualTo(200);
        assertThat(all.contentType()).isEqualTo(PROTOBUF);
        assertThat(ExportTraceServiceResponse.parseFrom(all.asByteArray()))
                .isEqualTo(ExportTraceServiceResponse.getDefaultInstance());
        byte[] half = ExportTraceServiceRequest.newBuilder()
                .mergeFrom(request(3))
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder()
                                .addSpans(io.opentelemetry.proto.trace.v1.Span.getDefaultInstance())))
                .build()
                .toByteArray();
        Response part =
                protobuf().header("Content-Encoding", "gzip").body(gzip(half)).post("/v1/traces");
        assertThat(part.statusCode()).isEqualTo(200);
        var partial = ExportTraceServiceResponse.parseFrom(part.asByteArray()).getPartialSuccess();
        assertThat(partial.getRejectedSpans()).isEqualTo(1);
        assertThat(partial.getErrorMessage()).contains("16 bytes");
        assertThat(RestAssured.get("/q/metrics").asString())
                .containsPattern("skerry_trace_spans_received_total [1-9]")
                .containsPattern("skerry_trace_spans_dropped_total\\{reason=\"bad_id\"\\} [1-9]")
                .contains("skerry_trace_spans_dropped_total{reason=\"trace_full\"}")
                .containsPattern("skerry_traces\\{shelf=\"others\"\\} [1-9]")
                .containsPattern("skerry_trace_estimated_bytes [1-9]");
    }

    @Test
    void what_is_not_protobuf_or_not_gzip_is_refused_as_otlp_has_it() throws Exception {
        Response json =
                RestAssured.given().contentType("application/json").body("{}").post("/v1/traces");
        assertThat(json.statusCode()).isEqualTo(415);
        assertThat(json.contentType()).isEqualTo(PROBLEM);
        assertThat(json.asString()).contains("http/protobuf");
        Response zstd =
                protobuf().header("Content-Encoding", "zstd").body(request(1)).post("/v1/traces");
        assertThat(zstd.statusCode()).isEqualTo(415);
        assertThat(zstd.header("Accept-Encoding")).isEqualTo("gzip");
        assertThat(message(zstd)).contains("gzip");
        Response lie =
                protobuf().header("Content-Encoding", "gzip").body(request(1)).post("/v1/traces");
        assertThat(lie.statusCode()).isEqualTo(400);
        assertThat(message(lie)).contains("not gzip");
        Response junk = protobuf().body(new byte[] {1, 2, 3}).post("/v1/traces");
        assertThat(junk.statusCode()).isEqualTo(400);
        assertThat(message(junk)).contains("ExportTraceServiceRequest");
        Response read = RestAssured.get("/v1/traces");
        assertThat(read.statusCode()).isEqualTo(405);
        assertThat(read.header("Allow")).isEqualTo("POST");
    }

    @Test
    void a_web_page_gets_no_leave_to_send_spans() {
        Response asked = RestAssured.given()
                .header("Origin", "http://evil.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .options("/v1/traces");
        assertThat(asked.statusCode()).isEqualTo(405);
        assertThat(asked.header("Access-Control-Allow-Origin")).isNull();
    }

    @Test
    void a_gzip_bomb_is_too_large() throws Exception {
        Response bomb = protobuf()
                .header("Content-Encoding", "gzip")
                .body(gzip(new byte[64 << 20]))
                .post("/v1/traces");
        assertThat(bomb.statusCode()).isEqualTo(413);
        assertThat(message(bomb)).contains("4194304 bytes at most");
    }

    @Test
    void a_body_that_grows_too_large_as_it_comes_is_refused_and_the_next_is_taken() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(chunked(OtlpLimits.REQUEST_BYTES + 1)).startsWith("HTTP/1.1 413 ");
        }
        assertThat(protobuf().body(request(9)).post("/v1/traces").statusCode())
                .as("every refused request has given its place back")
                .isEqualTo(200);
    }

    /** Sends a body whose length is not told beforehand, and returns the first line of the answer. */
    private String chunked(int length) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /v1/traces HTTP/1.1\r\nHost: test\r\nContent-Type: " + PROTOBUF
                            + "\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(length) + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[length]);
            out.flush();
            byte[] line = socket.getInputStream().readNBytes(64);
            return new String(line, StandardCharsets.US_ASCII);
        }
    }

    @Test
    void a_client_that_goes_away_half_way_gives_its_place_back() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket(base.getHost(), base.getPort())) {
                socket.setSoTimeout(20_000);
                OutputStream out = socket.getOutputStream();
                out.write(("POST /v1/traces HTTP/1.1\r\nHost: test\r\nContent-Type: " + PROTOBUF
                                + "\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                        .isIn("HTTP/1.1 100", "HTTP/1.1 503");
            }
        }
        int status = 503;
        for (int i = 0; i < 1_000 && status == 503; i++) {
            status = protobuf().body(request(9)).post("/v1/traces").statusCode();
        }
        assertThat(status).isEqualTo(200);
    }

    @Test
    void what_cannot_be_read_is_told_as_rfc_9457_has_it() {
        for (String bad : List.of("kind=fast", "limit=0", "limit=701", "limit=-1", "limit=ten", "limit=1&limit=2")) {
            Response refused = RestAssured.get("/api/traces?" + bad);
            assertThat(refused.statusCode()).as(bad).isEqualTo(400);
            assertThat(refused.contentType()).isEqualTo(PROBLEM);
            assertThat(refused.jsonPath().getString("type")).isEqualTo("urn:skerry:problem:bad-query");
        }
        assertThat(RestAssured.get("/api/traces?kind=fast").jsonPath().getString("detail"))
                .contains("all, purge, slow, error");
        assertThat(RestAssured.get("/api/traces?limit=1").jsonPath().getList("traces.id"))
                .hasSizeLessThanOrEqualTo(1);
        Response malformed = RestAssured.get("/api/traces/XYZ");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(malformed.contentType()).isEqualTo(PROBLEM);
        Response unknown = RestAssured.get("/api/traces/" + "f".repeat(32));
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.jsonPath().getString("type")).isEqualTo("urn:skerry:problem:unknown-trace");
        Response written = RestAssured.delete("/api/traces/" + "f".repeat(32));
        assertThat(written.statusCode()).isEqualTo(405);
        assertThat(written.header("Allow")).isEqualTo("GET");
    }
}
