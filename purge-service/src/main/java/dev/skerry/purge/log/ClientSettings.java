package dev.skerry.purge.log;

import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Settings of the Kafka clients, each with the reason where it departs from the default. */
final class ClientSettings {
    /** After this the fate of a record is told to the requester, in milliseconds. */
    static final int DELIVERY_TIMEOUT_MILLIS = 5_000;

    /** The longest that writing waits for memory or for topic metadata, in milliseconds. */
    static final int MAX_BLOCK_MILLIS = 2_000;

    private ClientSettings() {}

    static Map<String, Object> admin(String bootstrapServers) {
        return Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                CommonClientConfigs.CLIENT_ID_CONFIG,
                "purge-service",
                CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
                3_000,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                5_000);
    }

    /** A purge must be durable before it is acknowledged, and is never held back for company. */
    static Map<String, Object> producer(String bootstrapServers) {
        return Map.ofEntries(
                Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "purge-service"),
                Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
                Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
                Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS),
                Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 2_000),
                Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS),
                Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500),
                // Purges are rare and small: 8 MiB hold several of the largest.
                Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20));
    }

    /** Reads without a group: every instance reads everything, from the beginning, and keeps no offset. */
    static Map<String, Object> consumer(String bootstrapServers) {
        return Map.ofEntries(
                Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, "purge-service"),
                Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                // An offset that is gone means that a topic was made anew: the reader starts over instead of guessing.
                Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"),
                Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
                // A record is handed over as soon as it is there; this is only how long an idle fetch rests at the
                // broker.
                Map.entry(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1),
                Map.entry(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 500),
                Map.entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20),
                Map.entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20),
                Map.entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000),
                Map.entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000),
                Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500));
    }
}
