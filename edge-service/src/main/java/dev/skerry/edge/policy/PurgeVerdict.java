package dev.skerry.edge.policy;

/** What the purge log says of a stored response at this moment (DESIGN section 4, R2). */
public enum PurgeVerdict {
    /** No purge that matches it is newer than its fence. */
    VALID,
    /** A soft purge is newer: stale from now on; validators and stale windows remain usable. */
    SOFT_PURGED,
    /** A hard purge is newer: neither served nor used to revalidate, under no circumstances. */
    HARD_PURGED,
    /** A group of it was invalidated (RFC 9875): validated before any use; validators usable. */
    GROUP_INVALIDATED,
    /**
     * Its fence is older than the log's horizon, so that a purge of it may have been forgotten: validated before any use. That
     * purge may have been a hard one, so only a strong validator (RFC 9110 §8.8.1) proves anything.
     */
    UNPROVEN,
    /** The freshness lease is lost, and the site wants to serve nothing without asking then: as {@link #UNPROVEN}. */
    LEASE_LOST,
    /** The user named a purge that was not known when it was fetched, and is not here yet: as {@link #UNPROVEN}. */
    BEHIND;

    /** Whether there may be a hard purge that this node does not know of, and with it a reason not to trust weak validators. */
    public boolean mayHideHardPurge() {
        return switch (this) {
            case VALID, SOFT_PURGED, HARD_PURGED, GROUP_INVALIDATED -> false;
            case UNPROVEN, LEASE_LOST, BEHIND -> true;
        };
    }

    /**
     * Of what the purge log alone says: whether a hard purge has hit the response, or may have, since the log has forgotten. What
     * may have to be erased is not worth keeping.
     */
    public boolean mayHaveBeenHard() {
        return switch (this) {
            case HARD_PURGED, UNPROVEN -> true;
            case VALID, SOFT_PURGED, GROUP_INVALIDATED, LEASE_LOST, BEHIND -> false;
        };
    }
}
