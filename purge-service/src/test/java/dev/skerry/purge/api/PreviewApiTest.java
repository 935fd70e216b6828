package dev.skerry.purge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.PreviewRequest;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgePreview;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.purge.Await;
import dev.skerry.purge.SimulatedNode;
import dev.skerry.purge.TestPlatform;
import dev.skerry.purge.log.PurgeLog;
import dev.skerry.purge.progress.PurgeTracker;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a purge would hit is told, by node and PoP, and nothing is purged. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
class PreviewApiTest {
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

    @Test
    void each_node_and_each_redis_is_told_and_nothing_is_purged() throws Exception {
        fleet.node("fra-1").answerPreviews(PreviewedFleet.count(3, 40), null, "http://demo.localhost/a");
        SimulatedNode second = fleet.node("fra-2");
        second.answerPreviews(
                PreviewedFleet.count(0, 30),
                PreviewedFleet.count(10, 50),
                "http://demo.localhost/a",
                "http://demo.localhost/b");
        fleet.node("nyc-1").answerPreviews(PreviewedFleet.count(1, 19), null);
        List<PurgeId> before = api.recent();
        PurgePreview preview = fleet.preview("?timeout=10s", "{\"keys\":[\"a\"],\"prefixes\":[\"/news/\"]}");

        assertThat(preview.selectors()).containsExactly("key:a", "prefix:/news");
        assertThat(preview.missing()).isEmpty();
        assertThat(preview.percent()).isEqualTo(20.0);
        assertThat(preview.mostHit()).contains(new PopId("fra"));
        assertThat(preview.pops())
                .extracting(PurgePreview.Pop::pop)
                .containsExactly(new PopId("fra"), new PopId("nyc"));
        PurgePreview.Pop fra = preview.pops().getFirst();
        assertThat(fra.nodes())
                .extracting(PurgePreview.Node::memory)
                .containsExactly(PreviewedFleet.count(3, 40), PreviewedFleet.count(0, 30));
        assertThat(fra.shared()).isEqualTo(PreviewedFleet.count(10, 50));
        assertThat(fra.samples()).containsExactly("http://demo.localhost/a", "http://demo.localhost/b");
        assertThat(preview.pops().getLast().shared()).isNull();
        PreviewRequest asked = Objects.requireNonNull(second.lastPreview());
        assertThat(asked.selectors()).extracting(PurgeSelector::text).containsExactly("key:a", "prefix:/news");
        assertThat(api.recent()).isEqualTo(before);
    }

    @Test
    void a_node_that_serves_and_does_not_answer_in_time_is_missing() throws Exception {
        fleet.node("fra-1").answerPreviews(PreviewedFleet.count(1, 20), null);
        fleet.node("nyc-1").ignorePreviews();
        // A node hears of what is asked after a while; who has heard once answers at once.
        PurgePreview preview = fleet.preview("?timeout=3s", KEY);

        assertThat(preview.missing()).containsExactly(new NodeId("nyc-1"));
        assertThat(preview.pops()).hasSize(1);
        assertThat(preview.percent()).isEqualTo(5.0);
    }

    @Test
    void where_no_node_serves_nothing_would_be_hit() throws Exception {
        PurgePreview preview = fleet.preview("", "{\"everything\":true}");
        assertThat(preview.pops()).isEmpty();
        assertThat(preview.missing()).isEmpty();
        assertThat(preview.percent()).isZero();
    }

    @Test
    void keys_are_asked_for_as_they_would_be_purged() throws Exception {
        SimulatedNode node = fleet.node("fra-1");
        node.answerPreviews(PreviewedFleet.count(1, 20), null);
        fleet.ask("/v1/sites/anycase/purges/preview?timeout=10s", "{\"keys\":[\"Product-7\"]}", "purge:select");

        assertThat(Objects.requireNonNull(node.lastPreview()).selectors())
                .extracting(PurgeSelector::text)
                .containsExactly("anycase-key:product-7");
    }

    @Test
    void whoever_may_purge_it_or_read_purges_may_preview_it() throws Exception {
        String path = "/v1/sites/demo/purges/preview";
        String all = "{\"everything\":true}";
        assertThat(fleet.ask(path, all, "purge:read").statusCode()).isEqualTo(200);
        assertThat(fleet.ask(path, all, "purge:all").statusCode()).isEqualTo(200);
        assertThat(fleet.ask(path, KEY, "purge:select").statusCode()).isEqualTo(200);
        assertThat(fleet.ask(path, all, "purge:select").statusCode()).isEqualTo(403);
        assertThat(fleet.ask(path, KEY, "status:read").statusCode()).isEqualTo(403);
        assertThat(fleet.ask("/v1/sites/nowhere/purges/preview", KEY, "purge:read")
                        .statusCode())
                .isEqualTo(404);
        assertThat(fleet.ask(path, "{}", "purge:read").statusCode()).isEqualTo(400);
        assertThat(ApiClient.problem(fleet.ask(path + "?timeout=11s", KEY, "purge:read"))
                        .detail())
                .isEqualTo("timeout is at most 10s");
        assertThat(fleet.ask(path + "?wait=complete", KEY, "purge:read").statusCode())
                .isEqualTo(400);
    }

    @Test
    void selectors_that_do_not_fit_into_one_question_are_refused() throws Exception {
        fleet.node("fra-1").ignorePreviews();
        String urls = IntStream.range(0, 1000)
                .mapToObj(i -> "\"/" + i + "a".repeat(1000) + "\"")
                .collect(Collectors.joining(","));
        HttpResponse<String> response =
                fleet.ask("/v1/sites/demo/purges/preview", "{\"urls\":[" + urls + "]}", "purge:read");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(ApiClient.problem(response).detail()).contains("900 KiB", "split it");
    }

    @Test
    void a_node_that_has_stopped_is_not_waited_for() throws Exception {
        fleet.node("fra-1").answerPreviews(PreviewedFleet.count(1, 20), null);
        SimulatedNode gone = fleet.node("nyc-1");
        gone.close();
        Await.until("one node serves", () -> tracker.serving().keySet().equals(Set.of(new NodeId("fra-1"))));

        assertThat(fleet.preview("?timeout=10s", KEY).missing()).isEmpty();
    }

    @Test
    void a_node_that_has_died_is_missing_and_not_waited_for() throws Exception {
        fleet.node("fra-1").answerPreviews(PreviewedFleet.count(1, 20), null);
        NodeId dead = new NodeId("nyc-1");
        fleet.node(dead.value()).vanish();
        Await.until(
                "it is silent",
                () -> tracker.serving().getOrDefault(dead, Duration.ZERO).compareTo(Duration.ofSeconds(5)) > 0);
        long begun = System.nanoTime();
        PurgePreview preview = fleet.preview("?timeout=10s", KEY);

        assertThat(preview.missing()).containsExactly(dead);
        assertThat(preview.pops()).hasSize(1);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
    }

    @Test
    void more_than_sixteen_at_a_time_are_refused() throws Exception {
        fleet.node("fra-1").ignorePreviews();
        List<CompletableFuture<Integer>> statuses = new ArrayList<>();
        for (int i = 0; i < 17; i++) {
            statuses.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return fleet.ask("/v1/sites/demo/purges/preview?timeout=5s", KEY, "purge:read")
                                    .statusCode();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> Thread.startVirtualThread(task)));
        }

        assertThat(statuses.stream().map(CompletableFuture::join))
                .containsOnly(200, 503)
                .filteredOn(status -> status == 503)
                .hasSize(1);
    }
}
