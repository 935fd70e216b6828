package dev.skerry.contract.log;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics from where a {@link TopicPlan} says, follows them for ever, and tells a {@link TopicListener}; on a thread
 * of its own, from the first attempt to connect to the end. Whatever fails is tried again, at first after {@value
 * #FIRST_RETRY_MILLIS} ms, then less and less often, at least every {@value #LAST_RETRY_MILLIS} ms; an attempt that has
 * caught up makes the next pause short again. The service lives meanwhile, and {@link #state} says why it is not ready.
 *
 * <p>A record that cannot be used is counted, logged (the first, second, fourth, eighth ... of them) and passed over: the
 * service then knows less than it could. This is for services that tell and show; whoever serves by what it reads must not
 * read so.
 */
public final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long LAST_RETRY_MILLIS = 2_000;
    private static final long CLOSE_MILLIS = 5_000;

    private final KafkaConnection kafka;
    private final TopicPlan plan;
    private final TopicListener listener;
    private final LongSupplier nanoTime;
    private final AtomicLong passedOver = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private long retryMillis = FIRST_RETRY_MILLIS;
    private volatile LogState state = new LogState(LogState.Phase.CONNECTING, "not started yet");
    private volatile @Nullable Consumer<byte[], byte[]> consumer;

    /**
     * Builds what {@link #start} starts.
     *
     * @param nanoTime the monotonic clock of {@link TopicListener#proven}
     */
    public TopicFollower(KafkaConnection kafka, TopicPlan plan, TopicListener listener, LongSupplier nanoTime) {
        this.kafka = kafka;
        this.plan = plan;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.thread =
                Thread.ofPlatform().name(kafka.clientId() + "-log").daemon().unstarted(this::run);
    }

    /** Starts the thread; once. */
    public void start() {
        thread.start();
    }

    /** How far it has got. */
    public LogState state() {
        return state;
    }

    /** Records that were passed over since the start. */
    public long passedOver() {
        return passedOver.get();
    }

    private void run() {
        try {
            while (!isClosing()) {
                try {
                    listener.connect();
                    follow();
                } catch (KafkaException | UnfitTopicException e) {
                    tell(e);
                    if (closing.await(retryMillis, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                    retryMillis = Math.min(2 * retryMillis, LAST_RETRY_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            // An error, too: a service that reads no more must not go on looking ready.
            LOG.error("the thread that reads {} has failed: restart the service", plan.names(), e);
            state = new LogState(LogState.Phase.CONNECTING, "failed: " + e);
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void follow() {
        try (Consumer<byte[], byte[]> reading = kafka.consumer();
                WallClockWatch.Watching _ = WallClockWatch.waking(reading)) {
            consumer = reading;
            // Looked at after the consumer is there to be woken: whoever closes does the two in the other order.
            if (isClosing()) {
                return;
            }
            TopicReading attempt = new TopicReading(reading, plan, listener, nanoTime, passedOver);
            attempt.find();
            if (!state.isReady()) {
                state = new LogState(LogState.Phase.CATCHING_UP, "reading " + plan.names());
            }
            attempt.catchUp();
            retryMillis = FIRST_RETRY_MILLIS;
            if (!state.isReady()) {
                LOG.info("ready: {} are read", plan.names());
                state = new LogState(LogState.Phase.READY, "following " + plan.names());
            }
            while (!isClosing()) {
                attempt.follow();
            }
        } finally {
            consumer = null;
        }
    }

    private void tell(Exception e) {
        if (isClosing()) {
            return;
        }
        String detail = switch (e) {
            case UnfitTopicException unfit -> String.valueOf(unfit.getMessage());
            case WakeupException _ -> "the wall clock was set back";
            default -> "Kafka at " + kafka.bootstrapServers() + ": " + e.getMessage();
        };
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
