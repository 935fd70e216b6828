package dev.skerry.edge.purge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/** A clock that goes when it is told to, and the timers that hang on it. */
public final class VirtualTime implements LongSupplier, Timers {
    private record Task(long at, Runnable action) {}

    private final List<Task> tasks = new ArrayList<>();
    private long now;

    /** @param start in nanoseconds */
    public VirtualTime(long start) {
        now = start;
    }

    @Override
    public long getAsLong() {
        return now;
    }

    @Override
    public Runnable schedule(Duration delay, Runnable action) {
        Task task = new Task(now + delay.toNanos(), action);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    /** Time passes, and what is due happens. */
    public void pass(Duration duration) {
        now += duration.toNanos();
        List<Task> due = tasks.stream()
                .filter(task -> task.at - now <= 0)
                .sorted(Comparator.comparingLong(Task::at))
                .toList();
        tasks.removeAll(due);
        due.forEach(task -> task.action.run());
    }

    /** How many timers are set. */
    public int scheduled() {
        return tasks.size();
    }
}
