package dev.skerry.simulation;

import dev.skerry.edge.cache.CacheTier;
import dev.skerry.edge.purge.LogFollower;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.purge.PurgeState;

/**
 * How a node is put together: as it is. Tests override a method to take one rule of the protocol out, and see that the
 * simulation notices.
 */
class Protocol {
    static final Protocol AS_IT_IS = new Protocol();

    /** What the request path asks. */
    PurgeGuard guard(PurgeState purges) {
        return purges;
    }

    /** What reads the purge log. */
    LogFollower follower(PurgeState purges, Network network) {
        return purges;
    }

    /** What the PoP shares. */
    CacheTier shared(CacheTier tier, PurgeState purges) {
        return tier;
    }

    /** Whether purge-service hears also of a process of a node whose incarnation is lower than that of another one. */
    boolean hearsOfLowerIncarnations() {
        return true;
    }

    /** Whether purge-service fences a silent node only after proof. */
    boolean silenceNeedsProof() {
        return true;
    }
}
