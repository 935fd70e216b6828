package dev.skerry.edge.purge;

import dev.skerry.contract.Fence;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.policy.PurgeVerdict;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The guard of an edge that runs alone, without a purge log: nothing is ever purged. */
public final class StandaloneGuard implements PurgeGuard {
    private static final Fence START = new Fence(0, 0);

    @Override
    public boolean followsLog() {
        return false;
    }

    @Override
    public Fence capture(SiteId site) {
        return START;
    }

    @Override
    public PurgeVerdict verdict(Stamp stamp) {
        return PurgeVerdict.VALID;
    }

    @Override
    public boolean hasApplied(Fence fence) {
        return true;
    }

    @Override
    public CompletionStage<Boolean> whenApplied(Fence fence, Duration atMost) {
        return CompletableFuture.completedFuture(true);
    }

    @Override
    public Duration leaseLostFor() {
        return Duration.ZERO;
    }

    @Override
    public LeaseVerdict lease(SiteConfig.Lease rules) {
        return LeaseVerdict.HELD;
    }
}
