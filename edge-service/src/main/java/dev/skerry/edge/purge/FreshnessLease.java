package dev.skerry.edge.purge;

import dev.skerry.contract.SiteConfig;
import dev.skerry.edge.purge.PurgeGuard.LeaseVerdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;

/**
 * Proof that this node has read the purge log up to less than a lease ago, on its own monotonic clock alone.
 *
 * <p>Somebody notes the time, asks the broker for the log's end, and hands both in ({@link #asked}). As soon as the node has
 * applied up to those ends, it knows every purge that was committed before that time, so the lease runs until that time
 * plus its length. Nothing is assumed of the time the answer took.
 *
 * <p>Limit: the end is what the partition's leader says. A leader that was deposed and does not know yet may answer with an
 * old end until it loses touch with the controllers, so with more than one broker the proof is as good as the brokers'
 * own fencing.
 *
 * <p>Thread-safe: {@link #isHeld} and {@link #verdict} read two volatile fields; the rest is synchronised. At most
 * {@value #MAX_PENDING} proofs wait to be fulfilled; the oldest gives way, as it would yield the shortest lease.
 */
public final class FreshnessLease {
    /** DESIGN section 4. */
    public static final Duration LENGTH = Duration.ofSeconds(2);

    private static final int MAX_PENDING = 16;

    private record Proof(long askedAt, List<Long> ends) {}

    private final LongSupplier nanoTime;
    private final long length;
    private final IntToLongFunction applied;
    private final ArrayDeque<Proof> pending = new ArrayDeque<>();
    private boolean revoked;
    private volatile boolean anyPending;
    private volatile boolean everHeld;
    private volatile long until;

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
                extend(proof.askedAt + length);
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
        }
    }

    /** True while the proof holds. */
    public boolean isHeld() {
        return everHeld && now() - until < 0;
    }

    /** What a site with these rules may do now. */
    public LeaseVerdict verdict(SiteConfig.Lease rules) {
        boolean proven = everHeld;
        long lostFor = proven ? now() - until : 0;
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
