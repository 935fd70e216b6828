package dev.skerry.edge.request;

import dev.skerry.contract.Fence;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.policy.PurgeVerdict;
import dev.skerry.edge.policy.Reuse;
import dev.skerry.edge.policy.ReuseDecision;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.purge.PurgeGuard.LeaseVerdict;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Brings together the purge log, the lease, the site's rules and the policy, as they are at the moment. Thread-safe. */
public final class Decisions {
    private final TieredCache cache;
    private final PurgeGuard guard;
    private final InstantSource clock;

    /** Wires what is asked. */
    public Decisions(TieredCache cache, PurgeGuard guard, InstantSource clock) {
        this.cache = cache;
        this.guard = guard;
        this.clock = clock;
    }

    long nowMs() {
        return clock.millis();
    }

    /** The lease is looked at again after every wait, which may have outlived it. */
    Turn now(Turn turn) {
        return turn.at(guard.lease(turn.site().config().lease()));
    }

    /** What to do with the request, given {@code stored}; null if nothing is. */
    ReuseDecision decide(Turn turn, @Nullable StoredResponse stored) {
        return Reuse.decide(
                turn.request(),
                stored == null ? null : stored.view(),
                stored == null ? PurgeVerdict.VALID : verdict(turn, stored),
                clock.millis(),
                turn.site().rules());
    }

    private PurgeVerdict verdict(Turn turn, StoredResponse stored) {
        return verdict(stored, turn.lease(), turn.required());
    }

    /**
     * What stands against {@code stored}: a purge, a group of it that was invalidated, a lost lease, or that it may be older
     * than a purge that the user named.
     *
     * @param lease of its site at the moment
     * @param required by the user; null for nothing
     */
    public PurgeVerdict verdict(StoredResponse stored, LeaseVerdict lease, @Nullable Fence required) {
        // To be asked first: a purge that is applied between the two questions must be seen by the second.
        boolean behind = required != null && isBehind(stored.stamp().fence(), required);
        PurgeVerdict verdict = guard.verdict(stored.stamp());
        return switch (verdict) {
            case HARD_PURGED, GROUP_INVALIDATED, UNPROVEN, LEASE_LOST, BEHIND -> verdict;
            case VALID, SOFT_PURGED -> {
                if (lease == LeaseVerdict.REVALIDATE) {
                    yield PurgeVerdict.LEASE_LOST;
                }
                if (behind) {
                    yield PurgeVerdict.BEHIND;
                }
                yield cache.doubts(stored) ? PurgeVerdict.GROUP_INVALIDATED : verdict;
            }
        };
    }

    private boolean isBehind(Fence fence, Fence required) {
        boolean newer = fence.partition() == required.partition() && fence.offset() >= required.offset();
        return !newer && !guard.hasApplied(required);
    }

    /** Whether a purge has hit {@code stored}, or a group of it was invalidated, whatever the lease says. */
    boolean isOvertaken(StoredResponse stored) {
        return guard.verdict(stored.stamp()) != PurgeVerdict.VALID || cache.doubts(stored);
    }

    /** Whether a soft purge has hit {@code stored}, and no hard one. */
    boolean isSoftPurged(StoredResponse stored) {
        return guard.verdict(stored.stamp()) == PurgeVerdict.SOFT_PURGED;
    }

    /** Whether the origin may say by the tag of {@code stored} alone that it is the answer. */
    boolean mayBeChosenByTag(Turn turn, StoredResponse stored) {
        PurgeVerdict verdict = verdict(turn, stored);
        return verdict != PurgeVerdict.HARD_PURGED
                && (!verdict.mayHideHardPurge() || Reuse.hasStrongTag(stored.view()));
    }

    /** Whether {@code stored} may still be used when the origin says that it is what it has. */
    boolean mayBeValidated(StoredResponse stored) {
        return guard.verdict(stored.stamp()) != PurgeVerdict.HARD_PURGED;
    }

    /**
     * Whether {@code latest} may be served in place of an upstream's answer.
     *
     * @param latest the most recent that is stored; null if nothing is
     * @param status that the upstream answered with, or that its failure would be answered with
     */
    boolean mayStandIn(Turn turn, @Nullable StoredResponse latest, int status) {
        return Reuse.isFailure(status)
                && latest != null
                && Reuse.mayStandIn(
                        turn.request(),
                        latest.view(),
                        verdict(turn, latest),
                        clock.millis(),
                        turn.site().rules());
    }
}
