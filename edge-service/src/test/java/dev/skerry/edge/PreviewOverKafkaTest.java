package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.PreviewAnswer;
import dev.skerry.contract.PreviewRequest;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import dev.skerry.testing.KafkaAddress;
import dev.skerry.testing.RealParts;
import dev.skerry.testing.RedisAddress;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two nodes of a PoP are asked by a real Kafka what a purge would hit, and answer. */
@ExtendWith(RealParts.class)
class PreviewOverKafkaTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String site = "preview-" + UUID.randomUUID();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String kafka;
    private final String redis;
    private final OwnFleet fleet;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;
    private ScriptedOrigin origin;
    private Edge first;
    private Edge second;

    PreviewOverKafkaTest(KafkaAddress kafka, RedisAddress redis) throws Exception {
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
    void stop() throws Exception {
        second.close();
        first.close();
        origin.close();
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    /** Asks until both nodes have answered the same question: they follow the topic from some moment after their start on. */
    private Map<String, PreviewAnswer> ask(String selector) throws Exception {
        TopicPartition answers = new TopicPartition(Topics.PREVIEW_ANSWERS.name(), 0);
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka, "auto.offset.reset", "none"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(answers));
            consumer.seekToEnd(List.of(answers));
            consumer.position(answers);
            long end = System.nanoTime() + LIMIT.toNanos();
            while (System.nanoTime() - end < 0) {
                UUID id = UUID.randomUUID();
                fleet.send(
                        Topics.PREVIEWS.name(),
                        0,
                        id.toString().getBytes(StandardCharsets.UTF_8),
                        Json.write(new PreviewRequest(
                                id, new SiteId(site), List.of(PurgeSelector.parse(selector)), Instant.now())));
                Map<String, PreviewAnswer> found = new HashMap<>();
                for (int polls = 0; polls < 20 && found.size() < 2; polls++) {
                    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                        PreviewAnswer answer = Json.readMessage(record.value(), PreviewAnswer.class);
                        assertThat(new String(record.key(), StandardCharsets.UTF_8))
                                .isEqualTo(answer.id().toString());
                        if (answer.id().equals(id)) {
                            found.put(answer.node().value(), answer);
                        }
                    }
                }
                if (found.size() == 2) {
                    return found;
                }
            }
        }
        throw new AssertionError("not both nodes answered within " + LIMIT);
    }

    @Test
    void each_node_tells_of_its_memory_and_one_of_them_of_their_redis() throws Exception {
        RawClient.get(first.httpPort(), site, "/a");
        RawClient.get(first.httpPort(), site, "/b");
        Await.until(
                "both are in Redis",
                () -> connection.sync().keys("skerry:*:" + site + ":*").size() == 2);
        RawClient.get(second.httpPort(), site, "/b");
        Map<String, PreviewAnswer> answers = ask("key:a");

        PreviewAnswer one = Objects.requireNonNull(answers.get("fra-" + run + "-1"));
        PreviewAnswer two = Objects.requireNonNull(answers.get("fra-" + run + "-2"));
        assertThat(one.memory().objects()).isEqualTo(1);
        assertThat(one.memory().siteObjects()).isEqualTo(2);
        assertThat(one.samples()).containsExactly("http://" + site + "/a");
        assertThat(two.memory().objects()).isZero();
        assertThat(two.memory().siteObjects()).isEqualTo(1);
        List<PreviewAnswer.Count> shared =
                Stream.of(one.shared(), two.shared()).filter(Objects::nonNull).toList();
        assertThat(shared).hasSize(1);
        assertThat(shared.getFirst().objects()).isEqualTo(1);
        assertThat(shared.getFirst().siteObjects()).isEqualTo(2);
        assertThat(shared.getFirst().bytes()).isPositive();
    }

    @Test
    void what_is_purged_is_told_no_more_and_a_preview_purges_nothing() throws Exception {
        RawClient.get(first.httpPort(), site, "/a");
        RawClient.get(first.httpPort(), site, "/b");
        assertThat(Objects.requireNonNull(ask("everything").get("fra-" + run + "-1"))
                        .memory()
                        .objects())
                .isEqualTo(2);
        assertThat(first.cachedObjects()).isEqualTo(2);
        fleet.purge(site, "key:a", PurgeMode.HARD);
        Await.until("the purge is applied", () -> counted() == 1);
    }

    private long counted() {
        try {
            return Objects.requireNonNull(ask("everything").get("fra-" + run + "-1"))
                    .memory()
                    .siteObjects();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
