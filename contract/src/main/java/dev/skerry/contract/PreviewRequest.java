package dev.skerry.contract;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A question to every node, on {@link Topics#PREVIEWS}: what would a purge by these selectors hit? Nothing is purged by it.
 *
 * @param id of the question, under which it is answered
 * @param site whose responses are counted
 * @param selectors as they would stand in the purge log, in text form
 * @param askedAt wall-clock time, for people; nodes go by the time of the record
 */
public record PreviewRequest(UUID id, SiteId site, List<PurgeSelector> selectors, Instant askedAt) {
    /** Copies the list. */
    public PreviewRequest {
        selectors = List.copyOf(selectors);
    }
}
