package dev.skerry.edge.purge;

import dev.skerry.contract.Fence;

/**
 * What a response carries of the purge protocol: the fence of its fetch, and the hashes of every selector that would
 * hit it. Compared by identity. Thread-safe.
 */
public final class Stamp {
    private final Fence fence;
    private final long[] selectors;
    private volatile long checkedUpTo;

    /**
     * Takes over {@code selectors}; the caller must not change it afterwards.
     *
     * @param fence captured before the fetch began (R1), or the smaller of ours and the parent's (R3)
     * @param selectors hashes by {@link SelectorHash}, in any order
     */
    public Stamp(Fence fence, long[] selectors) {
        this.fence = fence;
        this.selectors = selectors;
        this.checkedUpTo = fence.offset();
    }

    /** The fence. */
    public Fence fence() {
        return fence;
    }

    /** How many selectors would hit the response. */
    public int selectorCount() {
        return selectors.length;
    }

    /** The hash of one of the selectors, by index from 0. */
    public long selector(int index) {
        return selectors[index];
    }

    /** No purge below this offset hits the response: the memo that makes R2 one comparison while the log stands still. */
    public long checkedUpTo() {
        return checkedUpTo;
    }

    /**
     * Remembers that no purge below {@code offset} hits the response. A race between two checkers may keep the smaller
     * of two offsets, which costs a lookup and is never wrong.
     */
    void checked(long offset) {
        checkedUpTo = offset;
    }
}
