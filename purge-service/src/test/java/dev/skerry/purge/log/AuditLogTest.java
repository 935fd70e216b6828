package dev.skerry.purge.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.AuditPage;
import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import dev.skerry.contract.log.KafkaConnection;
import dev.skerry.contract.log.TopicHistory;
import dev.skerry.parts.FreePort;
import dev.skerry.purge.TestPlatform;
import dev.skerry.testing.RealParts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reading the audit trail of a real Kafka; each test has a topic of its own. */
final class AuditLogTest {
    private static final Duration AMPLE = Duration.ofMinutes(1);

    private final Instant base = Instant.now().truncatedTo(ChronoUnit.MILLIS).minusSeconds(3_600);
    private final Topics topic = new Topics("audit-test-" + UUID.randomUUID(), 1, Topics.AUDIT.settings());
    private final String kafka = RealParts.kafka().bootstrapServers();
    private final PurgeLogWriter writer =
            new PurgeLogWriter(new KafkaConnection(kafka, "audit-test")::producer, System::nanoTime);

    @BeforeEach
    void connect() {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            TestPlatform.create(admin, topic);
            TestPlatform.create(admin, Topics.AUDIT);
            TestPlatform.create(admin, Topics.PURGES);
            TestPlatform.create(admin, Topics.PREVIEWS);
        }
        writer.connect();
    }

    @AfterEach
    void close() {
        writer.close();
    }

    private AuditLog log(int records, Duration time) {
        return new AuditLog(
                topic,
                writer,
                new TopicHistory(new KafkaConnection(kafka, "audit-test-reader"), System::nanoTime),
                new TopicHistory.Bounds(records, time));
    }

    private void write(SiteId site, String by, int second) throws Exception {
        AuditRecord record = new AuditRecord(
                base.plusSeconds(second),
                new PurgeId("purge-" + (1_000 + second)),
                site,
                by,
                "127.0.0.1",
                AuditRecord.Via.NATIVE,
                PurgeMode.HARD,
                List.of("everything"),
                1,
                new AuditRecord.Committed(new Position(0, second)));
        log(1, AMPLE).write(record).get(10, TimeUnit.SECONDS);
    }

    private static AuditQuery query(SiteId site, @Nullable Instant since, @Nullable Instant until, int limit) {
        return new AuditQuery(site, since, until, null, limit);
    }

    private List<Long> seconds(AuditPage page) {
        return page.records().stream()
                .map(record -> Duration.between(base, record.at()).toSeconds())
                .toList();
    }

    @Test
    void the_newest_come_first_and_a_limit_is_told() throws Exception {
        SiteId site = new SiteId("audit-order");
        for (int second = 0; second < 5; second++) {
            write(site, "tester", second);
            write(new SiteId("audit-other"), "tester", second);
        }
        AuditLog log = log(10_000, AMPLE);
        AuditPage all = log.read(query(site, base, null, 5));
        assertThat(seconds(all)).containsExactly(4L, 3L, 2L, 1L, 0L);
        assertThat(all.cutOff()).isNull();
        assertThat(all.lookedBackTo()).isNull();
        AuditPage some = log.read(query(site, base, null, 3));
        assertThat(seconds(some)).containsExactly(4L, 3L, 2L);
        assertThat(some.cutOff()).isEqualTo(AuditPage.CutOff.LIMIT);
        assertThat(some.lookedBackTo()).isEqualTo(base.plusSeconds(1));
        AuditPage rest = log.read(query(site, base, base.plusSeconds(1).plusMillis(1), 3));
        assertThat(seconds(rest)).containsExactly(1L, 0L);
        assertThat(rest.cutOff()).isNull();
    }

    @Test
    void since_is_included_and_until_is_not() throws Exception {
        SiteId site = new SiteId("audit-times");
        for (int second : new int[] {10, 12, 11, 13, 14}) {
            write(site, "tester", second);
        }
        assertThat(seconds(log(10_000, AMPLE).read(query(site, base.plusSeconds(11), base.plusSeconds(14), 100))))
                .containsExactlyInAnyOrder(11L, 12L, 13L);
    }

    @Test
    void one_subject_can_be_asked_for() throws Exception {
        SiteId site = new SiteId("audit-subjects");
        write(site, "alice", 20);
        write(site, "bob", 21);
        write(site, "alice", 22);
        assertThat(seconds(log(10_000, AMPLE).read(new AuditQuery(site, base, null, "alice", 100))))
                .containsExactly(22L, 20L);
    }

    @Test
    void more_than_a_piece_is_read_in_order_and_no_more_than_the_bound() throws Exception {
        SiteId site = new SiteId("audit-bounds");
        for (int second = 0; second < 450; second++) {
            write(site, "tester", second);
        }
        assertThat(seconds(log(100_000, AMPLE).read(query(site, base, null, 450))))
                .isEqualTo(IntStream.range(0, 450).mapToObj(i -> 449L - i).toList());
        AuditPage bounded = log(250, AMPLE).read(query(site, base, null, 1_000));
        assertThat(bounded.records()).hasSize(250);
        assertThat(bounded.cutOff()).isEqualTo(AuditPage.CutOff.BOUND);
        AuditPage hasty = log(100_000, Duration.ZERO).read(query(site, base, null, 1_000));
        assertThat(hasty.records()).isEmpty();
        assertThat(hasty.cutOff()).isEqualTo(AuditPage.CutOff.BOUND);
    }

    @Test
    void a_record_that_cannot_be_read_is_passed_over() throws Exception {
        SiteId site = new SiteId("audit-nonsense");
        write(site, "tester", 30);
        writer.send(new ProducerRecord<>(topic.name(), 0, new byte[] {'x'}, new byte[] {'{'}))
                .get(10, TimeUnit.SECONDS);
        write(site, "tester", 31);
        assertThat(seconds(log(10_000, AMPLE).read(query(site, base, null, 100))))
                .containsExactly(31L, 30L);
    }

    @Test
    void a_kafka_that_does_not_answer_is_told() {
        AuditLog away = new AuditLog(
                writer,
                new TopicHistory(new KafkaConnection("127.0.0.1:" + FreePort.any(), "audit-away"), System::nanoTime));
        assertThatThrownBy(() -> away.read(query(new SiteId("demo"), null, null, 1)))
                .isInstanceOfSatisfying(
                        AuditLog.UnreadableException.class,
                        e -> assertThat(e.isBusy()).isFalse());
    }
}
