package dev.skerry.purge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.PurgeId;
import dev.skerry.purge.Await;
import dev.skerry.purge.SimulatedNode;
import dev.skerry.purge.TestPlatform;
import dev.skerry.purge.log.PurgeLog;
import dev.skerry.purge.progress.PurgeTracker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A site's guard refuses what would hit too much of it, unless it is forced. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
class PurgeGuardApiTest {
    /** It is complete already where its receipts were faster than the answer. */
    private static final List<Integer> COMMITTED = List.of(200, 202);

    private static final String GUARDED = "/v1/sites/guarded/purges";
    private static final String KEY = "{\"keys\":[\"a\"]}";

    @Inject
    PurgeLog log;

    @Inject
    PurgeTracker tracker;

    private ApiClient api;
    private PreviewedFleet fleet;

    @BeforeEach
    void awaitReady() {
        api = ApiClient.ofTest();
        fleet = new PreviewedFleet(api, log, tracker);
    }

    @AfterEach
    void end() {
        fleet.close();
        api.close();
    }

    private HttpResponse<String> purge(String path, String body, String... fields) throws Exception {
        HttpRequest.Builder request = api.purge(path, body);
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return api.send(request);
    }

    private String audit() {
        try {
            return api.get("/v1/sites/guarded/audit", "purge:read").body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_purge_over_the_guard_is_refused_and_audited_and_one_below_is_committed() throws Exception {
        SimulatedNode node = fleet.node("fra-1");
        node.answerPreviews(PreviewedFleet.count(26, 100), null);
        fleet.preview("?timeout=10s", KEY); // from now on the node answers at once
        List<PurgeId> before = api.recent();
        HttpResponse<String> refused = purge(GUARDED, KEY);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        assertThat(refused.body()).contains("urn:skerry:problem:purge-too-large");
        assertThat(ApiClient.problem(refused).detail())
                .isEqualTo("would hit 26.0 % (limit 25 %) at PoP fra: narrow it, or force it");
        assertThat(api.recent()).isEqualTo(before);
        Await.until("the trail tells of it", () -> audit().contains("\"problem\":\"purge-too-large\""));

        assertThat(purge("/service/guarded/purge/a", "").statusCode()).isEqualTo(409);
        HttpResponse<String> cloudflare = purge("/zones/guarded/purge_cache", "{\"tags\":[\"a\"]}");
        assertThat(cloudflare.body()).contains("\"code\":10409", "purge-too-large");
        node.answerPreviews(PreviewedFleet.count(25, 100), null);
        assertThat(purge(GUARDED, KEY).statusCode()).isIn(COMMITTED);
    }

    @Test
    void a_forced_purge_asks_nobody_in_every_shape() throws Exception {
        SimulatedNode node = fleet.node("fra-1");
        node.answerPreviews(PreviewedFleet.count(100, 100), null);
        fleet.preview("?timeout=10s", KEY);
        int asked = node.previewsAsked();

        assertThat(purge(GUARDED, "{\"keys\":[\"a\"],\"force\":true}").statusCode())
                .isIn(COMMITTED);
        assertThat(purge(GUARDED, "{\"everything\":true}", "Skerry-Purge-Force", "1")
                        .statusCode())
                .isIn(COMMITTED);
        assertThat(purge("/service/guarded/purge/a", "", "Skerry-Purge-Force", "1")
                        .statusCode())
                .isEqualTo(200);
        assertThat(purge("/zones/guarded/purge_cache", "{\"purge_everything\":true}", "Skerry-Purge-Force", "1")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> unclear = purge(GUARDED, KEY, "Skerry-Purge-Force", "yes");
        assertThat(unclear.statusCode()).isEqualTo(400);
        assertThat(ApiClient.problem(unclear).detail()).contains("Skerry-Purge-Force 'yes' is unknown: use 1");
        assertThat(node.previewsAsked()).isEqualTo(asked);
    }

    @Test
    void everything_is_all_of_a_site_and_urls_alone_name_what_they_hit() throws Exception {
        SimulatedNode node = fleet.node("fra-1");
        node.answerPreviews(PreviewedFleet.count(100, 100), null);
        fleet.preview("?timeout=10s", KEY);
        int asked = node.previewsAsked();
        HttpResponse<String> everything = purge(GUARDED, "{\"everything\":true}");

        assertThat(everything.statusCode()).isEqualTo(409);
        assertThat(ApiClient.problem(everything).detail())
                .isEqualTo("would hit 100 % (limit 25 %): narrow it, or force it");
        assertThat(purge(GUARDED, "{\"urls\":[\"/a\",\"/b\"]}").statusCode()).isIn(COMMITTED);
        assertThat(node.previewsAsked()).isEqualTo(asked);
        assertThat(purge(GUARDED, "{\"urls\":[\"/a\"],\"prefixes\":[\"/\"]}").statusCode())
                .isEqualTo(409);
        assertThat(node.previewsAsked()).isEqualTo(asked + 1);
        assertThat(purge("/v1/sites/demo/purges", "{\"everything\":true}").statusCode())
                .as("a site without a guard")
                .isIn(COMMITTED);
    }

    @Test
    void where_no_node_that_serves_answers_the_guard_lets_nothing_pass_unless_it_is_forced() throws Exception {
        fleet.node("fra-1").ignorePreviews();
        HttpResponse<String> refused = purge(GUARDED, KEY);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("urn:skerry:problem:preview-unavailable");
        assertThat(ApiClient.problem(refused).detail()).contains("1 nodes", "force it");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        Await.until("the trail tells of it", () -> audit().contains("\"problem\":\"preview-unavailable\""));
        assertThat(purge(GUARDED, "{\"keys\":[\"a\"],\"force\":true}").statusCode())
                .isIn(COMMITTED);
    }

    @Test
    void where_no_node_serves_the_guard_has_nothing_to_guard() throws Exception {
        assertThat(purge(GUARDED, KEY).statusCode()).isIn(COMMITTED);
    }

    @Test
    void a_purge_that_is_sent_again_with_its_idempotency_key_is_previewed_once() throws Exception {
        SimulatedNode node = fleet.node("fra-1");
        node.answerPreviews(PreviewedFleet.count(1, 100), null);
        fleet.preview("?timeout=10s", KEY);
        String key = UUID.randomUUID().toString();
        PurgeId first =
                ApiClient.status(purge(GUARDED, KEY, "Idempotency-Key", key)).id();
        int asked = node.previewsAsked();
        node.answerPreviews(PreviewedFleet.count(100, 100), null);

        assertThat(ApiClient.status(purge(GUARDED, KEY, "Idempotency-Key", key)).id())
                .isEqualTo(first);
        assertThat(node.previewsAsked()).isEqualTo(asked);
        String other = UUID.randomUUID().toString();
        assertThat(purge(GUARDED, KEY, "Idempotency-Key", other).statusCode()).isEqualTo(409);
        assertThat(purge(GUARDED, KEY, "Idempotency-Key", other, "Skerry-Purge-Force", "1")
                        .statusCode())
                .as("a refused purge may be forced under its key")
                .isIn(COMMITTED);
    }
}
