package dev.skerry.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import dev.skerry.telemetry.trace.DropReason;
import dev.skerry.telemetry.trace.Span;
import dev.skerry.telemetry.trace.SpanKind;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span.Event;
import io.opentelemetry.proto.trace.v1.Span.Link;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class TraceRequestTest {
    private static final long START = 1_800_000_000_000_000_000L;
    private static final ByteString TRACE_ID = id(16);
    private static final ByteString SPAN_ID = id(8);

    private static ByteString id(int bytes) {
        return ByteString.copyFrom(new byte[bytes - 1]).concat(ByteString.copyFrom(new byte[] {1}));
    }

    private static io.opentelemetry.proto.trace.v1.Span.Builder span() {
        return io.opentelemetry.proto.trace.v1.Span.newBuilder()
                .setTraceId(TRACE_ID)
                .setSpanId(SPAN_ID)
                .setName("GET demo")
                .setStartTimeUnixNano(START)
                .setEndTimeUnixNano(START + 5_000);
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder().setKey(key).setValue(text(value)).build();
    }

    private static AnyValue text(String value) {
        return AnyValue.newBuilder().setStringValue(value).build();
    }

    private static ResourceSpans.Builder from(Resource resource, io.opentelemetry.proto.trace.v1.Span... spans) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (io.opentelemetry.proto.trace.v1.Span span : spans) {
            scope.addSpans(span);
        }
        return ResourceSpans.newBuilder().setResource(resource).addScopeSpans(scope);
    }

    private static byte[] request(ResourceSpans.Builder... parts) {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        for (ResourceSpans.Builder part : parts) {
            request.addResourceSpans(part);
        }
        return request.build().toByteArray();
    }

    private static TraceRequest read(io.opentelemetry.proto.trace.v1.Span.Builder span) throws OtlpException {
        return TraceRequest.read(request(from(Resource.getDefaultInstance(), span.build())), OtlpBody.PLAIN);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    private static void assertRefused(byte[] body, OtlpBody form, OtlpRefusal refusal) {
        assertThatThrownBy(() -> TraceRequest.read(body, form))
                .isInstanceOfSatisfying(
                        OtlpException.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(refusal));
    }

    @Test
    void a_span_is_read_with_its_service_and_its_node() throws Exception {
        Resource edge = Resource.newBuilder()
                .addAttributes(attribute("service.name", "edge"))
                .addAttributes(attribute("service.instance.id", "nyc-1"))
                .addAttributes(attribute("skerry.pop", "nyc"))
                .build();
        Span span = TraceRequest.read(
                        request(from(
                                edge,
                                span().setKind(io.opentelemetry.proto.trace.v1.Span.SpanKind.SPAN_KIND_SERVER)
                                        .setParentSpanId(id(8))
                                        .addAttributes(attribute("url.path", "/a"))
                                        .setStatus(Status.newBuilder()
                                                .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                                                .setMessage("no route"))
                                        .addEvents(Event.newBuilder()
                                                .setName("receipt")
                                                .setTimeUnixNano(START + 7)
                                                .addAttributes(attribute("node", "fra-1")))
                                        .addLinks(Link.newBuilder()
                                                .setTraceId(TRACE_ID)
                                                .setSpanId(SPAN_ID))
                                        .build())),
                        OtlpBody.PLAIN)
                .spans()
                .getFirst();
        assertThat(span)
                .isEqualTo(new Span(
                        "0".repeat(31) + "1",
                        "0".repeat(15) + "1",
                        "0".repeat(15) + "1",
                        "edge",
                        "nyc-1",
                        "GET demo",
                        SpanKind.SERVER,
                        START,
                        5_000,
                        true,
                        "no route",
                        Map.of("skerry.pop", "nyc", "url.path", "/a"),
                        List.of(new Span.Event("receipt", START + 7, Map.of("node", "fra-1"))),
                        List.of(new Span.Link("0".repeat(31) + "1", "0".repeat(15) + "1")),
                        0));
        assertThat(span.attributes().keySet()).containsExactly("skerry.pop", "url.path");
    }

    @Test
    void a_resource_may_stand_behind_its_spans() throws Exception {
        ByteString spans = from(Resource.getDefaultInstance(), span().build())
                .clearResource()
                .build()
                .toByteString();
        ByteString resource = ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAttributes(attribute("service.name", "edge")))
                .build()
                .toByteString();
        byte[] body = message(
                ExportTraceServiceRequest.RESOURCE_SPANS_FIELD_NUMBER,
                spans.concat(resource).toByteArray());
        assertThat(TraceRequest.read(body, OtlpBody.PLAIN).spans().getFirst().service())
                .isEqualTo("edge");
    }

    @Test
    void values_of_every_type_become_text() throws Exception {
        Map<String, String> texts = read(span().addAttributes(attribute("text", "a"))
                        .addAttributes(KeyValue.newBuilder()
                                .setKey("int")
                                .setValue(AnyValue.newBuilder().setIntValue(-7)))
                        .addAttributes(KeyValue.newBuilder()
                                .setKey("bool")
                                .setValue(AnyValue.newBuilder().setBoolValue(true)))
                        .addAttributes(KeyValue.newBuilder()
                                .setKey("double")
                                .setValue(AnyValue.newBuilder().setDoubleValue(0.5)))
                        .addAttributes(KeyValue.newBuilder()
                                .setKey("bytes")
                                .setValue(AnyValue.newBuilder()
                                        .setBytesValue(ByteString.copyFrom(new byte[] {1, (byte) 0xab}))))
                        .addAttributes(KeyValue.newBuilder()
                                .setKey("list")
                                .setValue(AnyValue.newBuilder()
                                        .setArrayValue(ArrayValue.newBuilder()
                                                .addValues(text("a"))
                                                .addValues(text("b")))))
                        .addAttributes(KeyValue.newBuilder()
                                .setKey("map")
                                .setValue(AnyValue.newBuilder()
                                        .setKvlistValue(
                                                KeyValueList.newBuilder().addValues(attribute("k", "v")))))
                        .addAttributes(KeyValue.newBuilder().setKey("none")))
                .spans()
                .getFirst()
                .attributes();
        assertThat(texts)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "text", "a", "int", "-7", "bool", "true", "double", "0.5", "bytes", "01ab", "list", "[a, b]",
                        "map", "{k=v}", "none", ""));
    }

    @Test
    void long_text_is_cut_and_never_within_a_character() throws Exception {
        AnyValue.Builder list = AnyValue.newBuilder();
        ArrayValue.Builder values = ArrayValue.newBuilder();
        for (int i = 0; i < 5_000; i++) {
            values.addValues(text("value"));
        }
        list.setArrayValue(values);
        Span span = read(span().setName("n".repeat(5_000))
                        .addAttributes(attribute("k".repeat(5_000), "v".repeat(5_000)))
                        .addAttributes(attribute("pairs", "x" + "🪨".repeat(1_000)))
                        .addAttributes(KeyValue.newBuilder().setKey("list").setValue(list)))
                .spans()
                .getFirst();
        assertThat(span.name()).hasSize(OtlpLimits.NAME_CHARS).endsWith("n…");
        assertThat(span.attributes()).containsKey("k".repeat(OtlpLimits.NAME_CHARS - 1) + "…");
        assertThat(span.attributes().values())
                .allSatisfy(
                        value -> assertThat(value).hasSizeBetween(OtlpLimits.VALUE_CHARS - 1, OtlpLimits.VALUE_CHARS));
        assertThat(span.attributes().get("pairs")).endsWith("🪨…");
    }

    @Test
    void attributes_events_and_links_beyond_the_limits_are_left_out_and_counted() throws Exception {
        io.opentelemetry.proto.trace.v1.Span.Builder many = span().setDroppedAttributesCount(1);
        Event.Builder event = Event.newBuilder().setName("e");
        for (int i = 0; i < 20; i++) {
            event.addAttributes(attribute("a" + i, "v"));
        }
        for (int i = 0; i < 100; i++) {
            many.addAttributes(attribute("a" + i, "v"))
                    .addEvents(Event.newBuilder().setName("e"))
                    .addLinks(Link.newBuilder().setTraceId(TRACE_ID).setSpanId(SPAN_ID));
        }
        Span span = read(many.setEvents(0, event)).spans().getFirst();
        assertThat(span.attributes()).hasSize(64);
        assertThat(span.events()).hasSize(64);
        assertThat(span.events().getFirst().attributes()).hasSize(16);
        assertThat(span.links()).hasSize(16);
        assertThat(span.cut()).isEqualTo(1 + 36 + 36 + 84 + 4);
    }

    @Test
    void spans_without_ids_or_a_start_are_dropped_and_the_others_are_kept() throws Exception {
        TraceRequest read = TraceRequest.read(
                request(from(
                        Resource.getDefaultInstance(),
                        span().build(),
                        span().setTraceId(id(8)).build(),
                        span().setTraceId(ByteString.copyFrom(new byte[16])).build(),
                        span().clearSpanId().build(),
                        span().setStartTimeUnixNano(0).build(),
                        span().setStartTimeUnixNano(-1).build())),
                OtlpBody.PLAIN);
        assertThat(read.spans()).hasSize(1);
        assertThat(read.spans().getFirst().service()).isEqualTo("unknown_service");
        assertThat(read.dropped()).isEqualTo(Map.of(DropReason.BAD_ID, 3, DropReason.BAD_TIME, 2));
        ExportTraceServiceResponse answer = ExportTraceServiceResponse.parseFrom(OtlpAnswer.success(read.dropped()));
        assertThat(answer.getPartialSuccess().getRejectedSpans()).isEqualTo(5);
        assertThat(answer.getPartialSuccess().getErrorMessage()).contains("3: a trace id has 16 bytes");
    }

    @Test
    void an_end_before_the_start_or_beyond_time_makes_a_span_without_duration() throws Exception {
        assertThat(read(span().setEndTimeUnixNano(START - 1)).spans().getFirst().durationNanos())
                .isZero();
        assertThat(read(span().setEndTimeUnixNano(Long.MIN_VALUE))
                        .spans()
                        .getFirst()
                        .durationNanos())
                .isZero();
    }

    @Test
    void a_request_has_4096_spans_at_most() throws Exception {
        io.opentelemetry.proto.trace.v1.Span[] spans = new io.opentelemetry.proto.trace.v1.Span[4_100];
        Arrays.fill(spans, span().build());
        TraceRequest read = TraceRequest.read(request(from(Resource.getDefaultInstance(), spans)), OtlpBody.PLAIN);
        assertThat(read.spans()).hasSize(4_096);
        assertThat(read.dropped()).isEqualTo(Map.of(DropReason.REQUEST_FULL, 4));
    }

    @Test
    void a_span_that_is_too_large_is_dropped() throws Exception {
        TraceRequest read = read(span().addAttributes(attribute("a", "v".repeat(OtlpLimits.MESSAGE_BYTES))));
        assertThat(read.spans()).isEmpty();
        assertThat(read.dropped()).isEqualTo(Map.of(DropReason.SPAN_TOO_LARGE, 1));
    }

    @Test
    void two_million_empty_spans_are_counted_without_being_made() throws Exception {
        byte[] scope = new byte[OtlpLimits.REQUEST_BYTES - 100];
        for (int i = 0; i < scope.length; i += 2) {
            scope[i] = ScopeSpans.SPANS_FIELD_NUMBER << 3 | 2;
        }
        byte[] inner = message(ResourceSpans.SCOPE_SPANS_FIELD_NUMBER, scope);
        byte[] whole = message(ExportTraceServiceRequest.RESOURCE_SPANS_FIELD_NUMBER, inner);
        assertThat(TraceRequest.read(whole, OtlpBody.PLAIN).dropped())
                .isEqualTo(Map.of(DropReason.BAD_ID, scope.length / 2));
    }

    private static byte[] message(int field, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(field, content);
        out.flush();
        return bytes.toByteArray();
    }

    @Test
    void gzip_is_read_and_a_bomb_stops_at_the_limit() throws Exception {
        byte[] plain = request(from(Resource.getDefaultInstance(), span().build()));
        assertThat(TraceRequest.read(gzip(plain), OtlpBody.GZIP).spans()).hasSize(1);
        byte[] bomb = gzip(new byte[256 << 20]);
        assertThat(bomb.length).as("small on the wire").isLessThan(OtlpLimits.REQUEST_BYTES);
        assertRefused(bomb, OtlpBody.GZIP, OtlpRefusal.TOO_LARGE);
        assertRefused(gzip(new byte[OtlpLimits.REQUEST_BYTES + 1]), OtlpBody.GZIP, OtlpRefusal.TOO_LARGE);
        assertRefused(plain, OtlpBody.GZIP, OtlpRefusal.BAD_GZIP);
        assertRefused(Arrays.copyOf(gzip(plain), 20), OtlpBody.GZIP, OtlpRefusal.BAD_GZIP);
    }

    @Test
    void what_is_not_protobuf_is_refused_whole() {
        byte[] good = request(from(Resource.getDefaultInstance(), span().build()));
        assertRefused(
                "{\"resourceSpans\":[]}".getBytes(StandardCharsets.UTF_8), OtlpBody.PLAIN, OtlpRefusal.BAD_PROTOBUF);
        assertRefused(Arrays.copyOf(good, good.length - 1), OtlpBody.PLAIN, OtlpRefusal.BAD_PROTOBUF);
        assertRefused(new byte[] {0x0c}, OtlpBody.PLAIN, OtlpRefusal.BAD_PROTOBUF);
        assertRefused(
                new byte[] {0x0a, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f},
                OtlpBody.PLAIN,
                OtlpRefusal.BAD_PROTOBUF);
    }

    @Test
    void values_within_values_without_end_are_refused() {
        AnyValue deep = text("end");
        for (int i = 0; i < 200; i++) {
            deep = AnyValue.newBuilder()
                    .setArrayValue(ArrayValue.newBuilder().addValues(deep))
                    .build();
        }
        KeyValue attribute = KeyValue.newBuilder().setKey("deep").setValue(deep).build();
        assertRefused(
                request(from(
                        Resource.getDefaultInstance(),
                        span().addAttributes(attribute).build())),
                OtlpBody.PLAIN,
                OtlpRefusal.BAD_PROTOBUF);
    }

    @Test
    void an_empty_request_is_a_good_one() throws Exception {
        assertThat(TraceRequest.read(new byte[0], OtlpBody.PLAIN)).isEqualTo(new TraceRequest(List.of(), Map.of()));
        assertThat(OtlpAnswer.success(Map.of())).isEmpty();
    }
}
