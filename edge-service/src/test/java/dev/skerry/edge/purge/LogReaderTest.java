package dev.skerry.edge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import dev.skerry.edge.Await;
import dev.skerry.testing.KafkaAddress;
import dev.skerry.testing.RealParts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a reader tells of a log on a real broker that lacks records. */
@ExtendWith(RealParts.class)
class LogReaderTest {
    private static final SiteId DEMO = new SiteId("demo");
    private static final int PARTITIONS = 3;
    private static final int P = Topics.partitionOf(DEMO, PARTITIONS);

    private final String kafka;
    private final String topic = "purges-" + UUID.randomUUID();
    private final TestLog log;

    LogReaderTest(KafkaAddress kafka) {
        this.kafka = kafka.bootstrapServers();
        this.log = new TestLog(this.kafka, topic, PARTITIONS);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void a_log_that_is_shorter_than_what_was_read_is_broken() throws Exception {
        log.create();
        LogExtent extent = LogTopic.await(kafka, topic);
        LogExtent longer = new LogExtent(topic, extent.topicId(), List.of(100L, 100L, 100L), List.of(100L, 100L, 100L));
        Told told = new Told();
        try (LogReader reader = new LogReader(kafka, longer, told)) {
            reader.start();
            assertThat(told.next()).startsWith("broken").contains("ends before offset 100");
        }
    }

    @Test
    void records_that_are_gone_before_they_were_read_are_told() throws Exception {
        log.create();
        log.purge(DEMO, "key:a");
        log.purge(DEMO, "key:b");
        LogExtent extent = LogTopic.await(kafka, topic);
        log.admin
                .deleteRecords(Map.of(new TopicPartition(topic, P), RecordsToDelete.beforeOffset(1)))
                .all()
                .get(30, TimeUnit.SECONDS);
        Told told = new Told();
        try (LogReader reader = new LogReader(kafka, extent, told)) {
            reader.start();
            assertThat(told.next()).isEqualTo("lost " + P + " 1");
            assertThat(told.next()).isEqualTo("record " + P + " 1");
            assertThat(told.next()).isEqualTo("position " + P + " 2");
            assertThat(told.next()).isEqualTo("batch");
        }
    }

    @Test
    void records_that_compaction_took_away_are_told_with_the_end_that_those_in_their_place_are_below()
            throws Exception {
        log.create(Map.of(
                "cleanup.policy",
                "compact",
                "segment.ms",
                "1",
                "min.cleanable.dirty.ratio",
                "0.001",
                "max.compaction.lag.ms",
                "1"));
        LogExtent extent = LogTopic.await(kafka, topic);
        for (String key : List.of("a", "b", "a", "c")) {
            log.purge(DEMO, "key:" + key);
            log.awaitAnotherMillisecond(); // so that the next one begins a segment: the last segment is never compacted
        }
        Await.until("compacted", () -> log.firstOffset(P) > 0);
        Told told = new Told();
        try (LogReader reader = new LogReader(kafka, extent, told)) {
            reader.start();
            assertThat(told.next()).isEqualTo("gap " + P + " until 4");
            assertThat(told.next()).isEqualTo("record " + P + " 1");
            assertThat(told.next()).isEqualTo("record " + P + " 2");
        }
    }

    /** Puts what a reader tells into a queue. */
    private static final class Told implements LogFollower {
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

        @Override
        public void record(
                int partition,
                long offset,
                byte @Nullable [] key,
                byte @Nullable [] value,
                @Nullable String traceparent) {
            told.add("record " + partition + " " + offset);
        }

        @Override
        public void gap(int partition, long end) {
            told.add("gap " + partition + " until " + end);
        }

        @Override
        public void position(int partition, long next) {
            told.add("position " + partition + " " + next);
        }

        @Override
        public void batchEnded() {
            told.add("batch");
        }

        @Override
        public void lost(int partition, long begin) {
            told.add("lost " + partition + " " + begin);
        }

        @Override
        public void broken(String reason) {
            told.add("broken " + reason);
        }

        String next() throws InterruptedException {
            return Objects.requireNonNull(told.poll(30, TimeUnit.SECONDS), "nothing was told");
        }
    }
}
