package dev.skerry.contract;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the audit trail says of a site: the answer of {@code GET /v1/sites/{site}/audit}.
 *
 * @param records newest first
 * @param cutOff why there may be older ones that would have matched; null if these are all
 * @param lookedBackTo time of the record at which it was cut off: go on with {@code until} of a millisecond more, since
 *     that one is still to come. Records are in the order in which they were written, so of requests that were under way at
 *     the same time one may be told twice or be passed over. Null if nothing was cut off, or nothing looked at
 */
public record AuditPage(
        List<AuditRecord> records,
        @Nullable CutOff cutOff,
        @Nullable Instant lookedBackTo) {
    /** Why an answer is cut off. */
    public enum CutOff {
        /** It has as many records as were asked for. */
        LIMIT,
        /** As many records were read, or as much time has passed, as one question may take. */
        BOUND
    }

    /** Copies the list. */
    public AuditPage {
        records = List.copyOf(records);
    }
}
