package dev.skerry.simulation;

import dev.skerry.edge.purge.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;

/** Time that passes when the world says so, and the timers that hang on it. */
final class VirtualClock implements LongSupplier, Timers {
    private static final Instant START = Instant.ofEpochSecond(1_800_000_000);

    private record Task(long at, long number, Runnable action) {}

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparingLong(Task::number));
    private long nanos;
    private long numbers;

    /** The monotonic clock of every process, in nanoseconds. */
    @Override
    public long getAsLong() {
        return nanos;
    }

    /** The calendar of whose clock is right. */
    Instant instant() {
        return START.plusNanos(nanos);
    }

    @Override
    public Runnable schedule(Duration delay, Runnable action) {
        Task task = new Task(nanos + delay.toNanos(), numbers++, action);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    void pass(Duration duration) {
        long end = nanos + duration.toNanos();
        for (Task next = tasks.peek(); next != null && next.at <= end; next = tasks.peek()) {
            tasks.remove(next);
            nanos = Math.max(nanos, next.at);
            next.action.run();
        }
        nanos = end;
    }
}
