package dev.skerry.edge.purge;

import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far a log has been read, without Kafka: hands what was read on to a {@link LogFollower}, and sees where offsets are
 * missing. One thread.
 *
 * <p>Of a topic whose records no transaction wraps, an offset is missing only because compaction has taken the record away in
 * favour of a later one of its key, which lies before the end that the log had when the gap was seen.
 */
public final class LogCursor {
    private final LogFollower follower;
    private final long[] next;
    private final boolean[] moved;

    /** @param begins first offset to read, by partition */
    public LogCursor(LogFollower follower, List<Long> begins) {
        this.follower = follower;
        this.next = begins.stream().mapToLong(Long::longValue).toArray();
        this.moved = new boolean[next.length];
    }

    /** The next offset to read. */
    public long next(int partition) {
        return next[partition];
    }

    /**
     * A record was read; of one partition they come in the order of their offsets.
     *
     * @param end of the partition, as known after the record was fetched; asked only where offsets are missing
     */
    public void record(
            int partition,
            long offset,
            byte @Nullable [] key,
            byte @Nullable [] value,
            @Nullable String traceparent,
            LongSupplier end) {
        if (offset > next[partition]) {
            follower.gap(partition, end.getAsLong());
        }
        follower.record(partition, offset, key, value, traceparent);
        next[partition] = offset + 1;
        moved[partition] = true;
    }

    /** All records below {@code position} that are still there have been read; {@code end} as for {@link #record}. */
    public void position(int partition, long position, LongSupplier end) {
        if (position > next[partition]) {
            follower.gap(partition, end.getAsLong());
            next[partition] = position;
            moved[partition] = true;
        }
        if (moved[partition]) {
            follower.position(partition, position);
        }
    }

    /** What was read at once is over. */
    public void batchEnded() {
        boolean any = false;
        for (int partition = 0; partition < moved.length; partition++) {
            any |= moved[partition];
            moved[partition] = false;
        }
        if (any) {
            follower.batchEnded();
        }
    }

    /** The log begins at {@code begin} now, beyond what was to be read next: reading goes on there. */
    public void lost(int partition, long begin) {
        follower.lost(partition, begin);
        next[partition] = begin;
        moved[partition] = true;
    }
}
