package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.RawClient.Reply;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
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

/** How an edge asks its origin, over real sockets: together, streaming, and when the origin fails. */
class EdgeFetchTest {
    @TempDir
    Path folder;

    private EdgeAlone edge;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        edge = EdgeAlone.start(folder);
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
    }

    @Test
    void requests_at_once_for_one_key_ask_the_origin_once_and_stream_as_it_answers() throws Exception {
        CountDownLatch firstHalfSeen = new CountDownLatch(1);
        edge.origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n");
            answer.chunk("first ");
            firstHalfSeen.await(10, TimeUnit.SECONDS);
            answer.chunk("second");
            answer.raw("0\r\n\r\n");
        });
        List<Future<Reply>> replies = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                replies.add(clients.submit(() -> edge.get("/slow")));
            }
            try (var early = new Socket(InetAddress.getLoopbackAddress(), edge.httpPort())) {
                early.setSoTimeout(10_000);
                early.getOutputStream()
                        .write(("GET /slow HTTP/1.1\r\nHost: " + EdgeAlone.HOST + "\r\n\r\n")
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
        assertThat(edge.origin.requests).hasSize(1);
        assertThat(statuses(replies))
                .filteredOn(status -> status.contains("collapsed"))
                .isNotEmpty();
        assertThat(edge.get("/slow").field("cache-status")).contains("; hit");
    }

    private static List<String> statuses(List<Future<Reply>> replies) throws InterruptedException, ExecutionException {
        List<String> statuses = new ArrayList<>();
        for (Future<Reply> reply : replies) {
            statuses.add(reply.get().field("cache-status"));
        }
        return statuses;
    }

    @Test
    void a_content_that_breaks_off_is_cut_for_the_user_too_and_not_stored() throws IOException {
        edge.origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 100\r\n\r\nonly this");
            throw new IOException("cut");
        });
        Reply cut = edge.get("/a");
        edge.origin.script((request, answer) -> answer.send(200, "whole", "Cache-Control: max-age=60"));
        Reply whole = edge.get("/a");

        assertThat(cut.cut()).isTrue();
        assertThat(whole.content()).isEqualTo("whole");
        assertThat(whole.field("cache-status")).contains("fwd=uri-miss");
    }

    @Test
    void an_origin_that_can_not_be_reached_gives_502_and_says_why() throws Exception {
        try (Socket boundAndNotListening = new Socket()) {
            boundAndNotListening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Path site = EdgeAlone.siteFile(folder, "http://127.0.0.1:" + boundAndNotListening.getLocalPort());
            try (Edge alone = Edge.start(TestConfig.standalone(site))) {
                Reply reply = RawClient.get(alone.httpPort(), EdgeAlone.HOST, "/a");

                assertThat(reply.status()).isEqualTo(502);
                assertThat(reply.field("cache-status")).contains("detail=upstream-connect");
                assertThat(reply.field("cache-control")).isEqualTo("no-store");
            }
        }
    }

    @Test
    void rfc5861_4_a_stale_response_answers_for_an_origin_that_fails_within_stale_if_error() throws IOException {
        edge.origin.script((request, answer) -> answer.send(200, "old", "Cache-Control: max-age=0, stale-if-error=60"));
        edge.get("/a");
        edge.origin.script((request, answer) -> answer.send(503, "down"));
        Reply reply = edge.get("/a");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.content()).isEqualTo("old");
        assertThat(reply.field("cache-status")).contains("detail=stale-if-error");
    }

    @Test
    void rfc5861_4_everybody_who_waits_for_an_origin_that_fails_gets_the_stale_response() throws Exception {
        edge.origin.script((request, answer) -> answer.send(200, "old", "Cache-Control: max-age=0, stale-if-error=60"));
        edge.get("/a");
        CountDownLatch allWait = new CountDownLatch(1);
        edge.origin.script((request, answer) -> {
            allWait.await(10, TimeUnit.SECONDS);
            answer.send(503, "down");
        });
        List<Future<Reply>> replies = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 5; i++) {
                replies.add(clients.submit(() -> edge.get("/a")));
            }
            allWait.countDown();
            for (Future<Reply> reply : replies) {
                assertThat(reply.get().content()).isEqualTo("old");
            }
        }
    }

    @Test
    void rfc5861_3_a_failing_origin_is_asked_by_one_background_refresh_at_a_time() throws IOException {
        edge.origin.script(
                (request, answer) -> answer.send(200, "old", "Cache-Control: max-age=0, stale-while-revalidate=600"));
        edge.get("/a");
        CountDownLatch release = new CountDownLatch(1);
        edge.origin.script((request, answer) -> {
            release.await(10, TimeUnit.SECONDS);
            answer.send(503, "down");
        });
        for (int i = 0; i < 20; i++) {
            assertThat(edge.get("/a").content()).isEqualTo("old");
        }
        release.countDown();

        assertThat(edge.origin.requests).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void a_request_that_is_passed_on_says_nothing_of_storing() throws IOException {
        Reply reply = edge.request("POST", "/a", "x");

        assertThat(reply.field("cache-status")).contains("fwd=method").doesNotContain("detail");
    }

    @Test
    void rfc9111_5_2_1_7_only_if_cached_without_anything_stored_gives_504() throws IOException {
        Reply reply = edge.get("/a", "Cache-Control: only-if-cached");

        assertThat(reply.status()).isEqualTo(504);
        assertThat(edge.origin.requests).isEmpty();
    }

    @Test
    void content_far_larger_than_the_cache_takes_streams_through() throws IOException {
        String block = "0123456789abcdef".repeat(4096);
        int blocks = 200;
        edge.origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < blocks; i++) {
                answer.chunk(block);
            }
            answer.raw("0\r\n\r\n");
        });
        Reply reply = edge.get("/big");

        assertThat(reply.content()).hasSize(block.length() * blocks);
        assertThat(reply.cut()).isFalse();
        assertThat(edge.node.cachedObjects()).isZero();
    }

    @Test
    void connections_to_the_origin_are_kept_and_used_again() throws IOException {
        for (int i = 0; i < 10; i++) {
            edge.get("/page" + i);
        }

        assertThat(edge.origin.requests).hasSize(10);
        assertThat(edge.origin.connections).hasValue(1);
    }
}
