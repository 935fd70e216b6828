package dev.skerry.telemetry.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One trace as it grows. One thread at a time: the store's lock guards it. */
final class TraceTrack {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final String id;
    private final long sequence;
    private final Instant receivedAt;
    private final Map<String, Span> spans = new LinkedHashMap<>();
    private final Set<String> purges = new LinkedHashSet<>();
    private boolean error;
    private long bytes;
    private int dropped;
    private @Nullable TraceSummary summary;

    TraceTrack(String id, long sequence, Instant receivedAt) {
        this.id = id;
        this.sequence = sequence;
        this.receivedAt = receivedAt;
    }

    /**
     * Takes a span. One whose id is there already was sent again by an exporter that got no answer: it changes nothing.
     *
     * @return false if it was dropped because the trace is full
     */
    boolean add(Span span, TraceStore.Bounds bounds) {
        if (spans.containsKey(span.spanId())) {
            return true;
        }
        summary = null;
        long more = span.estimatedBytes();
        if (spans.size() >= bounds.spansPerTrace() || bytes + more > bounds.bytesPerTrace()) {
            dropped++;
            return false;
        }
        spans.put(span.spanId(), span);
        bytes += more;
        error |= span.error();
        String purge = span.purgeId();
        if (purge != null) {
            purges.add(purge);
        }
        return true;
    }

    Shelf shelf() {
        if (!purges.isEmpty()) {
            return Shelf.PURGES;
        }
        return error ? Shelf.ERRORS : Shelf.OTHERS;
    }

    String id() {
        return id;
    }

    /** Grows with each trace that comes. */
    long sequence() {
        return sequence;
    }

    long bytes() {
        return bytes;
    }

    int size() {
        return spans.size();
    }

    Collection<String> purges() {
        return purges;
    }

    Trace snapshot() {
        return new Trace(summary(), new ArrayList<>(spans.values()));
    }

    /** Made anew only after a span has come. */
    TraceSummary summary() {
        TraceSummary known = summary;
        if (known == null) {
            known = summarize();
            summary = known;
        }
        return known;
    }

    private TraceSummary summarize() {
        List<Span> all = new ArrayList<>(spans.values());
        Span top = Waterfall.tops(all).stream()
                .min(Comparator.comparing((Span span) -> span.parentId() != null)
                        .thenComparingLong(Span::startNanos))
                .orElseThrow();
        long start = all.stream().mapToLong(Span::startNanos).min().orElseThrow();
        long end = all.stream().mapToLong(Span::endNanos).max().orElseThrow();
        Set<String> services = new TreeSet<>();
        all.forEach(span -> services.add(span.service()));
        return new TraceSummary(
                id,
                top.name(),
                top.parentId() == null,
                List.copyOf(services),
                Instant.ofEpochSecond(start / NANOS_PER_SECOND, start % NANOS_PER_SECOND),
                receivedAt,
                (end - start) / 1_000,
                spans.size(),
                dropped,
                error,
                purges.stream().limit(TraceSummary.MAX_PURGES).toList());
    }
}
