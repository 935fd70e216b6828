package dev.skerry.edge.purge;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.log.RecordSender;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Reports by Kafka: idempotent, acknowledged by all replicas, sent without linger. At most 1 MiB waits to be sent; what
 * does not fit is refused.
 */
public final class KafkaReports implements Reports, AutoCloseable {
    private final RecordSender sender;

    /**
     * Connects with the first report.
     *
     * @param bootstrap {@code HOST:PORT,...}
     */
    public KafkaReports(String bootstrap) {
        sender = new RecordSender(() -> KafkaClients.producer(bootstrap));
    }

    @Override
    public CompletionStage<?> send(String topic, NodeId key, byte[] value) {
        return send(topic, key.value(), value);
    }

    /** Sends what is no report of the node as a whole, under a key of its own; as {@link #send(String, NodeId, byte[])}. */
    public CompletionStage<?> send(String topic, String key, byte[] value) {
        return sender.send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
    }

    /** Sends what waits, for 2 s at most. */
    @Override
    public void close() {
        sender.close();
    }
}
