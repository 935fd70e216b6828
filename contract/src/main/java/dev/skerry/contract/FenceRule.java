package dev.skerry.contract;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * After how much silence a node can no longer be serving unvalidated content of a site (DESIGN section 4, freshness
 * lease): its lease has run out, then the site's grace, then a margin for clocks of different speed. The lease itself is
 * kept by the nodes; both sides take its length from here.
 *
 * @param silentNanos the silence that fences, in nanoseconds; empty if no silence ever does
 */
public record FenceRule(OptionalLong silentNanos) {
    /** How long a node's proof of having read the log holds. */
    public static final Duration LEASE = Duration.ofSeconds(2);

    /** Added for monotonic clocks that run at different speed, and for a report or a site's version on its way. */
    public static final Duration MARGIN = Duration.ofSeconds(1);

    /** No shorter silence fences a node for any site. */
    public static final Duration SHORTEST = LEASE.plus(MARGIN);

    /** No silence fences a node. */
    public static final FenceRule NEVER = new FenceRule(OptionalLong.empty());

    /** The rule that a site's lease policy asks for. */
    public static FenceRule of(SiteConfig.Lease lease) {
        return switch (lease.policy()) {
            case STRICT -> after(SHORTEST);
            case BOUNDED -> after(SHORTEST.plus(lease.grace().duration()));
            case AVAILABLE -> NEVER;
        };
    }

    private static FenceRule after(Duration silence) {
        return new FenceRule(OptionalLong.of(silence.toNanos()));
    }

    /** True if a node that has been silent for {@code nanos} is fenced. */
    public boolean isFenced(long nanos) {
        return silentNanos.isPresent() && nanos >= silentNanos.getAsLong();
    }

    /** The one of the two that fences later. */
    FenceRule orLaxer(FenceRule other) {
        return silentNanos.isEmpty()
                        || (other.silentNanos.isPresent() && other.silentNanos.getAsLong() <= silentNanos.getAsLong())
                ? this
                : other;
    }
}
