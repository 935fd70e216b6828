package dev.skerry.edge.purge;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far a node has applied the purge log at one moment. Immutable.
 *
 * @param applied next offset to apply, by partition
 * @param hard offset behind the last hard purge that is indexed, by partition; may be beyond {@code applied} by what is being
 *     applied at that moment
 * @param soft offset behind the last soft purge that is indexed, by partition; likewise
 */
public record PurgeMark(Map<Integer, Long> applied, Map<Integer, Long> hard, Map<Integer, Long> soft) {
    /** Copies, sorted by partition. */
    public PurgeMark {
        applied = Collections.unmodifiableMap(new TreeMap<>(applied));
        hard = Collections.unmodifiableMap(new TreeMap<>(hard));
        soft = Collections.unmodifiableMap(new TreeMap<>(soft));
    }

    /** Whether no soft purge has come since {@code earlier}. */
    public boolean hasNoMoreSoftThan(PurgeMark earlier) {
        return soft.equals(earlier.soft);
    }

    /** Whether all soft purges of this mark are applied, so that what is asked from now on has seen them. */
    public boolean hasAppliedItsSoft() {
        return soft.entrySet().stream().allMatch(entry -> applied.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
    }

    /** Whether no hard purge has come since {@code earlier}: what was erased then is all there was to erase. */
    boolean hasNoMoreHardThan(PurgeMark earlier) {
        return hard.equals(earlier.hard);
    }

    /** Whether who has applied up to {@code upTo} knows all hard purges of this mark. */
    boolean isKnownTo(Map<Integer, Long> upTo) {
        return hard.entrySet().stream()
                .allMatch(entry -> upTo.getOrDefault(entry.getKey(), 0L)
                        >= Math.max(entry.getValue(), applied.getOrDefault(entry.getKey(), 0L)));
    }
}
