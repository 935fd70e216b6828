package dev.skerry.edge.purge;

import dev.skerry.contract.FenceRule;
import dev.skerry.contract.SiteConfig;
import dev.skerry.edge.purge.PurgeGuard.LeaseVerdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;

/**
 * Proof that this node has read the purge log up to less than a lease ago, and that the fleet has heard of it since, on its
 * own monotonic clock alone.
 *
 * <p>Somebody notes the time, asks the broker for the log's end, and hands both in ({@link #asked}). As soon as the node has
 * applied up to those ends, it knows every purge that was committed before that time, so the lease runs until that time
 * plus its length. Nothing is assumed of the time the answer took.
 *
 * <p>The fleet counts on the second half ({@link #reported}): purge-service waits for the receipt of every node it knows, and
 * gives up waiting for one that has been silent for longer than its lease lasts. So a node whose reports do not arrive
 * must not go on serving, even if it reads the log; and when they arrive again, only a question asked after that counts,
 * since purges may have been completed without this node meanwhile. The same holds for the first report: until it has
 * arrived nobody waits for this node.
 *
 * <p>Limit: the end is what the partition's leader says. A leader that was deposed and does not know yet may answer with an
 * old end until it loses touch with the controllers, so with more than one broker the proof is as good as the brokers'
 * own fencing.
 *
 * <p>Thread-safe: {@link #isHeld} and {@link #verdict} read volatile fields only; the rest is synchronised. At most
 * {@value #MAX_PENDING} proofs wait to be fulfilled; the oldest gives way, as it would yield the shortest lease.
 */
public final class FreshnessLease {
    /** What purge-service counts on. */
    public static final Duration LENGTH = FenceRule.LEASE;

    private static final int MAX_PENDING = 16;

    private record Proof(long askedAt, List<Long> ends) {}

    private final LongSupplier nanoTime;
    private final long length;
    private final IntToLongFunction applied;
    private final ArrayDeque<Proof> pending = new ArrayDeque<>();
    private boolean revoked;
    private volatile boolean anyPending;
    private final CompletableFuture<Void> firstHeld = new CompletableFuture<>();
    private long proofsFrom;
    private volatile boolean everReported;
    private volatile boolean everHeld;

    /** When the newest proof runs out. */
    private volatile long until;

    /** When the newest acknowledged report runs out. Read before {@link #until}, written after it. */
    private volatile long reportedUntil;

    /**
     * @param nanoTime a monotonic clock in nanoseconds, of which only differences count
     * @param applied next offset to apply, by partition; may be read from any thread
     */
    FreshnessLease(LongSupplier nanoTime, Duration length, IntToLongFunction applied) {
        this.nanoTime = nanoTime;
        this.length = length.toNanos();
        this.applied = applied;
    }

    /** The clock that {@link #asked} takes its times from. */
    long now() {
        return nanoTime.getAsLong();
    }

    /**
     * Hands in what the broker said.
     *
     * @param askedAt {@link #now} before the question was sent
     * @param ends the log's end offset by partition
     */
    synchronized void asked(long askedAt, List<Long> ends) {
        if (revoked) {
            return;
        }
        if (pending.size() == MAX_PENDING) {
            pending.removeFirst();
        }
        pending.addLast(new Proof(askedAt, List.copyOf(ends)));
        anyPending = true;
        fulfil();
    }

    /**
     * A report has been acknowledged.
     *
     * @param sentAt {@link #now} before the report was made
     */
    synchronized void reported(long sentAt) {
        long now = now();
        if (!everReported || now - reportedUntil >= 0) {
            proofsFrom = now;
            if (everHeld && until - reportedUntil > 0) {
                until = reportedUntil;
            }
        }
        if (!everReported || sentAt + length - reportedUntil > 0) {
            reportedUntil = sentAt + length;
            everReported = true;
        }
        fulfil();
    }

    /** Completes when the lease is held for the first time. */
    CompletionStage<Void> firstHeld() {
        return firstHeld.minimalCompletionStage();
    }

    /** Something was applied: looks whether a proof is fulfilled. */
    void appliedMoved() {
        if (anyPending) {
            synchronized (this) {
                fulfil();
            }
        }
    }

    /** Ends the lease for good: the log can no longer be trusted. */
    synchronized void revoke() {
        revoked = true;
        pending.clear();
        anyPending = false;
        if (everHeld && until - now() > 0) {
            until = now();
        }
    }

    private void fulfil() {
        for (Iterator<Proof> proofs = pending.iterator(); proofs.hasNext(); ) {
            Proof proof = proofs.next();
            if (isApplied(proof.ends)) {
                proofs.remove();
                if (everReported && proof.askedAt - proofsFrom >= 0) {
                    extend(proof.askedAt + length);
                }
            }
        }
        anyPending = !pending.isEmpty();
    }

    private boolean isApplied(List<Long> ends) {
        for (int partition = 0; partition < ends.size(); partition++) {
            if (applied.applyAsLong(partition) < ends.get(partition)) {
                return false;
            }
        }
        return true;
    }

    private void extend(long end) {
        if (!everHeld || end - until > 0) {
            until = end;
            everHeld = true;
            if (isHeld()) {
                firstHeld.complete(null);
            }
        }
    }

    /** True while both halves hold. */
    public boolean isHeld() {
        return everHeld && lostNanos() < 0;
    }

    /** How long it has been lost; zero while it is held, and before it was held for the first time. */
    public Duration lostFor() {
        return everHeld ? Duration.ofNanos(Math.max(0, lostNanos())) : Duration.ZERO;
    }

    /** Nanoseconds since the lease was lost, negative while it is held; of meaning once it was held. */
    private long lostNanos() {
        long reports = reportedUntil;
        long proofs = until;
        long now = now();
        return Math.max(now - reports, now - proofs);
    }

    /** What a site with these rules may do now. */
    public LeaseVerdict verdict(SiteConfig.Lease rules) {
        boolean proven = everHeld;
        long lostFor = proven ? lostNanos() : 0;
        if (proven && lostFor < 0) {
            return LeaseVerdict.HELD;
        }
        return switch (rules.policy()) {
            case STRICT -> LeaseVerdict.REVALIDATE;
            case BOUNDED ->
                proven && lostFor < rules.grace().duration().toNanos() ? LeaseVerdict.GRACE : LeaseVerdict.REVALIDATE;
            case AVAILABLE -> LeaseVerdict.AVAILABLE;
        };
    }
}
