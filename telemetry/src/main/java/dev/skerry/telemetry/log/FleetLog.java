package dev.skerry.telemetry.log;

import dev.skerry.telemetry.fleet.FleetView;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to Kafka, from the first attempt to the end: one thread waits for the topics, reads what there is, and
 * follows. Whatever fails is tried again, at first after {@value #FIRST_RETRY_MILLIS} ms, then less and less often, at
 * least every {@value #LAST_RETRY_MILLIS} ms; the service lives meanwhile and is not ready.
 */
public final class FleetLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FleetLog.class);
    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long LAST_RETRY_MILLIS = 2_000;
    private static final long CLOSE_MILLIS = 5_000;

    private final String bootstrapServers;
    private final FleetView view;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final AtomicLong passedOver = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile LogState state = new LogState(LogState.Phase.CONNECTING, "not started yet");
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    /**
     * Builds what {@link #start} starts.
     *
     * @param bootstrapServers {@code HOST:PORT}, comma separated
     * @param view that is written to, by this thread alone
     * @param nanoTime the monotonic clock that the view lives on
     */
    public FleetLog(String bootstrapServers, FleetView view, LongSupplier nanoTime, InstantSource clock) {
        this.bootstrapServers = bootstrapServers;
        this.view = view;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("fleet-log").daemon().unstarted(this::run);
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** How far it has got. */
    public LogState state() {
        return state;
    }

    /** Records that could not be read or were refused, since the start. */
    public long passedOver() {
        return passedOver.get();
    }

    private void run() {
        long retryMillis = FIRST_RETRY_MILLIS;
        try {
            while (closing.getCount() > 0) {
                boolean wasReady = state.isReady();
                try {
                    follow();
                } catch (KafkaException e) {
                    tell(e);
                    retryMillis = wasReady == state.isReady() ? retryMillis : FIRST_RETRY_MILLIS;
                    if (closing.await(retryMillis, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                    retryMillis = Math.min(2 * retryMillis, LAST_RETRY_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("the thread that follows the fleet has failed: restart the service", e);
            state = new LogState(LogState.Phase.CONNECTING, "failed: " + e);
        }
    }

    private void follow() {
        try (Consumer<byte[], byte[]> reading = new KafkaConsumer<>(
                ClientSettings.consumer(bootstrapServers), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer = reading;
            FleetReader reader = new FleetReader(reading, view, nanoTime, clock, passedOver);
            reader.find();
            if (!state.isReady()) {
                state = new LogState(LogState.Phase.CATCHING_UP, "reading sites, reports, purges and counters");
            }
            reader.catchUp();
            if (!state.isReady()) {
                LOG.info("ready: sites, reports, purges and counters are read");
                state = new LogState(LogState.Phase.READY, "following the fleet");
            }
            while (closing.getCount() > 0) {
                reader.follow();
            }
        } finally {
            consumer = null;
        }
    }

    private void tell(KafkaException e) {
        if (closing.getCount() == 0) {
            return;
        }
        String detail = "Kafka at " + bootstrapServers + ": " + e.getMessage();
        if (state.isReady()) {
            LOG.warn("reading starts over: {}", detail);
        } else if (!state.detail().equals(detail)) {
            LOG.warn("not ready, trying again: {}", detail);
            state = new LogState(LogState.Phase.CONNECTING, detail);
        }
    }

    /** Ends the thread and its client, in at most about 5 s. */
    @Override
    public void close() {
        closing.countDown();
        Consumer<byte[], byte[]> reading = consumer;
        if (reading != null) {
            reading.wakeup();
        }
        try {
            if (thread.isAlive() && !thread.join(Duration.ofMillis(CLOSE_MILLIS))) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
