package dev.skerry.telemetry.web;

import dev.skerry.telemetry.trace.DropReason;
import dev.skerry.telemetry.trace.Shelf;
import dev.skerry.telemetry.trace.TraceStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The traces for Prometheus. Thread-safe.
 *
 * <table>
 * <caption>metrics</caption>
 * <tr><td>{@code skerry_trace_spans_received_total}</td><td>spans of requests that were not refused whole</td></tr>
 * <tr><td>{@code skerry_trace_spans_dropped_total{reason}}</td><td>those of them that were not kept</td></tr>
 * <tr><td>{@code skerry_traces{shelf}}</td><td>traces that are kept</td></tr>
 * <tr><td>{@code skerry_trace_estimated_bytes}</td><td>memory that they take, estimated from above</td></tr>
 * </table>
 */
public final class TraceMetrics {
    private final Counter received;
    private final Map<DropReason, Counter> dropped = new EnumMap<>(DropReason.class);

    /** Registers the metrics. */
    public TraceMetrics(MeterRegistry registry, TraceStore store) {
        received = Counter.builder("skerry.trace.spans.received")
                .description("Spans of requests that were not refused whole")
                .register(registry);
        for (DropReason reason : DropReason.values()) {
            dropped.put(
                    reason,
                    Counter.builder("skerry.trace.spans.dropped")
                            .tag("reason", reason.tag())
                            .description("Spans received and not kept")
                            .register(registry));
        }
        for (Shelf shelf : Shelf.values()) {
            Gauge.builder("skerry.traces", store, from -> from.count(shelf))
                    .tag("shelf", shelf.name().toLowerCase(Locale.ROOT))
                    .description("Traces that are kept")
                    .register(registry);
        }
        Gauge.builder("skerry.trace.estimated", store, TraceStore::estimatedBytes)
                .baseUnit("bytes")
                .description("Memory that the traces take, estimated from above")
                .register(registry);
    }

    /** Counts the spans of a request: all that came, and those of them that were dropped. */
    void count(int all, Map<DropReason, Integer> notKept) {
        received.increment(all);
        notKept.forEach((reason, spans) -> {
            Counter counter = dropped.get(reason);
            if (counter != null) {
                counter.increment(spans);
            }
        });
    }
}
