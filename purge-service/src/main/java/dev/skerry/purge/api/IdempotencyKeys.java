package dev.skerry.purge.api;

import dev.skerry.contract.PurgeId;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Remembers which purge a request with an {@code Idempotency-Key} became, so that a client may send it again when it did
 * not get the answer. Thread-safe.
 *
 * <p>In the memory of this process only: a restart forgets the keys, and the same request then purges once more, which
 * costs hits and nothing else. At most {@value #MAX_KEYS} keys for {@value #HOURS} hours, the eldest give way.
 */
final class IdempotencyKeys {
    static final int MAX_KEYS = 10_000;
    static final int HOURS = 24;
    private static final long LIFETIME_NANOS = Duration.ofHours(HOURS).toNanos();

    private record Use(String subject, String key) {}

    private record First(String fingerprint, long since, CompletableFuture<PurgeId> purge) {}

    private final Map<Use, First> uses = new LinkedHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier nanoTime;

    IdempotencyKeys(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Returns the purge that {@code commit} makes of the first request with this key, and for the same request again the
     * same purge, waiting for it if it is still being made. If {@code commit} throws, all who wait get its exception and
     * the key is free again.
     *
     * @param fingerprint equal for equal requests
     * @throws ProblemException 422 if the subject has used the key for another request
     */
    PurgeId once(String subject, String key, String fingerprint, Supplier<PurgeId> commit) {
        Use use = new Use(subject, key);
        First mine = new First(fingerprint, nanoTime.getAsLong(), new CompletableFuture<>());
        First first = claim(use, mine);
        if (first.equals(mine)) {
            make(use, mine, commit);
        } else if (!first.fingerprint().equals(fingerprint)) {
            throw new ProblemException(
                    ProblemKind.KEY_REUSED, "this Idempotency-Key belongs to another request: use a new one");
        }
        try {
            return first.purge().join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException reason -> throw reason;
                case Error reason -> throw reason;
                case null, default -> throw e;
            }
        }
    }

    private void make(Use use, First mine, Supplier<PurgeId> commit) {
        try {
            mine.purge().complete(commit.get());
        } catch (RuntimeException | Error e) {
            lock.lock();
            try {
                uses.remove(use, mine);
            } finally {
                lock.unlock();
            }
            mine.purge().completeExceptionally(e);
        }
    }

    private First claim(Use use, First mine) {
        lock.lock();
        try {
            Iterator<First> eldest = uses.values().iterator();
            while (eldest.hasNext()) {
                boolean tooOld = mine.since() - eldest.next().since() >= LIFETIME_NANOS;
                if (!tooOld && uses.size() < MAX_KEYS) {
                    break;
                }
                eldest.remove();
            }
            First known = uses.putIfAbsent(use, mine);
            return known == null ? mine : known;
        } finally {
            lock.unlock();
        }
    }
}
