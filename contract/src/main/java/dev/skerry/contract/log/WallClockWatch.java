package dev.skerry.contract.log;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that the wall clock of this process was set back, by comparing it with the monotonic one twice a second.
 *
 * <p>Kafka's clients measure all their waits by the wall clock. One that was made before the clock was set back by an hour
 * waits an hour before it connects anew, sends no heartbeats to its group, and a poll or a close that is under way does
 * not return; nothing in it can be told the time. Whoever owns a client therefore ends it when this watch says so, and makes
 * another one. Thread-safe.
 */
public final class WallClockWatch {
    /** So much is not worth a new client: waits are longer by that, once. */
    static final Duration TOLERATED = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(WallClockWatch.class);
    private static final long INTERVAL_MILLIS = 500;

    /** The watch of this process; its thread, a daemon, lives from the first use on. */
    private static final class OfProcess {
        static final WallClockWatch WATCH = new WallClockWatch(System::currentTimeMillis, System::nanoTime);

        static {
            Thread.ofPlatform().daemon().name("wall-clock").start(WATCH::run);
        }
    }

    /** What is done when the clock is set back, until it is closed. */
    public interface Watching extends AutoCloseable {
        @Override
        void close();
    }

    private final LongSupplier wallMillis;
    private final LongSupplier nanoTime;
    private final Map<Watching, Runnable> tasks = new ConcurrentHashMap<>();
    private final AtomicLong steps = new AtomicLong();
    private long lead;

    /** A watch that looks when it is told to. */
    WallClockWatch(LongSupplier wallMillis, LongSupplier nanoTime) {
        this.wallMillis = wallMillis;
        this.nanoTime = nanoTime;
        this.lead = lead();
    }

    /** The watch of this process. */
    public static WallClockWatch system() {
        return OfProcess.WATCH;
    }

    /** Wakes {@code consumer} each time the clock of this process is set back, until the returned value is closed. */
    public static Watching waking(Consumer<?, ?> consumer) {
        return system().onSetBack(consumer::wakeup);
    }

    /**
     * Runs {@code task} each time the clock is set back, until the returned value is closed; on the watch's thread, so it
     * returns soon. It may run once more while that is being closed.
     */
    public Watching onSetBack(Runnable task) {
        Watching watching = new Watching() {
            @Override
            public void close() {
                tasks.remove(this);
            }
        };
        tasks.put(watching, task);
        return watching;
    }

    /** How often the clock was set back since the start. */
    public long steps() {
        return steps.get();
    }

    /** Compares the clocks, and runs what is to be run if the wall clock was set back since the last look. One thread. */
    void look() {
        long now = lead();
        long back = lead - now;
        lead = now;
        if (back <= TOLERATED.toMillis()) {
            return;
        }
        steps.incrementAndGet();
        LOG.warn("the wall clock was set back by {} ms: the clients of Kafka, which live by it, are made anew", back);
        tasks.values().forEach(WallClockWatch::run);
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("a client of Kafka could not be told that the wall clock was set back", e);
        }
    }

    /** By how much the wall clock is ahead of the monotonic one, in milliseconds; grows and falls only when it is set. */
    private long lead() {
        return wallMillis.getAsLong() - TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
    }

    private void run() {
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (!never.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
