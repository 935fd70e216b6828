package dev.skerry.telemetry.trace;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Spans to test with; ids are small numbers. */
final class Spans {
    static final long EPOCH = 1_800_000_000_000_000_000L;

    private Spans() {}

    static String trace(int number) {
        return "%032x".formatted(number);
    }

    static String id(int number) {
        return "%016x".formatted(number);
    }

    /** Starts {@code startUs} after the epoch of all these spans; {@code parent} 0 makes a root. */
    static Span span(int trace, int id, int parent, String service, String name, long startUs, long durationUs) {
        return of(trace, id, parent, service, name, startUs, durationUs, false, Map.of());
    }

    static Span hit(int trace) {
        return span(trace, 1, 0, "edge", "GET demo", trace, 100);
    }

    static Span error(int trace, int id) {
        return of(trace, id, 0, "edge", "GET demo", trace, 100, true, Map.of());
    }

    static Span purge(int trace, int id, String purge) {
        return of(trace, id, 0, "purge-service", "POST purges", trace, 100, false, Map.of(Span.PURGE_ID, purge));
    }

    static Span large(int trace, int id, int chars) {
        return of(trace, id, 0, "edge", "GET demo", trace, 100, false, Map.of("value", "x".repeat(chars)));
    }

    private static Span of(
            int trace,
            int id,
            int parent,
            String service,
            String name,
            long startUs,
            long durationUs,
            boolean error,
            Map<String, String> attributes) {
        @Nullable String parentId = parent == 0 ? null : id(parent);
        return new Span(
                trace(trace),
                id(id),
                parentId,
                service,
                null,
                name,
                SpanKind.SERVER,
                EPOCH + startUs * 1_000,
                durationUs * 1_000,
                error,
                null,
                attributes,
                List.of(new Span.Event("event", EPOCH + startUs * 1_000 + 5_000, Map.of())),
                List.of(),
                0);
    }
}
