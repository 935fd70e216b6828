package dev.skerry.edge.cache;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a node may keep of responses that are under way: the bytes of all {@linkplain Body#retained retained} bodies that are
 * still growing, or that somebody still reads who came while they grew. What is stored besides is the tiers' business.
 * A body that gets no more of it goes on as one that is not retained: it is not stored, and its readers set the pace.
 *
 * <p>Thread-safe.
 */
public final class InFlight {
    private final long capacityBytes;
    private final AtomicLong bytes = new AtomicLong();
    private final LongAdder refused = new LongAdder();

    /** Up to {@code capacityBytes}, for all bodies of a node together. */
    public InFlight(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /** No bound. */
    public static InFlight unbounded() {
        return new InFlight(Long.MAX_VALUE);
    }

    /** Takes {@code count} bytes, or none of them and returns false. */
    boolean take(long count) {
        if (bytes.addAndGet(count) <= capacityBytes) {
            return true;
        }
        bytes.addAndGet(-count);
        refused.increment();
        return false;
    }

    void giveBack(long count) {
        bytes.addAndGet(-count);
    }

    /** Bytes taken now. */
    public long bytes() {
        return bytes.get();
    }

    /** Bodies that were not kept because there was no room, since the start. */
    public long refused() {
        return refused.sum();
    }
}
