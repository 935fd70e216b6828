package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.edge.KeptConnection.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node that is told to end, over real sockets of HTTP/1.1. */
class DrainTest extends DrainFixture {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Begins to close the node, and returns once its readiness is down. */
    private static CompletableFuture<Duration> closing(Edge node) throws InterruptedException {
        long begun = System.nanoTime();
        CompletableFuture<Duration> closed = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            node.close();
            closed.complete(Duration.ofNanos(System.nanoTime() - begun));
        });
        Await.until("readiness is down", () -> isNotReady(node));
        return closed;
    }

    private static Duration end(CompletableFuture<Duration> closed) throws Exception {
        return closed.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static boolean refuses(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (ConnectException refused) {
            return true;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void readiness_goes_at_once_and_for_the_delay_the_node_lives_and_answers_also_new_connections() throws Exception {
        Edge node = start("1s", "5s");
        try (KeptConnection old = new KeptConnection(node.httpPort())) {
            old.get("/a");
            assertThat(old.answer().saysClose()).isFalse();
            CompletableFuture<Duration> closed = closing(node);
            assertThat(admin(node, "/q/health/ready").content()).contains("draining");
            assertThat(admin(node, "/q/health/live").status()).isEqualTo(200);

            old.get("/b");
            Answer last = old.answer();
            assertThat(last.content()).isEqualTo("content of /b");
            assertThat(last.saysClose()).isTrue();
            assertThat(old.isClosed()).isTrue();
            try (KeptConnection fresh = new KeptConnection(node.httpPort())) {
                fresh.get("/c");
                assertThat(fresh.answer().saysClose()).isTrue();
                assertThat(fresh.isClosed()).isTrue();
            }
            assertThat(end(closed)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
        }
        assertThat(refuses(node.httpPort())).isTrue();
        assertThat(refuses(node.adminPort())).isTrue();
    }

    @Test
    void of_pipelined_requests_all_are_answered_and_the_last_answer_says_that_the_connection_ends() throws Exception {
        Edge node = start("1s", "5s");
        try (KeptConnection connection = new KeptConnection(node.httpPort())) {
            connection.get("/a");
            connection.answer();
            CompletableFuture<Duration> closed = closing(node);
            connection.get("/a", "/b", "/c");
            Answer first = connection.answer();
            Answer second = connection.answer();
            Answer third = connection.answer();

            assertThat(first.content()).isEqualTo("content of /a");
            assertThat(second.content()).isEqualTo("content of /b");
            assertThat(third.content()).isEqualTo("content of /c");
            assertThat(first.saysClose()).isFalse();
            assertThat(second.saysClose()).isFalse();
            assertThat(third.saysClose()).isTrue();
            assertThat(connection.isClosed()).isTrue();
            end(closed);
        }
    }

    @Test
    void an_idle_connection_is_closed_when_the_delay_is_over_and_then_nothing_is_accepted() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
            finish.await();
            answer.raw("cd");
        });
        Edge node = start("500ms", "10s");
        try (KeptConnection idle = new KeptConnection(node.httpPort());
                KeptConnection slow = new KeptConnection(node.httpPort())) {
            slow.get("/slow");
            slow.head();
            CompletableFuture<Duration> closed = closing(node);
            assertThat(idle.isClosed()).isTrue();
            Await.until("no connection is accepted", () -> refuses(node.httpPort()));
            assertThat(admin(node, "/q/health/live").status()).isEqualTo(200);
            assertThat(closed).as("a download is under way").isNotDone();
            finish.countDown();
            end(closed);
        }
    }

    @Test
    void a_slow_download_is_finished() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nCache-Control: max-age=60\r\n\r\nab");
            finish.await();
            answer.raw("cd");
        });
        Edge node = start("0s", "10s");
        try (KeptConnection download = new KeptConnection(node.httpPort())) {
            download.get("/slow");
            CompletableFuture<Answer> answer = new CompletableFuture<>();
            Await.until("the origin is asked", () -> !origin.requests.isEmpty());
            Thread.ofVirtual().start(() -> {
                try {
                    answer.complete(download.answer());
                } catch (IOException cut) {
                    answer.completeExceptionally(cut);
                }
            });
            CompletableFuture<Duration> closed = closing(node);
            Await.until("no connection is accepted", () -> refuses(node.httpPort()));
            finish.countDown();
            assertThat(answer.get(SOON.toSeconds(), TimeUnit.SECONDS).content()).isEqualTo("abcd");
            assertThat(end(closed)).isLessThan(Duration.ofSeconds(5));
            assertThat(download.isClosed()).isTrue();
        }
    }

    @Test
    void a_download_that_takes_longer_than_the_limit_is_cut_and_the_node_ends() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
            never.await();
        });
        Edge node = start("0s", "1s");
        try (KeptConnection download = new KeptConnection(node.httpPort())) {
            download.get("/slow");
            Await.until("the origin is asked", () -> !origin.requests.isEmpty());
            CompletableFuture<Duration> closed = closing(node);
            assertThatThrownBy(download::answer).isInstanceOf(IOException.class);
            assertThat(end(closed)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(7));
        } finally {
            never.countDown();
        }
    }

    @Test
    void a_fill_that_nobody_waits_for_any_more_is_finished() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        CompletableFuture<String> sent = new CompletableFuture<>();
        origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\nCache-Control: max-age=60\r\n\r\nx");
            finish.await();
            try {
                answer.raw("x".repeat(1_999_999));
                sent.complete("all");
            } catch (IOException cut) {
                sent.complete("cut");
            }
        });
        Edge node = start("0s", "10s");
        try (KeptConnection gone = new KeptConnection(node.httpPort())) {
            gone.get("/slow");
            gone.head();
        }
        CompletableFuture<Duration> closed = closing(node);
        Await.until("no connection is accepted", () -> refuses(node.httpPort()));
        assertThat(closed).isNotDone();
        finish.countDown();
        assertThat(sent.get(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo("all");
        assertThat(end(closed)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void a_fill_that_does_not_end_holds_the_node_no_longer_than_the_limit() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\nCache-Control: max-age=60\r\n\r\nab");
            never.await();
        });
        Edge node = start("0s", "1s");
        try (KeptConnection gone = new KeptConnection(node.httpPort())) {
            gone.get("/slow");
            gone.head();
        }
        CompletableFuture<Duration> closed = closing(node);
        assertThat(end(closed)).isBetween(Duration.ofMillis(900), Duration.ofSeconds(7));
        never.countDown();
    }
}
