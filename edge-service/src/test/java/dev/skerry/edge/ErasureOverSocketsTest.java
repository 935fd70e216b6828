package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.Topics;
import dev.skerry.testing.KafkaAddress;
import dev.skerry.testing.RealParts;
import dev.skerry.testing.RedisAddress;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two nodes of a PoP with a real log and a real Redis erase what a hard purge hit, and report it. */
@ExtendWith(RealParts.class)
class ErasureOverSocketsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String site = "erasure-" + UUID.randomUUID();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String kafka;
    private final String redis;
    private final OwnFleet fleet;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private ScriptedOrigin origin;
    private Edge first;
    private Edge second;

    ErasureOverSocketsTest(KafkaAddress kafka, RedisAddress redis) throws Exception {
        this.kafka = kafka.bootstrapServers();
        this.redis = redis.uri();
        this.fleet = new OwnFleet(this.kafka);
        client = RedisClient.create(this.redis);
        connection = client.connect();
    }

    @BeforeEach
    void start() throws Exception {
        origin = new ScriptedOrigin((request, answer) -> answer.send(
                200,
                "content of " + request.target(),
                "Cache-Control: max-age=600",
                "Surrogate-Key: " + request.target().substring(1)));
        fleet.site(site, origin.url());
        first = fleet.node(run + "-1", redis);
        second = fleet.node(run + "-2", redis);
    }

    @AfterEach
    void stop() throws IOException {
        second.close();
        first.close();
        origin.close();
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    private int stored() {
        return connection.sync().keys("skerry:*:" + site + ":*").size();
    }

    @Test
    void what_a_hard_purge_hit_is_gone_from_memory_and_redis_once_both_nodes_say_so() throws Exception {
        RawClient.get(first.httpPort(), site, "/secret");
        RawClient.get(first.httpPort(), site, "/public");
        Await.until("both are in Redis", () -> stored() == 2);
        RawClient.get(second.httpPort(), site, "/secret");
        assertThat(first.cachedObjects()).isEqualTo(2);
        assertThat(second.cachedObjects()).isEqualTo(1);
        Position soft = fleet.purge(site, "key:public", PurgeMode.SOFT);
        Position purge = fleet.purge(site, "key:secret", PurgeMode.HARD);
        assertThat(purge.offset()).isGreaterThan(soft.offset());

        awaitErased(purge, Set.of("fra-" + run + "-1", "fra-" + run + "-2"));
        assertThat(stored()).isEqualTo(1);
        Await.until("memory counts what has gone", () -> first.cachedObjects() == 1 && second.cachedObjects() == 0);
        assertThat(RawClient.get(first.httpPort(), site, "/public").status()).isEqualTo(200);
    }

    private void awaitErased(Position purge, Set<String> nodes) {
        Map<String, NodeReport> newest = new HashMap<>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka, "auto.offset.reset", "none"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition reports = new TopicPartition(Topics.RECEIPTS.name(), 0);
            consumer.assign(List.of(reports));
            consumer.seekToBeginning(List.of(reports));
            long end = System.nanoTime() + LIMIT.toNanos();
            while (System.nanoTime() - end < 0) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    NodeReport report = Json.readMessage(record.value(), NodeReport.class);
                    newest.put(report.node().value(), report);
                }
                if (nodes.stream()
                        .allMatch(node ->
                                newest.containsKey(node) && newest.get(node).hasErased(purge))) {
                    return;
                }
            }
        }
        throw new AssertionError("not within " + LIMIT + ": " + newest);
    }
}
