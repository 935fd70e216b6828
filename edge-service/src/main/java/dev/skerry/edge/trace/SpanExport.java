package dev.skerry.edge.trace;

import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;

/** Sends ended spans to a collector by OTLP over HTTP, in batches on a thread of its own; what does not fit is dropped. */
public final class SpanExport {
    private static final int MAX_WAITING = 2048;
    private static final Duration DELAY = Duration.ofMillis(500);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private SpanExport() {}

    /**
     * To the collector at {@code endpoint}, with the path that OTLP adds to it.
     *
     * @param endpoint {@code http://HOST:PORT} of a collector, or of Skerry's console
     * @throws IllegalArgumentException if that is no URL
     */
    public static SpanProcessor to(String endpoint) {
        String base = endpoint.endsWith("/") ? endpoint : endpoint + "/";
        return BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                        .setEndpoint(base + "v1/traces")
                        .setTimeout(TIMEOUT)
                        .build())
                .setMaxQueueSize(MAX_WAITING)
                .setScheduleDelay(DELAY)
                .setExporterTimeout(TIMEOUT)
                .build();
    }
}
