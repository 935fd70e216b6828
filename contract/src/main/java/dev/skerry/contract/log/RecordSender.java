package dev.skerry.contract.log;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records by a producer that it owns: made when first needed, and made anew when the wall clock was set back, since the
 * old one would keep its callers waiting for as long ({@link WallClockWatch}). What was being sent then fails, though it
 * may have been written, as after any timeout. Thread-safe.
 */
public final class RecordSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordSender.class);
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Supplier<? extends Producer<byte[], byte[]>> producers;
    private final WallClockWatch.Watching watching;
    private @Nullable Producer<byte[], byte[]> producer;
    private boolean closed;

    /** Makes nothing yet. */
    public RecordSender(Supplier<? extends Producer<byte[], byte[]>> producers) {
        this(producers, WallClockWatch.system());
    }

    RecordSender(Supplier<? extends Producer<byte[], byte[]>> producers, WallClockWatch watch) {
        this.producers = producers;
        this.watching = watch.onSetBack(this::renew);
    }

    /**
     * Sends a record; waits for memory and for what the topic looks like, as long as the producer's {@code max.block.ms}.
     * The future is completed on the producer's thread, and with a {@link KafkaException} or an {@link
     * IllegalStateException} if the record may not have been written.
     */
    public CompletableFuture<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
        try {
            var _ = producer().send(record, (metadata, failure) -> {
                if (failure == null) {
                    sent.complete(metadata);
                } else {
                    sent.completeExceptionally(failure);
                }
            });
        } catch (KafkaException | IllegalStateException e) { // the latter: the producer was closed at this moment
            sent.completeExceptionally(e);
        }
        return sent;
    }

    /**
     * Returns once Kafka has told of a topic, so that the first record need not wait.
     *
     * @throws KafkaException if no address can be resolved, or Kafka does not answer in time
     */
    public void prepare(String topic) {
        producer().partitionsFor(topic);
    }

    private synchronized Producer<byte[], byte[]> producer() {
        if (closed) {
            throw new IllegalStateException("closed: nothing is sent any more");
        }
        Producer<byte[], byte[]> there = producer;
        if (there == null) {
            there = producers.get();
            producer = there;
        }
        return there;
    }

    private synchronized @Nullable Producer<byte[], byte[]> take() {
        Producer<byte[], byte[]> there = producer;
        producer = null;
        return there;
    }

    private void renew() {
        Producer<byte[], byte[]> old = take();
        if (old != null) {
            LOG.info("a producer ends, and what it was sending fails; the next record makes another one");
            old.close(Duration.ZERO);
        }
    }

    /** Waits up to 2 s for what is being sent, then ends the producer. Nothing can be sent afterwards. */
    @Override
    public void close() {
        watching.close();
        synchronized (this) {
            closed = true;
        }
        Producer<byte[], byte[]> old = take();
        if (old != null) {
            old.close(CLOSE);
        }
    }
}
