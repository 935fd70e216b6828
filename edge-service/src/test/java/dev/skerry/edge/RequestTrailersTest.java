package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.skerry.edge.RawClient.Reply;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.origin.HttpUpstream;
import dev.skerry.edge.origin.UpstreamLimits;
import dev.skerry.edge.origin.UpstreamTarget;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Fields after the content of a request, over real sockets (RFC 9110 §6.5). */
class RequestTrailersTest {
    private static final String PLANTED = "GET /planted HTTP/1.1\r\nHost: docs.localhost\r\n\r\n";

    /** Trailer sections that no field line has, as they stand on the wire. */
    static final List<String> MALFORMED = List.of(
            "X Sum: 1",
            "X-Sum : 1",
            "X-S\u0000um: 1",
            "X(Sum): 1",
            "X-Sum: 1\u00002",
            "X-Sum: 1\u000b2",
            "X-Sum: 1\r2",
            ": 1",
            "no colon");

    private EdgeAlone edge;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        edge = EdgeAlone.start(folder);
        edge.origin.script((request, answer) -> answer.send(200, "got " + request.content()));
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
    }

    /** A request with the content {@code abcd} in chunks; {@code fields} and {@code trailers} as {@code Name: value}. */
    private static String chunked(String method, List<String> fields, String... trailers) {
        return method + " /a HTTP/1.1\r\nHost: docs.localhost\r\nTransfer-Encoding: chunked\r\n" + lines(fields)
                + "\r\n4\r\nabcd\r\n0\r\n" + lines(Arrays.asList(trailers)) + "\r\n";
    }

    private static String lines(List<String> lines) {
        return String.join("", lines.stream().map(line -> line + "\r\n").toList());
    }

    private Reply send(String method, String... trailers) throws IOException {
        return edge.raw(chunked(method, List.of("Connection: close"), trailers));
    }

    /** Over HTTP/2; {@code trailers} as name, value, name, value ... */
    private String post(List<String> head, String content, String... trailers) throws IOException {
        return RawHttp2.post(edge.httpPort(), EdgeAlone.HOST, "/a", head, content, Arrays.asList(trailers));
    }

    private ScriptedOrigin.Request received() {
        return edge.origin.requests.getLast();
    }

    @Test
    void rfc9112_7_1_2_trailers_of_any_request_with_content_reach_the_origin_behind_it() throws IOException {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE", "GET")) {
            assertThat(send(method, "X-Sum: 42", "x-more: a, b", "X-More: c").content())
                    .isEqualTo("got abcd");

            assertThat(received().method()).isEqualTo(method);
            assertThat(received().field("transfer-encoding")).isEqualTo("chunked");
            assertThat(received().trailers()).containsExactly(entry("x-more", "a, b, c"), entry("x-sum", "42"));
        }
    }

    @Test
    void rfc9112_7_1_2_trailers_of_content_that_arrives_slowly_or_is_large_or_empty_reach_the_origin()
            throws IOException {
        String large = "x".repeat(1 << 20);
        edge.raw(chunked("PUT", List.of("Connection: close"), "X-Sum: 1")
                .replace("4\r\nabcd", Integer.toHexString(large.length()) + "\r\n" + large));
        assertThat(received().content()).isEqualTo(large);
        assertThat(received().trailers()).containsExactly(entry("x-sum", "1"));

        edge.raw(chunked("PUT", List.of("Connection: close"), "X-Sum: 2").replace("4\r\nabcd\r\n", ""));
        assertThat(received().content()).isEmpty();
        assertThat(received().trailers()).containsExactly(entry("x-sum", "2"));

        edge.origin.onExpectation("HTTP/1.1 100 Continue\r\n\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.httpPort())) {
            String request = chunked("PUT", List.of("Connection: close", "Expect: 100-continue"), "X-Sum: 3");
            int content = request.indexOf("4\r\nabcd");
            write(socket, request.substring(0, content));
            assertThat(head(socket)).startsWith("HTTP/1.1 100 ");
            write(socket, request.substring(content, request.length() - 7));
            write(socket, request.substring(request.length() - 7));
            assertThat(head(socket)).startsWith("HTTP/1.1 200 ");
        }
        assertThat(received().trailers()).containsExactly(entry("x-sum", "3"));
    }

    @Test
    void rfc9110_6_5_1_what_frames_routes_authenticates_or_controls_is_not_forwarded() throws IOException {
        send(
                "POST",
                "X-Sum: 42",
                "Content-Length: 9",
                "Transfer-Encoding: gzip",
                "Trailer: X-Sum",
                "Host: evil.localhost",
                "Authorization: Basic eA==",
                "Cookie: a=b",
                "TE: trailers",
                "Connection: close",
                "Proxy-Authorization: Basic eA==",
                "If-Match: \"1\"",
                "Cache-Control: no-store",
                "Skerry-Peer: guessed",
                "Skerry-Fence: 1");

        assertThat(received().trailers()).containsExactly(entry("x-sum", "42"));
        assertThat(received().field("host")).isEqualTo("docs.localhost");
    }

    @Test
    void rfc9110_7_6_1_what_connection_lists_is_not_forwarded_and_neither_is_the_announcement() throws IOException {
        edge.raw(
                chunked("POST", List.of("Connection: close, X-Hop", "Trailer: X-Sum, X-Hop"), "X-Sum: 42", "X-Hop: 1"));

        assertThat(received().trailers()).containsExactly(entry("x-sum", "42"));
        assertThat(received().field("trailer")).isNull();
    }

    @Test
    void rfc9110_6_5_where_none_come_none_go_on_and_the_next_request_on_the_connection_has_those_of_no_other()
            throws IOException {
        send("POST", "X-Sum: 1");
        assertThat(received().trailers()).isNotEmpty();
        send("POST");
        assertThat(received().field("transfer-encoding")).isEqualTo("chunked");
        assertThat(received().trailers()).isEmpty();
        edge.request("POST", "/a", "abcd");
        assertThat(received().field("content-length")).isEqualTo("4");
        assertThat(received().content()).isEqualTo("abcd");
        edge.get("/b");
        assertThat(received().content()).isEmpty();
        send("POST", "X-Other: 2");
        assertThat(received().trailers()).containsExactly(entry("x-other", "2"));

        assertThat(edge.origin.connections).hasValue(1);
    }

    @Test
    void rfc9112_9_3_2_requests_that_are_pipelined_have_each_its_own() throws IOException {
        String all = RawClient.everything(
                edge.httpPort(),
                chunked("POST", List.of(), "X-Sum: 1")
                        + "GET /b HTTP/1.1\r\nHost: docs.localhost\r\n\r\n"
                        + chunked("POST", List.of(), "X-Sum: 2")
                        + chunked("POST", List.of())
                        + chunked("POST", List.of("Connection: close"), "X-Sum: 3"));

        assertThat(all.split("HTTP/1.1 200 ", -1)).hasSize(6);
        assertThat(edge.origin.requests.stream()
                        .map(request -> request.trailers().getOrDefault("x-sum", "none")))
                .containsExactly("1", "none", "2", "none", "3");
    }

    @ParameterizedTest
    @FieldSource("MALFORMED")
    void rfc9110_5_malformed_trailers_end_the_request_and_its_connection(String trailer) throws IOException {
        String all = RawClient.everything(edge.httpPort(), chunked("POST", List.of(), trailer) + PLANTED);

        assertThat(all).doesNotContain("HTTP/1.1 200 ");
        assertThatNothingReachedTheOrigin();
    }

    @Test
    void rfc9110_6_5_trailers_count_to_the_limit_of_the_fields_and_what_is_larger_ends_the_request()
            throws IOException {
        String[] large = Collections.nCopies(31, "X-Large: " + "v".repeat(1000)).toArray(String[]::new);
        assertThat(send("POST", large).status()).isEqualTo(200);
        assertThat(received().trailers().get("x-large")).hasSize(31 * 1002 - 2);
        edge.origin.requests.clear();

        String[] larger =
                Collections.nCopies(33, "X-Large: " + "v".repeat(1000)).toArray(String[]::new);
        assertThat(RawClient.everything(edge.httpPort(), chunked("POST", List.of(), larger) + PLANTED))
                .doesNotContain("HTTP/1.1 200 ");
        assertThatNothingReachedTheOrigin();
    }

    @Test
    void rfc9112_6_3_trailers_are_no_second_request_neither_here_nor_at_the_origin() throws IOException {
        send("POST", "X-Sum: 0", " GET /planted HTTP/1.1", "\tHost: docs.localhost");
        assertThat(received().trailers())
                .containsExactly(entry("x-sum", "0 GET /planted HTTP/1.1 Host: docs.localhost"));
        assertThat(edge.origin.requests).hasSize(1);

        // Behind content that has a length there is the next request, or nothing.
        String all = RawClient.everything(
                edge.httpPort(),
                "POST /a HTTP/1.1\r\nHost: docs.localhost\r\nContent-Length: 4\r\n\r\nabcdX-Sum: 1\r\n\r\n");
        assertThat(all).contains(" 400 Bad Request");
        assertThat(received().content()).isEqualTo("abcd");
        assertThat(received().trailers()).isEmpty();
    }

    @Test
    void rfc9112_9_5_trailers_that_come_when_the_answer_has_been_sent_do_no_harm() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.httpPort())) {
            String request = chunked("POST", List.of(), "X-Sum: 1").replace("docs.localhost", "unknown.localhost");
            int content = request.indexOf("4\r\nabcd");
            write(socket, request.substring(0, content));
            assertThat(head(socket)).startsWith("HTTP/1.1 421 ");
            write(socket, request.substring(content) + chunked("POST", List.of("Connection: close"), "X-Sum: 2"));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .contains("HTTP/1.1 200 ");
        }
        assertThat(received().trailers()).containsExactly(entry("x-sum", "2"));
    }

    @Test
    void rfc9113_8_1_trailers_over_http_2_reach_the_origin() throws IOException {
        assertThat(post(
                        List.of(),
                        "abcd",
                        "x-sum",
                        "42",
                        "x-more",
                        "a",
                        "x-more",
                        "b",
                        "content-length",
                        "9",
                        "cookie",
                        "a=b"))
                .isEqualTo("got abcd");

        assertThat(received().field("transfer-encoding")).isEqualTo("chunked");
        assertThat(received().trailers()).containsExactly(entry("x-more", "a, b"), entry("x-sum", "42"));

        assertThat(post(List.of(), "", "x-sum", "43")).isEqualTo("got ");
        assertThat(received().trailers()).containsExactly(entry("x-sum", "43"));
    }

    @Test
    void rfc9112_6_2_what_has_a_length_over_http_2_has_it_at_the_origin_and_no_trailers() throws IOException {
        assertThat(post(List.of("content-length", "4"), "abcd", "x-sum", "42")).isEqualTo("got abcd");

        assertThat(received().field("content-length")).isEqualTo("4");
        assertThat(received().field("transfer-encoding")).isNull();
        assertThat(edge.get("/b").content()).isEqualTo("got ");
        assertThat(edge.origin.connections).hasValue(1);
    }

    @Test
    void rfc9113_8_2_1_malformed_trailers_over_http_2_end_their_stream() throws IOException {
        for (String[] trailer : List.of(
                new String[] {"x-sum", "1\r\nx-planted: 2"},
                new String[] {"x-sum", "1\u00002"},
                new String[] {"x-sum\r\nx-planted", "1"},
                new String[] {"x sum", "1"},
                new String[] {"X-Sum", "1"},
                new String[] {"", "1"},
                new String[] {":path", "/planted"},
                new String[] {"connection", "close"})) {
            assertThat(post(List.of(), "abcd", trailer))
                    .as(String.join(": ", trailer))
                    .isEqualTo("reset");
        }
        assertThatNothingReachedTheOrigin();
    }

    @Test
    void rfc9113_6_5_2_trailers_over_http_2_that_are_too_large_end_their_stream() throws IOException {
        String[] fields = Collections.nCopies(2 * 1000, "x").toArray(String[]::new);

        assertThat(post(List.of(), "abcd", fields)).isNotEqualTo("got abcd");
        assertThatNothingReachedTheOrigin();
    }

    @Test
    void rfc9110_5_what_can_not_stand_in_a_field_line_is_not_sent_whoever_asks_for_it() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            HttpUpstream upstream = new HttpUpstream(vertx, UpstreamLimits.DEFAULT);
            for (String name : List.of("x-sum: 1\r\nx-planted", "x sum", "")) {
                Body content = Body.passing();
                content.append("abcd".getBytes(StandardCharsets.US_ASCII));
                content.complete(Fields.of(name, "1"));
                CompletableFuture<?> answer = upstream.send(
                                UpstreamTarget.of(UpstreamTarget.Kind.ORIGIN, edge.origin.url()),
                                new RequestHead("POST", EdgeAlone.HOST, "/a", Fields.of("host", EdgeAlone.HOST)),
                                content,
                                interim -> {})
                        .toCompletableFuture();

                assertThat(answer)
                        .failsWithin(20, TimeUnit.SECONDS)
                        .withThrowableThat()
                        .havingRootCause()
                        .isInstanceOf(IllegalArgumentException.class);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
        assertThatNothingReachedTheOrigin();
    }

    /** Nothing whole, that is: what is malformed shows when its head and its content have gone on. */
    private void assertThatNothingReachedTheOrigin() throws IOException {
        assertThat(edge.get("/fine").content()).isEqualTo("got ");
        assertThat(edge.origin.requests)
                .extracting(ScriptedOrigin.Request::target)
                .containsExactly("/fine");
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String head(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no head but: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
