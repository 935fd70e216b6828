package dev.skerry.contract;

/**
 * How much of the purge log a response is known to be newer than: every purge of its site with an offset below
 * {@code offset} had been applied by the node before it began to fetch the response (DESIGN section 4, R1). The text form,
 * used in the {@value SkerryHeaders#FENCE} header, is {@code partition:offset}.
 *
 * @param partition the site's partition of {@code skerry.purges}, 0 or more
 * @param offset the next offset that the node was to apply when it captured the fence, 0 or more
 */
public record Fence(int partition, long offset) {
    /** @throws IllegalArgumentException if either is negative */
    public Fence {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException("fence " + partition + ":" + offset + " is negative");
        }
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if {@code text} is not two whole numbers with a colon between
     */
    public static Fence parse(String text) {
        int colon = text.indexOf(':');
        try {
            if (colon > 0 && text.chars().allMatch(c -> c == ':' || (c >= '0' && c <= '9'))) {
                return new Fence(Integer.parseInt(text.substring(0, colon)), Long.parseLong(text.substring(colon + 1)));
            }
        } catch (NumberFormatException tooLarge) {
            throw new IllegalArgumentException(invalid(text), tooLarge);
        }
        throw new IllegalArgumentException(invalid(text));
    }

    private static String invalid(String text) {
        return "fence '" + Printable.of(text) + "' is not valid: use PARTITION:OFFSET, for example 3:1042";
    }

    /**
     * R2: a purge at {@code purgeOffset} of this partition kills a response with this fence if the purge's selector
     * matches it.
     */
    public boolean isCrossedBy(long purgeOffset) {
        return purgeOffset >= offset;
    }

    /**
     * R3: what a child stores when its parent answered: the smaller of both, since a purge must have been applied by
     * both tiers before the fetch to be known as older than the response.
     *
     * @throws IllegalArgumentException if {@code other} is of another partition, hence of another site
     */
    public Fence min(Fence other) {
        if (other.partition != partition) {
            throw new IllegalArgumentException("fences " + this + " and " + other + " are of different partitions");
        }
        return other.offset < offset ? other : this;
    }

    /**
     * What a parent is asked with: the larger of what the node has applied and what the user has named.
     *
     * @throws IllegalArgumentException if {@code other} is of another partition, hence of another site
     */
    public Fence max(Fence other) {
        return min(other).equals(this) ? other : this;
    }

    @Override
    public String toString() {
        return partition + ":" + offset;
    }
}
