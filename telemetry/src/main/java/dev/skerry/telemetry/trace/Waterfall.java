package dev.skerry.telemetry.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A trace as it is drawn: a row per span, each parent above its children, siblings in the order of their starts. Times
 * are in microseconds from the start of the earliest span, as each machine's clock told them: where two clocks differ, a
 * child can begin before its parent, and its row says so.
 *
 * @param trace in a line
 * @param spans the rows from the top
 */
public record Waterfall(TraceSummary trace, List<Row> spans) {
    /**
     * A span.
     *
     * @param id 16 lower-case hexadecimal digits
     * @param parent the same, null for a root; it need not be among the rows
     * @param depth 0 for a span whose parent is not there
     * @param service that it ran in
     * @param node of that service, null if unknown
     * @param name what was done
     * @param kind its part between services
     * @param startUs from the start of the earliest span
     * @param durationUs 0 or more
     * @param error whether its status is an error
     * @param message of its status, null if it has none
     * @param beforeParent whether it begins before its parent
     * @param attributes values as text
     * @param events that happened in it
     * @param links to other spans
     * @param cut attributes, events and links that were left out
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Row(
            String id,
            @Nullable String parent,
            int depth,
            String service,
            @Nullable String node,
            String name,
            SpanKind kind,
            long startUs,
            long durationUs,
            boolean error,
            @Nullable String message,
            boolean beforeParent,
            Map<String, String> attributes,
            List<Event> events,
            List<Span.Link> links,
            int cut) {}

    /**
     * Something that happened in a span.
     *
     * @param name what happened
     * @param atUs from the start of the earliest span; it may lie outside its span
     * @param attributes values as text
     */
    public record Event(String name, long atUs, Map<String, String> attributes) {}

    private record Placed(Span span, int depth, @Nullable Span parent) {}

    /** Lays {@code trace} out. Spans that are each other's ancestors are all shown, the first to come as if on top. */
    public static Waterfall of(Trace trace) {
        List<Span> byStart = new ArrayList<>(trace.spans());
        byStart.sort(Comparator.comparingLong(Span::startNanos));
        long start = byStart.getFirst().startNanos();
        Map<String, List<Span>> children = new LinkedHashMap<>();
        for (Span span : byStart) {
            String parent = span.parentId();
            if (parent != null) {
                children.computeIfAbsent(parent, id -> new ArrayList<>()).add(span);
            }
        }
        List<Row> rows = new ArrayList<>();
        Set<String> placed = new HashSet<>();
        for (Span top : tops(byStart)) {
            place(top, children, placed, start, rows);
        }
        for (Span within : trace.spans()) {
            place(within, children, placed, start, rows);
        }
        return new Waterfall(trace.summary(), List.copyOf(rows));
    }

    /** The spans whose parent is not among {@code spans}, in the same order; all if there is none such. */
    static List<Span> tops(List<Span> spans) {
        Map<String, Span> known = new HashMap<>();
        spans.forEach(span -> known.put(span.spanId(), span));
        List<Span> tops = spans.stream()
                .filter(span -> span.parentId() == null || !known.containsKey(span.parentId()))
                .toList();
        return tops.isEmpty() ? spans : tops;
    }

    private static void place(
            Span top, Map<String, List<Span>> children, Set<String> placed, long start, List<Row> rows) {
        Deque<Placed> waiting = new ArrayDeque<>();
        waiting.push(new Placed(top, 0, null));
        while (!waiting.isEmpty()) {
            Placed next = waiting.pop();
            if (placed.add(next.span.spanId())) {
                rows.add(row(next, start));
                children.getOrDefault(next.span.spanId(), List.of())
                        .reversed()
                        .forEach(child -> waiting.push(new Placed(child, next.depth + 1, next.span)));
            }
        }
    }

    private static Row row(Placed placed, long start) {
        Span span = placed.span;
        Span parent = placed.parent;
        return new Row(
                span.spanId(),
                span.parentId(),
                placed.depth,
                span.service(),
                span.node(),
                span.name(),
                span.kind(),
                (span.startNanos() - start) / 1_000,
                span.durationNanos() / 1_000,
                span.error(),
                span.message(),
                parent != null && span.startNanos() < parent.startNanos(),
                span.attributes(),
                span.events().stream()
                        .map(event -> new Event(event.name(), (event.atNanos() - start) / 1_000, event.attributes()))
                        .toList(),
                span.links(),
                span.cut());
    }
}
