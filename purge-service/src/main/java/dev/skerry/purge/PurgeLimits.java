package dev.skerry.purge;

import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much each subject may purge of each site: token buckets, one for selectors and one for purges of whole hosts and
 * sites, each of which makes origins work hard. Thread-safe.
 *
 * <p>At most {@value #MAX_BUCKETS} pairs of subject and site are remembered; the one that has been idle for longest gives
 * way, and begins with full buckets when it comes back.
 */
public final class PurgeLimits {
    static final int MAX_BUCKETS = 10_000;

    private final Settings settings;
    private final TimeMeter time;
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Payer, Buckets> payers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Payer, Buckets> eldest) {
            return size() > MAX_BUCKETS;
        }
    };

    private record Payer(String subject, SiteId site) {}

    /** Of one payer; null where there is no limit. */
    private record Buckets(
            @Nullable Bucket selectors, @Nullable Bucket everything) {}

    /**
     * The limits of one subject on one site.
     *
     * @param selectorsPerSecond on average; 0 for no limit
     * @param burst selectors at once after a pause, at least as many as one purge may have
     * @param everythingPerMinute purges of whole hosts and sites, also at once after a pause; 0 for no limit
     */
    public record Settings(long selectorsPerSecond, long burst, long everythingPerMinute) {
        /** @throws IllegalArgumentException if one is out of bounds; the message names the setting */
        public Settings {
            if (selectorsPerSecond < 0 || everythingPerMinute < 0) {
                throw new IllegalArgumentException("skerry.purge.limit.selectors-per-second and"
                        + " skerry.purge.limit.everything-per-minute must be 0 (no limit) or more");
            }
            if (selectorsPerSecond > 0 && burst < PurgeRequest.MAX_SELECTORS) {
                throw new IllegalArgumentException("skerry.purge.limit.burst must be " + PurgeRequest.MAX_SELECTORS
                        + " or more: a purge may have as many selectors, and would never be taken");
            }
        }
    }

    /** Which limit was reached. */
    public enum Limit {
        /** Selectors per second. */
        SELECTORS,
        /** Purges of whole hosts and sites per minute. */
        EVERYTHING
    }

    /**
     * A purge that must wait.
     *
     * @param limit that was reached
     * @param retryAfter after which the same purge would be taken, if there is no other; more than nothing
     */
    public record Refusal(Limit limit, Duration retryAfter) {}

    /** Limits by these settings, on the monotonic clock {@code nanoTime}. */
    public PurgeLimits(Settings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.time = new MonotonicMeter(nanoTime);
    }

    /** Takes what a purge costs; empty if there is enough. A purge that is refused costs nothing. */
    public Optional<Refusal> take(String subject, SiteId site, List<PurgeSelector> selectors) {
        Buckets buckets = buckets(new Payer(subject, site));
        Bucket everything = selectors.stream().anyMatch(PurgeSelector::hitsWholeHost) ? buckets.everything() : null;
        Optional<Refusal> refusal = take(everything, 1, Limit.EVERYTHING);
        if (refusal.isEmpty()) {
            refusal = take(buckets.selectors(), selectors.size(), Limit.SELECTORS);
            if (refusal.isPresent() && everything != null) {
                everything.addTokens(1);
            }
        }
        return refusal;
    }

    private static Optional<Refusal> take(@Nullable Bucket bucket, int tokens, Limit limit) {
        if (bucket == null) {
            return Optional.empty();
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(tokens);
        return probe.isConsumed()
                ? Optional.empty()
                : Optional.of(new Refusal(limit, Duration.ofNanos(probe.getNanosToWaitForRefill())));
    }

    private Buckets buckets(Payer payer) {
        lock.lock();
        try {
            return payers.computeIfAbsent(
                    payer,
                    _ -> new Buckets(
                            bucket(settings.burst(), settings.selectorsPerSecond(), Duration.ofSeconds(1)),
                            bucket(
                                    settings.everythingPerMinute(),
                                    settings.everythingPerMinute(),
                                    Duration.ofMinutes(1))));
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Bucket bucket(long capacity, long rate, Duration per) {
        return rate == 0
                ? null
                : Bucket.builder()
                        .addLimit(limit -> limit.capacity(capacity).refillGreedy(rate, per))
                        .withCustomTimePrecision(time)
                        .build();
    }
}
