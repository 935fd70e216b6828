package dev.skerry.telemetry;

import dev.skerry.testing.RealParts;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** Points the service at the JVM's real Kafka. Its topics are there only once {@link Platform} has made them. */
public final class KafkaForTests implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        return Map.of(
                "skerry.kafka", RealParts.kafka().bootstrapServers(), "skerry.services", "origin=http://127.0.0.1:9");
    }

    @Override
    public void stop() {
        // The broker ends with the JVM.
    }
}
