package dev.skerry.purge;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what no future tells. */
public final class Await {
    private Await() {}

    /** Returns as soon as {@code condition} holds; fails after 30 s, naming {@code what}. */
    public static void until(String what, BooleanSupplier condition) {
        CompletableFuture<Void> holds = new CompletableFuture<>();
        try (ScheduledExecutorService checks = Executors.newSingleThreadScheduledExecutor()) {
            var check = checks.scheduleWithFixedDelay(
                    () -> {
                        try {
                            if (condition.getAsBoolean()) {
                                holds.complete(null);
                            }
                        } catch (RuntimeException e) {
                            holds.completeExceptionally(e);
                        }
                    },
                    0,
                    Duration.ofMillis(10).toMillis(),
                    TimeUnit.MILLISECONDS);
            try {
                holds.orTimeout(30, TimeUnit.SECONDS)
                        .exceptionally(e -> {
                            throw new AssertionError("waited in vain until " + what, e);
                        })
                        .join();
            } finally {
                check.cancel(false);
            }
        }
    }
}
