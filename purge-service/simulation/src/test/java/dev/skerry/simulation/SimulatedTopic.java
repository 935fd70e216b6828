package dev.skerry.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** A topic as brokers keep it: offsets only grow, compaction leaves gaps, and a beginning may be cut off. */
final class SimulatedTopic {
    /** A record. */
    static final class Entry {
        private final long offset;
        private final byte[] key;
        private final byte[] value;
        private final long writtenAt;

        private Entry(long offset, byte[] key, byte[] value, long writtenAt) {
            this.offset = offset;
            this.key = key;
            this.value = value;
            this.writtenAt = writtenAt;
        }

        long offset() {
            return offset;
        }

        byte[] key() {
            return key;
        }

        byte[] value() {
            return value;
        }

        /** On the virtual clock, in ns. */
        long writtenAt() {
            return writtenAt;
        }
    }

    /**
     * What a fetch brings of a partition.
     *
     * @param next where the next one begins
     * @param lost whether what was asked for is gone; {@code next} is then the new beginning
     * @param end of the partition at that moment
     */
    record Fetched(List<Entry> entries, long next, boolean lost, long end) {}

    private final List<List<Entry>> partitions;
    private final long[] begins;
    private final long[] ends;

    SimulatedTopic(int count) {
        partitions = IntStream.range(0, count)
                .<List<Entry>>mapToObj(partition -> new ArrayList<>())
                .toList();
        begins = new long[count];
        ends = new long[count];
    }

    int partitions() {
        return ends.length;
    }

    long append(int partition, byte[] key, byte[] value, long now) {
        long offset = ends[partition]++;
        partitions.get(partition).add(new Entry(offset, key, value, now));
        return offset;
    }

    List<Long> begins() {
        return LongStream.of(begins).boxed().toList();
    }

    List<Long> ends() {
        return LongStream.of(ends).boxed().toList();
    }

    long end(int partition) {
        return ends[partition];
    }

    /** Whether there is something to read for whom {@code next} says of each partition what it reads next. */
    boolean hasMore(IntToLongFunction next) {
        for (int partition = 0; partition < ends.length; partition++) {
            if (next.applyAsLong(partition) < ends[partition]) {
                return true;
            }
        }
        return false;
    }

    Fetched fetch(int partition, long from, int most) {
        if (from < begins[partition]) {
            return new Fetched(List.of(), begins[partition], true, ends[partition]);
        }
        List<Entry> all = partitions.get(partition);
        int first = all.size();
        while (first > 0 && all.get(first - 1).offset >= from) {
            first--;
        }
        int last = Math.min(all.size(), first + most);
        long next = last == all.size() ? ends[partition] : all.get(last).offset;
        return new Fetched(List.copyOf(all.subList(first, last)), Math.max(from, next), false, ends[partition]);
    }

    /** Of each key the newest stays; the last record is never touched, as it is in the active segment. */
    void compact(int partition) {
        List<Entry> all = partitions.get(partition);
        Set<String> seen = new HashSet<>();
        for (int i = all.size() - 1; i >= 0; i--) {
            boolean newest = seen.add(new String(all.get(i).key, StandardCharsets.ISO_8859_1));
            if (!newest && i < all.size() - 1) {
                all.remove(i);
            }
        }
    }

    /** All below {@code begin} is gone, as by a retention limit. */
    void truncate(int partition, long begin) {
        begins[partition] = Math.max(begins[partition], begin);
        partitions.get(partition).removeIf(entry -> entry.offset < begins[partition]);
    }
}
