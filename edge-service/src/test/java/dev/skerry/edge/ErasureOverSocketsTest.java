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
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two nodes of a PoP with a real log and a real Redis erase what a hard purge hit, and report it. */
@ExtendWith(RealParts.class)
class ErasureOverSocketsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final PopOfTwo pop;

    ErasureOverSocketsTest(KafkaAddress kafka, RedisAddress redis) throws Exception {
        pop = new PopOfTwo("erasure", kafka, redis);
    }

    @AfterEach
    void stop() throws Exception {
        pop.close();
    }

    @Test
    void what_a_hard_purge_hit_is_gone_from_memory_and_redis_once_both_nodes_say_so() throws Exception {
        RawClient.get(pop.first.httpPort(), pop.site, "/secret");
        RawClient.get(pop.first.httpPort(), pop.site, "/public");
        Await.until("both are in Redis", () -> pop.stored() == 2);
        RawClient.get(pop.second.httpPort(), pop.site, "/secret");
        assertThat(pop.first.cachedObjects()).isEqualTo(2);
        assertThat(pop.second.cachedObjects()).isEqualTo(1);
        Position soft = pop.fleet.purge(pop.site, "key:public", PurgeMode.SOFT);
        Position purge = pop.fleet.purge(pop.site, "key:secret", PurgeMode.HARD);
        assertThat(purge.offset()).isGreaterThan(soft.offset());

        awaitErased(purge, Set.of(pop.name(1), pop.name(2)));
        assertThat(pop.stored()).isEqualTo(1);
        Await.until(
                "memory counts what has gone", () -> pop.first.cachedObjects() == 1 && pop.second.cachedObjects() == 0);
        assertThat(RawClient.get(pop.first.httpPort(), pop.site, "/public").status())
                .isEqualTo(200);
    }

    private void awaitErased(Position purge, Set<String> nodes) {
        Map<String, NodeReport> newest = new HashMap<>();
        try (var consumer = pop.reader(Topics.RECEIPTS)) {
            consumer.seekToBeginning(consumer.assignment());
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
