package dev.skerry.telemetry.fleet;

import dev.skerry.contract.PopId;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * Requests and hits of the last minutes in steps of equal length, the eldest first; the step under way is left out.
 *
 * @param end wall-clock time at which the last step ended
 * @param stepMs length of a step, in milliseconds
 * @param fleet all PoPs together
 * @param pops by name
 */
public record FleetHistory(Instant end, long stepMs, Series fleet, SortedMap<PopId, Series> pops) {
    /**
     * Two lists of equal length.
     *
     * @param requests answered in each step
     * @param hits of them without asking upstream
     */
    public record Series(List<Long> requests, List<Long> hits) {
        /** Copies the lists. */
        public Series {
            requests = List.copyOf(requests);
            hits = List.copyOf(hits);
        }
    }
}
