package dev.skerry.telemetry.log;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/** Settings of the Kafka consumer, each with the reason where it departs from the default. */
final class ClientSettings {
    private ClientSettings() {}

    /** Reads without a group: every instance reads everything by itself, and keeps no offset. */
    static Map<String, Object> consumer(String bootstrapServers) {
        return Map.ofEntries(
                Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
                Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, "telemetry"),
                Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
                // An offset that is gone means that a topic was made anew: the reader starts over instead of guessing.
                Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none"),
                Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
                Map.entry(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20),
                Map.entry(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1 << 20),
                Map.entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 3_000),
                Map.entry(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 5_000),
                Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500));
    }
}
