package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.RawClient.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One edge alone in front of a scripted origin, over real sockets: the pipeline as a user and an origin see it. */
class StandaloneEdgeTest {
    private static final String HOST = "docs.localhost";

    @TempDir
    Path folder;

    private ScriptedOrigin origin;
    private Edge edge;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        origin = new ScriptedOrigin((request, answer) ->
                answer.send(200, "content of " + request.target(), "Cache-Control: max-age=60", "ETag: \"1\""));
        edge = Edge.start(TestConfig.standalone(siteFile(origin.url())));
    }

    private Path siteFile(String originUrl) throws IOException {
        Path site = folder.resolve("site.yaml");
        Files.writeString(site, """
                site: docs
                hosts: [docs.localhost]
                origins: [{url: "%s"}]
                """.formatted(originUrl));
        return site;
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        origin.close();
    }

    @Test
    void a_second_request_is_a_hit_and_the_origin_is_asked_once() throws IOException {
        Reply miss = get("/a.css");
        Reply hit = get("/a.css");

        assertThat(miss.status()).isEqualTo(200);
        assertThat(miss.content()).isEqualTo("content of /a.css");
        assertThat(miss.field("cache-status"))
                .startsWith("skerry-local; fwd=uri-miss; fwd-status=200; ttl=")
                .contains("stored");
        assertThat(hit.content()).isEqualTo(miss.content());
        assertThat(hit.field("cache-status")).startsWith("skerry-local; hit; ttl=");
        assertThat(hit.field("age")).isNotNull();
        assertThat(hit.field("via")).isEqualTo("1.1 skerry-local");
        assertThat(origin.requests).hasSize(1);
    }

    @Test
    void rfc9110_9_3_2_head_is_answered_from_a_stored_get_with_its_length_and_no_content() throws IOException {
        Reply full = get("/a");
        Reply head = RawClient.request(edge.httpPort(), "HEAD", HOST, "/a", "");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.content()).isEmpty();
        assertThat(head.field("content-length"))
                .isEqualTo(Integer.toString(full.content().length()));
        assertThat(origin.requests).hasSize(1);
    }

    @Test
    void rfc9110_13_1_2_if_none_match_on_a_hit_and_on_a_miss_gives_304() throws IOException {
        Reply onMiss = get("/a", "If-None-Match: \"1\"");
        Reply onHit = get("/a", "If-None-Match: W/\"1\"");

        assertThat(onMiss.status()).isEqualTo(304);
        assertThat(onHit.status()).isEqualTo(304);
        assertThat(onHit.field("etag")).isEqualTo("\"1\"");
        assertThat(origin.requests).hasSize(1);
        assertThat(origin.requests.getFirst().field("if-none-match")).isNull();
    }

    @Test
    void rfc9110_14_2_a_range_of_a_stored_response_is_206_and_one_beyond_its_end_416() throws IOException {
        get("/0123456789");
        Reply part = get("/0123456789", "Range: bytes=3-6");
        Reply beyond = get("/0123456789", "Range: bytes=1000-");

        assertThat(part.status()).isEqualTo(206);
        assertThat(part.content()).isEqualTo("content of /0123456789".substring(3, 7));
        assertThat(part.field("content-range")).isEqualTo("bytes 3-6/22");
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(beyond.field("content-range")).isEqualTo("bytes */22");
    }

    @Test
    void rfc9111_4_3_a_stale_response_is_revalidated_with_its_etag_and_a_304_freshens_it() throws IOException {
        origin.script((request, answer) -> {
            if ("\"1\"".equals(request.field("if-none-match"))) {
                answer.raw("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nCache-Control: max-age=60\r\n\r\n");
            } else {
                answer.send(200, "old", "Cache-Control: max-age=0", "ETag: \"1\"");
            }
        });
        get("/a");
        Reply revalidated = get("/a");
        Reply hit = get("/a");

        assertThat(revalidated.content()).isEqualTo("old");
        assertThat(revalidated.field("cache-status")).contains("fwd=stale; fwd-status=304");
        assertThat(hit.field("cache-status")).contains("; hit");
        assertThat(origin.requests).hasSize(2);
    }

    @Test
    void rfc9111_4_1_variants_are_kept_apart() throws IOException {
        origin.script((request, answer) -> answer.send(
                200, "in " + request.field("accept-language"), "Cache-Control: max-age=60", "Vary: Accept-Language"));
        assertThat(get("/a", "Accept-Language: fr").content()).isEqualTo("in fr");
        assertThat(get("/a", "Accept-Language: de").content()).isEqualTo("in de");
        assertThat(get("/a", "Accept-Language: fr").field("cache-status")).contains("; hit");
        assertThat(origin.requests).hasSize(2);
    }

    @Test
    void requests_at_once_for_one_key_ask_the_origin_once_and_stream_as_it_answers() throws Exception {
        CountDownLatch firstHalfSeen = new CountDownLatch(1);
        origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n");
            answer.chunk("first ");
            firstHalfSeen.await(10, TimeUnit.SECONDS);
            answer.chunk("second");
            answer.raw("0\r\n\r\n");
        });
        List<Future<Reply>> replies = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                replies.add(clients.submit(() -> get("/slow")));
            }
            try (var early = new Socket(InetAddress.getLoopbackAddress(), edge.httpPort())) {
                early.setSoTimeout(10_000);
                early.getOutputStream()
                        .write(("GET /slow HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
                StringBuilder seen = new StringBuilder();
                while (seen.indexOf("first ") < 0) {
                    seen.append((char) early.getInputStream().read());
                }
            }
            firstHalfSeen.countDown();
            for (Future<Reply> reply : replies) {
                assertThat(reply.get().content()).isEqualTo("first second");
            }
        }
        assertThat(origin.requests).hasSize(1);
        assertThat(statuses(replies))
                .filteredOn(status -> status.contains("collapsed"))
                .isNotEmpty();
        assertThat(get("/slow").field("cache-status")).contains("; hit");
    }

    private static List<String> statuses(List<Future<Reply>> replies) throws InterruptedException, ExecutionException {
        List<String> statuses = new ArrayList<>();
        for (Future<Reply> reply : replies) {
            statuses.add(reply.get().field("cache-status"));
        }
        return statuses;
    }

    @Test
    void private_responses_are_passed_to_each_and_never_stored() throws IOException {
        origin.script((request, answer) ->
                answer.send(200, "for " + request.field("cookie"), "Cache-Control: private, max-age=60"));
        Reply alice = get("/me", "Cookie: alice");
        Reply bob = get("/me", "Cookie: bob");

        assertThat(alice.content()).isEqualTo("for alice");
        assertThat(bob.content()).isEqualTo("for bob");
        assertThat(bob.field("cache-status"))
                .contains("fwd=")
                .contains("detail=private")
                .doesNotContain("stored");
    }

    @Test
    void a_response_with_set_cookie_is_not_stored_by_default() throws IOException {
        origin.script((request, answer) -> answer.send(200, "x", "Cache-Control: max-age=60", "Set-Cookie: id=1"));
        get("/login");
        Reply second = get("/login");

        assertThat(second.field("set-cookie")).isEqualTo("id=1");
        assertThat(second.field("cache-status")).contains("detail=set-cookie");
        assertThat(origin.requests).hasSize(2);
    }

    @Test
    void rfc9111_4_4_an_unsafe_request_that_succeeds_invalidates_its_url() throws IOException {
        get("/item");
        Reply post = RawClient.request(edge.httpPort(), "POST", HOST, "/item", "change it");
        Reply after = get("/item");

        assertThat(post.status()).isEqualTo(200);
        assertThat(post.field("cache-status")).contains("fwd=method");
        assertThat(origin.requests.get(1).content()).isEqualTo("change it");
        assertThat(after.field("cache-status")).contains("fwd=uri-miss");
        assertThat(origin.requests).hasSize(3);
    }

    @Test
    void rfc9110_7_6_1_hop_by_hop_fields_and_those_that_connection_names_go_no_further() throws IOException {
        origin.script((request, answer) -> answer.send(
                200, "x", "Cache-Control: max-age=60", "Connection: X-Hop", "X-Hop: origin", "Keep-Alive: timeout=5"));
        RawClient.raw(
                edge.httpPort(),
                "GET /a HTTP/1.1\r\nHost: " + HOST
                        + "\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\nTE: trailers\r\nX-End: 2\r\n\r\n",
                false);
        Reply hit = get("/a");

        assertThat(origin.requests.getFirst().field("x-mine")).isNull();
        assertThat(origin.requests.getFirst().field("te")).isNull();
        assertThat(origin.requests.getFirst().field("x-end")).isEqualTo("2");
        assertThat(hit.field("x-hop")).isNull();
        assertThat(hit.field("keep-alive")).isNull();
    }

    @Test
    void fields_for_caches_are_not_sent_to_users_and_theirs_not_to_the_origin() throws IOException {
        origin.script((request, answer) -> answer.send(
                200, "x", "Cache-Control: no-store", "CDN-Cache-Control: max-age=60", "Surrogate-Key: a b"));
        get("/a", "Skerry-Peer: guess", "Skerry-Fence: 0:99");
        Reply hit = get("/a");

        assertThat(hit.field("cache-status")).contains("; hit");
        assertThat(hit.field("cdn-cache-control")).isNull();
        assertThat(hit.field("surrogate-key")).isNull();
        assertThat(hit.field("skerry-fence")).isNull();
        assertThat(hit.field("cache-control")).isEqualTo("no-store");
        assertThat(origin.requests.getFirst().field("skerry-peer")).isNull();
        assertThat(origin.requests.getFirst().field("skerry-fence")).isNull();
    }

    @Test
    void a_content_that_breaks_off_is_cut_for_the_user_too_and_not_stored() throws IOException {
        origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 100\r\n\r\nonly this");
            throw new IOException("cut");
        });
        Reply cut = get("/a");
        origin.script((request, answer) -> answer.send(200, "whole", "Cache-Control: max-age=60"));
        Reply whole = get("/a");

        assertThat(cut.cut()).isTrue();
        assertThat(whole.content()).isEqualTo("whole");
        assertThat(whole.field("cache-status")).contains("fwd=uri-miss");
    }

    @Test
    void an_origin_that_can_not_be_reached_gives_502_and_says_why() throws Exception {
        try (Socket boundAndNotListening = new Socket()) {
            boundAndNotListening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Path site = siteFile("http://127.0.0.1:" + boundAndNotListening.getLocalPort());
            try (Edge alone = Edge.start(TestConfig.standalone(site))) {
                Reply reply = RawClient.get(alone.httpPort(), HOST, "/a");

                assertThat(reply.status()).isEqualTo(502);
                assertThat(reply.field("cache-status")).contains("detail=upstream-connect");
                assertThat(reply.field("cache-control")).isEqualTo("no-store");
            }
        }
    }

    @Test
    void rfc5861_4_a_stale_response_answers_for_an_origin_that_fails_within_stale_if_error() throws IOException {
        origin.script((request, answer) -> answer.send(200, "old", "Cache-Control: max-age=0, stale-if-error=60"));
        get("/a");
        origin.script((request, answer) -> answer.send(503, "down"));
        Reply reply = get("/a");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.content()).isEqualTo("old");
        assertThat(reply.field("cache-status")).contains("detail=stale-if-error");
    }

    @Test
    void rfc5861_4_everybody_who_waits_for_an_origin_that_fails_gets_the_stale_response() throws Exception {
        origin.script((request, answer) -> answer.send(200, "old", "Cache-Control: max-age=0, stale-if-error=60"));
        get("/a");
        CountDownLatch allWait = new CountDownLatch(1);
        origin.script((request, answer) -> {
            allWait.await(10, TimeUnit.SECONDS);
            answer.send(503, "down");
        });
        List<Future<Reply>> replies = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 5; i++) {
                replies.add(clients.submit(() -> get("/a")));
            }
            allWait.countDown();
            for (Future<Reply> reply : replies) {
                assertThat(reply.get().content()).isEqualTo("old");
            }
        }
    }

    @Test
    void rfc5861_3_a_failing_origin_is_asked_by_one_background_refresh_at_a_time() throws IOException {
        origin.script(
                (request, answer) -> answer.send(200, "old", "Cache-Control: max-age=0, stale-while-revalidate=600"));
        get("/a");
        CountDownLatch release = new CountDownLatch(1);
        origin.script((request, answer) -> {
            release.await(10, TimeUnit.SECONDS);
            answer.send(503, "down");
        });
        for (int i = 0; i < 20; i++) {
            assertThat(get("/a").content()).isEqualTo("old");
        }
        release.countDown();

        assertThat(origin.requests).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void a_request_that_is_passed_on_says_nothing_of_storing() throws IOException {
        Reply reply = RawClient.request(edge.httpPort(), "POST", HOST, "/a", "x");

        assertThat(reply.field("cache-status")).contains("fwd=method").doesNotContain("detail");
    }

    @Test
    void rfc9111_5_2_1_7_only_if_cached_without_anything_stored_gives_504() throws IOException {
        Reply reply = get("/a", "Cache-Control: only-if-cached");

        assertThat(reply.status()).isEqualTo(504);
        assertThat(origin.requests).isEmpty();
    }

    @Test
    void a_host_without_a_site_gives_421_and_a_request_that_was_here_before_508() throws IOException {
        assertThat(RawClient.get(edge.httpPort(), "other.localhost", "/a").status())
                .isEqualTo(421);
        assertThat(get("/a", "Via: 1.1 skerry-local").status()).isEqualTo(508);
        assertThat(origin.requests).isEmpty();
    }

    @Test
    void equivalent_spellings_of_a_url_are_one_key_and_the_origin_sees_the_normalised_one() throws IOException {
        get("/a/%7Euser/../x?q=%61");
        Reply hit = RawClient.get(edge.httpPort(), "DOCS.localhost:1234", "/a/x?q=a");
        Reply absolute = RawClient.raw(
                edge.httpPort(),
                "GET http://docs.localhost/a/x?q=a HTTP/1.1\r\nHost: docs.localhost\r\nConnection: close\r\n\r\n",
                false);

        assertThat(hit.field("cache-status")).contains("; hit");
        assertThat(absolute.field("cache-status")).contains("; hit");
        assertThat(origin.requests.getFirst().target()).isEqualTo("/a/x?q=a");
        assertThat(origin.requests.getFirst().field("host")).isEqualTo("docs.localhost");
    }

    @Test
    void requests_that_can_not_be_read_get_400_and_reach_nobody() throws IOException {
        for (String head : List.of(
                "GET /a HTTP/1.1\r\nHost: docs.localhost\r\nHost: other.localhost\r\n",
                "GET /a HTTP/1.1\r\n",
                "GET /a HTTP/1.1\r\nHost: bad host\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: docs.localhost\r\n")) {
            Reply reply = RawClient.raw(edge.httpPort(), head + "Connection: close\r\n\r\n", false);
            assertThat(reply.status()).as(head).isEqualTo(400);
        }
        assertThat(origin.requests).isEmpty();
    }

    @Test
    void content_far_larger_than_the_cache_takes_streams_through() throws IOException {
        String block = "0123456789abcdef".repeat(4096);
        int blocks = 200;
        origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < blocks; i++) {
                answer.chunk(block);
            }
            answer.raw("0\r\n\r\n");
        });
        Reply reply = get("/big");

        assertThat(reply.content()).hasSize(block.length() * blocks);
        assertThat(reply.cut()).isFalse();
        assertThat(edge.cachedObjects()).isZero();
    }

    @Test
    void connections_to_the_origin_are_kept_and_used_again() throws IOException {
        for (int i = 0; i < 10; i++) {
            get("/page" + i);
        }

        assertThat(origin.requests).hasSize(10);
        assertThat(origin.connections).hasValue(1);
    }

    @Test
    void explain_tells_what_is_stored_without_touching_it_and_health_and_metrics_answer() throws IOException {
        get("/a");
        Reply explained = admin("/explain?url=http://docs.localhost/a");
        Reply absent = admin("/explain?url=http://docs.localhost/b");
        Reply malformed = admin("/explain?url=nonsense");

        assertThat(explained.content())
                .contains("\"tier\":\"memory\"", "\"decision\":\"serve\"", "\"lifetimeSource\":\"max_age\"");
        assertThat(absent.content()).contains("\"tier\":\"none\"", "fetch uri-miss");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(admin("/q/health/live").status()).isEqualTo(200);
        assertThat(admin("/q/health/ready").content()).contains("UP");
        assertThat(admin("/q/metrics").content()).contains("skerry_edge_requests_total");
        assertThat(origin.requests).hasSize(1);
    }

    private Reply get(String target, String... fields) throws IOException {
        return RawClient.get(edge.httpPort(), HOST, target, fields);
    }

    private Reply admin(String target) throws IOException {
        return RawClient.get(edge.adminPort(), "localhost", target);
    }
}
