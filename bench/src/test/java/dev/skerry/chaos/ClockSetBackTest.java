package dev.skerry.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import dev.skerry.contract.log.KafkaConnection;
import dev.skerry.parts.FreePort;
import dev.skerry.parts.KafkaBroker;
import dev.skerry.stage.FakeClock;
import dev.skerry.stage.Means;
import dev.skerry.stage.NeedsMeans;
import dev.skerry.stage.Parts;
import dev.skerry.stage.ProbeJvm;
import dev.skerry.stage.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** Kafka's clients live by the wall clock. */
@NeedsMeans(Means.CLOCK)
class ClockSetBackTest {
    private static final SiteId DEMO = new SiteId("demo");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofSeconds(20);

    private static void awaitState(ProbeJvm probe, String expected) throws IOException {
        long begun = System.nanoTime();
        String state = probe.ask("state");
        while (!state.equals(expected) && System.nanoTime() - begun < SOON.toNanos()) {
            state = probe.ask("state");
        }
        assertThat(state).isEqualTo(expected);
    }

    private static void awaitLead(ProbeJvm probe, Duration expected) throws IOException {
        long begun = System.nanoTime();
        while (Math.abs(lead(probe) - expected.toMillis()) > HOUR.toMillis() / 2
                && System.nanoTime() - begun < SOON.toNanos()) {
            probe.ask("state");
        }
        assertThat(lead(probe))
                .isBetween(expected.minus(HOUR).toMillis(), expected.plus(HOUR).toMillis());
    }

    private static long lead(ProbeJvm probe) throws IOException {
        return Long.parseLong(probe.ask("clock")) - System.currentTimeMillis();
    }

    private static void purge(Producer<byte[], byte[]> producer, String key) throws Exception {
        PurgeRecord record = new PurgeRecord(
                new PurgeId("purge-" + key),
                DEMO,
                PurgeMode.HARD,
                PurgeSelector.parse("key:" + key),
                0,
                1,
                Instant.EPOCH,
                "tester");
        byte[] logKey = record.logKey().getBytes(StandardCharsets.UTF_8);
        int partition = Topics.partitionOf(DEMO, Topics.PURGES.partitions());
        var _ = producer.send(new ProducerRecord<>(Topics.PURGES.name(), partition, logKey, Json.write(record)))
                .get(SOON.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Test
    void a_clock_that_is_set_back_by_an_hour_while_Kafka_is_away_keeps_nobody_from_it_once_it_is_back()
            throws Exception {
        try (Stage stage = Stage.open(line -> {})) {
            int listener = FreePort.any();
            Wire wire = stage.with(new Wire(listener));
            Parts parts = Parts.of(stage, List.of(new KafkaBroker.Detour(listener, wire.port())));
            stage.start(parts.kafka().launch(), parts.kafka().ready());
            parts.makeTopics();
            FakeClock clock = FakeClock.start(
                    FakeClock.findLibrary().orElseThrow(), stage.folder().resolve("clock"));
            try (Producer<byte[], byte[]> producer = new KafkaConnection(parts.bootstrap(), "test").producer();
                    ProbeJvm probe = ProbeJvm.start(
                            KafkaProbe.class, List.of("127.0.0.1:" + wire.port()), clock.environment(), List.of())) {
                purge(producer, "one");
                clock.jump(HOUR);
                awaitLead(probe, HOUR);
                awaitState(probe, "applied 1, read 1, lease held");
                assertThat(probe.ask("send")).isEqualTo("sent");

                wire.cut();
                assertThat(probe.ask("send")).contains("Timeout");
                awaitState(probe, "applied 1, read 1, lease lost");
                clock.jump(Duration.ZERO);
                awaitLead(probe, Duration.ZERO);
                wire.mend();
                purge(producer, "two");
                awaitState(probe, "applied 2, read 2, lease held");
                assertThat(probe.ask("send")).isEqualTo("sent");
                FakeClock.cleanUp(probe.pid());
            }
        }
    }
}
