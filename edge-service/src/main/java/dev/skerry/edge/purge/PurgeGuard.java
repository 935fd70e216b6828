package dev.skerry.edge.purge;

import dev.skerry.contract.Fence;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.policy.PurgeVerdict;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** What the request path asks of the purge protocol. Thread-safe; only {@link #whenApplied} may take time. */
public interface PurgeGuard {
    /** Whether there is a purge log, so that a user can name a purge in it. */
    boolean followsLog();

    /** R1: the fence to note before any upstream request for {@code site}. */
    Fence capture(SiteId site);

    /** R2: whether purges that were applied up to now hit the response. Does not look at the lease. */
    PurgeVerdict verdict(Stamp stamp);

    /** R3: true if this node has applied everything below the fence of a child, or of a user who named a purge. */
    boolean hasApplied(Fence fence);

    /**
     * R3: completes with true as soon as {@link #hasApplied} holds, with false after {@code atMost}. At most 10,000 wait
     * at a time; further ones get false at once.
     */
    CompletionStage<Boolean> whenApplied(Fence fence, Duration atMost);

    /** What the freshness lease lets this node do for a site with these rules. */
    LeaseVerdict lease(SiteConfig.Lease rules);

    /** How long the freshness lease has been lost; zero while it is held, and before it was held for the first time. */
    Duration leaseLostFor();

    /** What the freshness lease lets a node do. */
    enum LeaseVerdict {
        /** The log has been read up to less than the lease ago: serve. */
        HELD,
        /** The lease is lost, and the site's grace has not run out: serve, and say so. */
        GRACE,
        /** The lease is lost, and the site prefers to be available: serve, and say so. */
        AVAILABLE,
        /** The lease is lost: nothing may be served without validation. */
        REVALIDATE
    }
}
