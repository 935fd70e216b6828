package dev.skerry.purge.api;

import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.purge.progress.PurgeTracker;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;

/** The statuses of one purge as a stream that ends when the purge has come as far as was asked for, or is forgotten. */
final class PurgeEvents {
    private PurgeEvents() {}

    /**
     * A stream that watches the purge while it is subscribed to, until it {@linkplain PurgeTracker#hasReached has reached}
     * {@code until}. Of statuses that its reader has not taken only the newest
     * is kept. Fails with {@link PurgeTracker.TooManyWatchesException} if there are too many, or too many of {@code owner}.
     */
    static Multi<PurgeStatus> of(PurgeTracker tracker, PurgeId id, String owner, PurgeStatus.State until) {
        return Multi.createFrom()
                .<PurgeStatus>emitter(emitter -> watch(tracker, id, owner, until, emitter), BackPressureStrategy.LATEST)
                // The tracker calls with its lock held: what the reader does must happen elsewhere.
                .emitOn(Infrastructure.getDefaultExecutor());
    }

    private static void watch(
            PurgeTracker tracker,
            PurgeId id,
            String owner,
            PurgeStatus.State until,
            MultiEmitter<? super PurgeStatus> emitter) {
        tracker.watch(id, owner, new PurgeTracker.Watcher() {
                    @Override
                    public void changed(PurgeStatus status) {
                        emitter.emit(status);
                        if (PurgeTracker.hasReached(status, until)) {
                            emitter.complete();
                        }
                    }

                    @Override
                    public void forgotten() {
                        emitter.complete();
                    }
                })
                .ifPresentOrElse(watch -> emitter.onTermination(watch::close), emitter::complete);
    }
}
