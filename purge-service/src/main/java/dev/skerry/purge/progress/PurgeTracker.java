package dev.skerry.purge.progress;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
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
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The {@link PurgeBook} for many threads: the log's reader puts in what it reads, requests put in what they commit and
 * watch what becomes of it. One lock, held for microseconds.
 *
 * <p>A purge that this process commits is also read back from the log, sometimes before the acknowledgement is seen. So a
 * request announces its id before it writes ({@link #begin}), and the reader passes over announced purges.
 */
public final class PurgeTracker {
    /** The most requests that wait at a time; further ones are told at once how the purge stands. */
    public static final int MAX_WAITS = 500;

    /** The most watches at a time, of all owners together. */
    public static final int MAX_WATCHES = 500;

    /** The most watches of one owner at a time, so that no single client takes all. */
    public static final int MAX_WATCHES_OF_ONE = 50;

    /**
     * Hears of one purge. Called with the tracker's lock held, so it must return at once; statuses come in order. It may
     * close its own watch.
     */
    public interface Watcher {
        /** How the purge stands now. The first call comes from within {@link #watch}. */
        void changed(PurgeStatus status);

        /** Nothing more will be heard of the purge: it has given way to newer ones, or the service leaves. */
        void forgotten();
    }

    /** Hears of every purge that comes to an end, under the rules of {@link Watcher}; also of those of the past, as they are read. */
    public interface Ends {
        /**
         * A purge has become complete, once.
         *
         * @param status COMPLETE, or ERASED if that came with the same news
         * @param here whether this process has committed the purge, and has not read it from the log
         */
        void completed(PurgeStatus status, boolean here);

        /** A hard purge has become erased, once; {@link #completed} has told of it before. */
        void erased(PurgeStatus status, boolean here);
    }

    /** An interest in a purge, to be closed. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final PurgeBook book;
    private final PurgeAssembly assembly = new PurgeAssembly();
    private final LongSupplier nanoTime;
    private final Ends ends;
    private final Set<PurgeId> announced = new HashSet<>();
    private final Map<PurgeId, List<Watcher>> watchers = new HashMap<>();
    private final Map<String, Integer> watches = new HashMap<>();
    private int watchCount;
    private boolean leaving;
    private int waits;

    /**
     * Builds an empty tracker.
     *
     * @param ends hears of every purge that becomes complete, and erased
     */
    public PurgeTracker(PurgeBook.Bounds bounds, SiteTable sites, LongSupplier nanoTime, Ends ends) {
        this.book = new PurgeBook(bounds, sites::fenceRules, new Listener());
        this.nanoTime = nanoTime;
        this.ends = ends;
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
            book.add(purge);
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
                assembly.add(record, position).ifPresent(book::add);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * A report has been read that was written {@code age} ago; zero if it has just come.
     *
     * @throws IllegalStateException if the fleet is full
     */
    public void report(NodeReport report, Duration age) {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            book.report(report, now, now - age.toNanos());
        } finally {
            lock.unlock();
        }
    }

    private <T> T asked(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    /** See {@link PurgeBook#wantsProofOfSilence}. */
    public boolean wantsProofOfSilence() {
        return asked(() -> book.wantsProofOfSilence(nanoTime.getAsLong()));
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
        return asked(() -> book.status(id));
    }

    /** See {@link PurgeBook#recent}. */
    public List<PurgeStatus> recent(Predicate<SiteId> visible, int limit) {
        return asked(() -> book.recent(visible, limit));
    }

    /** See {@link PurgeBook#isOverfull}. */
    public boolean isOverfull() {
        return asked(() -> book.isOverfull());
    }

    /** Purges that are not complete. */
    public int openCount() {
        return asked(() -> book.openCount());
    }

    /** Requests that wait. */
    int waitCount() {
        return asked(() -> waits);
    }

    /** How many nodes last reported {@code state}. */
    public int nodes(NodeReport.State state) {
        return asked(() -> book.nodesByState().getOrDefault(state, 0));
    }

    /** The nodes that last reported to be serving, and for how long each has been silent. */
    public Map<NodeId, Duration> serving() {
        return asked(() -> book.serving(nanoTime.getAsLong()));
    }

    /** Whether a purge has come to {@code until}, or as far as one of its mode can: a soft one ends with COMPLETE. */
    public static boolean hasReached(PurgeStatus status, PurgeStatus.State until) {
        return status.state().reaches(until)
                || (status.mode() == PurgeMode.SOFT && status.state().reaches(PurgeStatus.State.COMPLETE));
    }

    /**
     * Blocks until the purge {@linkplain #hasReached has reached} {@code until}, or until {@code timeout} has passed, and
     * returns how it stands then; at once if {@value #MAX_WAITS} wait already, or if the service {@linkplain #leave leaves}.
     *
     * @return empty if the purge is not known, or was forgotten meanwhile
     */
    public Optional<PurgeStatus> await(PurgeId id, PurgeStatus.State until, Duration timeout)
            throws InterruptedException {
        CountDownLatch settled = new CountDownLatch(1);
        Watcher waiter = new Watcher() {
            @Override
            public void changed(PurgeStatus status) {
                if (hasReached(status, until)) {
                    settled.countDown();
                }
            }

            @Override
            public void forgotten() {
                settled.countDown();
            }
        };
        if (beginWait(id, until, waiter)) {
            try {
                // Whether it was in time shows in the status.
                boolean _ = settled.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
            } finally {
                endWait(id, waiter);
            }
        }
        return status(id);
    }

    /** False if there is nothing to wait for, or no room. */
    private boolean beginWait(PurgeId id, PurgeStatus.State until, Watcher waiter) {
        lock.lock();
        try {
            Optional<PurgeStatus> status = book.status(id);
            if (status.isEmpty() || hasReached(status.get(), until) || waits >= MAX_WAITS || leaving) {
                return false;
            }
            waits++;
            watchers.computeIfAbsent(id, purge -> new ArrayList<>()).add(waiter);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void endWait(PurgeId id, Watcher waiter) {
        lock.lock();
        try {
            waits--;
            boolean _ = remove(id, waiter);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Watches a purge from now on; the watcher hears of its present status before this returns.
     *
     * @param owner on whose account, such as the subject of a token
     * @return empty if the purge is not known, or if the service {@linkplain #leave leaves}, and no more will be heard
     * @throws TooManyWatchesException if there are {@value #MAX_WATCHES} watches already, or {@value
     *     #MAX_WATCHES_OF_ONE} of this owner
     */
    public Optional<Watch> watch(PurgeId id, String owner, Watcher watcher) {
        lock.lock();
        try {
            Optional<PurgeStatus> status = book.status(id);
            if (status.isEmpty()) {
                return Optional.empty();
            }
            if (leaving) {
                watcher.changed(status.get());
                return Optional.empty();
            }
            if (watchCount >= MAX_WATCHES || watches.getOrDefault(owner, 0) >= MAX_WATCHES_OF_ONE) {
                throw new TooManyWatchesException();
            }
            watchCount++;
            watches.merge(owner, 1, Integer::sum);
            watchers.computeIfAbsent(id, purge -> new ArrayList<>()).add(watcher);
            watcher.changed(status.get());
            return Optional.of(() -> unwatch(id, owner, watcher));
        } finally {
            lock.unlock();
        }
    }

    /** The service ends: all who wait or watch, also from now on, are told how things stand, and no more. */
    public void leave() {
        lock.lock();
        try {
            leaving = true;
            watchers.values().stream().flatMap(List::stream).toList().forEach(Watcher::forgotten);
        } finally {
            lock.unlock();
        }
    }

    private void unwatch(PurgeId id, String owner, Watcher watcher) {
        lock.lock();
        try {
            if (remove(id, watcher)) {
                watchCount--;
                watches.computeIfPresent(owner, (name, count) -> count > 1 ? count - 1 : null);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean remove(PurgeId id, Watcher watcher) {
        List<Watcher> ofPurge = watchers.get(id);
        if (ofPurge == null || !ofPurge.remove(watcher)) {
            return false;
        }
        if (ofPurge.isEmpty()) {
            watchers.remove(id);
        }
        return true;
    }

    /** Thrown by {@link #watch}: try again later. */
    public static final class TooManyWatchesException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooManyWatchesException() {
            super("there are " + MAX_WATCHES + " event streams already, or " + MAX_WATCHES_OF_ONE + " of this client");
        }
    }

    private final class Listener implements PurgeBook.Listener {
        @Override
        public void changed(PurgeStatus status) {
            List.copyOf(watchers.getOrDefault(status.id(), List.of())).forEach(watcher -> watcher.changed(status));
        }

        @Override
        public void completed(PurgeStatus status, boolean here) {
            ends.completed(status, here);
        }

        @Override
        public void erased(PurgeStatus status, boolean here) {
            ends.erased(status, here);
        }

        @Override
        public void forgotten(PurgeId id) {
            List.copyOf(watchers.getOrDefault(id, List.of())).forEach(Watcher::forgotten);
        }
    }
}
