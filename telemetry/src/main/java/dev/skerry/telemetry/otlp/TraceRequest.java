package dev.skerry.telemetry.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.skerry.telemetry.trace.DropReason;
import dev.skerry.telemetry.trace.Span;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What an ExportTraceServiceRequest brought.
 *
 * @param spans within {@link OtlpLimits}
 * @param dropped how many others there were, by reason; reasons without one are absent
 */
public record TraceRequest(List<Span> spans, Map<DropReason, Integer> dropped) {
    /** Copies the collections. */
    public TraceRequest {
        spans = List.copyOf(spans);
        dropped = Map.copyOf(dropped);
    }

    /**
     * Takes a request's body apart.
     *
     * @param body as it came, at most {@link OtlpLimits#REQUEST_BYTES}; not kept
     * @param form how it is coded
     * @throws OtlpException if it grows too large, or is not what it should be
     */
    public static TraceRequest read(byte[] body, OtlpBody form) throws OtlpException {
        byte[] message = form.decode(body);
        try {
            Walk walk = new Walk();
            eachMessage(
                    ByteBuffer.wrap(message), ExportTraceServiceRequest.RESOURCE_SPANS_FIELD_NUMBER, walk::resource);
            return new TraceRequest(walk.spans, walk.dropped);
        } catch (IOException e) {
            throw new OtlpException(
                    OtlpRefusal.BAD_PROTOBUF, "The body is not an ExportTraceServiceRequest: " + e.getMessage(), e);
        }
    }

    private interface MessageReader {
        void read(ByteBuffer message) throws IOException;
    }

    /** Hands on each message that stands in {@code field} of {@code message}, without decoding or copying it. */
    private static void eachMessage(ByteBuffer message, int field, MessageReader reader) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(
                message.array(), message.arrayOffset() + message.position(), message.remaining());
        in.enableAliasing(true);
        int wanted = field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == wanted) {
                reader.read(in.readByteBuffer());
            } else if (!in.skipField(tag)) {
                throw new InvalidProtocolBufferException("a group ends that has not begun");
            }
        }
    }

    /** The spans so far. */
    private static final class Walk {
        final List<Span> spans = new ArrayList<>();
        final Map<DropReason, Integer> dropped = new EnumMap<>(DropReason.class);
        private SpanReader reader = new SpanReader(Resource.getDefaultInstance());

        /** Looks for the resource first: it may stand behind its spans. */
        void resource(ByteBuffer resourceSpans) throws IOException {
            reader = new SpanReader(Resource.getDefaultInstance());
            eachMessage(resourceSpans, ResourceSpans.RESOURCE_FIELD_NUMBER, message -> {
                if (message.remaining() > OtlpLimits.MESSAGE_BYTES) {
                    throw new InvalidProtocolBufferException(
                            "a resource has " + OtlpLimits.MESSAGE_BYTES + " bytes at most");
                }
                reader = new SpanReader(Resource.parseFrom(message));
            });
            eachMessage(
                    resourceSpans,
                    ResourceSpans.SCOPE_SPANS_FIELD_NUMBER,
                    scopeSpans -> eachMessage(scopeSpans, ScopeSpans.SPANS_FIELD_NUMBER, this::span));
        }

        private void span(ByteBuffer message) throws IOException {
            if (spans.size() >= OtlpLimits.REQUEST_SPANS) {
                drop(DropReason.REQUEST_FULL);
            } else if (message.remaining() > OtlpLimits.MESSAGE_BYTES) {
                drop(DropReason.SPAN_TOO_LARGE);
            } else {
                io.opentelemetry.proto.trace.v1.Span span = io.opentelemetry.proto.trace.v1.Span.parseFrom(message);
                DropReason fault = reader.fault(span);
                if (fault == null) {
                    spans.add(reader.read(span));
                } else {
                    drop(fault);
                }
            }
        }

        private void drop(DropReason reason) {
            dropped.merge(reason, 1, Integer::sum);
        }
    }
}
