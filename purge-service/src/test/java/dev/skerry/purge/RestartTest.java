package dev.skerry.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.NodeReport;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import dev.skerry.contract.SiteId;
import dev.skerry.testing.RealParts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What purge-service knows after a restart, and what it says of nodes that are silent, on a real Kafka. */
final class RestartTest {
    private static final SiteId SITE = new SiteId("restarts");
    private final String kafka = RealParts.kafka().bootstrapServers();

    private static boolean isComplete(Instance instance, PurgeId id) {
        return instance.tracker.status(id).orElseThrow().state() == PurgeStatus.State.COMPLETE;
    }

    @Test
    void purges_of_the_past_are_known_after_a_restart() throws Exception {
        TestPlatform.publishSites(kafka, SITE.value());
        PurgeStatus before;
        try (Instance first = new Instance(kafka).awaitReady();
                SimulatedNode _ = SimulatedNode.start(kafka, "fra-ams")) {
            Await.until("the node is known", () -> first.tracker.nodes(NodeReport.State.SERVING) == 1);
            PurgeId id = first.purge(SITE, "url:/a", "key:k", "everything").id();
            before = first.tracker
                    .await(id, PurgeStatus.State.COMPLETE, Duration.ofSeconds(20))
                    .orElseThrow();
            assertThat(before.state()).isEqualTo(PurgeStatus.State.COMPLETE);

            try (Instance second = new Instance(kafka).awaitReady()) {
                assertThat(second.sites.contains(SITE)).isTrue();
                PurgeStatus after = second.tracker.status(id).orElseThrow();
                assertThat(after.state()).isEqualTo(PurgeStatus.State.COMPLETE);
                assertThat(after.position()).isEqualTo(before.position());
                assertThat(after.selectors()).isEqualTo(before.selectors());
                assertThat(after.requestedBy()).isEqualTo("tester");
                assertThat(after.receipts()).singleElement().satisfies(receipt -> {
                    assertThat(receipt.state()).isEqualTo(Receipt.State.APPLIED);
                    assertThat(receipt.latencyMs()).isNull();
                });
            }
        }
    }

    @Test
    void a_stopped_node_of_the_past_is_not_waited_for() {
        try (Instance first = new Instance(kafka).awaitReady()) {
            SimulatedNode.start(kafka, "fra-ber").close();
            PurgeId id = first.purge(SITE, "key:after-stop").id();
            Await.until("the purge is complete", () -> isComplete(first, id));
            try (Instance second = new Instance(kafka).awaitReady()) {
                assertThat(second.tracker.status(id).orElseThrow().receipts()).isEmpty();
            }
        }
    }

    @Test
    void a_silent_node_is_fenced_and_one_that_reports_is_not() {
        try (Instance instance = new Instance(kafka).awaitReady();
                SimulatedNode living = SimulatedNode.start(kafka, "fra-cph")) {
            SimulatedNode silent = SimulatedNode.start(kafka, "fra-dub");
            silent.vanish();
            living.hold();
            Await.until("both are known", () -> instance.tracker.nodes(NodeReport.State.SERVING) == 2);
            PurgeId id = instance.purge(SITE, "key:silence").id();
            instance.pass(Duration.ofSeconds(14));
            // Both seem silent for 14 s now; the report of the living one may still be on its way.
            Await.until(
                    "the silent node is fenced",
                    () -> instance.tracker.status(id).orElseThrow().receipts().stream()
                            .anyMatch(receipt -> receipt.node().value().equals("fra-dub")
                                    && receipt.state() == Receipt.State.FENCED));
            silent.close();
            living.resume();
            Await.until("the purge is complete", () -> isComplete(instance, id));
        }
    }

    @Test
    void records_that_cannot_be_read_are_passed_over() throws Exception {
        try (Instance instance = new Instance(kafka).awaitReady();
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (String topic : new String[] {"skerry.purges", "skerry.receipts", "skerry.sites"}) {
                producer.send(new ProducerRecord<>(topic, 0, new byte[] {'x'}, new byte[] {'{'}))
                        .get();
            }
            TestPlatform.publishSites(kafka, "after-nonsense");
            Await.until("reading goes on", () -> instance.sites.contains(new SiteId("after-nonsense")));
            producer.send(new ProducerRecord<>(
                            "skerry.sites", 0, "after-nonsense".getBytes(StandardCharsets.US_ASCII), null))
                    .get();
            Await.until("the site is gone", () -> !instance.sites.contains(new SiteId("after-nonsense")));
        }
    }
}
