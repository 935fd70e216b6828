package dev.skerry.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import dev.skerry.contract.log.LogState;
import dev.skerry.parts.ChildProcess;
import dev.skerry.parts.FreePort;
import dev.skerry.parts.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Kafka that is not there yet, goes away, or is not as it must be. */
final class LateKafkaTest {
    private static final SiteId SITE = new SiteId("late");
    private final int port = FreePort.any();
    private final String kafka = "127.0.0.1:" + port;

    @TempDir
    Path folder;

    private ChildProcess startKafka() {
        ChildProcess broker =
                ChildProcess.start(KafkaBroker.launch(folder, port, folder, folder.resolve("kafka.log"), List.of()));
        broker.awaitReady(() -> KafkaBroker.answers(port), Duration.ofSeconds(60));
        return broker;
    }

    @Test
    void the_service_waits_for_kafka_and_says_so_when_it_goes_away() throws Exception {
        try (Instance instance = new Instance(kafka)) {
            Await.until(
                    "an attempt has failed", () -> instance.log.state().detail().contains(kafka));
            assertThat(instance.log.state().phase()).isEqualTo(LogState.Phase.CONNECTING);
            assertThatThrownBy(() -> instance.purge(SITE, "everything"))
                    .isInstanceOfSatisfying(
                            PurgeRefusedException.class,
                            e -> assertThat(e.reason()).isEqualTo(PurgeRefusedException.Reason.NOT_READY));
            ChildProcess broker = startKafka();
            try {
                instance.awaitReady();
                PurgeStatus purge = instance.purge(SITE, "everything");
                assertThat(instance.tracker.await(purge.id(), PurgeStatus.State.COMPLETE, Duration.ofSeconds(20)))
                        .hasValueSatisfying(status -> assertThat(status.state()).isEqualTo(PurgeStatus.State.COMPLETE));
            } finally {
                broker.kill();
            }
            assertThatThrownBy(() -> instance.purge(SITE, "key:a", "key:b"))
                    .isInstanceOfSatisfying(
                            PurgeRefusedException.class,
                            e -> assertThat(e.reason()).isEqualTo(PurgeRefusedException.Reason.NOT_ACKNOWLEDGED))
                    .hasMessageContaining("0 of 2")
                    .hasMessageContaining("send the purge again");
            try (ChildProcess _ = startKafka()) {
                assertThat(instance.purge(SITE, "key:c").position().offset()).isPositive();
            }
        }
    }

    @Test
    void a_purge_log_with_another_number_of_partitions_is_refused() {
        try (ChildProcess _ = startKafka();
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            TestPlatform.create(admin, new Topics(Topics.PURGES.name(), 3, Map.of()));
            try (Instance instance = new Instance(kafka)) {
                Await.until(
                        "the log is looked at",
                        () -> instance.log.state().detail().contains("partitions"));
                assertThat(instance.log.state().isReady()).isFalse();
                assertThat(instance.log.state().detail())
                        .contains(
                                Topics.PURGES.name() + " has 3 partitions and must have " + Topics.PURGES.partitions());
            }
        }
    }
}
