package dev.skerry.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import dev.skerry.purge.events.EventClient;
import dev.skerry.purge.log.AuditQuery;
import dev.skerry.purge.log.Incoming;
import dev.skerry.purge.log.RequestHandler;
import dev.skerry.testing.RealParts;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events that come while purge-service is away, twice, or too fast, on a real Kafka and a topic of their own. */
final class EventsOverRestartsTest {
    private static final SiteId SITE = new SiteId("evented");
    private static final String EVERYTHING = "{\"everything\":true}";

    private final String kafka = RealParts.kafka().bootstrapServers();
    private final Topics topic = new Topics("requests-test-" + UUID.randomUUID(), 1, Topics.PURGE_REQUESTS.settings());
    private final String first = UUID.randomUUID().toString();
    private final String second = UUID.randomUUID().toString();
    private Path publicKey;

    @BeforeEach
    void begin(@TempDir Path folder) throws Exception {
        publicKey = TestKeys.writePublic(TestKeys.pair("secp256r1"), folder.resolve("token.pem"));
        try (Admin admin = Admin.create(java.util.Map.of("bootstrap.servers", kafka))) {
            TestPlatform.create(admin, topic);
            TestPlatform.create(admin, Topics.PURGE_RESULTS);
        }
        TestPlatform.publishSites(kafka, SITE.value());
    }

    private Instance start(String group) {
        Instance instance = new Instance(kafka).awaitReady();
        instance.readRequests(topic, group, publicKey);
        return instance;
    }

    @Test
    void an_event_that_came_while_the_service_was_away_is_not_lost_and_none_becomes_two() throws Exception {
        try (EventClient events = new EventClient(kafka, topic.name())) {
            Position before;
            try (Instance instance = start("group-" + first)) {
                events.send(EventClient.headers(first, SITE.value(), null), "{\"keys\":[\"a\"]}");
                PurgeId id = new PurgeId(events.await(first, "committed").purge());
                PurgeStatus purge = instance.tracker.status(id).orElseThrow();
                assertThat(purge.requestedBy()).isEqualTo("kafka:/test");
                before = purge.position();
            }
            events.send(EventClient.headers(second, SITE.value(), null), "{\"keys\":[\"b\"]}");
            try (Instance _ = start("group-" + first)) {
                events.await(second, "committed");
            }
            assertThat(events.await(
                            "the first was told of",
                            result -> result.of().equals(first) && result.kind().equals("committed"),
                            1))
                    .hasSize(1);

            // As if the service had died before it committed the offset: another group begins with the first event.
            try (Instance instance = start("group-" + second)) {
                List<EventClient.Result> again = events.await(
                        "the first is told of again",
                        result -> result.of().equals(first) && result.kind().equals("committed"),
                        2);
                assertThat(again)
                        .extracting(EventClient.Result::purge)
                        .containsOnly(again.getFirst().purge());
                PurgeId id = new PurgeId(again.getLast().purge());
                assertThat(instance.tracker.status(id).orElseThrow().position()).isEqualTo(before);
                assertThat(instance.log
                                .audit()
                                .read(new AuditQuery(SITE, null, null, null, 1_000))
                                .records())
                        .extracting(AuditRecord::purge)
                        .containsOnlyOnce(id);
            }
        }
    }

    @Test
    void an_event_over_a_limit_waits_for_its_turn_and_holds_up_those_behind_it() throws Exception {
        String third = UUID.randomUUID().toString();
        try (EventClient events = new EventClient(kafka, topic.name());
                Instance instance = start("group-" + first)) {
            events.send(EventClient.headers(first, SITE.value(), null), EVERYTHING);
            events.send(EventClient.headers(second, SITE.value(), null), EVERYTHING);
            events.send(EventClient.headers(third, SITE.value(), null), "{\"keys\":[\"c\"]}");
            events.await(first, "committed");
            Await.until("the second is put off", () -> instance.counted("retried", "rate-limited") == 1);
            instance.pass(Duration.ofSeconds(61));
            events.await(third, "committed");
            assertThat(events.await(
                            "all are told of",
                            result -> List.of(first, second, third).contains(result.of())
                                    && result.kind().equals("committed"),
                            3))
                    .hasSize(3);
        }
    }

    @Test
    void an_event_over_a_limit_is_rejected_after_five_minutes() {
        try (Instance instance = new Instance(kafka).awaitReady()) {
            RequestHandler handler = instance.eventIntake(publicKey);
            assertThat(handler.handle(everything(first), Duration.ZERO)).isInstanceOf(RequestHandler.Done.class);
            assertThat(handler.handle(everything(second), Duration.ofSeconds(299)))
                    .isInstanceOfSatisfying(
                            RequestHandler.Later.class,
                            later ->
                                    assertThat(later.after()).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1)));
            assertThat(instance.counted("rejected", "rate-limited")).isZero();
            assertThat(handler.handle(everything(second), Duration.ofMinutes(5)))
                    .isInstanceOf(RequestHandler.Done.class);
            assertThat(instance.counted("rejected", "rate-limited")).isEqualTo(1);
        }
    }

    @Test
    void an_event_waits_for_as_long_as_kafka_does_not_take_its_purge() {
        try (Instance instance = new Instance(kafka).awaitReady()) {
            RequestHandler handler = instance.eventIntake(publicKey);
            instance.log.close();
            assertThat(handler.handle(everything(first), Duration.ofDays(1))).isEqualTo(new RequestHandler.Later(null));
            assertThat(instance.counted("retried", "not-committed")).isEqualTo(1);
        }
    }

    private static Incoming everything(String id) {
        return new Incoming.Event(
                new Position(0, 0),
                CloudEventBuilder.v1()
                        .withId(id)
                        .withSource(URI.create("/test"))
                        .withType("dev.skerry.purge.requested")
                        .withSubject(SITE.value())
                        .withData(EVERYTHING.getBytes(StandardCharsets.UTF_8))
                        .build(),
                null,
                null);
    }
}
