package dev.skerry.purge.log;

import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.SiteId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the audit trail.
 *
 * @param site whose records
 * @param since first instant; null for as far back as there is something
 * @param until instant before which; null for now
 * @param by subject; null for all
 * @param limit how many records at most, 1 or more
 */
public record AuditQuery(
        SiteId site,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable String by,
        int limit) {
    boolean asksFor(AuditRecord record) {
        return record.site().equals(site)
                && (since == null || !record.at().isBefore(since))
                && (until == null || record.at().isBefore(until))
                && (by == null || record.by().equals(by));
    }
}
