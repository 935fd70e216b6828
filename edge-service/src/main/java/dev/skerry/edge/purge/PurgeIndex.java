package dev.skerry.edge.purge;

import dev.skerry.contract.PurgeMode;

/**
 * For each selector that was ever purged, the highest offset of a hard and of a soft purge; what R2 asks. A purged URL is
 * held as two selectors, see {@link SelectorHash}.
 *
 * <p>Two {@link OffsetTable}s, one for each mode, because most selectors are purged in one mode only and the table of the
 * other then costs nothing: at most 32 bytes a selector and mode. Hashes include the site, so the offsets of different
 * partitions never meet but by collision. The worst collision, with a site whose partition is far ahead, keeps one
 * response from being cached; none lets a purged one live.
 *
 * <p>Threads: one writer; readers neither lock nor wait. See {@link OffsetTable} for why that is right.
 *
 * <p>Bounded: once {@code maxSelectors} are held, {@link #raise} refuses, and {@link PurgeState} forgets all of them after
 * it has declared dead whatever they could hit. That costs one cold cache and never a stale answer.
 */
public final class PurgeIndex {
    /** About 128 MiB; more selectors than that, or half as many URLs, are purged between two restarts only by mistake. */
    public static final int DEFAULT_MAX_SELECTORS = 4_000_000;

    private final OffsetTable hard = new OffsetTable();
    private final OffsetTable soft = new OffsetTable();
    private final int maxSelectors;

    /** @param maxSelectors the most that are held, each mode counted for itself; 2 to 500 million: a purge marks up to two */
    public PurgeIndex(int maxSelectors) {
        if (maxSelectors < 2 || maxSelectors > 500_000_000) {
            throw new IllegalArgumentException("an index of " + maxSelectors + " selectors: use 2 to 500000000");
        }
        this.maxSelectors = maxSelectors;
    }

    /**
     * Remembers a purge. The writer's alone.
     *
     * @param hash by {@link SelectorHash}
     * @return false if the index is full, and nothing has changed
     */
    boolean raise(long hash, PurgeMode mode, long offset) {
        OffsetTable table = table(mode);
        if (size() >= maxSelectors && table.get(hash) < 0) {
            return false;
        }
        table.raise(hash, offset);
        return true;
    }

    /** Forgets everything. The writer's alone. */
    void clear() {
        hard.clear();
        soft.clear();
    }

    /** The highest offset of a purge of this selector in this mode, or -1. */
    public long highest(long hash, PurgeMode mode) {
        return table(mode).get(hash);
    }

    /** Selectors held, each mode counted for itself. */
    public int size() {
        return hard.size() + soft.size();
    }

    /** Heap held, in bytes. */
    public long bytes() {
        return hard.bytes() + soft.bytes();
    }

    private OffsetTable table(PurgeMode mode) {
        return switch (mode) {
            case HARD -> hard;
            case SOFT -> soft;
        };
    }
}
