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

/** Purging as a client of Cloudflare does, over a real Kafka. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
class CloudflareApiTest {
    private static final String DEMO = "/zones/demo/purge_cache";

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

    private HttpRequest.Builder purge(String scope, String body) {
        return api.post(DEMO, "demo", scope)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private PurgeStatus purged(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = api.send(request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        PurgeStatus purge = api.located(response);
        assertThat(response.body())
                .isEqualTo(
                        "{\"success\":true,\"errors\":[],\"messages\":[],\"result\":{\"id\":\"" + purge.id() + "\"}}");
        assertThat(purge.mode()).isEqualTo(PurgeMode.HARD);
        return purge;
    }

    private void refused(HttpRequest.Builder request, int status, int code, String kind, String... said)
            throws Exception {
        List<PurgeId> before = api.recent();
        HttpResponse<String> response = api.send(request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        assertThat(response.body())
                .startsWith("{\"success\":false,\"errors\":[{\"code\":" + code + ",\"message\":\"")
                .endsWith("\"type\":\"urn:skerry:problem:" + kind + "\"}],\"messages\":[],\"result\":null}");
        assertThat(List.of(said)).allSatisfy(word -> assertThat(response.body()).contains(word));
        assertThat(api.recent()).isEqualTo(before);
    }

    private void invalid(String body, String... said) throws Exception {
        refused(purge("purge:all", body), 400, 10_400, "invalid-request", said);
    }

    @Test
    void files_are_one_purge_with_a_receipt_of_every_node() throws Exception {
        try (SimulatedNode _ = SimulatedNode.start(RealParts.kafka().bootstrapServers(), "fra-osl")) {
            PurgeStatus purge = purged(purge(
                    "purge:select",
                    "{\"files\":[\"http://demo.localhost/a.css?v=1\","
                            + "{\"url\":\"https://demo.localhost/b\",\"headers\":{\"CF-Device-Type\":\"mobile\"}},"
                            + "{\"url\":\"https://demo.localhost/c\"}]}"));
            assertThat(purge.selectors())
                    .containsExactly(
                            "url:http://demo.localhost/a.css?v=1",
                            "url:http://demo.localhost/b",
                            "url:http://demo.localhost/c");
            PurgeStatus complete =
                    ApiClient.status(api.get("/v1/purges/" + purge.id() + "?wait=complete&timeout=20s", "purge:read"));
            assertThat(complete.receipts())
                    .filteredOn(receipt -> receipt.node().value().equals("fra-osl"))
                    .singleElement()
                    .extracting(Receipt::state)
                    .isEqualTo(Receipt.State.APPLIED);
        }
    }

    @Test
    void tags_hosts_and_prefixes_become_our_selectors() throws Exception {
        assertThat(purged(purge("purge:select", "{\"tags\":[\"a\",\"b\",\"a\"]}"))
                        .selectors())
                .containsExactly("key:a", "key:b");
        assertThat(purged(purge("purge:select", "{\"prefixes\":[\"demo.localhost/news/\"]}"))
                        .selectors())
                .containsExactly("prefix:http://demo.localhost/news");
        assertThat(purged(purge("purge:all", "{\"hosts\":[\"Demo.localhost\"],\"prefixes\":[\"demo.localhost\"]}"))
                        .selectors())
                .containsExactly("host:demo.localhost", "prefix:http://demo.localhost/");
    }

    @Test
    void everything_is_purged_by_who_may_also_by_the_full_path() throws Exception {
        PurgeStatus purge = purged(api.post("/client/v4" + DEMO, "demo", "purge:all")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"purge_everything\":true}")));
        assertThat(purge.selectors()).containsExactly("everything");
        for (String whole : List.of(
                "{\"purge_everything\":true}",
                "{\"hosts\":[\"demo.localhost\"]}",
                "{\"prefixes\":[\"demo.localhost\"]}",
                "{\"prefixes\":[\"demo.localhost//\"]}")) {
            refused(purge("purge:select", whole), 403, 9_109, "forbidden", "purge:all");
        }
    }

    @Test
    void who_asks_must_be_known_and_may_purge_this_site() throws Exception {
        HttpRequest.Builder anonymous = api.request(DEMO)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"tags\":[\"a\"]}"));
        refused(anonymous, 401, 10_000, "unauthorized", "Bearer");
        refused(anonymous.header("Authorization", api.token("docs", "purge:all")), 403, 9_109, "forbidden", "demo");
        refused(
                api.post("/zones/nowhere/purge_cache", "*", "purge:all").header("Content-Type", "application/json"),
                404,
                7_003,
                "unknown-site",
                "nowhere");
    }

    @Test
    void up_to_a_thousand_selectors_are_taken_and_not_one_more() throws Exception {
        String tags = IntStream.range(0, 1000).mapToObj(i -> "\"t" + i + "\"").collect(Collectors.joining(","));
        assertThat(purged(purge("purge:select", "{\"tags\":[" + tags + "]}")).selectors())
                .hasSize(1000);
        invalid("{\"tags\":[" + tags + ",\"x\"]}", "1001");
        invalid("{\"tags\":[" + tags + "],\"purge_everything\":true}", "1001");
    }

    @Test
    void bad_input_is_told() throws Exception {
        invalid("{}", "at least one", "purge_everything: true");
        invalid("{\"purge_everything\":false}", "at least one");
        invalid("{\"purge_everything\":\"true\"}", "purge_everything");
        invalid("{\"files\":[\"http://demo.localhost/a\",\"ftp://x/\"]}", "files[1]");
        invalid("{\"files\":[{\"url\":\"/a\",\"device\":1}]}", "'device'");
        invalid("{\"files\":[{\"headers\":{}}]}", "url");
        invalid("{\"files\":[7]}", "files");
        invalid("{\"files\":[null]}", "files");
        invalid("{\"files\":\"/a\"}", "files");
        invalid("{\"tags\":[\"a b\"]}", "tags[0]");
        invalid("{\"hosts\":[\"no host\"]}", "hosts[0]");
        invalid("{\"prefixes\":[\"https://demo.localhost/a\"]}", "prefixes[0]", "without scheme");
        invalid("{\"prefixes\":[\"/a\"]}", "prefixes[0]", "without scheme");
        invalid("{\"urls\":[\"/a\"]}", "'urls'", "files");
        for (String body : List.of("[]", "", "{\"tags\":[\"a\"]}{}")) {
            invalid(body, "line 1");
        }
        refused(
                purge("purge:all", "{\"tags\":[\"a\"]}").setHeader("Content-Type", "text/plain"),
                415,
                10_415,
                "unsupported-media-type",
                "application/json");
        refused(purge("purge:all", "\"" + "k".repeat(2 << 20) + "\""), 413, 10_413, "body-too-large", "2 MiB");
        refused(
                purge("purge:all", "{}").PUT(BodyPublishers.ofString("{}")),
                405,
                10_405,
                "method-not-allowed",
                "method");
        refused(api.post("/client/v4/zones/demo", "demo", "purge:all"), 404, 7_000, "not-found", "openapi");
        refused(
                api.post(DEMO + "?wait=complete", "demo", "purge:all").header("Content-Type", "application/json"),
                400,
                10_400,
                "invalid-request",
                "Location");
    }

    @Test
    void an_idempotency_key_holds_across_shapes() throws Exception {
        PurgeStatus first =
                purged(purge("purge:select", "{\"tags\":[\"once\"]}").header("Idempotency-Key", "cloudflare-1"));
        PurgeStatus again = ApiClient.status(api.send(
                api.purge("/v1/sites/demo/purges", "{\"keys\":[\"once\"]}").header("Idempotency-Key", "cloudflare-1")));
        assertThat(again.id()).isEqualTo(first.id());
    }
}
