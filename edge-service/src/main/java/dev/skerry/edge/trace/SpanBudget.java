package dev.skerry.edge.trace;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How many traces may begin here: so many a second, and as many at once after a quiet second. Whoever sends requests may
 * ask for a trace of each; the budget keeps that from costing more than it is worth. Thread-safe.
 */
final class SpanBudget {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final long interval;

    /** When the last taken trace would be due if they were spread evenly. */
    private final AtomicLong due;

    /** Lets {@code perSecond} traces begin each second, at least 0. */
    SpanBudget(int perSecond, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.interval = perSecond == 0 ? 0 : SECOND / perSecond;
        this.due = new AtomicLong(nanoTime.getAsLong() - SECOND);
    }

    /** Takes one if there is one. */
    boolean take() {
        if (interval == 0) {
            return false;
        }
        long now = nanoTime.getAsLong();
        while (true) {
            long last = due.get();
            long next = (last - (now - SECOND) < 0 ? now - SECOND : last) + interval;
            if (next - now > 0) {
                return false;
            }
            if (due.compareAndSet(last, next)) {
                return true;
            }
        }
    }
}
