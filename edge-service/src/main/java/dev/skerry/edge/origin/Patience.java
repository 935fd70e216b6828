package dev.skerry.edge.origin;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long one side of an exchange may be silent while something is expected of it. One timer, set anew only when it runs
 * out, so that progress costs no more than a look at the clock. Belongs to one event loop.
 */
final class Patience {
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Runnable over;
    private long limitNanos;
    private long since;
    private long timer = NONE;

    /** @param over called once each time that the silence has been too long; nothing is expected then */
    Patience(Vertx vertx, Runnable over) {
        this.vertx = vertx;
        this.over = over;
    }

    /** From now on something is expected, each time within {@code limit}. */
    void expect(Duration limit) {
        expectNothing();
        limitNanos = limit.toNanos();
        progress();
        set(limitNanos);
    }

    /** Something came. */
    void progress() {
        since = System.nanoTime();
    }

    /** Silence is no fault of the other side for now. */
    void expectNothing() {
        if (timer != NONE) {
            vertx.cancelTimer(timer);
            timer = NONE;
        }
    }

    private void set(long nanos) {
        timer = vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)), fired -> look());
    }

    private void look() {
        timer = NONE;
        long left = limitNanos - (System.nanoTime() - since);
        if (left > TimeUnit.MILLISECONDS.toNanos(1)) {
            set(left);
        } else {
            over.run();
        }
    }
}
