package dev.skerry.edge;

import dev.skerry.contract.Topics;
import dev.skerry.testing.KafkaAddress;
import dev.skerry.testing.RedisAddress;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Two nodes of a PoP with a real log and a real Redis, and a site whose responses have their path as surrogate key. */
final class PopOfTwo implements AutoCloseable {
    final String site;
    final OwnFleet fleet;
    final Edge first;
    final Edge second;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String kafka;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private final ScriptedOrigin origin;

    /** @param subject begins the site's name */
    PopOfTwo(String subject, KafkaAddress kafka, RedisAddress redis) throws Exception {
        this.kafka = kafka.bootstrapServers();
        site = subject + "-" + UUID.randomUUID();
        fleet = new OwnFleet(this.kafka);
        client = RedisClient.create(redis.uri());
        connection = client.connect();
        origin = new ScriptedOrigin((request, answer) -> answer.send(
                200,
                "content of " + request.target(),
                "Cache-Control: max-age=600",
                "Surrogate-Key: " + request.target().substring(1)));
        fleet.site(site, origin.url());
        first = fleet.node(run + "-1", redis.uri());
        second = fleet.node(run + "-2", redis.uri());
    }

    /** The name of node 1 or 2. */
    String name(int number) {
        return "fra-" + run + "-" + number;
    }

    /** URLs of the site that Redis holds. */
    int stored() {
        return connection.sync().keys("skerry:*:" + site + ":*").size();
    }

    /** Reads the one partition of a topic, from wherever the caller seeks to. */
    KafkaConsumer<byte[], byte[]> reader(Topics topic) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka, "auto.offset.reset", "none"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(new TopicPartition(topic.name(), 0)));
        return consumer;
    }

    @Override
    public void close() throws IOException {
        second.close();
        first.close();
        origin.close();
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
