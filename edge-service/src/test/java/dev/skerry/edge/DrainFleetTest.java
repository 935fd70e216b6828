package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.Topics;
import dev.skerry.testing.KafkaAddress;
import dev.skerry.testing.RealParts;
import dev.skerry.testing.RedisAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node of a fleet that is told to end. */
@ExtendWith(RealParts.class)
class DrainFleetTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final String run = UUID.randomUUID().toString().substring(0, 8);

    @Test
    void what_nobody_waits_for_reaches_the_pop_and_the_last_report_reaches_the_log(
            KafkaAddress kafka, RedisAddress redis) throws Exception {
        String site = "drain-" + run;
        CountDownLatch finish = new CountDownLatch(1);
        try (ScriptedOrigin origin = new ScriptedOrigin((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nCache-Control: max-age=600\r\n\r\nab");
            finish.await();
            answer.raw("cd");
        })) {
            OwnFleet fleet = new OwnFleet(kafka.bootstrapServers());
            fleet.site(site, origin.url());
            Edge node = fleet.node(run + "-1", redis.uri());
            try (KeptConnection gone = new KeptConnection(node.httpPort(), site)) {
                gone.get("/slow");
                gone.head();
            }
            Thread closing = Thread.ofPlatform().start(node::close);
            Await.until("it drains", () -> states(kafka).contains(NodeReport.State.DRAINING));
            finish.countDown();
            assertThat(closing.join(LIMIT)).isTrue();
            assertThat(states(kafka).getLast()).isEqualTo(NodeReport.State.STOPPED);

            Edge other = fleet.node(run + "-2", redis.uri());
            try {
                RawClient.Reply reply = RawClient.get(other.httpPort(), site, "/slow");
                assertThat(reply.content()).isEqualTo("abcd");
                assertThat(reply.field("cache-status")).contains("; hit");
                assertThat(origin.requests).hasSize(1);
            } finally {
                other.close();
            }
        }
    }

    /** What the first node has reported of itself so far. */
    private List<NodeReport.State> states(KafkaAddress kafka) {
        List<NodeReport.State> states = new ArrayList<>();
        TopicPartition partition = new TopicPartition(Topics.RECEIPTS.name(), 0);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    if (new String(record.key(), StandardCharsets.UTF_8).equals("fra-" + run + "-1")
                            && record.value() != null) {
                        states.add(Json.readMessage(record.value(), NodeReport.class)
                                .state());
                    }
                }
            }
        }
        return states;
    }
}
