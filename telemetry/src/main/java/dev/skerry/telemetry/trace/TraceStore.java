package dev.skerry.telemetry.trace;

import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The traces that came last. Spans of a trace come in any order, in many requests, from many services: a trace is shown
 * from its first span on, whether its root has come or not.
 *
 * <p><b>What is kept.</b> Each trace stands on a {@link Shelf}, and moves when a span makes it a purge's or an error's. A
 * shelf that is full gives up the trace that has stood there longest. If all together take too many bytes, the shelf that
 * takes the most gives one up. So neither a flood of hits nor one of errors washes out the purges. A span of a trace that
 * was given up begins the trace anew.
 *
 * <p><b>Threads.</b> Any; one lock, held for some microseconds per span that is added, and for a list some per trace.
 * Readers get values that do not change.
 */
public final class TraceStore {
    /**
     * What is kept at most.
     *
     * @param purges traces on {@link Shelf#PURGES}
     * @param errors traces on {@link Shelf#ERRORS}
     * @param others traces on {@link Shelf#OTHERS}
     * @param spansPerTrace further ones are dropped
     * @param bytesPerTrace estimated; spans that do not fit are dropped
     * @param bytes of all traces together, estimated from above; at least {@code bytesPerTrace}
     */
    public record Bounds(int purges, int errors, int others, int spansPerTrace, long bytesPerTrace, long bytes) {
        /** 100 and 100 and 500 traces, 256 spans and 1 MiB each, 32 MiB together. */
        public static final Bounds DEFAULT = new Bounds(100, 100, 500, 256, 1 << 20, 32 << 20);

        /** The most traces that there can be. */
        public int traces() {
            return purges + errors + others;
        }

        private int of(Shelf shelf) {
            return switch (shelf) {
                case PURGES -> purges;
                case ERRORS -> errors;
                case OTHERS -> others;
            };
        }
    }

    /** Traces by id, the one that has stood there longest first. */
    private static final class Standing {
        final SequencedMap<String, TraceTrack> traces = new LinkedHashMap<>();
        long bytes;

        void put(TraceTrack trace) {
            traces.put(trace.id(), trace);
            bytes += trace.bytes();
        }

        void remove(TraceTrack trace) {
            traces.remove(trace.id());
            bytes -= trace.bytes();
        }
    }

    private final Bounds bounds;
    private final InstantSource clock;
    private final Standing purges = new Standing();
    private final Standing errors = new Standing();
    private final Standing others = new Standing();
    private final List<Standing> shelves = List.of(purges, errors, others);
    private long sequence;

    /** An empty store; {@code clock} tells when a trace came. */
    public TraceStore(Bounds bounds, InstantSource clock) {
        this.bounds = bounds;
        this.clock = clock;
    }

    /**
     * Takes spans, of whatever traces.
     *
     * @return how many were dropped, all for {@link DropReason#TRACE_FULL}
     */
    public synchronized int add(Collection<Span> spans) {
        int dropped = 0;
        for (Span span : spans) {
            if (!add(span)) {
                dropped++;
            }
        }
        return dropped;
    }

    private boolean add(Span span) {
        TraceTrack known = find(span.traceId());
        TraceTrack trace = known == null ? new TraceTrack(span.traceId(), sequence++, clock.instant()) : known;
        Shelf before = trace.shelf();
        long bytesBefore = trace.bytes();
        boolean added = trace.add(span, bounds);
        if (known == null && !added) {
            return false; // A span that is larger than a trace may be begins none.
        }
        Shelf shelf = trace.shelf();
        if (known != null && shelf == before) {
            on(shelf).bytes += trace.bytes() - bytesBefore;
        } else {
            Standing left = on(before);
            if (left.traces.remove(trace.id()) != null) {
                left.bytes -= bytesBefore;
            }
            on(shelf).put(trace);
        }
        makeRoom(shelf);
        return added;
    }

    private void makeRoom(Shelf grown) {
        if (on(grown).traces.size() > bounds.of(grown)) {
            giveUpEldest(on(grown));
        }
        while (estimatedBytes() > bounds.bytes()) {
            giveUpEldest(shelves.stream()
                    .max(Comparator.comparingLong(standing -> standing.bytes))
                    .orElseThrow());
        }
    }

    private static void giveUpEldest(Standing standing) {
        standing.remove(standing.traces.firstEntry().getValue());
    }

    private Standing on(Shelf shelf) {
        return switch (shelf) {
            case PURGES -> purges;
            case ERRORS -> errors;
            case OTHERS -> others;
        };
    }

    private @Nullable TraceTrack find(String traceId) {
        for (Standing standing : shelves) {
            TraceTrack trace = standing.traces.get(traceId);
            if (trace != null) {
                return trace;
            }
        }
        return null;
    }

    /** The first {@code limit} traces that {@code filter} takes, in its order. */
    public synchronized List<TraceSummary> list(TraceFilter filter, int limit) {
        return shelves.stream()
                .flatMap(standing -> standing.traces.values().stream())
                .sorted(Comparator.comparingLong(TraceTrack::sequence).reversed())
                .map(TraceTrack::summary)
                .filter(filter::takes)
                .sorted(filter.order())
                .limit(limit)
                .toList();
    }

    /** The trace with that id as it is now, null if it is not kept. */
    public synchronized @Nullable Trace trace(String traceId) {
        TraceTrack trace = find(traceId);
        return trace == null ? null : trace.snapshot();
    }

    /** The ids of the traces that tell most of each of {@code purgeIds}, by purge id; those of which none tells are absent. */
    public synchronized SortedMap<String, String> tracesOf(Collection<String> purgeIds) {
        Map<String, TraceTrack> tellMost = new HashMap<>();
        for (TraceTrack trace : purges.traces.values()) {
            for (String purge : trace.purges()) {
                tellMost.merge(purge, trace, (one, other) -> other.size() > one.size() ? other : one);
            }
        }
        SortedMap<String, String> found = new TreeMap<>();
        for (String purge : purgeIds) {
            TraceTrack trace = tellMost.get(purge);
            if (trace != null) {
                found.put(purge, trace.id());
            }
        }
        return found;
    }

    /** How many traces stand on {@code shelf}. */
    public synchronized int count(Shelf shelf) {
        return on(shelf).traces.size();
    }

    /** The memory that all spans take, estimated from above. */
    public synchronized long estimatedBytes() {
        return shelves.stream().mapToLong(standing -> standing.bytes).sum();
    }
}
