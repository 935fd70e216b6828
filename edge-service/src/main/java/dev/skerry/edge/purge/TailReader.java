package dev.skerry.edge.purge;

import dev.skerry.contract.log.WallClockWatch;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a topic of one partition from its end, on a thread of its own: for what is of use only while it is new. Whatever
 * fails is tried again for ever with bounded pauses, from where the topic ends then, so that records may be missed. The
 * topic need not be there yet.
 */
public final class TailReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TailReader.class);
    private static final Duration LONG_POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    /** Takes records on the reader's thread, and must return at once. */
    public interface Taker {
        /**
         * A record with a value.
         *
         * @param timestamp of the record, by its writer's clock, in milliseconds since 1970
         */
        void take(long timestamp, byte[] value);
    }

    private final String bootstrap;
    private final TopicPartition partition;
    private final Taker taker;
    private final Pace pace = new Pace(LOG, System::nanoTime);
    private final NodeThread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> polling;

    /**
     * Reads nothing before {@link #start}.
     *
     * @param bootstrap {@code HOST:PORT,...}
     */
    public TailReader(String bootstrap, String topic, Taker taker) {
        this.bootstrap = bootstrap;
        this.partition = new TopicPartition(topic, 0);
        this.taker = taker;
        this.thread = new NodeThread("tail-" + topic, LOG, this::run);
    }

    /** Begins to read; once. */
    public void start() {
        thread.start();
    }

    /** Why its thread has ended though nobody ended it; null if it has not. */
    public @Nullable String brokenBy() {
        return thread.brokenBy();
    }

    private void run() {
        while (!pace.hasEnded()) {
            try (KafkaConsumer<byte[], byte[]> consumer = KafkaClients.consumer(bootstrap);
                    WallClockWatch.Watching _ = WallClockWatch.waking(consumer)) {
                polling = consumer;
                follow(consumer);
            } catch (WakeupException e) {
                LOG.debug("{} is read no more, or by another client", partition.topic());
            } catch (KafkaException e) {
                pace.failed("reading " + partition.topic(), e);
            } finally {
                polling = null;
            }
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.assign(List.of(partition));
        consumer.seekToEnd(List.of(partition));
        while (!pace.hasEnded()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(LONG_POLL)) {
                byte[] value = record.value();
                if (value != null) {
                    taker.take(record.timestamp(), value);
                }
            }
            pace.succeeded("reading " + partition.topic());
        }
    }

    /** Ends the thread, within 5 s. */
    @Override
    public void close() {
        pace.end();
        KafkaConsumer<byte[], byte[]> consumer = polling;
        if (consumer != null) {
            consumer.wakeup();
        }
        boolean _ = thread.awaitEnd(CLOSE);
    }
}
