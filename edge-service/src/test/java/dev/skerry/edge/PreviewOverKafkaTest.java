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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two nodes of a PoP are asked by a real Kafka what a purge would hit, and answer. */
@ExtendWith(RealParts.class)
class PreviewOverKafkaTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final PopOfTwo pop;

    PreviewOverKafkaTest(KafkaAddress kafka, RedisAddress redis) throws Exception {
        pop = new PopOfTwo("preview", kafka, redis);
    }

    @AfterEach
    void stop() throws Exception {
        pop.close();
    }

    /** Asks until both nodes have answered the same question: they follow the topic from some moment after their start on. */
    private Map<String, PreviewAnswer> ask(String selector) throws Exception {
        try (var consumer = pop.reader(Topics.PREVIEW_ANSWERS)) {
            consumer.seekToEnd(consumer.assignment());
            consumer.assignment().forEach(consumer::position);
            long end = System.nanoTime() + LIMIT.toNanos();
            while (System.nanoTime() - end < 0) {
                UUID id = UUID.randomUUID();
                pop.fleet.send(
                        Topics.PREVIEWS.name(),
                        0,
                        id.toString().getBytes(StandardCharsets.UTF_8),
                        Json.write(new PreviewRequest(
                                id, new SiteId(pop.site), List.of(PurgeSelector.parse(selector)), Instant.now())));
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
        RawClient.get(pop.first.httpPort(), pop.site, "/a");
        RawClient.get(pop.first.httpPort(), pop.site, "/b");
        Await.until("both are in Redis", () -> pop.stored() == 2);
        RawClient.get(pop.second.httpPort(), pop.site, "/b");
        Map<String, PreviewAnswer> answers = ask("key:a");

        PreviewAnswer one = Objects.requireNonNull(answers.get(pop.name(1)));
        PreviewAnswer two = Objects.requireNonNull(answers.get(pop.name(2)));
        assertThat(one.memory().objects()).isEqualTo(1);
        assertThat(one.memory().siteObjects()).isEqualTo(2);
        assertThat(one.samples()).containsExactly("http://" + pop.site + "/a");
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
        RawClient.get(pop.first.httpPort(), pop.site, "/a");
        RawClient.get(pop.first.httpPort(), pop.site, "/b");
        assertThat(Objects.requireNonNull(ask("everything").get(pop.name(1)))
                        .memory()
                        .objects())
                .isEqualTo(2);
        assertThat(pop.first.cachedObjects()).isEqualTo(2);
        pop.fleet.purge(pop.site, "key:a", PurgeMode.HARD);
        Await.until("the purge is applied", () -> counted() == 1);
    }

    private long counted() {
        try {
            return Objects.requireNonNull(ask("everything").get(pop.name(1)))
                    .memory()
                    .siteObjects();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
