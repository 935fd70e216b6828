package dev.skerry.purge.progress;

import dev.skerry.contract.SiteConfig;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * After how much silence a node can no longer be serving unvalidated content of a site (DESIGN section 4, freshness
 * lease): its lease has run out, then the site's grace, then a margin for clocks of different speed.
 *
 * @param silentNanos the silence that fences, in nanoseconds; empty if no silence ever does
 */
public record FenceRule(OptionalLong silentNanos) {
    /** How long a node's proof of having read the log holds. */
    public static final Duration LEASE = Duration.ofSeconds(2);

    /** Added for monotonic clocks that run at different speed, and for a report on its way. */
    public static final Duration MARGIN = Duration.ofSeconds(1);

    /** No shorter silence fences a node for any site. */
    public static final Duration SHORTEST = LEASE.plus(MARGIN);

    /** The rule that a site's lease policy asks for. */
    public static FenceRule of(SiteConfig.Lease lease) {
        return switch (lease.policy()) {
            case STRICT -> new FenceRule(OptionalLong.of(SHORTEST.toNanos()));
            case BOUNDED ->
                new FenceRule(
                        OptionalLong.of(SHORTEST.plus(lease.grace().duration()).toNanos()));
            case AVAILABLE -> new FenceRule(OptionalLong.empty());
        };
    }

    /** True if a node that has been silent for {@code nanos} is fenced. */
    boolean isFenced(long nanos) {
        return silentNanos.isPresent() && nanos >= silentNanos.getAsLong();
    }
}
