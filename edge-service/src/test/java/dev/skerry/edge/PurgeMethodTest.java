package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.edge.RawClient.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code PURGE URL} at an edge, over sockets, with a purge-service whose answers the test writes. */
class PurgeMethodTest {
    private static final String TOKEN = "eyJ0b2tlbg.x.y";
    private static final String BEARER = "Authorization: Bearer " + TOKEN;
    private static final int MAX_CALLS = 64;

    @TempDir
    Path folder;

    private ScriptedOrigin origin;
    private ScriptedOrigin service;
    private Edge edge;

    @BeforeEach
    void start() throws Exception {
        origin = new ScriptedOrigin((request, answer) -> answer.send(200, "content", "Cache-Control: max-age=60"));
        service = new ScriptedOrigin((request, answer) -> answer.send(
                202,
                "{\"id\":\"p-1\"}",
                "Content-Type: application/json",
                "Location: /v1/purges/p-1",
                "X-Internal: of no concern",
                "Set-Cookie: a=b"));
        edge = edge(service.url());
    }

    private Edge edge(String purgeService) throws IOException, InterruptedException {
        return Edge.start(TestConfig.of(Map.of(
                "skerry.site-file",
                EdgeAlone.siteFile(folder, origin.url()).toString(),
                "skerry.purge",
                purgeService)));
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        service.close();
        origin.close();
    }

    private Reply purge(String target, String... fields) throws IOException {
        return RawClient.request(edge.httpPort(), "PURGE", EdgeAlone.HOST, target, "", fields);
    }

    private PurgeRequest asked() {
        byte[] content = service.requests.getLast().content().getBytes(StandardCharsets.ISO_8859_1);
        return Json.readInput(content, PurgeRequest.class);
    }

    @Test
    void a_purge_is_handed_over_with_its_token_and_the_answer_comes_back() throws IOException {
        Reply reply = purge("/a.html", BEARER, "Idempotency-Key: k1", "Skerry-Purge-Force: 1");

        ScriptedOrigin.Request request = service.requests.getLast();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.target()).isEqualTo("/v1/sites/docs/purges");
        assertThat(request.field("authorization")).isEqualTo("Bearer " + TOKEN);
        assertThat(request.field("idempotency-key")).isEqualTo("k1");
        assertThat(request.field("skerry-purge-force")).isEqualTo("1");
        assertThat(request.field("content-type")).isEqualTo("application/json");
        assertThat(asked().urls()).containsExactly("http://docs.localhost/a.html");
        assertThat(asked().mode()).isEqualTo(PurgeMode.HARD);
        assertThat(asked().selectors()).hasSize(1);
        assertThat(reply.status()).isEqualTo(202);
        assertThat(reply.content()).isEqualTo("{\"id\":\"p-1\"}");
        assertThat(reply.field("content-type")).isEqualTo("application/json");
        assertThat(reply.field("location")).isEqualTo(service.url() + "/v1/purges/p-1");
        assertThat(reply.field("cache-control")).isEqualTo("no-store");
        assertThat(reply.field("cache-status")).isEqualTo("skerry-local; fwd=method; fwd-status=202; detail=purge");
        assertThat(reply.field("x-internal")).isNull();
        assertThat(reply.field("set-cookie")).isNull();
        assertThat(origin.requests).as("origins never see a PURGE").isEmpty();
    }

    @Test
    void the_key_of_fastly_is_a_token_and_its_soft_purge_one_of_ours() throws IOException {
        purge("/a", "Fastly-Key: " + TOKEN, "Fastly-Soft-Purge: 1");
        assertThat(service.requests.getLast().field("authorization")).isEqualTo("Bearer " + TOKEN);
        assertThat(service.requests.getLast().field("fastly-key")).isNull();
        assertThat(asked().mode()).isEqualTo(PurgeMode.SOFT);

        purge("/a", BEARER, "Skerry-Soft-Purge: 1");
        assertThat(asked().mode()).isEqualTo(PurgeMode.SOFT);
    }

    @Test
    void a_mode_that_nobody_knows_purges_nothing() throws IOException {
        Reply reply = purge("/a", BEARER, "Fastly-Soft-Purge: yes");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.field("content-type")).isEqualTo("application/problem+json");
        assertThat(reply.content()).contains("urn:skerry:problem:unknown-purge-mode");
        assertThat(service.requests).isEmpty();
    }

    @Test
    void the_url_is_what_the_cache_would_have_looked_up() throws IOException {
        purge("/b/../%61?x=%2f&y", BEARER);

        assertThat(asked().urls()).containsExactly("http://docs.localhost/a?x=%2F&y");
    }

    @Test
    void a_refusal_of_purge_service_is_the_senders_to_read() throws IOException {
        service.script((request, answer) -> answer.send(
                401,
                "{\"type\":\"urn:skerry:problem:no-token\"}",
                "Content-Type: application/problem+json",
                "WWW-Authenticate: Bearer realm=\"skerry\""));
        Reply reply = purge("/a");

        assertThat(service.requests.getLast().field("authorization")).isNull();
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.field("www-authenticate")).isEqualTo("Bearer realm=\"skerry\"");
        assertThat(reply.content()).contains("no-token");
    }

    @Test
    void content_of_a_purge_means_nothing() throws IOException {
        Reply reply =
                RawClient.request(edge.httpPort(), "PURGE", EdgeAlone.HOST, "/a", "{\"everything\":true}", BEARER);

        assertThat(reply.status()).isEqualTo(202);
        assertThat(asked().everything()).isFalse();
    }

    @Test
    void a_host_that_no_site_has_is_not_purged() throws IOException {
        Reply reply = RawClient.request(edge.httpPort(), "PURGE", "other.localhost", "/a", "", BEARER);

        assertThat(reply.status()).isEqualTo(421);
        assertThat(service.requests).isEmpty();
    }

    @Test
    void an_edge_that_knows_no_purge_service_says_what_to_set() throws Exception {
        edge.close();
        edge = edge("");
        Reply reply = purge("/a", BEARER);

        assertThat(reply.status()).isEqualTo(501);
        assertThat(reply.content()).contains("purge-not-set-up", "skerry.purge").doesNotContain(TOKEN);
        assertThat(origin.requests).isEmpty();
    }

    @Test
    void a_malformed_address_of_purge_service_is_refused_at_the_start() {
        assertThatThrownBy(() -> TestConfig.of(Map.of("skerry.kafka", "k:9092", "skerry.purge", "purge:8082")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("skerry.purge is 'purge:8082'");
    }

    @Test
    void that_purge_service_is_away_is_told_as_nothing_purged() throws Exception {
        edge.close();
        int free;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = closed.getLocalPort();
        }
        edge = edge("http://127.0.0.1:" + free);
        Reply reply = purge("/a", BEARER);

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.content()).contains("purge-service-unreachable", "Nothing was purged");
    }

    @Test
    void that_purge_service_broke_off_is_told_as_perhaps_committed() throws IOException {
        service.script((request, answer) -> {
            throw new IOException("broke off");
        });
        Reply reply = purge("/a", BEARER);

        assertThat(reply.status()).isEqualTo(504);
        assertThat(reply.content()).contains("purge-service-silent", "may have committed");
        assertThat(service.requests).as("sent once").hasSize(1);
    }

    @Test
    void no_more_than_64_wait_for_purge_service() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        service.script((request, answer) -> {
            goOn.await(10, TimeUnit.SECONDS);
            answer.send(200, "{}");
        });
        List<Future<Reply>> waiting = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < MAX_CALLS; i++) {
                waiting.add(clients.submit(() -> purge("/a", BEARER)));
            }
            Await.until("64 wait", () -> service.requests.size() == MAX_CALLS);
            Reply further = purge("/a", BEARER);
            goOn.countDown();

            assertThat(further.status()).isEqualTo(503);
            assertThat(further.field("retry-after")).isEqualTo("1");
            assertThat(further.content()).contains("too-many-purges");
            for (Future<Reply> reply : waiting) {
                assertThat(reply.get().status()).isEqualTo(200);
            }
        }
        assertThat(purge("/a", BEARER).status()).isEqualTo(200);
    }
}
