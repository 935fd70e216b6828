package dev.skerry.purge.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.WebhookMark;
import dev.skerry.contract.webhook.WebhookKey;
import dev.skerry.purge.Await;
import dev.skerry.purge.HookReceiver;
import dev.skerry.purge.TestKeys;
import dev.skerry.purge.progress.SiteTable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When webhooks are delivered, over real HTTP and on a clock that the test moves. */
final class WebhooksTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final SiteId DEMO = new SiteId("demo");
    private static final Duration SHORTLY = Duration.ofMillis(400);
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);
    private static final Duration AFTER_GRACE = Duration.ofSeconds(36);

    @TempDir
    private Path folder = Path.of("");

    private final AtomicLong now =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(5).toNanos());
    private final HookReceiver receiver = new HookReceiver();
    private final SiteTable sites = new SiteTable();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<String, WebhookMark> marks = new ConcurrentHashMap<>();
    private @Nullable Webhooks webhooks;

    @BeforeEach
    void site() {
        String file = "{site: demo, hosts: [h], origins: [{store: true}], purge: {webhooks: [\"" + receiver.url("/")
                + "\"]}}";
        SiteConfig config = Json.readYaml(file.getBytes(StandardCharsets.UTF_8), SiteConfig.class);
        sites.put(new SiteVersion(1, config, Instant.EPOCH), 0);
    }

    @AfterEach
    void end() {
        if (webhooks != null) {
            webhooks.close();
        }
        receiver.close();
    }

    private Webhooks start() throws IOException {
        return start(WebhookKey.read(TestKeys.writeWebhookKey(folder.resolve("webhook-key"))), (id, mark) -> {
            marks.put(id, mark);
            return DONE;
        });
    }

    private Webhooks start(@Nullable WebhookKey key, Webhooks.Marks marks) {
        Webhooks started = new Webhooks(
                key,
                sites,
                registry,
                new Webhooks.Means(
                        now::get, () -> NOON, new Random(1), Thread.ofVirtual().factory()));
        started.start(marks);
        webhooks = started;
        return started;
    }

    private static PurgeStatus status(String id, SiteId site, Instant requestedAt) {
        return new PurgeStatus(
                new PurgeId(id),
                site,
                PurgeMode.HARD,
                List.of("everything"),
                PurgeStatus.State.COMPLETE,
                new Position(0, 1),
                List.of(),
                requestedAt,
                "tester",
                1);
    }

    private double counted(String outcome) {
        return registry.counter("skerry.purge.webhooks", "outcome", outcome).count();
    }

    @Test
    void what_was_committed_here_is_delivered_at_once_and_marked() throws Exception {
        Webhooks started = start();
        started.completed(status("purge-one", DEMO, NOON), true);
        assertThat(receiver.next().header("webhook-id")).isEqualTo("purge-one.complete");
        Await.until("it is marked", () -> marks.containsKey("purge-one.complete"));
        assertThat(marks).containsValue(new WebhookMark(NOON, WebhookMark.Outcome.DELIVERED));
        assertThat(counted("delivered")).isEqualTo(1);
        started.erased(status("purge-one", DEMO, NOON), true);
        assertThat(receiver.next().header("webhook-id")).isEqualTo("purge-one.erased");
    }

    @Test
    void what_was_read_from_the_log_is_delivered_after_the_grace_unless_it_is_marked() throws Exception {
        Webhooks started = start();
        started.completed(status("purge-one", DEMO, NOON), false);
        started.completed(status("purge-two", DEMO, NOON), false);
        started.marked("purge-one.complete");
        assertThat(receiver.within(SHORTLY)).isNull();
        now.addAndGet(AFTER_GRACE.toNanos());
        assertThat(receiver.next().header("webhook-id")).isEqualTo("purge-two.complete");
        assertThat(receiver.within(SHORTLY)).isNull();
    }

    @Test
    void a_purge_of_the_day_before_is_not_made_up_for() throws Exception {
        Webhooks started = start();
        started.completed(
                status("purge-old", DEMO, NOON.minus(Duration.ofHours(24)).minusSeconds(1)), false);
        started.completed(status("purge-new", DEMO, NOON.minus(Duration.ofHours(24))), false);
        now.addAndGet(AFTER_GRACE.toNanos());
        assertThat(receiver.next().header("webhook-id")).isEqualTo("purge-new.complete");
        assertThat(receiver.within(SHORTLY)).isNull();
        started.completed(status("purge-mine", DEMO, NOON.minus(Duration.ofDays(2))), true);
        assertThat(receiver.next().header("webhook-id")).as("committed here").isEqualTo("purge-mine.complete");
    }

    @Test
    void a_receiver_that_is_gone_ends_it_and_one_that_fails_is_tried_again() throws Exception {
        Webhooks started = start();
        receiver.answer(503, 410);
        started.completed(status("purge-one", DEMO, NOON), true);
        receiver.next();
        Await.until(
                "it waits to be tried again",
                () -> registry.counter("skerry.purge.webhook.retries").count() == 1);
        now.addAndGet(Duration.ofMillis(1500).toNanos());
        receiver.next();
        Await.until("it has ended", () -> counted("gone") == 1);
        Await.until("it is marked, which comes after it is counted", () -> !marks.isEmpty());
        assertThat(marks.keySet()).containsExactly("purge-one.complete");
    }

    @Test
    void one_that_is_given_up_is_counted_and_marked_as_failed() throws Exception {
        Webhooks started = start();
        receiver.answer(500, 500, 500, 500, 500, 500, 500, 500, 500, 500);
        started.completed(status("purge-one", DEMO, NOON), true);
        for (int attempt = 1; attempt <= WebhookSchedule.ATTEMPTS; attempt++) {
            receiver.next();
            int ended = attempt;
            Await.until(
                    "the attempt has ended",
                    () -> registry.counter("skerry.purge.webhook.retries").count() + counted("failed") == ended);
            now.addAndGet(Duration.ofMinutes(5).toNanos());
        }
        assertThat(counted("failed")).isEqualTo(1);
        Await.until("it is marked, which comes after it is counted", () -> !marks.isEmpty());
        assertThat(marks.get("purge-one.complete")).isEqualTo(new WebhookMark(NOON, WebhookMark.Outcome.FAILED));
        assertThat(receiver.within(SHORTLY)).isNull();
    }

    @Test
    void without_a_key_nothing_is_sent_and_that_is_counted() throws Exception {
        Webhooks started = start(null, (id, mark) -> DONE);
        started.completed(status("purge-one", DEMO, NOON), true);
        started.completed(status("purge-two", DEMO, NOON), false);
        started.completed(status("purge-three", new SiteId("docs"), NOON), true);
        assertThat(counted("unsigned")).isEqualTo(1);
        assertThat(receiver.within(SHORTLY)).isNull();
    }

    @Test
    void a_mark_that_cannot_be_written_keeps_nothing_from_being_delivered() throws Exception {
        Webhooks started = start(
                WebhookKey.read(TestKeys.writeWebhookKey(folder.resolve("webhook-key"))),
                (id, mark) -> CompletableFuture.failedFuture(new IOException("Kafka is away")));
        started.completed(status("purge-one", DEMO, NOON), true);
        started.completed(status("purge-two", DEMO, NOON), true);
        receiver.next();
        receiver.next();
        Await.until("both are counted", () -> counted("delivered") == 2);
    }

    @Test
    void what_does_not_fit_is_dropped_and_counted() throws Exception {
        Webhooks started = start();
        for (int i = 0; i < WebhookSchedule.MAX_OF_ONE_URL + 3; i++) {
            started.completed(status("purge-no-" + i, DEMO, NOON), false);
        }
        assertThat(counted("dropped")).isEqualTo(3);
        assertThat(registry.get("skerry.purge.webhooks.waiting").gauge().value())
                .isEqualTo(WebhookSchedule.MAX_OF_ONE_URL);
    }
}
