package dev.skerry.purge.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.purge.Await;
import dev.skerry.purge.HookReceiver;
import dev.skerry.purge.HookReceiver.Hook;
import dev.skerry.purge.SimulatedNode;
import dev.skerry.purge.TestKeys;
import dev.skerry.purge.TestPlatform;
import dev.skerry.purge.progress.SiteTable;
import dev.skerry.testing.RealParts;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A receiver hears of a purge, from the request to the verified signature, over real Kafka and real HTTP. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
final class WebhookApiTest {
    private static final String KAFKA = RealParts.kafka().bootstrapServers();

    @Inject
    SiteTable sites;

    private final HookReceiver receiver = new HookReceiver();
    private ApiClient client;

    @BeforeEach
    void start() {
        client = ApiClient.ofTest();
        TestPlatform.publish(
                KAFKA,
                "{site: hooked, hosts: [hooked.localhost], origins: [{store: true}], purge: {webhooks: [\""
                        + receiver.url("/one") + "\", \"" + receiver.url("/two?token=x") + "\"]}}");
        Await.until(
                "the site is known",
                () -> sites.purgeConfig(new SiteId("hooked")).webhooks().contains(receiver.url("/one")));
    }

    @AfterEach
    void end() {
        receiver.close();
        client.close();
    }

    private PurgeStatus purge(String mode) throws Exception {
        return ApiClient.status(client.send(client.purge(
                "/v1/sites/hooked/purges?wait=complete&timeout=20s", "{\"keys\":[\"k\"],\"mode\":\"" + mode + "\"}")));
    }

    /** As a receiver would, that has the secret from {@code skerry webhook-secret} and knows nothing of our classes. */
    private static void verify(Hook hook) throws GeneralSecurityException {
        byte[] secret = hmac(
                HexFormat.of().parseHex(TestKeys.WEBHOOK_KEY),
                "skerry webhook hooked".getBytes(StandardCharsets.US_ASCII));
        String signed = hook.header("webhook-id") + "." + hook.header("webhook-timestamp") + "." + hook.body();
        assertThat(hook.header("webhook-signature"))
                .isEqualTo("v1,"
                        + Base64.getEncoder().encodeToString(hmac(secret, signed.getBytes(StandardCharsets.UTF_8))));
        assertThat(Instant.ofEpochSecond(Long.parseLong(hook.header("webhook-timestamp"))))
                .isBetween(Instant.now().minus(Duration.ofMinutes(5)), Instant.now());
    }

    private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text);
    }

    private static JsonNode body(Hook hook) {
        JsonNode body = ApiDocument.parse(hook.body());
        JsonNode schema =
                ApiDocument.ours().root().at("/webhooks/purge/post/requestBody/content/application~1json/schema");
        assertThat(ApiDocument.ours().flaws(schema, body)).isEmpty();
        return body;
    }

    @Test
    void each_url_hears_of_a_purge_that_is_complete_and_can_verify_it() throws Exception {
        try (SimulatedNode _ = SimulatedNode.start(KAFKA, "fra-hook")) {
            PurgeStatus purge = purge("soft");
            Hook first = receiver.next();
            Hook second = receiver.next();
            assertThat(new String[] {first.path(), second.path()}).containsExactlyInAnyOrder("/one", "/two?token=x");
            for (Hook hook : new Hook[] {first, second}) {
                verify(hook);
                assertThat(hook.header("webhook-id")).isEqualTo(purge.id() + ".complete");
                JsonNode body = body(hook);
                assertThat(body.get("type").asText()).isEqualTo("purge.complete");
                PurgeStatus told = Json.readMessage(
                        body.get("data").toString().getBytes(StandardCharsets.UTF_8), PurgeStatus.class);
                assertThat(told).isEqualTo(purge);
            }
            assertThat(receiver.within(Duration.ofMillis(200))).isNull();
        }
    }

    @Test
    void a_hard_purge_is_told_of_once_more_when_it_is_erased() throws Exception {
        // One of each PoP that tests have nodes of: as long as one may come back, its Redis has to be erased too.
        try (SimulatedNode fra = SimulatedNode.start(KAFKA, "fra-hook-hard");
                SimulatedNode nyc = SimulatedNode.start(KAFKA, "nyc-hook-hard");
                SimulatedNode sgp = SimulatedNode.start(KAFKA, "sgp-hook-hard")) {
            PurgeStatus purge = purge("hard");
            receiver.next();
            receiver.next();
            fra.erase();
            nyc.erase();
            sgp.erase();
            Hook erased = receiver.next();
            verify(erased);
            assertThat(erased.header("webhook-id")).isEqualTo(purge.id() + ".erased");
            JsonNode body = body(erased);
            assertThat(body.get("type").asText()).isEqualTo("purge.erased");
            assertThat(body.at("/data/state").asText()).isEqualTo("ERASED");
        }
    }

    @Test
    void a_receiver_that_fails_twice_hears_of_it_a_third_time() throws Exception {
        receiver.answer(500, 500, 503, 503);
        try (SimulatedNode _ = SimulatedNode.start(KAFKA, "fra-hook-retry")) {
            PurgeStatus purge = purge("soft");
            int one = 0;
            int two = 0;
            for (int i = 0; i < 6; i++) {
                Hook hook = receiver.next();
                verify(hook);
                assertThat(hook.header("webhook-id")).isEqualTo(purge.id() + ".complete");
                one += hook.path().equals("/one") ? 1 : 0;
                two += hook.path().equals("/one") ? 0 : 1;
            }
            assertThat(one).isBetween(1, 5);
            assertThat(one + two).isEqualTo(6);
            String metrics = client.send(client.request("/q/metrics")).body();
            assertThat(metrics)
                    .contains(
                            "skerry_purge_webhooks_total{outcome=\"delivered\"", "skerry_purge_webhook_retries_total");
        }
    }
}
