package dev.skerry.contract;

/**
 * Where a purge stands in the purge log: the topic partition of its site, and its offset there. A purge with several
 * selectors stands at the offset of its last one.
 *
 * @param partition of {@code skerry.purges}, 0 or more
 * @param offset 0 or more
 */
public record Position(int partition, long offset) {
    /** @throws IllegalArgumentException if either is negative */
    public Position {
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException("position " + partition + ":" + offset + " is negative");
        }
    }
}
