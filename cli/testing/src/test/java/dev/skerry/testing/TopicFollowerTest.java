package dev.skerry.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.Topics;
import dev.skerry.contract.log.KafkaConnection;
import dev.skerry.contract.log.LogState;
import dev.skerry.contract.log.TopicAdmin;
import dev.skerry.contract.log.TopicFollower;
import dev.skerry.contract.log.TopicPlan;
import dev.skerry.contract.log.TopicSnapshot;
import dev.skerry.contract.log.TopicSource;
import dev.skerry.contract.log.TopicSource.Start;
import dev.skerry.contract.log.UnfitTopicException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract's reader of topics, here because the contract is built before anything that starts a broker. */
@ExtendWith(RealParts.class)
class TopicFollowerTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

    private final KafkaConnection kafka;
    private final TopicAdmin admin;
    private final Producer<byte[], byte[]> producer;
    private final Topics table = topic("table", 1);
    private final Topics events = topic("events", 3);

    TopicFollowerTest(KafkaAddress address) {
        kafka = new KafkaConnection(address.bootstrapServers(), "follower-test");
        admin = new TopicAdmin(kafka, (short) 1);
        producer = kafka.producer();
    }

    @AfterEach
    void close() {
        producer.close();
    }

    private static Topics topic(String name, int partitions) {
        return new Topics(name + "-" + UUID.randomUUID(), partitions, Map.of());
    }

    private void write(Topics topic, int partition, String... values) throws Exception {
        for (String value : values) {
            write(topic, partition, System.currentTimeMillis(), value);
        }
    }

    private void write(Topics topic, int partition, long timestamp, String value) throws Exception {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic.name(), partition, timestamp, bytes, bytes))
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private TopicFollower follow(TopicPlan plan, Seen seen) {
        TopicFollower follower = new TopicFollower(kafka, plan, seen, System::nanoTime);
        follower.start();
        return follower;
    }

    private TopicPlan whole() {
        return new TopicPlan(
                List.of(TopicSource.whole(table)), List.of(TopicSource.whole(events)), List.of(table, events));
    }

    @Test
    void what_is_read_first_is_read_to_its_end_before_the_rest() throws Exception {
        admin.ensure(List.of(table, events));
        write(events, 0, "e0");
        write(events, 2, "e2");
        write(table, 0, "t0", "t1");
        Seen seen = new Seen();
        try (TopicFollower follower = follow(whole(), seen)) {
            assertThat(seen.next(2)).containsExactly("start over", "t0");
            assertThat(seen.next(1)).containsExactly("t1");
            assertThat(seen.next(2)).containsExactlyInAnyOrder("e0", "e2");
            assertThat(seen.next(1)).containsExactly("caught up");
            write(events, 1, "new");
            write(table, 0, "newer");
            assertThat(seen.next(2)).containsExactlyInAnyOrder("new", "newer");
            assertThat(follower.state().phase()).isEqualTo(LogState.Phase.READY);
            assertThat(follower.state().detail()).contains(table.name(), events.name());
        }
    }

    @Test
    void reading_may_begin_with_the_last_offsets_of_each_partition_or_at_a_time() throws Exception {
        admin.ensure(List.of(table, events));
        write(events, 0, "a", "b", "c");
        write(events, 1, "d");
        Instant now = Instant.now();
        write(table, 0, now.toEpochMilli() - 2 * HOUR_MILLIS, "old");
        write(table, 0, now.toEpochMilli(), "young");
        TopicPlan plan = new TopicPlan(
                List.of(new TopicSource(events, new Start.Last(2))),
                List.of(new TopicSource(table, new Start.Since(Duration.ofMillis(HOUR_MILLIS), () -> now))),
                List.of());
        Seen seen = new Seen();
        try (TopicFollower _ = follow(plan, seen)) {
            assertThat(seen.next(4)).containsExactlyInAnyOrder("start over", "b", "c", "d");
            assertThat(seen.next(2)).containsExactly("young", "caught up");
        }
    }

    @Test
    void nothing_is_read_where_all_is_older_than_the_time_asked_for() throws Exception {
        admin.ensure(List.of(table));
        Instant now = Instant.now();
        write(table, 0, now.toEpochMilli() - 2 * HOUR_MILLIS, "old");
        Start since = new Start.Since(Duration.ofMillis(HOUR_MILLIS), () -> now);
        Seen seen = new Seen();
        try (TopicFollower _ =
                follow(new TopicPlan(List.of(new TopicSource(table, since)), List.of(), List.of()), seen)) {
            assertThat(seen.next(2)).containsExactly("start over", "caught up");
            write(table, 0, "young");
            assertThat(seen.next(1)).containsExactly("young");
        }
    }

    @Test
    void a_record_that_cannot_be_used_is_counted_and_passed_over() throws Exception {
        admin.ensure(List.of(table, events));
        write(table, 0, "bad", "good", "full", "better");
        Seen seen = new Seen();
        try (TopicFollower follower = follow(whole(), seen)) {
            assertThat(seen.next(4)).containsExactly("start over", "good", "better", "caught up");
            assertThat(follower.passedOver()).isEqualTo(2);
        }
    }

    @Test
    void proof_holds_the_ends_up_to_which_everything_has_been_read() throws Exception {
        admin.ensure(List.of(table, events));
        write(events, 1, "a", "b");
        Seen seen = new Seen();
        long before = System.nanoTime();
        try (TopicFollower _ = follow(whole(), seen)) {
            Seen.Proof proof = seen.awaitProof();
            assertThat(proof.askedAt()).isBetween(before, System.nanoTime());
            assertThat(proof.ends()).hasSize(4);
            assertThat(proof.ends().entrySet()).anySatisfy(end -> {
                assertThat(end.getKey().topic()).isEqualTo(events.name());
                assertThat(end.getKey().partition()).isEqualTo(1);
                assertThat(end.getValue()).isEqualTo(2);
            });
        }
    }

    @Test
    void a_topic_that_is_not_there_yet_is_waited_for() throws Exception {
        Seen seen = new Seen();
        try (TopicFollower follower = follow(whole(), seen)) {
            seen.awaitAttempts(2);
            assertThat(follower.state().phase()).isEqualTo(LogState.Phase.CONNECTING);
            assertThat(follower.state().detail()).contains(kafka.bootstrapServers());
            admin.ensure(List.of(table, events));
            assertThat(seen.next(2)).containsExactly("start over", "caught up");
        }
    }

    @Test
    void an_unfit_topic_is_told_in_its_own_words_and_looked_at_again() throws Exception {
        admin.ensure(List.of(table, events));
        Seen seen = new Seen();
        seen.refuse(new UnfitTopicException("the topic is unfit: mend it"));
        try (TopicFollower follower = follow(whole(), seen)) {
            seen.awaitAttempts(2);
            assertThat(follower.state())
                    .isEqualTo(new LogState(LogState.Phase.CONNECTING, "the topic is unfit: mend it"));
            seen.refuse(null);
            assertThat(seen.next(2)).containsExactly("start over", "caught up");
        }
    }

    @Test
    void a_topic_that_was_made_anew_is_read_anew_and_the_state_stays_ready() throws Exception {
        admin.ensure(List.of(table, events));
        write(table, 0, "a", "b", "c");
        Seen seen = new Seen();
        try (TopicFollower follower = follow(whole(), seen)) {
            assertThat(seen.next(5)).containsExactly("start over", "a", "b", "c", "caught up");
            seen.awaitProof();
            remake(table);
            write(table, 0, "x");
            assertThat(seen.next(3)).containsExactly("start over", "x", "caught up");
            assertThat(follower.state().isReady()).isTrue();
        }
    }

    /** Deletes the topic, and creates it once the broker has no trace of it. */
    private void remake(Topics topic) throws Exception {
        try (Admin client = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            client.deleteTopics(List.of(topic.name())).all().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        admin.ensure(List.of(topic));
    }

    @Test
    void a_defect_of_the_listener_ends_the_reading_and_is_told() throws Exception {
        admin.ensure(List.of(table, events));
        Seen seen = new Seen();
        try (TopicFollower follower = follow(whole(), seen)) {
            assertThat(seen.next(2)).containsExactly("start over", "caught up");
            seen.awaitProof();
            write(table, 0, "defect");
            seen.awaitEndOfThread();
            assertThat(follower.state().isReady()).isFalse();
            assertThat(follower.state().detail()).startsWith("failed: ").contains("a defect");
        }
    }

    @Test
    void closing_ends_the_thread_while_it_waits_for_records_and_while_kafka_is_away() throws Exception {
        admin.ensure(List.of(table, events));
        Seen following = new Seen();
        TopicFollower follower = follow(whole(), following);
        following.awaitProof();
        follower.close();
        following.awaitEndOfThread();

        Seen connecting = new Seen();
        KafkaConnection nowhere = new KafkaConnection("127.0.0.1:1", "nowhere");
        TopicFollower lost = new TopicFollower(nowhere, whole(), connecting, System::nanoTime);
        lost.start();
        connecting.awaitAttempts(1);
        lost.close();
        connecting.awaitEndOfThread();
    }

    @Test
    void one_that_was_never_started_can_be_closed() {
        TopicFollower follower = new TopicFollower(kafka, whole(), new Seen(), System::nanoTime);
        follower.close();
        assertThat(follower.state()).isEqualTo(new LogState(LogState.Phase.CONNECTING, "not started yet"));
    }

    @Test
    void a_snapshot_has_all_that_a_topic_holds() throws Exception {
        admin.ensure(List.of(events));
        write(events, 0, "a", "bad");
        write(events, 2, "b");
        List<String> read = new ArrayList<>();
        TopicSnapshot.read(kafka, events, record -> {
            String value = new String(record.value(), StandardCharsets.UTF_8);
            if (value.equals("bad")) {
                throw new IllegalArgumentException(value);
            }
            read.add(value);
        });
        assertThat(read).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void a_snapshot_of_a_topic_that_is_not_there_is_refused() {
        assertThatThrownBy(() -> TopicSnapshot.read(kafka, topic("missing", 1), record -> {}))
                .isInstanceOf(KafkaException.class);
    }

    @Test
    void a_topic_that_is_there_stays_as_it_is() throws Exception {
        admin.ensure(List.of(events));
        write(events, 1, "kept");
        admin.ensure(List.of(new Topics(events.name(), 7, Map.of()), table));
        assertThat(admin.partitionsOf(events)).isEqualTo(3);
        assertThat(admin.partitionsOf(table)).isEqualTo(1);
        assertThatThrownBy(() -> admin.partitionsOf(topic("missing", 1))).isInstanceOf(KafkaException.class);
    }
}
