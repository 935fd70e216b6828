package dev.skerry.edge.purge;

import dev.skerry.contract.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Reports by Kafka: idempotent, acknowledged by all replicas, sent without linger. At most 1 MiB waits to be sent; what
 * does not fit is refused.
 */
public final class KafkaReports implements Reports, AutoCloseable {
    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final KafkaProducer<byte[], byte[]> producer;

    /**
     * Opens the producer; it connects by itself.
     *
     * @param bootstrap {@code HOST:PORT,...}
     */
    public KafkaReports(String bootstrap) {
        producer = KafkaClients.producer(bootstrap);
    }

    @Override
    public CompletionStage<?> send(String topic, NodeId key, byte[] value) {
        return send(topic, key.value(), value);
    }

    /** Sends what is no report of the node as a whole, under a key of its own; as {@link #send(String, NodeId, byte[])}. */
    public CompletionStage<?> send(String topic, String key, byte[] value) {
        CompletableFuture<RecordMetadata> sent = new CompletableFuture<>();
        var record = new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
        try {
            var _ = producer.send(record, (metadata, failure) -> {
                if (failure == null) {
                    sent.complete(metadata);
                } else {
                    sent.completeExceptionally(failure);
                }
            });
        } catch (KafkaException e) {
            sent.completeExceptionally(e);
        }
        return sent;
    }

    /** Sends what waits, for 2 s at most. */
    @Override
    public void close() {
        producer.close(CLOSE);
    }
}
