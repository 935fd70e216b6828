package dev.skerry.contract.log;

import dev.skerry.contract.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the past of a topic with one partition, newest first and within bounds. Each reading has a client of its own, which
 * lives as long. Thread-safe.
 */
public final class TopicHistory {
    /** Records that are held at a time. A topic is read forwards, so what is wanted backwards is read in pieces. */
    private static final int PIECE = 200;

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConnection kafka;
    private final LongSupplier nanoTime;

    /**
     * Connects to nothing yet.
     *
     * @param kafka under a client id that nobody else uses at the same time
     * @param nanoTime the monotonic clock
     */
    public TopicHistory(KafkaConnection kafka, LongSupplier nanoTime) {
        this.kafka = kafka;
        this.nanoTime = nanoTime;
    }

    /**
     * How much one reading may take.
     *
     * @param records that are looked at, 1 or more
     * @param time from the first question to the last record; each question to Kafka may add up to 5 s to it
     */
    public record Bounds(int records, Duration time) {}

    /** Why a reading ended. */
    public enum End {
        /** There is nothing older in the stretch of time. */
        BEGINNING,
        /** The reader has enough. */
        ENOUGH,
        /** A bound was reached. */
        BOUND
    }

    /**
     * Hands {@code reader} the records whose timestamp is in the stretch of time, newest first, until it returns false.
     * Where timestamps are out of order, it gets some beyond the stretch too.
     *
     * @param since first instant; records before the first one that is as new are not read
     * @param until instant at which to end: records from the first one that is as new on are not read; null for none
     * @throws KafkaException if Kafka does not answer in time, or the topic is not there
     */
    public End read(
            Topics topic,
            Instant since,
            @Nullable Instant until,
            Bounds bounds,
            Predicate<ConsumerRecord<byte[], byte[]>> reader) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        long deadline = nanoTime.getAsLong() + bounds.time().toNanos();
        try (Consumer<byte[], byte[]> consumer = kafka.consumer();
                WallClockWatch.Watching _ = WallClockWatch.waking(consumer)) {
            consumer.assign(List.of(partition));
            long last = end(consumer, partition);
            long first = firstSince(consumer, partition, since, last);
            long end = until == null ? last : firstSince(consumer, partition, until, last);
            long bound = Math.max(first, end - bounds.records());
            while (end > bound) {
                long start = Math.max(bound, end - PIECE);
                @Nullable List<ConsumerRecord<byte[], byte[]>> piece = piece(consumer, partition, start, end, deadline);
                if (piece == null) {
                    return End.BOUND;
                }
                for (ConsumerRecord<byte[], byte[]> record : piece.reversed()) {
                    if (!reader.test(record)) {
                        return End.ENOUGH;
                    }
                }
                end = start;
            }
            return bound > first ? End.BOUND : End.BEGINNING;
        }
    }

    private static long end(Consumer<byte[], byte[]> consumer, TopicPartition partition) {
        @Nullable Long end = consumer.endOffsets(List.of(partition)).get(partition);
        if (end == null) {
            throw new KafkaException("topic " + partition.topic() + " has no end");
        }
        return end;
    }

    /** The offset of the first record that is as new as {@code instant}; {@code last} if there is none. */
    private static long firstSince(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, Instant instant, long last) {
        @Nullable
        OffsetAndTimestamp first = consumer.offsetsForTimes(Map.of(partition, Math.max(0, instant.toEpochMilli())))
                .get(partition);
        return first == null ? last : Math.min(first.offset(), last);
    }

    /** The records from {@code start} to before {@code end}; null once the deadline has passed. */
    private @Nullable List<ConsumerRecord<byte[], byte[]>> piece(
            Consumer<byte[], byte[]> consumer, TopicPartition partition, long start, long end, long deadline) {
        List<ConsumerRecord<byte[], byte[]>> piece = new ArrayList<>(PIECE);
        consumer.seek(partition, start);
        while (consumer.position(partition) < end) {
            if (deadline - nanoTime.getAsLong() <= 0) {
                return null;
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(partition)) {
                if (record.offset() < end) {
                    piece.add(record);
                }
            }
        }
        return piece;
    }
}
