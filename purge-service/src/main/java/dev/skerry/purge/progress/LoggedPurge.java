package dev.skerry.purge.progress;

import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.SiteId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A purge that stands in the log.
 *
 * @param id of the purge
 * @param site whose responses it hits
 * @param mode hard or soft
 * @param selectors in text form, in the order of the request
 * @param position of its last record
 * @param requestedAt wall-clock time of the request, for people
 * @param requestedBy subject of the token that asked
 * @param timing null for a purge that this process read from the log and did not commit itself
 */
public record LoggedPurge(
        PurgeId id,
        SiteId site,
        PurgeMode mode,
        List<String> selectors,
        Position position,
        Instant requestedAt,
        String requestedBy,
        @Nullable Timing timing) {
    private static final int OVERHEAD = 512;

    /**
     * When the purge passed, in nanoseconds of the process's monotonic clock.
     *
     * @param accepted when the request arrived
     * @param committed when Kafka acknowledged the last record
     */
    public record Timing(long accepted, long committed) {}

    /** Copies the list. */
    public LoggedPurge {
        selectors = List.copyOf(selectors);
    }

    /** About how many bytes it takes to remember this, without receipts. */
    long weight() {
        long weight = OVERHEAD;
        for (String selector : selectors) {
            weight += 48 + selector.length();
        }
        return weight;
    }
}
