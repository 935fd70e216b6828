package dev.skerry.contract;

import java.time.Instant;
import java.util.List;

/**
 * How a purge stands: the answer of {@code GET /v1/purges/{id}}, of {@code ?wait=complete}, and of {@code skerry purge
 * --wait --json}.
 *
 * @param id of the purge
 * @param site it was asked for
 * @param mode hard or soft
 * @param selectors in text form, in the order of the request
 * @param state folded from the receipts
 * @param position where it stands in the log
 * @param receipts one per node that was in the fleet, sorted by PoP and node
 * @param requestedAt wall-clock time of the request
 * @param requestedBy subject of the token that asked
 * @param durationMs from the request's arrival to the state's last change, in milliseconds
 */
public record PurgeStatus(
        PurgeId id,
        SiteId site,
        PurgeMode mode,
        List<String> selectors,
        State state,
        Position position,
        List<Receipt> receipts,
        Instant requestedAt,
        String requestedBy,
        double durationMs) {
    /** Progress of a purge, in order. */
    public enum State {
        /** In the log, and so sure to reach every node. */
        COMMITTED,
        /** At least one node has applied it. */
        APPLIED,
        /** Every node has applied it, is fenced, or has left. */
        COMPLETE,
        /**
         * Of a hard purge: what it hit is gone from every node that has not left, and from the Redis of every PoP. A soft one
         * ends with {@link #COMPLETE}.
         */
        ERASED;

        /** Whether a purge in this state has come as far as {@code other}, or further. */
        public boolean reaches(State other) {
            return compareTo(other) >= 0;
        }
    }

    /** Copies the lists. */
    public PurgeStatus {
        selectors = List.copyOf(selectors);
        receipts = List.copyOf(receipts);
    }
}
