package dev.skerry.contract.log;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * How a service of the centre reaches Kafka. Makes clients, which belong to the caller; each setting has its reason where
 * it departs from the default. Making a client waits for nothing, and fails with a {@code KafkaException} only if no
 * address can be resolved.
 *
 * @param bootstrapServers {@code HOST:PORT}, comma separated
 * @param clientId names the service in the broker's log and metrics
 */
public record KafkaConnection(String bootstrapServers, String clientId) {
    /** The longest that sending a record waits for memory or for topic metadata. */
    public static final Duration MAX_BLOCK = Duration.ofSeconds(2);

    /** After this the fate of a record that was sent is known. */
    public static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(5);

    private static final int REQUEST_TIMEOUT_MILLIS = 3_000;
    private static final int API_TIMEOUT_MILLIS = 5_000;
    private static final int MAX_RECONNECT_BACKOFF_MILLIS = 500;
    private static final int GROUP_SESSION_MILLIS = 10_000;

    /** For creating and describing topics. */
    Admin admin() {
        return new PromptAdmin(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                CommonClientConfigs.CLIENT_ID_CONFIG, clientId,
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MILLIS));
    }

    /** Reads without a group: every instance reads everything by itself, and keeps no offset. */
    Consumer<byte[], byte[]> consumer() {
        return consumer(Map.of(
                // An offset that is gone means that a topic was made anew: the reader starts over instead of guessing.
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"));
    }

    /**
     * Reads as one of a group, whose members share the partitions; the offsets up to which all is done are committed by the
     * reader. A new group begins with the eldest record.
     *
     * @param group its name
     * @param batch the most records of one poll
     */
    public Consumer<byte[], byte[]> consumer(String group, int batch) {
        return consumer(Map.of(
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                batch,
                // Others take over from a process that has died after so long.
                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                GROUP_SESSION_MILLIS));
    }

    private Consumer<byte[], byte[]> consumer(Map<String, Object> own) {
        Map<String, Object> settings = new HashMap<>(own);
        settings.putAll(Map.ofEntries(
                Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, clientId),
                Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
                // A record is handed over as soon as it is there; the second is how long an idle fetch rests there.
                Map.entry(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1),
                Map.entry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500),
                Map.entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20),
                Map.entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20),
                Map.entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS),
                Map.entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MILLIS),
                Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, MAX_RECONNECT_BACKOFF_MILLIS)));
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Writes what must be durable before it is acknowledged, and is never held back for company. Whoever sends a record
     * knows its fate within {@link #MAX_BLOCK} and {@link #DELIVERY_TIMEOUT} together.
     */
    public Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, clientId),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis()),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK.toMillis()),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, MAX_RECONNECT_BACKOFF_MILLIS),
                // A purge of many selectors in few batches, each of which wakes every reader; topics take 64 KiB at
                // once.
                Map.entry(ProducerConfig.BATCH_SIZE_CONFIG, 60 << 10),
                // Purges and sites are rare and small: 8 MiB hold several of the largest.
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20));
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
