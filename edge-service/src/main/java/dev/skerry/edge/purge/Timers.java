package dev.skerry.edge.purge;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs something later, once; virtual in tests. Thread-safe. */
@FunctionalInterface
public interface Timers {
    /**
     * Runs {@code action} after {@code delay}, on any thread; it must be short.
     *
     * @return call it to cancel, as often as you like
     */
    Runnable schedule(Duration delay, Runnable action);

    /** Timers of an executor; make it remove cancelled tasks ({@code setRemoveOnCancelPolicy}). */
    static Timers on(ScheduledExecutorService executor) {
        return (delay, action) -> {
            Future<?> task = executor.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
            return () -> task.cancel(false);
        };
    }
}
