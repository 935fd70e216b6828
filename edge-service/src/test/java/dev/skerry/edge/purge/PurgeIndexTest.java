package dev.skerry.edge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.PurgeMode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PurgeIndexTest {
    @Test
    void hard_and_soft_are_kept_apart_and_the_highest_offset_counts() {
        PurgeIndex index = new PurgeIndex(10);
        assertThat(index.highest(7, PurgeMode.HARD)).isEqualTo(-1);
        index.raise(7, PurgeMode.HARD, 0);
        index.raise(7, PurgeMode.SOFT, 9);
        index.raise(7, PurgeMode.HARD, 5);
        index.raise(7, PurgeMode.HARD, 3);
        assertThat(index.highest(7, PurgeMode.HARD)).isEqualTo(5);
        assertThat(index.highest(7, PurgeMode.SOFT)).isEqualTo(9);
        assertThat(index.highest(8, PurgeMode.SOFT)).isEqualTo(-1);
        assertThat(index.size()).isEqualTo(2);
    }

    @Test
    void a_full_index_refuses_new_selectors_and_still_raises_known_ones() {
        PurgeIndex index = new PurgeIndex(2);
        assertThat(index.raise(1, PurgeMode.HARD, 1)).isTrue();
        assertThat(index.raise(2, PurgeMode.SOFT, 2)).isTrue();
        assertThat(index.raise(3, PurgeMode.HARD, 3)).isFalse();
        assertThat(index.raise(1, PurgeMode.HARD, 4)).isTrue();
        assertThat(index.highest(1, PurgeMode.HARD)).isEqualTo(4);
        index.clear();
        assertThat(index.highest(1, PurgeMode.HARD)).isEqualTo(-1);
        assertThat(index.raise(3, PurgeMode.HARD, 3)).isTrue();
        assertThatThrownBy(() -> new PurgeIndex(1)).hasMessageContaining("use 2 to");
    }

    @Test
    void an_index_that_has_grown_many_times_has_lost_nothing_and_takes_at_most_32_bytes_a_selector() {
        PurgeIndex index = new PurgeIndex(1_000_000);
        SplittableRandom random = new SplittableRandom(1);
        List<Long> hashes = new ArrayList<>();
        double worst = 0;
        for (int i = 0; i < 300_000; i++) {
            long hash = random.nextLong() | 1;
            hashes.add(hash);
            index.raise(hash, i % 3 == 0 ? PurgeMode.SOFT : PurgeMode.HARD, i);
            if (i > 10_000) {
                worst = Math.max(worst, (double) index.bytes() / index.size());
            }
        }
        for (int i = 0; i < hashes.size(); i++) {
            assertThat(index.highest(hashes.get(i), i % 3 == 0 ? PurgeMode.SOFT : PurgeMode.HARD))
                    .isEqualTo(i);
        }
        assertThat(worst).as("bytes a selector").isBetween(20.0, 32.0);
    }

    @Test
    void neighbours_of_one_place_are_all_found_also_around_the_end() {
        OffsetTable table = new OffsetTable();
        for (int i = 1; i <= 40; i++) {
            table.raise(-i, i);
        }
        for (int i = 1; i <= 40; i++) {
            assertThat(table.get(-i)).isEqualTo(i);
        }
        assertThat(table.get(-41)).isEqualTo(-1);
    }

    /** The order that {@link PurgeState} keeps: raise, then tell. Whoever was told must find it, and never less later. */
    @Test
    void readers_miss_nothing_they_were_told_of_and_see_offsets_only_grow_while_the_table_grows() throws Exception {
        int selectors = 100_000;
        OffsetTable table = new OffsetTable();
        AtomicInteger told = new AtomicInteger();
        try (ExecutorService readers = Executors.newFixedThreadPool(3)) {
            List<Future<?>> results = new ArrayList<>();
            for (int reader = 0; reader < 3; reader++) {
                SplittableRandom random = new SplittableRandom(reader);
                results.add(readers.submit(() -> {
                    long[] seen = new long[selectors];
                    int upTo = 0;
                    while (upTo < 2 * selectors) {
                        upTo = told.get();
                        if (upTo > 0) {
                            check(table, seen, random.nextInt(upTo), upTo);
                            check(table, seen, upTo - 1, upTo);
                        }
                    }
                }));
            }
            for (int i = 0; i < 2 * selectors; i++) {
                table.raise(hash(i % selectors), i);
                told.set(i + 1);
            }
            for (Future<?> result : results) {
                result.get(60, TimeUnit.SECONDS);
            }
        }
        assertThat(table.size()).isEqualTo(selectors);
    }

    private static void check(OffsetTable table, long[] seen, int offset, int upTo) {
        int selector = offset % seen.length;
        long newest = selector + (long) seen.length < upTo ? selector + (long) seen.length : selector;
        long found = table.get(hash(selector));
        if (found < newest || found < seen[selector] || found % seen.length != selector) {
            throw new AssertionError(
                    "selector " + selector + ": found " + found + ", told " + newest + ", before " + seen[selector]);
        }
        seen[selector] = found;
    }

    private static long hash(int selector) {
        return (selector + 1) * 0x9e37_79b9_7f4a_7c15L;
    }
}
