package dev.skerry.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import dev.skerry.contract.log.KafkaConnection;
import dev.skerry.contract.log.TopicSnapshot;
import dev.skerry.purge.HookReceiver.Hook;
import dev.skerry.testing.RealParts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Webhooks over restarts and with several processes, on a real Kafka. */
final class WebhookRestartTest {
    private static final Duration SHORTLY = Duration.ofMillis(700);
    private static final Duration ALMOST_GRACE = Duration.ofSeconds(29);

    /** And what is added by chance. */
    private static final Duration REST_OF_GRACE = Duration.ofSeconds(7);

    private final String kafka = RealParts.kafka().bootstrapServers();
    private final HookReceiver receiver = new HookReceiver();

    @AfterEach
    void end() {
        receiver.close();
    }

    /** Publishes a site whose only webhook is the receiver. */
    private SiteId site(String name) {
        TestPlatform.publish(
                kafka,
                "{site: " + name + ", hosts: [" + name + ".localhost], origins: [{store: true}], purge: {webhooks: [\""
                        + receiver.url("/" + name) + "\"]}}");
        return new SiteId(name);
    }

    /** A purge that is complete at once, as no node has to apply it; by a process that ends before it delivers. */
    private PurgeId purgeAndCrash(SiteId site) {
        try (Instance first = new Instance(kafka).awaitReady()) {
            Await.until("the site is known", () -> first.sites.contains(site));
            first.webhooks.close();
            PurgeId id = first.purge(site, "key:a").id();
            awaitComplete(first, id);
            return id;
        }
    }

    private static void awaitComplete(Instance instance, PurgeId id) {
        Await.until(
                "the purge is complete",
                () -> instance.tracker.status(id).orElseThrow().state().reaches(PurgeStatus.State.COMPLETE));
    }

    @Test
    void what_a_process_did_not_deliver_is_delivered_after_its_restart_once_the_grace_is_over() throws Exception {
        SiteId site = site("hook-restart");
        PurgeId id = purgeAndCrash(site);
        try (Instance second = new Instance(kafka).awaitReady()) {
            awaitComplete(second, id);
            second.pass(ALMOST_GRACE);
            assertThat(receiver.within(SHORTLY)).as("before the grace is over").isNull();
            second.pass(REST_OF_GRACE);
            Hook hook = receiver.next();
            assertThat(hook.path()).isEqualTo("/hook-restart");
            assertThat(hook.header("webhook-id")).isEqualTo(id + ".complete");
            second.pass(REST_OF_GRACE);
            assertThat(receiver.within(SHORTLY)).as("a second time").isNull();
        }
    }

    @Test
    void what_was_delivered_is_not_delivered_again_after_a_restart() throws Exception {
        SiteId site = site("hook-marked");
        PurgeId id;
        try (Instance first = new Instance(kafka).awaitReady()) {
            Await.until("the site is known", () -> first.sites.contains(site));
            id = first.purge(site, "key:a").id();
            assertThat(receiver.next().header("webhook-id")).isEqualTo(id + ".complete");
            Await.until("it is marked", () -> marks(id) > 0);
        }
        try (Instance second = new Instance(kafka).awaitReady()) {
            awaitComplete(second, id);
            second.pass(ALMOST_GRACE.plus(REST_OF_GRACE));
            assertThat(receiver.within(SHORTLY)).isNull();
        }
    }

    @Test
    void another_process_that_follows_is_called_off_by_the_mark_of_the_one_that_delivers() throws Exception {
        SiteId site = site("hook-two");
        try (Instance first = new Instance(kafka).awaitReady();
                Instance second = new Instance(kafka).awaitReady()) {
            Await.until("the site is known", () -> first.sites.contains(site) && second.sites.contains(site));
            // Those of other tests that nobody delivered.
            double others = waiting(second);
            PurgeId id = first.purge(site, "key:a").id();
            assertThat(receiver.next().header("webhook-id")).isEqualTo(id + ".complete");
            awaitComplete(second, id);
            Await.until("the other has read the mark", () -> waiting(second) == others);
            second.pass(ALMOST_GRACE.plus(REST_OF_GRACE));
            assertThat(receiver.within(SHORTLY)).isNull();
        }
    }

    @Test
    void a_purge_that_fails_to_be_delivered_here_is_seen_to_by_another_process() throws Exception {
        SiteId site = site("hook-other");
        try (Instance second = new Instance(kafka).awaitReady()) {
            Await.until("the site is known", () -> second.sites.contains(site));
            PurgeId id = purgeAndCrash(site);
            awaitComplete(second, id);
            second.pass(ALMOST_GRACE.plus(REST_OF_GRACE));
            assertThat(receiver.next().header("webhook-id")).isEqualTo(id + ".complete");
        }
    }

    private static double waiting(Instance instance) {
        return instance.registry.get("skerry.purge.webhooks.waiting").gauge().value();
    }

    private long marks(PurgeId id) {
        AtomicLong marks = new AtomicLong();
        TopicSnapshot.read(new KafkaConnection(kafka, "test"), Topics.WEBHOOKS, record -> {
            if (new String(record.key(), StandardCharsets.UTF_8).equals(id + ".complete")) {
                marks.incrementAndGet();
            }
        });
        return marks.get();
    }
}
