package dev.skerry.telemetry.otlp;

import com.google.protobuf.CodedOutputStream;
import dev.skerry.telemetry.trace.DropReason;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Collectors;

/** The bodies of answers (OTLP 1.x, "OTLP/HTTP Response"), as {@value OtlpBody#MEDIA_TYPE}. */
public final class OtlpAnswer {
    /** Field {@code message} of google.rpc.Status; its other fields may be left out. */
    private static final int STATUS_MESSAGE_FIELD = 2;

    private OtlpAnswer() {}

    /** Success: a full one, which is an empty message, or a partial one that tells how many were dropped and why. */
    public static byte[] success(Map<DropReason, Integer> dropped) {
        ExportTraceServiceResponse.Builder response = ExportTraceServiceResponse.newBuilder();
        if (!dropped.isEmpty()) {
            response.setPartialSuccess(ExportTracePartialSuccess.newBuilder()
                    .setRejectedSpans(dropped.values().stream()
                            .mapToLong(Integer::longValue)
                            .sum())
                    .setErrorMessage(dropped.entrySet().stream()
                            .sorted(Map.Entry.comparingByKey())
                            .map(reason ->
                                    reason.getValue() + ": " + reason.getKey().why())
                            .collect(Collectors.joining("; "))));
        }
        return response.build().toByteArray();
    }

    /** A refusal, as a google.rpc.Status. */
    public static byte[] refusal(String message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeString(STATUS_MESSAGE_FIELD, message);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory takes all that is written", e);
        }
        return bytes.toByteArray();
    }
}
