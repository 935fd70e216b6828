package dev.skerry.purge.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import dev.skerry.purge.Await;
import dev.skerry.purge.TestKeys;
import dev.skerry.purge.TestPlatform;
import dev.skerry.purge.api.ApiDocument;
import dev.skerry.purge.log.AuditLog;
import dev.skerry.purge.log.AuditQuery;
import dev.skerry.purge.log.PurgeLog;
import dev.skerry.purge.progress.PurgeTracker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Purges by CloudEvents on a real Kafka, and what is told of them. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
class EventedPurgeTest {
    private static final String KEYS = "{\"keys\":[\"product-7\"]}";

    @Inject
    PurgeLog log;

    @Inject
    PurgeTracker tracker;

    @Inject
    AuditLog audit;

    @Inject
    MeterRegistry registry;

    private EventClient events;
    private PrivateKey key;
    private final String id = UUID.randomUUID().toString();

    @BeforeEach
    void begin() {
        Await.until("the service is ready", () -> log.state().isReady());
        events = new EventClient(
                ConfigProvider.getConfig().getValue("skerry.kafka", String.class), Topics.PURGE_REQUESTS.name());
        key = TestKeys.parse(ConfigProvider.getConfig().getValue(TestPlatform.PRIVATE_KEY, String.class));
    }

    @AfterEach
    void end() {
        events.close();
    }

    private String token(String subject, String site, String scope) {
        JwtClaims claims = TestKeys.claims(site, scope);
        claims.setSubject(subject);
        return "Bearer " + TestKeys.sign(claims, key);
    }

    private String token() {
        return token("publisher", "*", "purge:all");
    }

    /** An event that is taken proves that the ones before it in the partition have been handled. */
    private PurgeStatus proveThatReadingGoesOn() throws Exception {
        String next = UUID.randomUUID().toString();
        events.send(EventClient.headers(next, "demo", token()), KEYS);
        return tracker.status(new PurgeId(events.await(next, "committed").purge()))
                .orElseThrow();
    }

    private List<AuditRecord> trail(String subject) throws Exception {
        return audit.read(new AuditQuery(new SiteId("demo"), null, null, subject, 10))
                .records();
    }

    private double rejected(String reason) {
        return registry.get("skerry.purge.events")
                .tags("outcome", "rejected", "reason", reason)
                .counter()
                .count();
    }

    private void assertRejected(String problem) throws Exception {
        EventClient.Result result = events.await(id, "rejected");
        assertThat(result.problem()).isEqualTo(problem);
        assertThat(rejected(problem)).isPositive();
        proveThatReadingGoesOn();
    }

    @Test
    void an_event_in_binary_mode_becomes_a_purge_that_is_told_of_until_it_is_complete() throws Exception {
        events.send(
                EventClient.headers(id, "demo", token()),
                "{\"keys\":[\"product-7\"],\"urls\":[\"/a\"],\"mode\":\"soft\"}");
        EventClient.Result committed = events.await(id, "committed");
        PurgeStatus purge = tracker.status(new PurgeId(committed.purge())).orElseThrow();
        assertThat(purge.site()).isEqualTo(new SiteId("demo"));
        assertThat(purge.selectors()).containsExactly("url:/a", "key:product-7");
        assertThat(purge.requestedBy()).isEqualTo("publisher");
        assertThat(events.await(id, "completed").data().get("state").asText()).isEqualTo("COMPLETE");
        assertThat(events.await("both are seen", result -> result.of().equals(id), 2))
                .extracting(EventClient.Result::kind)
                .containsExactly("committed", "completed");
    }

    @Test
    void an_event_in_structured_mode_becomes_a_purge() throws Exception {
        events.send(
                Map.of("content-type", "application/cloudevents+json; charset=utf-8", "authorization", token()),
                """
                {"specversion":"1.0","id":"%s","source":"/test","type":"dev.skerry.purge.requested","subject":"docs",
                 "datacontenttype":"application/json","data":{"prefixes":["/news/"]}}""".formatted(id));
        EventClient.Result committed = events.await(id, "committed");
        PurgeStatus purge = tracker.status(new PurgeId(committed.purge())).orElseThrow();
        assertThat(purge.site()).isEqualTo(new SiteId("docs"));
        assertThat(purge.selectors()).containsExactly("prefix:/news");
    }

    @Test
    void an_event_that_comes_twice_is_one_purge() throws Exception {
        String subject = "twice-" + id;
        for (int i = 0; i < 2; i++) {
            events.send(EventClient.headers(id, "demo", token(subject, "demo", "purge:select")), KEYS);
        }
        List<EventClient.Result> results = events.await(
                "both are told",
                result -> result.of().equals(id) && result.kind().equals("committed"),
                2);
        assertThat(results)
                .extracting(EventClient.Result::purge)
                .containsOnly(results.getFirst().purge());
        assertThat(results)
                .extracting(result -> result.data().get("position"))
                .containsOnly(results.getFirst().data().get("position"));
        assertThat(results)
                .extracting(result -> result.headers().get("ce_id"))
                .containsOnly(results.getFirst().headers().get("ce_id"));
        assertThat(trail(subject)).hasSize(1);
    }

    @Test
    void the_id_of_one_purge_is_not_taken_for_another() throws Exception {
        events.send(EventClient.headers(id, "demo", token()), KEYS);
        events.await(id, "committed");
        events.send(EventClient.headers(id, "demo", token()), "{\"everything\":true}");
        assertRejected("idempotency-key-reused");
    }

    @Test
    void nobody_takes_a_purge_away_by_coming_first_with_its_id() throws Exception {
        events.send(EventClient.headers(id, "demo", token("mallory", "demo", "purge:select")), KEYS);
        events.send(EventClient.headers(id, "docs", token("mallory", "docs", "purge:select")), KEYS);
        events.send(EventClient.headers(id, "demo", token()), KEYS);
        assertThat(events.await(
                        "three are told",
                        result -> result.of().equals(id) && result.kind().equals("committed"),
                        3))
                .extracting(EventClient.Result::purge)
                .doesNotHaveDuplicates();
    }

    @Test
    void the_trail_tells_who_asked_by_which_event() throws Exception {
        events.send(EventClient.headers(id, "demo", token("trail-" + id, "demo", "purge:select")), KEYS);
        PurgeId purge = new PurgeId(events.await(id, "committed").purge());
        assertThat(trail("trail-" + id)).singleElement().satisfies(record -> {
            assertThat(record.purge()).isEqualTo(purge);
            assertThat(record.via()).isEqualTo(AuditRecord.Via.EVENT);
            assertThat(record.client()).isEqualTo("/test");
        });
    }

    @Test
    void an_event_without_a_token_that_proves_something_is_rejected() throws Exception {
        events.send(EventClient.headers(id, "demo", "Bearer nonsense"), KEYS);
        assertRejected("unauthorized");
    }

    @Test
    void an_event_for_a_site_that_the_token_is_not_for_is_rejected() throws Exception {
        events.send(EventClient.headers(id, "demo", token("publisher", "docs", "purge:all")), KEYS);
        assertRejected("forbidden");
    }

    @Test
    void everything_needs_the_scope_for_it() throws Exception {
        events.send(
                EventClient.headers(id, "demo", token("publisher", "demo", "purge:select")), "{\"everything\":true}");
        assertRejected("forbidden");
    }

    @Test
    void an_event_of_another_type_or_with_data_that_is_no_purge_is_rejected() throws Exception {
        Map<String, String> other = EventClient.headers(id, "demo", token());
        other.put("ce_type", "com.example.order.placed");
        events.send(other, KEYS);
        assertRejected("invalid-request");
        for (String data : List.of("{\"tags\":[\"a\"]}", "{", "", "[]", "{\"keys\":[\"a b\"]}")) {
            String bad = UUID.randomUUID().toString();
            events.send(EventClient.headers(bad, "demo", token()), data);
            assertThat(events.await(bad, "rejected").problem()).as(data).isEqualTo("invalid-request");
        }
        proveThatReadingGoesOn();
    }

    @Test
    void a_record_that_is_no_event_is_counted_and_passed_over() throws Exception {
        proveThatReadingGoesOn();
        events.send(Map.of(), new byte[] {(byte) 0xc3, 0, '{'});
        events.send(Map.of(), (byte[]) null);
        events.send(Map.of("content-type", "application/cloudevents+json"), "{");
        events.send(Map.of("content-type", "application/cloudevents+json"), "[]");
        events.send(Map.of("content-type", "application/cloudevents-batch+json"), "[]");
        events.send(Map.of("ce_specversion", "7.0"), KEYS);
        String counted = registry.get("skerry.purge.events").meters().toString();
        proveThatReadingGoesOn();
        assertThat(rejected("invalid-request")).as(counted).isGreaterThanOrEqualTo(6);
    }

    @Test
    void a_record_that_is_no_event_and_has_an_id_is_told_so() throws Exception {
        Map<String, String> headers = new HashMap<>(EventClient.headers(id, "demo", token()));
        headers.remove("ce_type");
        events.send(headers, KEYS);
        assertRejected("invalid-request");
    }

    @Test
    void the_events_that_the_document_shows_become_what_it_says() throws Exception {
        for (String message : List.of("purgeRequested", "purgeRequestedStructured")) {
            JsonNode examples = ApiDocument.ofEvents().root().at("/components/messages/" + message + "/examples");
            assertThat(examples).isNotEmpty();
            for (JsonNode example : examples) {
                become(example, example.get("name").asText().split("\\."));
            }
        }
    }

    private void become(JsonNode example, String[] outcome) throws Exception {
        Map<String, String> headers = new LinkedHashMap<>();
        example.get("headers")
                .properties()
                .forEach(header ->
                        headers.put(header.getKey(), header.getValue().asText().replace("Bearer TOKEN", token())));
        JsonNode payload = example.get("payload");
        events.send(headers, payload.toString().getBytes(StandardCharsets.UTF_8));
        String event = headers.getOrDefault("ce_id", payload.path("id").asText());
        EventClient.Result result = events.await(event, outcome[0]);
        if (outcome.length > 1) {
            assertThat(result.problem()).as(event).isEqualTo(outcome[1]);
        }
    }
}
