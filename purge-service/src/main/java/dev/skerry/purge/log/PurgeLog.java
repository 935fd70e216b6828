package dev.skerry.purge.log;

import dev.skerry.purge.progress.PurgeTracker;
import dev.skerry.purge.progress.SiteTable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to Kafka, from the first attempt to the end: one thread makes the topics, connects the writer, reads what
 * there is, and follows. Whatever fails is tried again, at first after {@value #FIRST_RETRY_MILLIS} ms, then less and
 * less often, at least every {@value #LAST_RETRY_MILLIS} ms; the service lives meanwhile and is not ready.
 */
public final class PurgeLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PurgeLog.class);
    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long LAST_RETRY_MILLIS = 2_000;
    private static final long CLOSE_MILLIS = 5_000;

    /**
     * How to reach Kafka.
     *
     * @param bootstrapServers {@code HOST:PORT}, comma separated
     * @param replication copies of each topic that is created, 1 or more
     * @param forgetAfter silence after which a node is no part of the fleet any more
     */
    public record Settings(String bootstrapServers, short replication, Duration forgetAfter) {}

    private final Settings settings;
    private final PurgeTracker tracker;
    private final SiteTable sites;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile LogState state = new LogState(LogState.Phase.CONNECTING, "not started yet");
    private volatile @Nullable PurgeLogWriter writer;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    /** Builds what {@link #start} starts; {@code nanoTime} is the monotonic clock that {@code tracker} lives on. */
    public PurgeLog(
            Settings settings, PurgeTracker tracker, SiteTable sites, LongSupplier nanoTime, InstantSource clock) {
        this.settings = settings;
        this.tracker = tracker;
        this.sites = sites;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("purge-log").daemon().unstarted(this::run);
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** How far it has got. */
    public LogState state() {
        return state;
    }

    /** The writer, once the state is ready. */
    public Optional<PurgeLogWriter> writer() {
        return state.isReady() ? Optional.ofNullable(writer) : Optional.empty();
    }

    private void run() {
        long retryMillis = FIRST_RETRY_MILLIS;
        try {
            while (closing.getCount() > 0) {
                try {
                    connect();
                    retryMillis = FIRST_RETRY_MILLIS;
                    follow();
                } catch (KafkaException | LogTopics.WrongPartitionsException e) {
                    tell(e);
                    if (closing.await(retryMillis, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                    retryMillis = Math.min(2 * retryMillis, LAST_RETRY_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("the thread that follows the purge log has failed: restart the service", e);
            state = new LogState(LogState.Phase.CONNECTING, "failed: " + e);
        }
    }

    private void connect() throws InterruptedException, LogTopics.WrongPartitionsException {
        new LogTopics(settings.bootstrapServers(), settings.replication()).ensure();
        PurgeLogWriter connected = writer;
        if (connected == null) {
            connected = new PurgeLogWriter(settings.bootstrapServers(), nanoTime);
            writer = connected;
        }
        connected.connect();
    }

    private void follow() {
        try (Consumer<byte[], byte[]> reading = new KafkaConsumer<>(
                ClientSettings.consumer(settings.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer = reading;
            LogReader reader = new LogReader(reading, tracker, sites, nanoTime, clock, settings.forgetAfter());
            if (!state.isReady()) {
                state = new LogState(LogState.Phase.CATCHING_UP, "reading sites, reports and purges");
            }
            reader.catchUp();
            if (!state.isReady()) {
                LOG.info("ready: sites, reports and purges are read");
                state = new LogState(LogState.Phase.READY, "following the purge log");
            }
            while (closing.getCount() > 0) {
                reader.follow();
            }
        } finally {
            consumer = null;
        }
    }

    private void tell(Exception e) {
        if (closing.getCount() == 0) {
            return;
        }
        String detail = e instanceof LogTopics.WrongPartitionsException
                ? String.valueOf(e.getMessage())
                : "Kafka at " + settings.bootstrapServers() + ": " + e.getMessage();
        if (state.isReady()) {
            LOG.warn("reading starts over: {}", detail);
        } else if (!state.detail().equals(detail)) {
            LOG.warn("not ready, trying again: {}", detail);
            state = new LogState(LogState.Phase.CONNECTING, detail);
        }
    }

    /** Ends the thread and the clients, in at most about 7 s. */
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
        PurgeLogWriter connected = writer;
        if (connected != null) {
            connected.close();
        }
    }
}
