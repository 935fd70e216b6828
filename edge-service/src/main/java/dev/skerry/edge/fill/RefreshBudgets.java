package dev.skerry.edge.fill;

import dev.skerry.contract.SiteId;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many of the responses that a soft purge hit this node may ask for again in the background: of each site so many a second,
 * evenly spread, whoever causes it. After a pause 20 ms' worth may come at once, and one at least. Thread-safe; holds a few bytes
 * for each site that ever had a budget.
 */
public final class RefreshBudgets {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long AT_ONCE = TimeUnit.MILLISECONDS.toNanos(20);

    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<SiteId, Bucket> buckets = new ConcurrentHashMap<>();

    /** @param nanoTime monotonic, in nanoseconds */
    public RefreshBudgets(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Takes one.
     *
     * @param perSecond the site's budget as it is now, 1 or more
     * @return false if there is none yet
     */
    public boolean take(SiteId site, int perSecond) {
        return bucket(site).take(SECOND / perSecond, nanoTime.getAsLong());
    }

    /** What was taken was not used. */
    public void giveBack(SiteId site, int perSecond) {
        bucket(site).giveBack(SECOND / perSecond);
    }

    /** How long it will be until there is one, if nobody else takes it; zero if there is one. */
    public Duration untilNext(SiteId site, int perSecond) {
        return Duration.ofNanos(bucket(site).missing(SECOND / perSecond, nanoTime.getAsLong()));
    }

    private Bucket bucket(SiteId site) {
        return buckets.computeIfAbsent(site, unknown -> new Bucket(nanoTime.getAsLong()));
    }

    /** Time that has passed and not been used, in nanoseconds. */
    private static final class Bucket {
        private long credit = SECOND;
        private long at;

        Bucket(long now) {
            at = now;
        }

        synchronized boolean take(long cost, long now) {
            if (missing(cost, now) > 0) {
                return false;
            }
            credit -= cost;
            return true;
        }

        synchronized void giveBack(long cost) {
            credit += cost;
        }

        synchronized long missing(long cost, long now) {
            credit = Math.min(credit + Math.max(0, now - at), Math.max(cost, AT_ONCE));
            at = now;
            return Math.max(0, cost - credit);
        }
    }
}
