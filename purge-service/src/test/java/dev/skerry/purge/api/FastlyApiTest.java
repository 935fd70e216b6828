package dev.skerry.purge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import dev.skerry.purge.Await;
import dev.skerry.purge.SimulatedNode;
import dev.skerry.purge.TestPlatform;
import dev.skerry.purge.log.PurgeLog;
import dev.skerry.testing.RealParts;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Purging as a client of Fastly does, over a real Kafka. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
class FastlyApiTest {
    private static final String DEMO = "/service/demo";

    @Inject
    PurgeLog log;

    private ApiClient api;

    @BeforeEach
    void awaitReady() {
        Await.until("the service is ready", () -> log.state().isReady());
        api = ApiClient.ofTest();
    }

    @AfterEach
    void end() {
        api.close();
    }

    private HttpRequest.Builder selecting(String path) {
        return api.post(path, "demo", "purge:select");
    }

    private HttpRequest.Builder keys(String body) {
        return selecting(DEMO + "/purge")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private void refused(HttpRequest.Builder request, int status, String kind, String... said) throws Exception {
        List<PurgeId> before = api.recent();
        HttpResponse<String> response = api.send(request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(response.body())
                .startsWith("{\"msg\":\"")
                .contains("\"detail\":\"", "\"type\":\"urn:skerry:problem:" + kind + "\"");
        assertThat(List.of(said)).allSatisfy(word -> assertThat(response.body()).contains(word));
        assertThat(api.recent()).isEqualTo(before);
    }

    private static String list(int count) {
        return "{\"surrogate_keys\":["
                + IntStream.range(0, count).mapToObj(i -> "\"k" + i + "\"").collect(Collectors.joining(",")) + "]}";
    }

    @Test
    void one_key_is_one_purge_with_a_receipt_of_every_node() throws Exception {
        try (SimulatedNode _ = SimulatedNode.start(RealParts.kafka().bootstrapServers(), "fra-hel")) {
            HttpResponse<String> response = api.send(selecting(DEMO + "/purge/product-7"));
            PurgeStatus purge = api.located(response);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("{\"status\":\"ok\",\"id\":\"" + purge.id() + "\"}");
            assertThat(purge.selectors()).containsExactly("key:product-7");
            assertThat(purge.mode()).isEqualTo(PurgeMode.HARD);
            assertThat(purge.requestedBy()).isEqualTo("tester");
            PurgeStatus complete =
                    ApiClient.status(api.get("/v1/purges/" + purge.id() + "?wait=complete&timeout=20s", "purge:read"));
            assertThat(complete.receipts())
                    .filteredOn(receipt -> receipt.node().value().equals("fra-hel"))
                    .singleElement()
                    .extracting(Receipt::state)
                    .isEqualTo(Receipt.State.APPLIED);
        }
    }

    @Test
    void a_key_in_the_path_may_have_any_character_that_a_key_has() throws Exception {
        assertThat(api.located(api.send(selecting(DEMO + "/purge/a%2Fb%3Bc%25%3F")))
                        .selectors())
                .containsExactly("key:a/b;c%?");
        assertThat(api.located(api.send(selecting(DEMO + "/purge/a/b;c=d+e"))).selectors())
                .containsExactly("key:a/b;c=d+e");
    }

    @Test
    void keys_in_the_body_are_one_purge_that_each_key_names() throws Exception {
        HttpResponse<String> response = api.send(keys("{\"surrogate_keys\":[\"b\",\"a\",\"b\"]}"));
        PurgeStatus purge = api.located(response);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"b\":\"" + purge.id() + "\",\"a\":\"" + purge.id() + "\"}");
        assertThat(purge.selectors()).containsExactly("key:b", "key:a");
    }

    @Test
    void keys_in_the_field_are_the_same_purge() throws Exception {
        HttpResponse<String> response = api.send(selecting(DEMO + "/purge")
                .header("Surrogate-Key", "a  b")
                .header("Surrogate-Key", "c")
                .header("Fastly-Soft-Purge", "1"));
        PurgeStatus purge = api.located(response);
        assertThat(purge.selectors()).containsExactly("key:a", "key:b", "key:c");
        assertThat(purge.mode()).isEqualTo(PurgeMode.SOFT);
    }

    @Test
    void everything_is_purged_by_who_may() throws Exception {
        HttpResponse<String> response = api.send(api.post(DEMO + "/purge_all", "demo", "purge:all"));
        PurgeStatus purge = api.located(response);
        assertThat(response.body()).isEqualTo("{\"status\":\"ok\",\"id\":\"" + purge.id() + "\"}");
        assertThat(purge.selectors()).containsExactly("everything");
        refused(selecting(DEMO + "/purge_all"), 403, "forbidden", "purge:all");
    }

    @Test
    void the_token_may_come_in_fastly_key() throws Exception {
        String token = api.token("demo", "purge:select").substring("Bearer ".length());
        HttpRequest.Builder request =
                api.request(DEMO + "/purge/k").header("Fastly-Key", token).POST(BodyPublishers.noBody());
        assertThat(api.send(request).statusCode()).isEqualTo(200);
        refused(request.header("Authorization", "Bearer " + token), 400, "invalid-request", "not in both");
        refused(
                api.request(DEMO + "/purge/k").header("Fastly-Key", "x").POST(BodyPublishers.noBody()),
                401,
                "unauthorized");
        refused(api.request(DEMO + "/purge/k").POST(BodyPublishers.noBody()), 401, "unauthorized");
    }

    @Test
    void a_token_of_another_site_is_refused() throws Exception {
        refused(api.post(DEMO + "/purge/k", "docs", "purge:all"), 403, "forbidden", "site demo");
        refused(api.post("/service/nowhere/purge/k", "*", "purge:all"), 404, "unknown-site");
    }

    @Test
    void up_to_256_keys_are_taken_and_not_one_more() throws Exception {
        assertThat(api.located(api.send(keys(list(256)))).selectors()).hasSize(256);
        refused(keys(list(257)), 400, "invalid-request", "256", "257");
        refused(
                selecting(DEMO + "/purge").header("Surrogate-Key", "k ".repeat(257)),
                400,
                "invalid-request",
                "256",
                "257");
    }

    @Test
    void bad_input_is_told() throws Exception {
        refused(selecting(DEMO + "/purge/a%20b"), 400, "invalid-request", "surrogate key");
        refused(selecting(DEMO + "/purge/" + "k".repeat(1025)), 400, "invalid-request", "surrogate key");
        refused(selecting(DEMO + "/purge/k").header("Fastly-Soft-Purge", "yes"), 400, "invalid-request", "use 1");
        refused(selecting(DEMO + "/purge/k?wait=complete"), 400, "invalid-request", "wait");
        refused(selecting(DEMO + "/purge/k").POST(BodyPublishers.ofString("[]")), 400, "invalid-request", "no body");
        refused(selecting(DEMO + "/purge"), 400, "invalid-request");
        refused(selecting(DEMO + "/purge").header("Surrogate-Key", " "), 400, "invalid-request", "at least one");
        for (String body : List.of(
                "{\"surrogate_keys\":\"a\"}",
                "{\"surrogate_keys\":[1,{}]}",
                "{\"surrogate_keys\":[]}",
                "{}",
                "[]",
                "{")) {
            refused(keys(body), 400, "invalid-request");
        }
        refused(keys("{\"surrogate_keys\":[\"a\"],\"soft\":1}"), 400, "invalid-request", "soft");
        refused(keys("{\"surrogate_keys\":[\"a\",\"b,c\"]}"), 400, "invalid-request", "surrogate_keys[1]");
        refused(keys(list(1)).header("Surrogate-Key", "b"), 400, "invalid-request", "not in both");
        refused(keys(list(1)).setHeader("Content-Type", "text/plain"), 415, "unsupported-media-type");
        refused(keys("\"" + "k".repeat(2 << 20) + "\""), 413, "body-too-large");
        refused(selecting(DEMO + "/purge/k").GET(), 405, "method-not-allowed");
        refused(selecting(DEMO + "/purges"), 404, "not-found");
    }

    @Test
    void rfc3986_a_target_that_is_no_uri_is_refused_in_the_same_form() throws Exception {
        assertThat(api.raw("POST /service/demo/purge/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("{\"msg\":\"Invalid request\"");
    }

    @Test
    void an_idempotency_key_holds_across_shapes() throws Exception {
        PurgeStatus first =
                api.located(api.send(selecting(DEMO + "/purge/once").header("Idempotency-Key", "fastly-1")));
        PurgeStatus again =
                api.located(api.send(keys("{ \"surrogate_keys\": [\"once\"] }").header("Idempotency-Key", "fastly-1")));
        assertThat(again.id()).isEqualTo(first.id());
        refused(selecting(DEMO + "/purge/twice").header("Idempotency-Key", "fastly-1"), 422, "idempotency-key-reused");
        refused(
                selecting(DEMO + "/purge/once")
                        .header("Idempotency-Key", "fastly-1")
                        .header("Fastly-Soft-Purge", "1"),
                422,
                "idempotency-key-reused");
    }
}
