package dev.skerry.bench;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Times, from 1 µs to {@value #MAX_SECONDS} s, to three digits. Thread-safe. Nothing is corrected afterwards for
 * coordinated omission: callers measure from the time when a request was due, whether or not it could be sent then.
 */
final class Latencies {
    private static final int MAX_SECONDS = 120;

    private final String name;
    private final Histogram micros = new ConcurrentHistogram(TimeUnit.SECONDS.toMicros(MAX_SECONDS), 3);

    Latencies(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    void recordNanos(long nanos) {
        micros.recordValue(Math.clamp(nanos / 1000, 0, micros.getHighestTrackableValue()));
    }

    void recordMillis(double millis) {
        recordNanos((long) (millis * 1e6));
    }

    /** In milliseconds; not a number without values. */
    double percentile(double percent) {
        return micros.getTotalCount() == 0 ? Double.NaN : micros.getValueAtPercentile(percent) / 1000.0;
    }

    long count() {
        return micros.getTotalCount();
    }

    /** How many values lie in {@code [from, to)}, both in milliseconds. */
    long between(double from, double to) {
        return micros.getCountBetweenValues((long) (from * 1000), Math.max(0, (long) (to * 1000) - 1));
    }
}
