package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/**
 * One record of the purge log {@code skerry.purges}: one selector of one purge. Its JSON is the record's value; its key
 * is {@link #logKey()}, so that compaction keeps the newest purge of each selector, hard and soft apart (a newer soft
 * purge must not hide an older hard one).
 *
 * @param id of the purge, shared by all of its records
 * @param site whose partition the record is in
 * @param mode hard or soft
 * @param selector what is hit
 * @param index which of the purge's selectors this is, from 0
 * @param count how many selectors the purge has, 1 to {@value PurgeRequest#MAX_SELECTORS}
 * @param requestedAt wall-clock time of the request, for people; the protocol never compares it
 * @param requestedBy subject of the token that asked, for the audit trail
 */
public record PurgeRecord(
        PurgeId id,
        SiteId site,
        PurgeMode mode,
        PurgeSelector selector,
        int index,
        int count,
        Instant requestedAt,
        String requestedBy) {
    /** @throws IllegalArgumentException if {@code index} is not below {@code count}, or {@code count} out of bounds */
    public PurgeRecord {
        if (count < 1 || count > PurgeRequest.MAX_SELECTORS || index < 0 || index >= count) {
            throw new IllegalArgumentException("selector " + index + " of " + count + " is out of bounds");
        }
    }

    /** Key in the log: {@code site/mode/selector}, for example {@code demo/hard/key:product-7}. */
    public String logKey() {
        return logKey(site, mode, selector);
    }

    /** {@link #logKey()} of a record that says this. */
    public static String logKey(SiteId site, PurgeMode mode, PurgeSelector selector) {
        return site + "/" + mode.text() + "/" + selector.text();
    }

    /** True for the last record of the purge, whose offset is the purge's position. */
    @JsonIgnore
    public boolean isLast() {
        return index == count - 1;
    }
}
