package dev.skerry.bench;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import dev.skerry.stage.Parts;
import dev.skerry.stage.Stage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * How long a node needs that starts with an empty index and a long log. The first round is that of a JVM which has
 * never read a purge, as after a restart; the others show what the compiler makes of it.
 */
final class PurgeRestart {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final int ROUNDS = 3;

    private final Settings settings;
    private final Report report;
    private final Stage stage;

    PurgeRestart(Settings settings, Report report, Stage stage) {
        this.settings = settings;
        this.report = report;
        this.stage = stage;
    }

    void run() throws InterruptedException {
        int selectors = Settings.or(settings.selectors(), 1_000_000);
        int rounds = Settings.or(settings.rounds(), ROUNDS);
        report.setting(
                "a log of %,d selectors (keys, hard, 8 sites) in Kafka; a node's log reader and index here, %d times;"
                                .formatted(selectors, rounds)
                        + " no warm-up");
        Parts parts = Parts.withKafka(stage);
        long begun = System.nanoTime();
        write(parts.bootstrap(), selectors);
        report.note("the log was written in %.1f s".formatted(seconds(begun)));
        List<Double> all = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            PopId pop = new PopId("pop" + round);
            long begin = System.nanoTime();
            try (FleetNode node = FleetNode.start(parts.bootstrap(), pop, new NodeId(pop + "-1"))) {
                node.awaitCaughtUp(LIMIT);
                all.add(seconds(begin));
                if (node.selectors() != selectors) {
                    throw new IllegalStateException(node.selectors() + " selectors were read, not " + selectors);
                }
            }
        }
        report.note("");
        report.figure("first round", "%.2f s, %,.0f selectors/s".formatted(all.getFirst(), selectors / all.getFirst()));
        report.figure("all rounds, median (least to most)", Spread.of(all).text("s"));
        report.goal(Goal.atMost("first round, seconds", all.getFirst(), 10));
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    /** As purge-service has it in the log, but a thousand times faster. */
    private static void write(String bootstrap, int selectors) {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        Map<String, Object> producerSettings =
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", "20", "batch.size", "262144");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(producerSettings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < selectors; i++) {
                var _ = producer.send(record(i), (metadata, failed) -> {
                    if (failed != null) {
                        failure.set(failed);
                    }
                });
            }
            producer.flush();
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("the log could not be written: " + failed, failed);
        }
    }

    private static ProducerRecord<byte[], byte[]> record(int number) {
        SiteId site = Sites.id(number);
        PurgeRecord record = new PurgeRecord(
                new PurgeId("bench-purge-" + number),
                site,
                PurgeMode.HARD,
                PurgeSelector.parse("key:product-" + number),
                0,
                1,
                Instant.EPOCH,
                "bench");
        int partition = Topics.partitionOf(site, Topics.PURGES.partitions());
        return new ProducerRecord<>(
                Topics.PURGES.name(), partition, record.logKey().getBytes(StandardCharsets.UTF_8), Json.write(record));
    }
}
