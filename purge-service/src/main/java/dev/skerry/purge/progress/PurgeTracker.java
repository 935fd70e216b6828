package dev.skerry.purge.progress;

import dev.skerry.contract.NodeReport;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * The {@link PurgeBook} for many threads: the log's reader puts in what it reads, requests put in what they commit and
 * watch what becomes of it. One lock, held for microseconds.
 *
 * <p>A purge that this process commits is also read back from the log, sometimes before the acknowledgement is seen. So a
 * request announces its id before it writes ({@link #begin}), and the reader passes over announced purges.
 */
public final class PurgeTracker {
    /** The most watches at a time: waiting requests and event streams together. */
    public static final int MAX_WATCHES = 1_000;

    /**
     * Hears of one purge. Called with the tracker's lock held, so it must return at once; statuses come in order. It may
     * close its own watch.
     */
    public interface Watcher {
        /** How the purge stands now. The first call comes from within {@link #watch}. */
        void changed(PurgeStatus status);

        /** The purge has given way to newer ones: nothing more will be heard of it. */
        void forgotten();
    }

    /** An interest in a purge, to be closed. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final PurgeBook book;
    private final PurgeAssembly assembly = new PurgeAssembly();
    private final SiteTable sites;
    private final LongSupplier nanoTime;
    private final Consumer<PurgeStatus> completed;
    private final Set<PurgeId> announced = new HashSet<>();
    private final Map<PurgeId, List<Watcher>> watchers = new HashMap<>();
    private int watches;

    /**
     * Builds an empty tracker.
     *
     * @param completed hears of every purge that becomes complete; under the rules of {@link Watcher}
     */
    public PurgeTracker(
            PurgeBook.Bounds bounds, SiteTable sites, LongSupplier nanoTime, Consumer<PurgeStatus> completed) {
        this.book = new PurgeBook(bounds, new Listener());
        this.sites = sites;
        this.nanoTime = nanoTime;
        this.completed = completed;
    }

    /** Announces that records of this purge are about to be written here. */
    public void begin(PurgeId id) {
        lock.lock();
        try {
            announced.add(id);
        } finally {
            lock.unlock();
        }
    }

    /** The announced purge has failed; if it still comes out of the log, it is tracked like another process's. */
    public void abandon(PurgeId id) {
        lock.lock();
        try {
            announced.remove(id);
        } finally {
            lock.unlock();
        }
    }

    /** The announced purge stands in the log. Returns how far it has got already. */
    public PurgeStatus committed(LoggedPurge purge) {
        lock.lock();
        try {
            book.add(purge, sites.fenceRule(purge.site()));
            announced.remove(purge.id());
            return book.status(purge.id())
                    .orElseThrow(() -> new IllegalStateException("purge " + purge.id() + " was forgotten at once"));
        } finally {
            lock.unlock();
        }
    }

    /** A record has been read from the purge log. */
    public void read(PurgeRecord record, Position position) {
        lock.lock();
        try {
            if (!announced.contains(record.id())) {
                assembly.add(record, position).ifPresent(purge -> book.add(purge, sites.fenceRule(purge.site())));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * A report has been read.
     *
     * @throws IllegalStateException if the fleet is full
     */
    public void report(NodeReport report) {
        lock.lock();
        try {
            book.report(report, nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** See {@link PurgeBook#wantsProofOfSilence}. */
    public boolean wantsProofOfSilence() {
        lock.lock();
        try {
            return book.wantsProofOfSilence(nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** See {@link PurgeBook#silenceProven}. */
    public void silenceProven(long provenAt) {
        lock.lock();
        try {
            book.silenceProven(provenAt);
        } finally {
            lock.unlock();
        }
    }

    /** See {@link PurgeBook#status}. */
    public Optional<PurgeStatus> status(PurgeId id) {
        lock.lock();
        try {
            return book.status(id);
        } finally {
            lock.unlock();
        }
    }

    /** See {@link PurgeBook#recent}. */
    public List<PurgeStatus> recent(Predicate<SiteId> visible, int limit) {
        lock.lock();
        try {
            return book.recent(visible, limit);
        } finally {
            lock.unlock();
        }
    }

    /** Purges that are not complete. */
    public int openCount() {
        lock.lock();
        try {
            return book.openCount();
        } finally {
            lock.unlock();
        }
    }

    /** How many nodes last reported {@code state}. */
    public int nodes(NodeReport.State state) {
        lock.lock();
        try {
            return book.nodesByState().getOrDefault(state, 0);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Blocks until the purge is complete, or until {@code timeout} has passed, and returns how it stands then.
     *
     * @return empty if the purge is not known, or was forgotten meanwhile
     * @throws TooManyWatchesException if there are {@value #MAX_WATCHES} watches already
     */
    public Optional<PurgeStatus> awaitComplete(PurgeId id, Duration timeout) throws InterruptedException {
        CountDownLatch settled = new CountDownLatch(1);
        Optional<Watch> watch = watch(id, new Watcher() {
            @Override
            public void changed(PurgeStatus status) {
                if (status.state() == PurgeStatus.State.COMPLETE) {
                    settled.countDown();
                }
            }

            @Override
            public void forgotten() {
                settled.countDown();
            }
        });
        if (watch.isEmpty()) {
            return Optional.empty();
        }
        try (Watch _ = watch.get()) {
            // Whether it was in time shows in the status.
            boolean _ = settled.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return status(id);
        }
    }

    /**
     * Watches a purge from now on; the watcher hears of its present status before this returns.
     *
     * @return empty if the purge is not known
     * @throws TooManyWatchesException if there are {@value #MAX_WATCHES} watches already
     */
    public Optional<Watch> watch(PurgeId id, Watcher watcher) {
        lock.lock();
        try {
            Optional<PurgeStatus> status = book.status(id);
            if (status.isEmpty()) {
                return Optional.empty();
            }
            if (watches >= MAX_WATCHES) {
                throw new TooManyWatchesException();
            }
            watches++;
            watchers.computeIfAbsent(id, purge -> new ArrayList<>()).add(watcher);
            watcher.changed(status.get());
            return Optional.of(() -> unwatch(id, watcher));
        } finally {
            lock.unlock();
        }
    }

    private void unwatch(PurgeId id, Watcher watcher) {
        lock.lock();
        try {
            List<Watcher> ofPurge = watchers.get(id);
            if (ofPurge != null && ofPurge.remove(watcher)) {
                watches--;
                if (ofPurge.isEmpty()) {
                    watchers.remove(id);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Thrown by {@link #watch}: try again later. */
    public static final class TooManyWatchesException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManyWatchesException() {
            super("there are " + MAX_WATCHES + " waiting requests and event streams already");
        }
    }

    private final class Listener implements PurgeBook.Listener {
        @Override
        public void changed(PurgeStatus status) {
            List.copyOf(watchers.getOrDefault(status.id(), List.of())).forEach(watcher -> watcher.changed(status));
            if (status.state() == PurgeStatus.State.COMPLETE) {
                completed.accept(status);
            }
        }

        @Override
        public void forgotten(PurgeId id) {
            List.copyOf(watchers.getOrDefault(id, List.of())).forEach(Watcher::forgotten);
        }
    }
}
