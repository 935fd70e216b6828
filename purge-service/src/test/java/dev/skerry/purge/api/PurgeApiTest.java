package dev.skerry.purge.api;

import static dev.skerry.purge.api.ApiClient.problem;
import static dev.skerry.purge.api.ApiClient.status;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Purging over HTTP, a real Kafka, and three simulated nodes. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
class PurgeApiTest {
    private static final String DEMO = "/v1/sites/demo/purges";

    @Inject
    PurgeLog log;

    private ApiClient api;
    private List<SimulatedNode> nodes;

    @BeforeEach
    void startNodes() {
        Await.until("the service is ready", () -> log.state().isReady());
        api = ApiClient.ofTest();
        String kafka = RealParts.kafka().bootstrapServers();
        nodes = Stream.of("fra-1", "nyc-1", "sgp-1")
                .map(name -> SimulatedNode.start(kafka, name))
                .toList();
        Await.until("all nodes are known", () -> metric("skerry_purge_nodes{state=\"serving\"} 3.0"));
    }

    @AfterEach
    void stopNodes() {
        nodes.forEach(SimulatedNode::close);
        Await.until("all nodes have stopped", () -> metric("skerry_purge_nodes{state=\"serving\"} 0.0"));
        api.close();
    }

    private boolean metric(String line) {
        try {
            return api.send(api.request("/q/metrics")).body().contains(line);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_purge_that_waits_returns_a_receipt_of_every_node() throws Exception {
        HttpResponse<String> response =
                api.send(api.purge(DEMO + "?wait=complete&timeout=10s", "{\"urls\":[\"/a\"],\"keys\":[\"k\"]}"));
        assertThat(response.statusCode()).isEqualTo(200);
        PurgeStatus status = status(response);
        assertThat(response.headers().firstValue("Location")).hasValue("/v1/purges/" + status.id());
        assertThat(status.state()).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(status.selectors()).containsExactly("url:/a", "key:k");
        assertThat(status.requestedBy()).isEqualTo("tester");
        assertThat(status.durationMs()).isPositive();
        assertThat(status.receipts()).hasSize(3).allSatisfy(receipt -> {
            assertThat(receipt.state()).isEqualTo(Receipt.State.APPLIED);
            assertThat(receipt.latencyMs()).isNotNull();
        });
        assertThat(status.receipts())
                .extracting(receipt -> receipt.node().value())
                .containsExactly("fra-1", "nyc-1", "sgp-1");
        assertThat(status(api.get("/v1/purges/" + status.id(), "purge:read"))).isEqualTo(status);
    }

    @Test
    void a_purge_that_does_not_wait_returns_202_once_it_is_committed() throws Exception {
        nodes.getFirst().hold();
        HttpResponse<String> response = api.send(api.purge(DEMO, "{\"everything\":true,\"mode\":\"soft\"}"));
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(status(response).state()).isNotEqualTo(PurgeStatus.State.COMPLETE);
        nodes.getFirst().resume();
        Await.until("the purge is complete", () -> isComplete(status(response)));
    }

    private boolean isComplete(PurgeStatus purge) {
        try {
            return status(api.get("/v1/purges/" + purge.id(), "status:read")).state() == PurgeStatus.State.COMPLETE;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_purge_by_key_on_a_site_that_ignores_case_says_so_in_the_log() throws Exception {
        String body = "{\"keys\":[\"Product-7\",\"PRODUCT-7\",\"b\"],\"urls\":[\"/A\"]}";
        HttpResponse<String> response = api.send(api.purge("/v1/sites/anycase/purges?wait=complete&timeout=10s", body));
        assertThat(status(response).selectors()).containsExactly("url:/A", "anycase-key:product-7", "anycase-key:b");
        HttpResponse<String> fastly = api.send(api.request("/service/anycase/purge/Product-7")
                .header("Authorization", api.token("anycase", "purge:select"))
                .POST(BodyPublishers.noBody()));
        assertThat(fastly.statusCode()).as(fastly.body()).isEqualTo(200);
        HttpResponse<String> newest = api.send(api.request("/v1/sites/anycase/purges?limit=1")
                .header("Authorization", api.token("anycase", "purge:read")));
        assertThat(newest.body()).contains("\"selectors\":[\"anycase-key:product-7\"]");
    }

    @Test
    void a_wait_that_times_out_returns_202_and_who_is_missing() throws Exception {
        nodes.get(1).hold();
        HttpResponse<String> response =
                api.send(api.purge(DEMO + "?wait=complete&timeout=300ms", "{\"hosts\":[\"demo.localhost\"]}"));
        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(status(response).state()).isEqualTo(PurgeStatus.State.APPLIED);
        assertThat(status(response).receipts())
                .extracting(Receipt::state)
                .containsExactly(Receipt.State.APPLIED, Receipt.State.PENDING, Receipt.State.APPLIED);
    }

    @Test
    void naming_what_is_stale_needs_no_more_than_purge_select() throws Exception {
        for (String part : List.of("{\"urls\":[\"/\"]}", "{\"keys\":[\"k\"]}", "{\"prefixes\":[\"/news/\"]}")) {
            HttpResponse<String> response = api.send(api.request(DEMO)
                    .header("Authorization", api.token("demo", "purge:select"))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(part)));
            assertThat(response.statusCode()).as(part).isIn(200, 202);
        }
    }

    @Test
    void who_has_the_id_of_a_purge_can_wait_for_it() throws Exception {
        nodes.getFirst().hold();
        PurgeStatus purge = status(api.send(api.purge(DEMO, "{\"keys\":[\"followed\"]}")));
        String path = "/v1/purges/" + purge.id() + "?wait=complete&timeout=";
        assertThat(status(api.get(path + "1ms", "purge:read")).state()).isNotEqualTo(PurgeStatus.State.COMPLETE);
        CompletableFuture<HttpResponse<String>> waiting = api.http()
                .sendAsync(
                        api.request(path + "20s")
                                .header("Authorization", api.token("demo", "purge:read"))
                                .build(),
                        BodyHandlers.ofString());
        nodes.getFirst().resume();
        assertThat(status(waiting.get(20, TimeUnit.SECONDS)).state()).isEqualTo(PurgeStatus.State.COMPLETE);
    }

    @Test
    void a_node_that_stops_while_a_purge_is_under_way_is_drained() throws Exception {
        nodes.getLast().hold();
        CompletableFuture<HttpResponse<String>> waiting = api.http()
                .sendAsync(
                        api.purge(DEMO + "?wait=complete&timeout=20s", "{\"prefixes\":[\"/news\"]}")
                                .build(),
                        BodyHandlers.ofString());
        Await.until("the purge is open", () -> metric("skerry_purge_open 1.0"));
        nodes.getLast().close();
        PurgeStatus status = status(waiting.get(20, TimeUnit.SECONDS));
        assertThat(status.receipts())
                .extracting(Receipt::state)
                .containsExactly(Receipt.State.APPLIED, Receipt.State.APPLIED, Receipt.State.DRAINED);
    }

    @Test
    void the_trace_of_the_request_goes_along_to_the_nodes() throws Exception {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        api.send(api.purge(DEMO + "?wait=complete&timeout=10s", "{\"keys\":[\"traced\"]}")
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"));
        assertThat(nodes.getFirst().lastTraceparent())
                .startsWith("00-" + trace + "-")
                .endsWith("-01")
                .doesNotContain("00f067aa0ba902b7");
    }

    @Test
    void the_same_request_with_the_same_idempotency_key_is_one_purge() throws Exception {
        String body = "{\"keys\":[\"idempotent\"]}";
        PurgeStatus first = status(api.send(api.purge(DEMO, body).header("Idempotency-Key", "key-1")));
        PurgeStatus again = status(
                api.send(api.purge(DEMO + "?wait=complete&timeout=10s", body).header("Idempotency-Key", "key-1")));
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.position()).isEqualTo(first.position());
        PurgeStatus other = status(api.send(api.purge(DEMO, body).header("Idempotency-Key", "key-2")));
        assertThat(other.id()).isNotEqualTo(first.id());
    }

    @Test
    void an_idempotency_key_cannot_be_used_for_another_request() throws Exception {
        api.send(api.purge(DEMO, "{\"keys\":[\"a\"]}").header("Idempotency-Key", "reused"));
        HttpResponse<String> otherBody =
                api.send(api.purge(DEMO, "{\"keys\":[\"b\"]}").header("Idempotency-Key", "reused"));
        assertThat(otherBody.statusCode()).isEqualTo(422);
        assertThat(problem(otherBody).type()).endsWith("idempotency-key-reused");
        HttpResponse<String> otherSite = api.send(
                api.purge("/v1/sites/docs/purges", "{\"keys\":[\"a\"]}").header("Idempotency-Key", "reused"));
        assertThat(otherSite.statusCode()).isEqualTo(422);
    }

    @Test
    void events_tell_every_step_until_the_purge_is_complete() throws Exception {
        nodes.getFirst().hold();
        PurgeStatus purge = status(api.send(api.purge(DEMO, "{\"keys\":[\"streamed\"]}")));
        HttpResponse<Stream<String>> events = api.http()
                .send(
                        api.request("/v1/purges/" + purge.id() + "/events")
                                .header("Authorization", api.token("demo", "purge:read"))
                                .build(),
                        BodyHandlers.ofLines());
        assertThat(events.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        nodes.getFirst().resume();
        CompletableFuture<List<String>> lines = CompletableFuture.supplyAsync(
                () -> events.body().filter(line -> !line.isEmpty()).toList());
        assertThat(lines.get(20, TimeUnit.SECONDS))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("data:{\"id\":\"" + purge.id()))
                .last()
                .asString()
                .contains("\"state\":\"COMPLETE\"");
    }

    @Test
    void who_waits_for_erased_is_answered_when_all_nodes_have_erased_it() throws Exception {
        PurgeStatus purge = status(api.send(api.purge(DEMO + "?wait=complete&timeout=10s", "{\"keys\":[\"erased\"]}")));
        String path = "/v1/purges/" + purge.id();
        assertThat(status(api.get(path + "?wait=erased&timeout=1ms", "purge:read"))
                        .state())
                .isEqualTo(PurgeStatus.State.COMPLETE);
        HttpResponse<Stream<String>> events = api.http()
                .send(
                        api.request(path + "/events?until=erased")
                                .header("Authorization", api.token("demo", "purge:read"))
                                .build(),
                        BodyHandlers.ofLines());
        nodes.forEach(SimulatedNode::erase);
        PurgeStatus erased = status(api.get(path + "?wait=erased&timeout=20s", "purge:read"));

        assertThat(erased.state()).isEqualTo(PurgeStatus.State.ERASED);
        assertThat(erased.receipts()).extracting(Receipt::state).containsOnly(Receipt.State.ERASED);
        assertThat(events.body().filter(line -> !line.isEmpty()).toList())
                .last()
                .asString()
                .contains("\"state\":\"ERASED\"");
        assertThat(api.get(path + "?wait=complete&timeout=1ms", "purge:read").statusCode())
                .isEqualTo(200);
    }

    @Test
    void nobody_waits_for_what_does_not_exist() throws Exception {
        PurgeStatus purge = status(api.send(api.purge(DEMO, "{\"keys\":[\"x\"]}")));
        for (String query : List.of("?wait=gone", "/events?until=gone")) {
            HttpResponse<String> refused = api.get("/v1/purges/" + purge.id() + query, "purge:read");
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.body()).contains("=complete or ", "=erased");
        }
    }

    @Test
    void recent_purges_are_listed_newest_first_by_site_and_for_the_console_over_all() throws Exception {
        PurgeStatus ofDemo = status(api.send(api.purge(DEMO, "{\"keys\":[\"listed\"]}")));
        PurgeStatus ofDocs = status(api.send(api.purge("/v1/sites/docs/purges", "{\"keys\":[\"listed\"]}")));
        assertThat(api.get(DEMO + "?limit=1", "purge:read").body())
                .contains(ofDemo.id().value());
        String all = api.get("/v1/purges?limit=2", "status:read").body();
        assertThat(all.indexOf(ofDocs.id().value())).isPositive();
        String ofOneSite = api.send(api.request("/v1/purges").header("Authorization", api.token("docs", "purge:read")))
                .body();
        assertThat(ofOneSite)
                .contains(ofDocs.id().value())
                .doesNotContain(ofDemo.id().value());
    }

    @Test
    void a_burst_of_purges_waits_for_its_turn_and_none_is_refused() {
        List<CompletableFuture<Integer>> statuses = IntStream.range(0, 300)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return api.send(api.purge(DEMO, "{\"keys\":[\"burst-" + i + "\"]}"))
                                        .statusCode();
                            } catch (IOException | InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        Thread::startVirtualThread))
                .toList();
        assertThat(statuses).extracting(CompletableFuture::join).allMatch(status -> status == 200 || status == 202);
    }

    @Test
    void a_thousand_selectors_are_one_purge() throws Exception {
        String body = "{\"keys\":["
                + Stream.iterate(0, i -> i + 1)
                        .limit(1000)
                        .map(i -> "\"n" + i + "\"")
                        .collect(Collectors.joining(","))
                + "]}";
        PurgeStatus status = status(api.send(api.purge(DEMO + "?wait=complete&timeout=20s", body)));
        assertThat(status.selectors()).hasSize(1000);
        assertThat(status.state()).isEqualTo(PurgeStatus.State.COMPLETE);
    }

    @Test
    void what_happens_is_counted() throws Exception {
        api.send(api.purge(DEMO + "?wait=complete&timeout=10s", "{\"keys\":[\"counted\"]}"));
        String metrics = api.send(api.request("/q/metrics")).body();
        assertThat(metrics)
                .contains("skerry_purge_requests_total{kind=\"key\",mode=\"hard\",outcome=\"committed\"}")
                .contains("skerry_purge_commit_seconds_bucket")
                .contains("skerry_purge_complete_seconds_count")
                .contains("skerry_purge_nodes{state=\"serving\"}");
    }
}
