package dev.skerry.edge.request;

import dev.skerry.contract.Fence;
import dev.skerry.edge.purge.PurgeGuard;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Waits for what users have named in {@code Skerry-Fence}. Anybody can name what will never come, so no more than {@value
 * #MAX_WAITING} users wait at a time, and child PoPs, which share the guard's own bound, keep their places. Thread-safe.
 */
final class ReadYourPurge {
    static final int MAX_WAITING = 1000;

    /** A purge takes milliseconds to reach a node; asking the origin takes a user longer than this. */
    static final Duration LIMIT = Duration.ofMillis(50);

    private final PurgeGuard guard;
    private final AtomicInteger waiting = new AtomicInteger();

    ReadYourPurge(PurgeGuard guard) {
        this.guard = guard;
    }

    /** Completes with whether everything below {@code fence} is applied: at once, or within {@link #LIMIT}. */
    CompletionStage<Boolean> applied(Fence fence) {
        if (guard.hasApplied(fence)) {
            return CompletableFuture.completedFuture(true);
        }
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return CompletableFuture.completedFuture(false);
        }
        return guard.whenApplied(fence, LIMIT).whenComplete((applied, never) -> waiting.decrementAndGet());
    }
}
