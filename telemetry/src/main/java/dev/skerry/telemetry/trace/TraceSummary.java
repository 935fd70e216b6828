package dev.skerry.telemetry.trace;

import java.time.Instant;
import java.util.List;

/**
 * A trace in a line.
 *
 * @param id 32 lower-case hexadecimal digits
 * @param name of its root; while that is missing, of the earliest span whose parent is not there
 * @param rooted whether its root has come
 * @param services that took part, by name
 * @param startedAt start of its earliest span, by the clock of that span's machine
 * @param receivedAt when its first span came, by telemetry's clock
 * @param durationUs from the earliest start to the latest end of its spans, in microseconds
 * @param spans that are kept
 * @param droppedSpans that were too many
 * @param error whether a span of it is an error
 * @param purges ids of the purges that its spans name, at most {@value #MAX_PURGES}
 */
public record TraceSummary(
        String id,
        String name,
        boolean rooted,
        List<String> services,
        Instant startedAt,
        Instant receivedAt,
        long durationUs,
        int spans,
        int droppedSpans,
        boolean error,
        List<String> purges) {
    /** The most purges that are named. */
    public static final int MAX_PURGES = 8;

    /** Copies the lists. */
    public TraceSummary {
        services = List.copyOf(services);
        purges = List.copyOf(purges);
    }
}
