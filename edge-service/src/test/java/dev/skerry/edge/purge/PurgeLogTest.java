package dev.skerry.edge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Fence;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.PopId;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import dev.skerry.edge.Await;
import dev.skerry.edge.policy.PurgeVerdict;
import dev.skerry.parts.ChildProcess;
import dev.skerry.parts.FreePort;
import dev.skerry.parts.KafkaBroker;
import dev.skerry.testing.KafkaAddress;
import dev.skerry.testing.RealParts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The purge side of a node on a real broker. */
@ExtendWith(RealParts.class)
class PurgeLogTest {
    private static final Logger LOG = LoggerFactory.getLogger(PurgeLogTest.class);
    private static final SiteId DEMO = new SiteId("demo");
    private static final int PARTITIONS = 3;
    private static final int P = Topics.partitionOf(DEMO, PARTITIONS);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String kafka;
    private final String topic = "purges-" + UUID.randomUUID();
    private final TestLog log;
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);

    PurgeLogTest(KafkaAddress kafka) {
        this.kafka = kafka.bootstrapServers();
        this.log = new TestLog(this.kafka, topic, PARTITIONS);
    }

    @AfterEach
    void close() {
        log.close();
        timers.shutdownNow();
    }

    @Test
    void a_node_reads_the_log_from_its_beginning_and_then_follows_it() throws Exception {
        log.create();
        log.purge(DEMO, "key:old");
        log.append(P, "demo/hard/key:bad", "poison".getBytes(StandardCharsets.UTF_8));
        LogExtent extent = LogTopic.await(kafka, topic);
        PurgeState state = state(extent);
        Stamp old = new Stamp(new Fence(P, 0), new long[] {hash("key:old")});
        try (LogReader reader = new LogReader(kafka, extent, state)) {
            reader.start();
            get(state.caughtUp());
            assertThat(state.verdict(old)).isEqualTo(PurgeVerdict.HARD_PURGED);
            assertThat(state.poisonRecords()).isEqualTo(1);

            Stamp fresh = new Stamp(state.capture(DEMO), new long[] {hash("key:new")});
            long offset = log.purge(DEMO, "key:new");
            assertThat(get(state.whenApplied(new Fence(P, offset + 1), LIMIT))).isTrue();
            assertThat(state.verdict(fresh)).isEqualTo(PurgeVerdict.HARD_PURGED);
        }
    }

    @Test
    void a_node_has_caught_up_also_where_the_log_ends_with_offsets_that_hold_no_purge() throws Exception {
        log.create();
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka, "transactional.id", topic);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var _ = producer.send(new ProducerRecord<>(topic, P, new byte[] {'x'}, new byte[] {'y'}));
            producer.commitTransaction();
        }
        Await.until("a record and the marker of its transaction", () -> log.end(P) == 2);
        LogExtent extent = LogTopic.await(kafka, topic);
        PurgeState state = state(extent);
        try (LogReader reader = new LogReader(kafka, extent, state)) {
            reader.start();
            get(state.caughtUp());
            assertThat(state.capture(DEMO)).isEqualTo(new Fence(P, 2));
        }
    }

    @Test
    void a_node_waits_for_its_topic() throws Exception {
        CompletableFuture<LogExtent> found = CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return LogTopic.await(kafka, topic);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                Thread.ofVirtual()::start);
        assertThat(found).isNotDone();
        log.create();
        LogExtent extent = get(found);
        assertThat(extent.partitions()).isEqualTo(PARTITIONS);
        assertThat(extent.logId()).isEqualTo(extent.topicId() + "-" + PARTITIONS);
        assertThat(extent.topicId()).hasSize(22);
    }

    @Test
    void the_lease_is_held_while_the_log_is_read() throws Exception {
        log.create();
        log.purge(DEMO, "everything");
        LogExtent extent = LogTopic.await(kafka, topic);
        PurgeState state = state(extent);
        try (LogReader reader = new LogReader(kafka, extent, state);
                LeaseKeeper keeper = new LeaseKeeper(kafka, extent, state);
                ReceiptSender receipts = heard(state)) {
            keeper.start();
            receipts.start();
            assertThat(state.freshness().isHeld()).as("nothing is read yet").isFalse();
            reader.start();
            Await.until("ready", () -> state.notReadyReason() == null);
            assertThat(state.freshness().isHeld()).isTrue();
        }
    }

    @Test
    void a_log_with_more_partitions_than_it_had_is_broken() throws Exception {
        log.create();
        LogExtent extent = LogTopic.await(kafka, topic);
        PurgeState state = state(extent);
        log.admin
                .createPartitions(Map.of(topic, NewPartitions.increaseTo(PARTITIONS + 1)))
                .all()
                .get(30, TimeUnit.SECONDS);
        assertThat(brokenBy(extent, state)).contains("had 3 partitions and has 4");
    }

    @Test
    void a_log_that_was_made_anew_is_broken() throws Exception {
        log.create();
        LogExtent extent = LogTopic.await(kafka, topic);
        PurgeState state = state(extent);
        LogExtent other = new LogExtent(topic, "AAAAAAAAAAAAAAAAAAAAAQ", extent.begin(), extent.end());
        assertThat(brokenBy(other, state)).contains("was made anew");
    }

    @Test
    void a_node_lives_through_the_death_and_return_of_its_broker(@TempDir Path folder) throws Exception {
        int port = FreePort.any();
        String own = "127.0.0.1:" + port;
        ChildProcess broker = broker(folder, port);
        try (TestLog ownLog = new TestLog(own, topic, PARTITIONS)) {
            ownLog.create();
            ownLog.purge(DEMO, "key:a");
            LogExtent extent = LogTopic.await(own, topic);
            PurgeState state = state(extent);
            try (LogReader reader = new LogReader(own, extent, state);
                    LeaseKeeper keeper = new LeaseKeeper(own, extent, state);
                    ReceiptSender receipts = heard(state)) {
                reader.start();
                keeper.start();
                receipts.start();
                Await.until("ready", () -> state.notReadyReason() == null);
                broker.kill();
                Await.until("the lease is lost", () -> !state.freshness().isHeld());
                assertThat(state.capture(DEMO)).isEqualTo(new Fence(P, 1));

                broker = broker(folder, port);
                long offset = ownLog.purge(DEMO, "key:b");
                assertThat(get(state.whenApplied(new Fence(P, offset + 1), LIMIT)))
                        .isTrue();
                Await.until("ready again", () -> state.notReadyReason() == null);
            }
        } finally {
            broker.kill();
        }
    }

    @Test
    void a_purge_is_reported_milliseconds_after_it_is_in_the_log() throws Exception {
        log.create();
        createReceipts();
        LogExtent extent = LogTopic.await(kafka, topic);
        PurgeState state = state(extent);
        BlockingQueue<Long> arrived = new LinkedBlockingQueue<>();
        NodeId node = new NodeId("n-" + UUID.randomUUID());
        try (LogReader reader = new LogReader(kafka, extent, state);
                KafkaReports reports = new KafkaReports(kafka);
                ReceiptSender receipts = new ReceiptSender(
                        node,
                        new PopId("fra"),
                        1,
                        state,
                        (name, key, value) -> timed(reports, state, name, key, value, arrived))) {
            state.afterBatch(receipts::report);
            reader.start();
            receipts.start();
            get(state.caughtUp());
            receipts.state(NodeReport.State.SERVING);
            int purges = 200;
            double[] millis = new double[purges];
            for (int i = 0; i < purges; i++) {
                long offset = log.purge(DEMO, "key:k" + i);
                long inLog = System.nanoTime();
                while (Objects.requireNonNull(arrived.poll(30, TimeUnit.SECONDS), "no report") <= offset) {
                    LOG.trace("a report of before");
                }
                millis[i] = (System.nanoTime() - inLog) / 1e6;
            }
            Arrays.sort(millis);
            LOG.info(
                    "from a record's acknowledgement to its report's: median {} ms, p95 {} ms, max {} ms",
                    millis[purges / 2],
                    millis[purges * 95 / 100],
                    millis[purges - 1]);
            assertThat(millis[purges / 2]).isLessThan(100);
        }
    }

    /** Sends, and tells how far the node had applied when the report has arrived. */
    private static CompletionStage<?> timed(
            Reports reports, PurgeState state, String name, NodeId key, byte[] value, BlockingQueue<Long> arrived) {
        long applied = state.capture(DEMO).offset();
        return reports.send(name, key, value).whenComplete((done, failure) -> {
            if (failure == null) {
                arrived.add(applied);
            }
        });
    }

    private String brokenBy(LogExtent extent, PurgeState state) throws InterruptedException {
        try (LeaseKeeper keeper = new LeaseKeeper(kafka, extent, state)) {
            keeper.start();
            Await.until("broken", () -> {
                String reason = state.notReadyReason();
                return reason != null && reason.startsWith("topic");
            });
        }
        return String.valueOf(state.notReadyReason());
    }

    /** A node whose reports arrive at once. */
    private static ReceiptSender heard(PurgeState state) {
        return new ReceiptSender(
                new NodeId("fra-1"),
                new PopId("fra"),
                1,
                state,
                (name, key, value) -> CompletableFuture.completedFuture(null));
    }

    private PurgeState state(LogExtent extent) {
        PurgeState state = new PurgeState(extent, new PurgeIndex(1000), System::nanoTime, Timers.on(timers));
        // These tests are of reading; the lease's other half is as if every report had arrived.
        state.freshness().reported(state.freshness().now() + Duration.ofHours(1).toNanos());
        return state;
    }

    private void createReceipts() throws Exception {
        NewTopic receipts = new NewTopic(Topics.RECEIPTS.name(), 1, (short) 1).configs(Topics.RECEIPTS.settings());
        try {
            log.admin.createTopics(List.of(receipts)).all().get(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(TopicExistsException.class);
        }
    }

    private static ChildProcess broker(Path folder, int port) {
        ChildProcess broker =
                ChildProcess.start(KafkaBroker.launch(folder, port, folder, folder.resolve("kafka.log"), List.of()));
        broker.awaitReady(() -> KafkaBroker.answers(port), Duration.ofSeconds(60));
        return broker;
    }

    private static long hash(String selector) {
        return SelectorHash.of(DEMO, dev.skerry.contract.PurgeSelector.parse(selector));
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
}
