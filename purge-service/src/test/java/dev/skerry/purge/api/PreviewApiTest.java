package dev.skerry.purge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.PreviewAnswer;
import dev.skerry.contract.PreviewRequest;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgePreview;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.purge.Await;
import dev.skerry.purge.SimulatedNode;
import dev.skerry.purge.TestPlatform;
import dev.skerry.purge.log.PurgeLog;
import dev.skerry.purge.progress.PurgeTracker;
import dev.skerry.testing.RealParts;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a purge would hit is told without purging, and a site's guard refuses what would hit too much of it. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
class PreviewApiTest {
    private static final String GUARDED = "/v1/sites/guarded/purges";
    private static final String KEY = "{\"keys\":[\"a\"]}";

    @Inject
    PurgeLog log;

    @Inject
    PurgeTracker tracker;

    private final List<SimulatedNode> nodes = new ArrayList<>();
    private ApiClient api;

    @BeforeEach
    void awaitReady() {
        Await.until("the service is ready", () -> log.state().isReady());
        api = ApiClient.ofTest();
        Await.until("no node serves", () -> tracker.serving().isEmpty());
        Await.until("the answers are followed", () -> log.previews().state().isReady());
    }

    @AfterEach
    void end() {
        nodes.forEach(SimulatedNode::close);
        api.close();
    }

    private SimulatedNode node(String name) {
        SimulatedNode node = SimulatedNode.start(RealParts.kafka().bootstrapServers(), name);
        nodes.add(node);
        Await.until("it is known to serve", () -> tracker.serving().contains(new NodeId(name)));
        return node;
    }

    private static PreviewAnswer.Count count(long objects, long siteObjects) {
        return new PreviewAnswer.Count(objects, 10 * objects, siteObjects, 10 * siteObjects, true, siteObjects);
    }

    private HttpResponse<String> preview(String pathAndQuery, String body, String scope) throws Exception {
        return api.send(api.request(pathAndQuery)
                .header("Authorization", api.token("*", scope))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private PurgePreview previewed(String query, String body) throws Exception {
        HttpResponse<String> response = preview("/v1/sites/demo/purges/preview" + query, body, "purge:read");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.readMessage(response.body().getBytes(StandardCharsets.UTF_8), PurgePreview.class);
    }

    private HttpResponse<String> purge(String path, String body, String... fields) throws Exception {
        HttpRequest.Builder request = api.purge(path, body);
        for (int i = 0; i < fields.length; i += 2) {
            request.header(fields[i], fields[i + 1]);
        }
        return api.send(request);
    }

    private String audit(String problem) {
        try {
            return api.get("/v1/sites/guarded/audit", "purge:read").body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(problem, e);
        }
    }

    @Test
    void each_node_and_each_redis_is_told_and_nothing_is_purged() throws Exception {
        node("fra-1").answerPreviews(count(3, 40), null, "http://demo.localhost/a");
        SimulatedNode second = node("fra-2");
        second.answerPreviews(count(0, 30), count(10, 50), "http://demo.localhost/a", "http://demo.localhost/b");
        node("nyc-1").answerPreviews(count(1, 19), null);
        List<PurgeId> before = api.recent();
        PurgePreview preview = previewed("?timeout=10s", "{\"keys\":[\"a\"],\"prefixes\":[\"/news/\"]}");

        assertThat(preview.selectors()).containsExactly("key:a", "prefix:/news");
        assertThat(preview.missing()).isEmpty();
        assertThat(preview.percent()).isEqualTo(20.0);
        assertThat(preview.mostHit()).contains(new PopId("fra"));
        assertThat(preview.pops())
                .extracting(PurgePreview.Pop::pop)
                .containsExactly(new PopId("fra"), new PopId("nyc"));
        PurgePreview.Pop fra = preview.pops().getFirst();
        assertThat(fra.nodes()).extracting(PurgePreview.Node::memory).containsExactly(count(3, 40), count(0, 30));
        assertThat(fra.shared()).isEqualTo(count(10, 50));
        assertThat(fra.samples()).containsExactly("http://demo.localhost/a", "http://demo.localhost/b");
        assertThat(preview.pops().getLast().shared()).isNull();
        PreviewRequest asked = Objects.requireNonNull(second.lastPreview());
        assertThat(asked.selectors()).extracting(PurgeSelector::text).containsExactly("key:a", "prefix:/news");
        assertThat(api.recent()).isEqualTo(before);
    }

    @Test
    void a_node_that_serves_and_does_not_answer_in_time_is_missing() throws Exception {
        node("fra-1").answerPreviews(count(1, 20), null);
        node("nyc-1").ignorePreviews();
        // A node hears of what is asked after a while; who has heard once answers at once.
        PurgePreview preview = previewed("?timeout=3s", KEY);

        assertThat(preview.missing()).containsExactly(new NodeId("nyc-1"));
        assertThat(preview.pops()).hasSize(1);
        assertThat(preview.percent()).isEqualTo(5.0);
    }

    @Test
    void where_no_node_serves_nothing_would_be_hit() throws Exception {
        PurgePreview preview = previewed("", "{\"everything\":true}");
        assertThat(preview.pops()).isEmpty();
        assertThat(preview.missing()).isEmpty();
        assertThat(preview.percent()).isZero();
    }

    @Test
    void keys_are_asked_for_as_they_would_be_purged() throws Exception {
        SimulatedNode node = node("fra-1");
        node.answerPreviews(count(1, 20), null);
        preview("/v1/sites/anycase/purges/preview?timeout=10s", "{\"keys\":[\"Product-7\"]}", "purge:select");

        assertThat(Objects.requireNonNull(node.lastPreview()).selectors())
                .extracting(PurgeSelector::text)
                .containsExactly("anycase-key:product-7");
    }

    @Test
    void whoever_may_purge_it_or_read_purges_may_preview_it() throws Exception {
        String path = "/v1/sites/demo/purges/preview";
        String all = "{\"everything\":true}";
        assertThat(preview(path, all, "purge:read").statusCode()).isEqualTo(200);
        assertThat(preview(path, all, "purge:all").statusCode()).isEqualTo(200);
        assertThat(preview(path, KEY, "purge:select").statusCode()).isEqualTo(200);
        assertThat(preview(path, all, "purge:select").statusCode()).isEqualTo(403);
        assertThat(preview(path, KEY, "status:read").statusCode()).isEqualTo(403);
        assertThat(preview("/v1/sites/nowhere/purges/preview", KEY, "purge:read")
                        .statusCode())
                .isEqualTo(404);
        assertThat(preview(path, "{}", "purge:read").statusCode()).isEqualTo(400);
        assertThat(ApiClient.problem(preview(path + "?timeout=11s", KEY, "purge:read"))
                        .detail())
                .isEqualTo("timeout is at most 10s");
        assertThat(preview(path + "?wait=complete", KEY, "purge:read").statusCode())
                .isEqualTo(400);
    }

    @Test
    void selectors_that_do_not_fit_into_one_question_are_refused() throws Exception {
        node("fra-1").ignorePreviews();
        String urls = IntStream.range(0, 1000)
                .mapToObj(i -> "\"/" + i + "a".repeat(1000) + "\"")
                .collect(Collectors.joining(","));
        HttpResponse<String> response =
                preview("/v1/sites/demo/purges/preview", "{\"urls\":[" + urls + "]}", "purge:read");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(ApiClient.problem(response).detail()).contains("900 KiB", "split it");
    }

    @Test
    void a_purge_over_the_guard_is_refused_and_audited_and_one_below_is_committed() throws Exception {
        SimulatedNode node = node("fra-1");
        node.answerPreviews(count(26, 100), null);
        previewed("?timeout=10s", KEY); // from now on the node answers at once
        List<PurgeId> before = api.recent();
        HttpResponse<String> refused = purge(GUARDED, KEY);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        assertThat(refused.body()).contains("urn:skerry:problem:purge-too-large");
        assertThat(ApiClient.problem(refused).detail())
                .isEqualTo("would hit 26.0 % (limit 25 %) at PoP fra: narrow it, or force it");
        assertThat(api.recent()).isEqualTo(before);
        Await.until("the trail tells of it", () -> audit("refused").contains("\"problem\":\"purge-too-large\""));

        assertThat(purge("/service/guarded/purge/a", "").statusCode()).isEqualTo(409);
        HttpResponse<String> cloudflare = purge("/zones/guarded/purge_cache", "{\"tags\":[\"a\"]}");
        assertThat(cloudflare.body()).contains("\"code\":10409", "purge-too-large");
        node.answerPreviews(count(25, 100), null);
        assertThat(purge(GUARDED, KEY).statusCode()).isEqualTo(202);
    }

    @Test
    void a_forced_purge_asks_nobody_in_every_shape() throws Exception {
        SimulatedNode node = node("fra-1");
        node.answerPreviews(count(100, 100), null);
        previewed("?timeout=10s", KEY);
        int asked = node.previewsAsked();

        assertThat(purge(GUARDED, "{\"keys\":[\"a\"],\"force\":true}").statusCode())
                .isEqualTo(202);
        assertThat(purge(GUARDED, "{\"everything\":true}", "Skerry-Purge-Force", "1")
                        .statusCode())
                .isEqualTo(202);
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
        SimulatedNode node = node("fra-1");
        node.answerPreviews(count(100, 100), null);
        previewed("?timeout=10s", KEY);
        int asked = node.previewsAsked();
        HttpResponse<String> everything = purge(GUARDED, "{\"everything\":true}");

        assertThat(everything.statusCode()).isEqualTo(409);
        assertThat(ApiClient.problem(everything).detail())
                .isEqualTo("would hit 100 % (limit 25 %): narrow it, or force it");
        assertThat(purge(GUARDED, "{\"urls\":[\"/a\",\"/b\"]}").statusCode()).isEqualTo(202);
        assertThat(node.previewsAsked()).isEqualTo(asked);
        assertThat(purge(GUARDED, "{\"urls\":[\"/a\"],\"prefixes\":[\"/\"]}").statusCode())
                .isEqualTo(409);
        assertThat(node.previewsAsked()).isEqualTo(asked + 1);
        assertThat(purge("/v1/sites/demo/purges", "{\"everything\":true}").statusCode())
                .as("a site without a guard")
                .isEqualTo(202);
    }

    @Test
    void where_no_node_that_serves_answers_the_guard_lets_nothing_pass_unless_it_is_forced() throws Exception {
        node("fra-1").ignorePreviews();
        HttpResponse<String> refused = purge(GUARDED, KEY);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("urn:skerry:problem:preview-unavailable");
        assertThat(ApiClient.problem(refused).detail()).contains("1 nodes", "force it");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        Await.until("the trail tells of it", () -> audit("refused").contains("\"problem\":\"preview-unavailable\""));
        assertThat(purge(GUARDED, "{\"keys\":[\"a\"],\"force\":true}").statusCode())
                .isEqualTo(202);
    }

    @Test
    void where_no_node_serves_the_guard_has_nothing_to_guard() throws Exception {
        assertThat(purge(GUARDED, KEY).statusCode()).isEqualTo(202);
    }

    @Test
    void a_purge_that_is_sent_again_with_its_idempotency_key_is_previewed_once() throws Exception {
        SimulatedNode node = node("fra-1");
        node.answerPreviews(count(1, 100), null);
        previewed("?timeout=10s", KEY);
        String key = UUID.randomUUID().toString();
        PurgeId first =
                ApiClient.status(purge(GUARDED, KEY, "Idempotency-Key", key)).id();
        int asked = node.previewsAsked();
        node.answerPreviews(count(100, 100), null);

        assertThat(ApiClient.status(purge(GUARDED, KEY, "Idempotency-Key", key)).id())
                .isEqualTo(first);
        assertThat(node.previewsAsked()).isEqualTo(asked);
        String other = UUID.randomUUID().toString();
        assertThat(purge(GUARDED, KEY, "Idempotency-Key", other).statusCode()).isEqualTo(409);
        assertThat(purge(GUARDED, KEY, "Idempotency-Key", other, "Skerry-Purge-Force", "1")
                        .statusCode())
                .as("a refused purge may be forced under its key")
                .isEqualTo(202);
    }

    @Test
    void a_node_that_has_stopped_is_not_waited_for() throws Exception {
        node("fra-1").answerPreviews(count(1, 20), null);
        SimulatedNode gone = node("nyc-1");
        gone.close();
        Await.until("one node serves", () -> tracker.serving().equals(Set.of(new NodeId("fra-1"))));

        assertThat(previewed("?timeout=10s", KEY).missing()).isEmpty();
    }
}
