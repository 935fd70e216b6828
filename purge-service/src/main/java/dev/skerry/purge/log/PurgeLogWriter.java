package dev.skerry.purge.log;

import dev.skerry.contract.Json;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import dev.skerry.contract.TraceContext;
import dev.skerry.contract.log.KafkaConnection;
import dev.skerry.contract.log.RecordSender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Writes purges to the log: one record per selector, acknowledged by all in-sync replicas, in order and without repeats.
 * Thread-safe; owns a producer, which has one thread and is made by {@link #connect}.
 */
public final class PurgeLogWriter implements AutoCloseable {
    private static final Duration WRITE_TIMEOUT = KafkaConnection.MAX_BLOCK.plus(KafkaConnection.DELIVERY_TIMEOUT);

    private final RecordSender sender;
    private final LongSupplier nanoTime;

    /** Builds a writer, which connects when it is told to, or with the first record. */
    PurgeLogWriter(Supplier<? extends Producer<byte[], byte[]>> producers, LongSupplier nanoTime) {
        this.sender = new RecordSender(producers);
        this.nanoTime = nanoTime;
    }

    /**
     * Where a purge stands, and since when.
     *
     * @param position of its last record
     * @param nanos when Kafka acknowledged the last record, on the monotonic clock
     */
    public record Written(Position position, long nanos) {}

    /**
     * Makes the producer unless it is there, and waits a bounded time for the topics' partitions, so that the first purge
     * need not. Used by one thread.
     *
     * @throws KafkaException if no address can be resolved, or Kafka does not answer
     */
    void connect() {
        sender.prepare(Topics.PURGES.name());
        sender.prepare(Topics.AUDIT.name());
        sender.prepare(Topics.PREVIEWS.name());
    }

    /**
     * Writes all records of one purge and blocks until they are acknowledged, at most about 9 s. Once one has failed, or 7 s
     * have passed, those that are left are not sent.
     *
     * @param records of one purge, in order, each small enough for the topic
     * @param traceparent W3C trace context, which goes along as a header; null for none
     * @throws NotCommittedException if any record was not acknowledged
     */
    public Written write(List<PurgeRecord> records, @Nullable String traceparent)
            throws NotCommittedException, InterruptedException {
        SiteId site = records.getFirst().site();
        int partition = Topics.partitionOf(site, Topics.PURGES.partitions());
        Headers headers = new RecordHeaders();
        if (traceparent != null) {
            headers.add(TraceContext.FIELD, utf8(traceparent));
        }
        long deadline = nanoTime.getAsLong() + WRITE_TIMEOUT.toNanos();
        List<CompletableFuture<Written>> sent = new ArrayList<>(records.size());
        for (PurgeRecord record : records) {
            byte[] key = utf8(record.logKey());
            sent.add(send(
                    new ProducerRecord<>(Topics.PURGES.name(), partition, null, key, Json.write(record), headers)));
            // Sending may wait for the topic's metadata each time: a thousand such waits are a quarter of an hour.
            if (sent.getLast().isCompletedExceptionally() || deadline - nanoTime.getAsLong() <= 0) {
                break;
            }
        }
        Written last = null;
        int acknowledged = 0;
        Throwable failure = null;
        for (CompletableFuture<Written> one : sent) {
            try {
                last = one.get(Math.max(0, deadline - nanoTime.getAsLong()), TimeUnit.NANOSECONDS);
                acknowledged++;
            } catch (ExecutionException e) {
                failure = e.getCause();
            } catch (TimeoutException e) {
                failure = e;
            }
        }
        if (failure != null || last == null || acknowledged < records.size()) {
            throw new NotCommittedException(acknowledged, records.size(), failure);
        }
        return last;
    }

    /** Sends one record, beside any purges. The future says where it stands, or why it may not be there, after about 7 s. */
    CompletableFuture<Written> send(ProducerRecord<byte[], byte[]> record) {
        return sender.send(record)
                .thenApply(metadata ->
                        new Written(new Position(metadata.partition(), metadata.offset()), nanoTime.getAsLong()));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Waits up to 2 s for what is being written, then ends the producer. */
    @Override
    public void close() {
        sender.close();
    }

    /** Not all records of a purge were acknowledged. Those that were, and perhaps others, purge more than was told. */
    public static final class NotCommittedException extends Exception {
        private static final long serialVersionUID = 1;

        NotCommittedException(int acknowledged, int count, @Nullable Throwable cause) {
            super(
                    "Kafka acknowledged " + acknowledged + " of " + count + " selectors"
                            + (cause == null ? "" : ", then: " + cause.getMessage()),
                    cause);
        }
    }
}
