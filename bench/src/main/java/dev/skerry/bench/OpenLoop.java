package dev.skerry.bench;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Does something at a steady rate, whether or not what was done before has ended: so a slow answer delays none of
 * those after it, and each is measured from the time when it was due. At most {@value #MAX_OPEN} are under way; where
 * that is reached the next begins late, which counts against it.
 */
final class OpenLoop {
    private static final int MAX_OPEN = 2_000;
    private static final Duration DRAIN = Duration.ofMinutes(1);

    private OpenLoop() {}

    /** One of them. */
    @FunctionalInterface
    interface Task {
        /**
         * Begins.
         *
         * @param number from 0
         * @param dueNanos when it was to begin, on {@link System#nanoTime}
         * @return completes when it has ended
         */
        CompletableFuture<?> begin(long number, long dueNanos);
    }

    /**
     * Begins {@code rate} a second for {@code length}, and returns when all have ended.
     *
     * @throws IllegalStateException for the first that failed, or if one does not end
     */
    static void run(int rate, Duration length, Task task) throws InterruptedException {
        Semaphore open = new Semaphore(MAX_OPEN);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        long count = rate * length.toMillis() / 1000;
        long begin = System.nanoTime();
        for (long i = 0; i < count && failure.get() == null; i++) {
            long due = begin + i * TimeUnit.SECONDS.toNanos(1) / rate;
            awaitTime(due);
            acquire(open, 1);
            var _ = task.begin(i, due).whenComplete((ignored, failed) -> {
                if (failed != null) {
                    failure.compareAndSet(null, failed);
                }
                open.release();
            });
        }
        acquire(open, MAX_OPEN);
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("of " + count + " one failed: " + failed.getMessage(), failed);
        }
    }

    private static void acquire(Semaphore open, int permits) throws InterruptedException {
        if (!open.tryAcquire(permits, DRAIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("nothing has ended for " + DRAIN, new TimeoutException());
        }
    }

    private static void awaitTime(long due) throws InterruptedException {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}
