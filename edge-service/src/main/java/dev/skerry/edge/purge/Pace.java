package dev.skerry.edge.purge;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * How a thread that never gives up waits between its attempts: 100 ms, doubled with each failure in a row up to 1.6 s, cut
 * short when it is to end; and how it complains: on the first failure, then every {@value #COMPLAIN_SECONDS} s at most.
 * Belongs to one thread, but for {@link #end}.
 */
public final class Pace {
    private static final int COMPLAIN_SECONDS = 30;
    private static final long FIRST_MILLIS = 100;
    private static final int MAX_DOUBLINGS = 4;

    private final Logger log;
    private final LongSupplier nanoTime;
    private final CountDownLatch ended = new CountDownLatch(1);
    private int failures;
    private long complainedAt;

    /**
     * Begins without failures.
     *
     * @param nanoTime monotonic, in nanoseconds
     */
    public Pace(Logger log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
    }

    /** True once {@link #end} was called, or the thread interrupted. */
    public boolean hasEnded() {
        return ended.getCount() == 0 || Thread.currentThread().isInterrupted();
    }

    /** The thread is to end; waits are cut short. Any thread may call. */
    public void end() {
        ended.countDown();
    }

    void succeeded(String what) {
        if (failures > 0) {
            log.info("{}: works again after {} failures", what, failures);
            failures = 0;
        }
    }

    /** Complains, not too often, and waits. */
    void failed(String what, Throwable cause) {
        long now = nanoTime.getAsLong();
        if (failures == 0 || now - complainedAt > TimeUnit.SECONDS.toNanos(COMPLAIN_SECONDS)) {
            complainedAt = now;
            log.warn("{}: failed, will be tried again: {}", what, cause.toString());
        }
        pause(Duration.ofMillis(FIRST_MILLIS << Math.min(failures, MAX_DOUBLINGS)));
        failures++;
    }

    /** Waits this long, or until the end. */
    public void pause(Duration duration) {
        try {
            boolean over = ended.await(duration.toNanos(), TimeUnit.NANOSECONDS);
            if (over) {
                log.debug("a wait was cut short because the thread is to end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
