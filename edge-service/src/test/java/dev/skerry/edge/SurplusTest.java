package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.RawClient.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What an origin sends beyond the end of a response is no part of another one (RFC 9112 §6.3): whoever can write the content
 * of one URL, in a way that its origin miscounts, must not be able to write the response of any other.
 */
class SurplusTest {
    private static final String PLANTED_HEAD =
            "HTTP/1.1 404 Planted\r\nCache-Control: public, max-age=31536000\r\nX-Planted: yes\r\n";

    static final List<String> SURPLUS = List.of(
            "cdefgh",
            "\r\n",
            "HTTP/1.1 404 Pla",
            PLANTED_HEAD,
            PLANTED_HEAD + "X: ",
            PLANTED_HEAD + "Content-Length: 7\r\n\r\nplanted",
            PLANTED_HEAD + "Content-Length: 700\r\n\r\nplanted",
            "HTTP/1.1 103 Early Hints\r\n\r\n" + PLANTED_HEAD + "X: ");

    private EdgeAlone edge;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        edge = EdgeAlone.start(folder);
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
    }

    private static void fine(ScriptedOrigin.Answer answer) throws IOException {
        answer.send(200, "fine", "Cache-Control: max-age=60");
    }

    @ParameterizedTest
    @FieldSource("SURPLUS")
    void rfc9112_6_3_what_comes_with_a_response_is_not_the_next_one(String surplus) throws IOException {
        edge.origin.script((request, answer) -> {
            if (request.target().equals("/over")) {
                answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab" + surplus);
            } else {
                fine(answer);
            }
        });

        assertThat(edge.get("/over").content()).isEqualTo("ab");
        assertIsUnharmed();
        assertThat(edge.get("/over").content()).isEqualTo("ab");
        Reply put = edge.request("PUT", "/put", "");
        assertThat(put.content()).isEqualTo("fine");
        assertThat(edge.origin.requests.stream()
                        .filter(request -> request.method().equals("PUT")))
                .hasSize(1);
    }

    @ParameterizedTest
    @FieldSource("SURPLUS")
    void rfc9112_6_3_what_comes_while_nothing_is_asked_is_no_response(String surplus) throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        edge.origin.script((request, answer) -> {
            if (!request.target().equals("/over")) {
                fine(answer);
                return;
            }
            answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab");
            answered.await(10, TimeUnit.SECONDS);
            try {
                answer.raw(surplus);
                while (closed.getCount() > 0) { // until the edge has closed the connection
                    answer.raw("x");
                }
            } finally {
                closed.countDown();
            }
        });

        assertThat(edge.get("/over").content()).isEqualTo("ab");
        answered.countDown();
        assertThat(closed.await(10, TimeUnit.SECONDS)).as("closed").isTrue();
        assertIsUnharmed();
    }

    private void assertIsUnharmed() throws IOException {
        for (String decision : List.of("fwd=uri-miss; fwd-status=200; ", "hit; ")) {
            Reply next = edge.get("/next");
            assertThat(next.status()).isEqualTo(200);
            assertThat(next.content()).isEqualTo("fine");
            assertThat(next.field("x-planted")).isNull();
            assertThat(next.field("cache-status")).contains(decision);
        }
    }

    @Test
    void rfc9112_6_3_the_content_that_a_bad_origin_sends_to_a_head_is_not_the_next_response() throws IOException {
        edge.origin.script((request, answer) -> {
            if (request.method().equals("HEAD")) {
                answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nCache-Control: no-store\r\n\r\nwhole");
            } else if (request.target().equals("/head")) {
                answer.send(200, "whole", "Cache-Control: no-store");
            } else {
                fine(answer);
            }
        });

        edge.get("/head"); // what is not stored is asked for as it is from now on
        assertThat(edge.request("HEAD", "/head", "").status()).isEqualTo(200);
        assertThat(edge.origin.requests.getLast().method()).isEqualTo("HEAD");
        assertIsUnharmed();
    }

    @Test
    void rfc9112_6_3_what_comes_before_a_response_costs_its_connection_and_not_its_request() throws IOException {
        edge.origin.script((request, answer) -> {
            if (request.target().equals("/over")) {
                answer.send(200, "ab");
            } else {
                // On the first connection only, which has carried a response already.
                answer.raw(edge.origin.connections.get() == 1 ? "cdefgh" : "");
                fine(answer);
            }
        });

        assertThat(edge.get("/over").content()).isEqualTo("ab");
        assertIsUnharmed();
    }
}
