package dev.skerry.edge.purge;

import dev.skerry.contract.Fence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Requests of children, and of users who named a purge, that wait until this node has applied as far as they have (R3); at most {@value #MAX_WAITING}, each
 * with a time limit. Thread-safe; futures complete outside of the lock, on the thread that caused it.
 */
final class AppliedWaiters {
    static final int MAX_WAITING = 10_000;

    private static final Comparator<Waiter> ORDER = Comparator.comparingLong((Waiter waiter) -> waiter.fence.offset())
            .thenComparingLong(waiter -> waiter.ticket);

    private static final class Waiter {
        private final Fence fence;
        private final long ticket;
        private final CompletableFuture<Boolean> done = new CompletableFuture<>();
        private Runnable cancelTimer = () -> {};

        private Waiter(Fence fence, long ticket) {
            this.fence = fence;
            this.ticket = ticket;
        }
    }

    private final Object lock = new Object();
    private final List<TreeSet<Waiter>> byPartition;
    private final Timers timers;
    private long tickets;

    /** Written under the lock, read without: the log's thread takes the lock only while somebody waits. */
    private volatile int waiting;

    AppliedWaiters(int partitions, Timers timers) {
        this.byPartition = IntStream.range(0, partitions)
                .mapToObj(partition -> new TreeSet<>(ORDER))
                .toList();
        this.timers = timers;
    }

    /**
     * Waits for {@code fence}, whose partition exists.
     *
     * @param hasApplied asked once more after the waiter can be found by {@link #advanced}, so that none is forgotten
     */
    CompletionStage<Boolean> await(Fence fence, Duration atMost, Predicate<Fence> hasApplied) {
        Waiter waiter;
        synchronized (lock) {
            if (waiting >= MAX_WAITING) {
                return CompletableFuture.completedFuture(false);
            }
            waiter = new Waiter(fence, tickets++);
            byPartition.get(fence.partition()).add(waiter);
            waiting = waiting() + 1;
        }
        if (hasApplied.test(fence)) {
            end(waiter, true);
        } else {
            Runnable cancel = timers.schedule(atMost, () -> end(waiter, false));
            boolean over;
            synchronized (lock) {
                waiter.cancelTimer = cancel;
                over = !byPartition.get(fence.partition()).contains(waiter);
            }
            if (over) {
                cancel.run();
            }
        }
        return waiter.done;
    }

    /** Everything below {@code next} of the partition is applied, and visible to {@code hasApplied}. */
    void advanced(int partition, long next) {
        if (waiting == 0) {
            return;
        }
        List<Waiter> reached = new ArrayList<>();
        synchronized (lock) {
            TreeSet<Waiter> waiters = byPartition.get(partition);
            while (!waiters.isEmpty() && waiters.first().fence.offset() <= next) {
                reached.add(waiters.removeFirst());
            }
            waiting = waiting() - reached.size();
        }
        for (Waiter waiter : reached) {
            waiter.cancelTimer.run();
            waiter.done.complete(true);
        }
    }

    int waiting() {
        return waiting;
    }

    private void end(Waiter waiter, boolean applied) {
        synchronized (lock) {
            if (!byPartition.get(waiter.fence.partition()).remove(waiter)) {
                return;
            }
            waiting = waiting() - 1;
        }
        waiter.done.complete(applied);
    }
}
