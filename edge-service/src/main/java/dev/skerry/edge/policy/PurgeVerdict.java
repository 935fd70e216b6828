package dev.skerry.edge.policy;

/** What the purge log says of a stored response at this moment (DESIGN section 4, R2). */
public enum PurgeVerdict {
    /** No purge that matches it is newer than its fence. */
    VALID,
    /** A soft purge is newer: stale from now on; validators and stale windows remain usable. */
    SOFT_PURGED,
    /** A hard purge is newer: neither served nor used to revalidate, under no circumstances. */
    HARD_PURGED,
    /**
     * Its fence is older than the log's horizon, or a group of it was invalidated (RFC 9875): revalidated before any use;
     * validators usable.
     */
    UNPROVEN,
    /** The freshness lease is lost, and the site wants to serve nothing without asking then: as {@link #UNPROVEN}. */
    LEASE_LOST,
    /** The user named a purge that was not known when it was fetched, and is not here yet: as {@link #UNPROVEN}. */
    BEHIND
}
