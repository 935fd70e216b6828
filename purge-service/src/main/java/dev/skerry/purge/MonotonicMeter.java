package dev.skerry.purge;

import io.github.bucket4j.TimeMeter;
import java.util.function.LongSupplier;

/** The monotonic clock as token buckets read it. */
record MonotonicMeter(LongSupplier nanoTime) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
        return nanoTime.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
