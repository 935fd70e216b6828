package dev.skerry.edge.purge;

import dev.skerry.contract.TraceContext;
import dev.skerry.contract.log.WallClockWatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads every partition of a topic from its beginning, for ever, on a thread of its own, and tells a {@link LogFollower}.
 *
 * <p>Partitions are assigned by hand: a consumer group would give each node a part of the log, and a committed offset
 * would let a restarted node skip what its empty index does not know. A poll waits at the broker and returns with the first
 * record, so nothing is added to its way.
 *
 * <p>Whatever fails is tried again for ever with bounded pauses; a record that cannot be fetched is never passed over, so
 * a follower that counts on the log sees that it stands still (its lease ends). Two things are told instead: records that
 * are gone ({@link LogFollower#lost}), and a log that is shorter than what was read of it ({@link LogFollower#broken}).
 */
public final class LogReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);
    private static final Duration LONG_POLL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final String bootstrap;
    private final LogExtent extent;
    private final LogFollower follower;
    private final LogCursor cursor;
    private final List<TopicPartition> partitions;
    private final Pace pace = new Pace(LOG, System::nanoTime);
    private final LongAdder failures = new LongAdder();
    private final NodeThread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> polling;

    /**
     * Reads nothing before {@link #start}.
     *
     * @param bootstrap {@code HOST:PORT,...}
     * @param extent where to begin
     */
    public LogReader(String bootstrap, LogExtent extent, LogFollower follower) {
        this.bootstrap = bootstrap;
        this.extent = extent;
        this.follower = follower;
        this.partitions = KafkaClients.partitions(extent.topic(), extent.partitions());
        this.cursor = new LogCursor(follower, extent.begin());
        this.thread = new NodeThread("log-" + extent.topic(), LOG, this::run);
    }

    /** Begins to read; once. */
    public void start() {
        thread.start();
    }

    /** Failed polls since the start. */
    public long failures() {
        return failures.sum();
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
                consumer.assign(partitions);
                for (TopicPartition partition : partitions) {
                    consumer.seek(partition, cursor.next(partition.partition()));
                }
                if (!follow(consumer)) {
                    return;
                }
            } catch (KafkaException e) { // the client itself: a bootstrap server whose name does not resolve
                failures.increment();
                pace.failed("reading " + extent.topic(), e);
            } catch (RuntimeException e) {
                LOG.error("reading {} ended", extent.topic(), e);
                follower.broken("reading " + extent.topic() + " ended by " + e);
                return;
            } finally {
                polling = null;
            }
        }
    }

    /** Returns true if the consumer is to be made anew: the wall clock was set back. */
    private boolean follow(KafkaConsumer<byte[], byte[]> consumer) {
        boolean intact = true;
        while (intact && !pace.hasEnded()) {
            try {
                deliver(consumer, consumer.poll(LONG_POLL));
                pace.succeeded("reading " + extent.topic());
            } catch (WakeupException e) {
                return !pace.hasEnded();
            } catch (OffsetOutOfRangeException e) {
                intact = reposition(consumer, e.offsetOutOfRangePartitions());
            } catch (KafkaException e) {
                failures.increment();
                pace.failed("reading " + extent.topic(), e);
            }
        }
        return false;
    }

    /** The position is told apart from the records, because compaction may have left nothing at the end of the log. */
    private void deliver(KafkaConsumer<byte[], byte[]> consumer, ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : partitions) {
            int number = partition.partition();
            LongSupplier end = () -> end(consumer, partition);
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                cursor.record(number, record.offset(), record.key(), record.value(), traceparent(record), end);
            }
            cursor.position(number, consumer.position(partition, CLOSE), end);
        }
        cursor.batchEnded();
    }

    /** Where the partition ends, as the fetch has said that brought its last records. */
    private static long end(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
        OptionalLong lag = consumer.currentLag(partition);
        return lag.isPresent()
                ? consumer.position(partition, CLOSE) + lag.getAsLong()
                : Objects.requireNonNull(
                        consumer.endOffsets(List.of(partition), CLOSE).get(partition), "asked for");
    }

    private static @Nullable String traceparent(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(TraceContext.FIELD);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.US_ASCII);
    }

    /** Returns false if the log is shorter than what was read of it. */
    private boolean reposition(KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> outOfRange) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(outOfRange.keySet(), CLOSE);
        for (Map.Entry<TopicPartition, Long> entry : outOfRange.entrySet()) {
            TopicPartition partition = entry.getKey();
            long begin = begins.getOrDefault(partition, 0L);
            if (begin <= entry.getValue()) {
                follower.broken("partition " + partition + " ends before offset " + entry.getValue()
                        + " that was read: it was truncated or made anew");
                return false;
            }
            cursor.lost(partition.partition(), begin);
            consumer.seek(partition, begin);
        }
        return true;
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
