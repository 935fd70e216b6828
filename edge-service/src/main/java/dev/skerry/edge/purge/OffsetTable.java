package dev.skerry.edge.purge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The highest offset by selector hash: an open-addressed table of {@code (hash, offset)} pairs in one {@code long[]},
 * with one writer and any number of readers that neither lock nor wait.
 *
 * <p><b>Layout.</b> A pair's home is the hash scaled to the number of pairs (no power of two is needed), from where
 * linear probing goes on; two longs side by side share a cache line. A hash of 0 is an empty place. Nothing is ever
 * removed but all at once.
 *
 * <p><b>Publication.</b> The writer stores a new pair's offset first and its hash with release semantics after it; a
 * reader that sees the hash (acquire) sees the offset. An offset only grows, so a reader sees the old one or the new
 * one. A larger table is filled before it is published with release semantics; readers that are still in the old one
 * find all that was in it. So a reader that has acquired something the writer released after {@link #raise} returned
 * sees that raise: R4 needs no more.
 *
 * <p><b>Size.</b> It grows by half at {@value #MAX_LOAD_PERCENT} % load, so beyond the smallest size a pair takes 20
 * to 31 bytes. While it grows, old and new table exist side by side.
 */
final class OffsetTable {
    private static final int MIN_PAIRS = 64;
    private static final int MAX_LOAD_PERCENT = 78;
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private volatile long[] pairs = new long[2 * MIN_PAIRS];

    /**
     * Written before a new pair's hash: a reader that sees 0 has nothing to find, and what one reader has found no
     * later one misses.
     */
    private volatile int size;

    /**
     * The highest offset that was raised for {@code hash}, or -1 for none.
     *
     * @param hash not 0
     */
    long get(long hash) {
        if (size == 0) {
            return -1;
        }
        long[] table = pairs;
        int place = home(hash, table);
        while (true) {
            long found = (long) LONGS.getAcquire(table, place);
            if (found == hash) {
                return (long) LONGS.getAcquire(table, place + 1);
            }
            if (found == 0) {
                return -1;
            }
            place = next(place, table);
        }
    }

    /** Remembers {@code offset} for {@code hash} unless a higher one is known. The writer's alone. */
    void raise(long hash, long offset) {
        long[] table = pairs;
        int place = home(hash, table);
        while (table[place] != 0) {
            if (table[place] == hash) {
                if (offset > table[place + 1]) {
                    LONGS.setRelease(table, place + 1, offset);
                }
                return;
            }
            place = next(place, table);
        }
        int count = size;
        if ((count + 1) * 100L > table.length / 2 * (long) MAX_LOAD_PERCENT) {
            pairs = grown(table);
            raise(hash, offset);
            return;
        }
        table[place + 1] = offset;
        size = count + 1;
        LONGS.setRelease(table, place, hash);
    }

    /** Forgets everything. The writer's alone. */
    void clear() {
        pairs = new long[2 * MIN_PAIRS];
        size = 0;
    }

    int size() {
        return size;
    }

    long bytes() {
        return 8L * pairs.length;
    }

    private static long[] grown(long[] table) {
        long[] larger = new long[(table.length / 2 + table.length / 4) * 2];
        for (int i = 0; i < table.length; i += 2) {
            if (table[i] != 0) {
                int place = home(table[i], larger);
                while (larger[place] != 0) {
                    place = next(place, larger);
                }
                larger[place] = table[i];
                larger[place + 1] = table[i + 1];
            }
        }
        return larger;
    }

    private static int home(long hash, long[] table) {
        return (int) Math.unsignedMultiplyHigh(hash, table.length / 2) * 2;
    }

    private static int next(int place, long[] table) {
        return place + 2 == table.length ? 0 : place + 2;
    }
}
