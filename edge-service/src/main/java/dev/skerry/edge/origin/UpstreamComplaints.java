package dev.skerry.edge.origin;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Failures of upstreams in the log: the first of each upstream at once, then one line every {@link #EVERY} with their number,
 * so that an origin that is down does not fill the disk. Metrics and answers tell every one. At most {@value #MAX_TARGETS}
 * upstreams are told apart; then all is forgotten, which costs a line for each. Thread-safe.
 */
public final class UpstreamComplaints {
    static final Duration EVERY = Duration.ofSeconds(30);
    static final int MAX_TARGETS = 1000;

    private record Told(long atNanos, long sinceThen) {}

    private final Logger log;
    private final LongSupplier nanoTime;
    private final Map<UpstreamTarget, Told> told = new ConcurrentHashMap<>();

    /** Writes to {@code log}; {@code nanoTime} is monotonic, in nanoseconds. */
    public UpstreamComplaints(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /** A request to {@code target} failed. */
    public void failed(UpstreamTarget target, Throwable failure) {
        if (told.size() >= MAX_TARGETS) {
            told.clear();
        }
        told.compute(target, (key, last) -> {
            long now = nanoTime.getAsLong();
            if (last != null && now - last.atNanos() < EVERY.toNanos()) {
                return new Told(last.atNanos(), last.sinceThen() + 1);
            }
            long untold = last == null ? 0 : last.sinceThen();
            log.warn("{} failed: {} ({} failures before it were not logged)", target, failure.getMessage(), untold);
            return new Told(now, 0);
        });
    }
}
