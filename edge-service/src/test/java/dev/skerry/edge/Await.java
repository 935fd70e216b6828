package dev.skerry.edge;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waits for what tells nobody that it has happened. Where there is a future or a queue, wait for that instead. */
public final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int EVERY_MILLIS = 5;

    private Await() {}

    /**
     * Returns as soon as {@code condition} holds.
     *
     * @throws AssertionError if it does not within 30 s
     */
    public static void until(String what, BooleanSupplier condition) throws InterruptedException {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().factory());
        try {
            var _ = timer.scheduleWithFixedDelay(
                    () -> {
                        try {
                            if (condition.getAsBoolean()) {
                                reached.complete(null);
                            }
                        } catch (RuntimeException e) {
                            reached.completeExceptionally(e);
                        }
                    },
                    0,
                    EVERY_MILLIS,
                    TimeUnit.MILLISECONDS);
            reached.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("waiting for: " + what, e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("not within " + LIMIT + ": " + what, e);
        } finally {
            timer.shutdownNow();
        }
    }
}
