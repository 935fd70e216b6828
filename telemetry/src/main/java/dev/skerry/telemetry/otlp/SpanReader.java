package dev.skerry.telemetry.otlp;

import com.google.protobuf.ByteString;
import dev.skerry.telemetry.trace.DropReason;
import dev.skerry.telemetry.trace.Span;
import dev.skerry.telemetry.trace.SpanKind;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes spans of one resource from their protobuf form, cut to {@link OtlpLimits}. */
final class SpanReader {
    /** What OpenTelemetry calls a service that does not say its name. */
    private static final String UNKNOWN_SERVICE = "unknown_service";

    /** Told of the resource by some services and of each span by others; shown with the span. */
    private static final String POP = "skerry.pop";

    private static final int TRACE_ID_BYTES = 16;
    private static final int SPAN_ID_BYTES = 8;

    private final String service;
    private final @Nullable String node;
    private final @Nullable String pop;

    SpanReader(Resource resource) {
        String name = attribute(resource, "service.name");
        this.service = name == null || name.isBlank() ? UNKNOWN_SERVICE : name;
        this.node = attribute(resource, "service.instance.id");
        this.pop = attribute(resource, POP);
    }

    private static @Nullable String attribute(Resource resource, String key) {
        for (KeyValue attribute : resource.getAttributesList()) {
            if (attribute.getKey().equals(key)) {
                return AttributeText.cut(AttributeText.of(attribute.getValue()), OtlpLimits.NAME_CHARS);
            }
        }
        return null;
    }

    /** Why {@code span} cannot be kept; null if it can. */
    @Nullable
    DropReason fault(io.opentelemetry.proto.trace.v1.Span span) {
        if (!isId(span.getTraceId(), TRACE_ID_BYTES) || !isId(span.getSpanId(), SPAN_ID_BYTES)) {
            return DropReason.BAD_ID;
        }
        return span.getStartTimeUnixNano() <= 0 ? DropReason.BAD_TIME : null;
    }

    /** Takes a span that has no {@link #fault}. What is wrong with its lesser parts is passed over. */
    Span read(io.opentelemetry.proto.trace.v1.Span span) {
        List<KeyValue> attributes = span.getAttributesList();
        long start = span.getStartTimeUnixNano();
        long end = span.getEndTimeUnixNano();
        return new Span(
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                isId(span.getParentSpanId(), SPAN_ID_BYTES) ? hex(span.getParentSpanId()) : null,
                service,
                node,
                AttributeText.cut(span.getName(), OtlpLimits.NAME_CHARS),
                kind(span.getKind()),
                start,
                end < start ? 0 : end - start,
                span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                span.getStatus().getMessage().isEmpty()
                        ? null
                        : AttributeText.cut(span.getStatus().getMessage(), OtlpLimits.VALUE_CHARS),
                withPop(AttributeText.of(attributes, OtlpLimits.ATTRIBUTES)),
                span.getEventsList().stream()
                        .limit(OtlpLimits.EVENTS)
                        .map(SpanReader::event)
                        .toList(),
                span.getLinksList().stream()
                        .limit(OtlpLimits.LINKS)
                        .filter(link ->
                                isId(link.getTraceId(), TRACE_ID_BYTES) && isId(link.getSpanId(), SPAN_ID_BYTES))
                        .map(link -> new Span.Link(hex(link.getTraceId()), hex(link.getSpanId())))
                        .toList(),
                leftOut(span));
    }

    private Map<String, String> withPop(Map<String, String> attributes) {
        if (pop == null || attributes.containsKey(POP)) {
            return attributes;
        }
        Map<String, String> all = new LinkedHashMap<>();
        all.put(POP, pop);
        all.putAll(attributes);
        return all;
    }

    private static Span.Event event(io.opentelemetry.proto.trace.v1.Span.Event event) {
        return new Span.Event(
                AttributeText.cut(event.getName(), OtlpLimits.NAME_CHARS),
                Math.max(0, event.getTimeUnixNano()),
                AttributeText.of(event.getAttributesList(), OtlpLimits.EVENT_ATTRIBUTES));
    }

    /** By the sender's limits, as it says, and by ours. */
    private static int leftOut(io.opentelemetry.proto.trace.v1.Span span) {
        long ours = beyond(span.getAttributesCount(), OtlpLimits.ATTRIBUTES)
                + beyond(span.getEventsCount(), OtlpLimits.EVENTS)
                + beyond(span.getLinksCount(), OtlpLimits.LINKS);
        for (io.opentelemetry.proto.trace.v1.Span.Event event : span.getEventsList()) {
            ours += beyond(event.getAttributesCount(), OtlpLimits.EVENT_ATTRIBUTES);
        }
        long theirs = Integer.toUnsignedLong(span.getDroppedAttributesCount())
                + Integer.toUnsignedLong(span.getDroppedEventsCount())
                + Integer.toUnsignedLong(span.getDroppedLinksCount());
        return (int) Math.min(Integer.MAX_VALUE, ours + theirs);
    }

    private static long beyond(int count, int most) {
        return Math.max(0, count - most);
    }

    private static boolean isId(ByteString id, int bytes) {
        if (id.size() != bytes) {
            return false;
        }
        for (int i = 0; i < bytes; i++) {
            if (id.byteAt(i) != 0) {
                return true;
            }
        }
        return false;
    }

    private static String hex(ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    private static SpanKind kind(io.opentelemetry.proto.trace.v1.Span.SpanKind kind) {
        return switch (kind) {
            case SPAN_KIND_SERVER -> SpanKind.SERVER;
            case SPAN_KIND_CLIENT -> SpanKind.CLIENT;
            case SPAN_KIND_PRODUCER -> SpanKind.PRODUCER;
            case SPAN_KIND_CONSUMER -> SpanKind.CONSUMER;
            case SPAN_KIND_INTERNAL, SPAN_KIND_UNSPECIFIED, UNRECOGNIZED -> SpanKind.INTERNAL;
        };
    }
}
