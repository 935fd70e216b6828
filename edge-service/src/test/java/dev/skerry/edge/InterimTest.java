package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.RawClient.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interim responses and expectations over real sockets (RFC 9110 §10.1.1, §15.2; RFC 8297). */
class InterimTest {
    private EdgeAlone edge;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        edge = EdgeAlone.start(folder);
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
    }

    private String everything(String method, String target, String version) throws IOException {
        return RawClient.everything(
                edge.httpPort(),
                method + " " + target + " " + version + "\r\nHost: docs.localhost\r\nConnection: close\r\n\r\n");
    }

    @Test
    void rfc9110_15_2_interim_responses_are_forwarded_in_order_with_their_fields_and_never_stored() throws IOException {
        edge.origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 102 Processing\r\n\r\n");
            answer.raw(lines(
                    "HTTP/1.1 103 Early Hints",
                    "Link: </a.css>; rel=preload",
                    "X-Mine: 1",
                    "Surrogate-Key: k",
                    "Connection: X-Hop",
                    "X-Hop: 1"));
            answer.raw("HTTP/1.1 199 Own\r\n\r\n");
            answer.send(200, "final", "Cache-Control: max-age=60");
        });

        String first = everything("GET", "/a", "HTTP/1.1");
        assertThat(first).startsWith("HTTP/1.1 102 ");
        assertThat(first.indexOf("HTTP/1.1 103 ")).isPositive().isLessThan(first.indexOf("HTTP/1.1 199 "));
        assertThat(first.indexOf("HTTP/1.1 199 ")).isLessThan(first.indexOf("HTTP/1.1 200 "));
        String hints = first.substring(first.indexOf("HTTP/1.1 103 "), first.indexOf("HTTP/1.1 199 "));
        assertThat(hints).contains("link: </a.css>; rel=preload\r\n", "x-mine: 1\r\n");
        assertThat(hints).doesNotContain("surrogate-key", "x-hop");
        assertThat(first).endsWith("final");

        String second = everything("GET", "/a", "HTTP/1.1");
        assertThat(second).startsWith("HTTP/1.1 200 ").contains("; hit").doesNotContain("x-mine");
        assertThat(edge.origin.requests).hasSize(1);
    }

    @Test
    void rfc9110_15_2_clients_of_http_1_0_get_none() throws IOException {
        edge.origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n");
            answer.send(200, "final");
        });

        assertThat(everything("GET", "/a", "HTTP/1.0")).startsWith("HTTP/1.0 200 ");
    }

    @Test
    void an_origin_that_never_stops_sending_interim_responses_is_given_up() throws IOException {
        edge.origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 102 Processing\r\n\r\n".repeat(100));
            answer.send(200, "final");
        });

        assertThat(everything("GET", "/a", "HTTP/1.1")).contains("HTTP/1.1 502 ", "upstream-protocol");
    }

    @Test
    void rfc9110_10_1_1_the_origin_decides_whether_the_content_is_sent() throws IOException {
        edge.origin.onExpectation("HTTP/1.1 100 Continue\r\n\r\n");
        long begun = System.nanoTime();
        sendsContentOnceToldTo();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(900));
    }

    @Test
    void rfc9110_10_1_1_where_an_old_origin_ignores_the_expectation_the_client_is_told_to_go_on() throws IOException {
        sendsContentOnceToldTo();
    }

    private void sendsContentOnceToldTo() throws IOException {
        edge.origin.script((request, answer) -> answer.send(200, "got " + request.content()));

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.httpPort())) {
            socket.setSoTimeout(20_000);
            write(
                    socket,
                    lines(
                            "POST /a HTTP/1.1",
                            "Host: docs.localhost",
                            "Content-Length: 4",
                            "Expect: 100-continue",
                            "Connection: close"));
            assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 100 ");
            write(socket, "abcd");
            String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(rest).startsWith("HTTP/1.1 200 ").endsWith("got abcd");
        }
        assertThat(edge.origin.requests.getFirst().field("expect")).isEqualTo("100-continue");
    }

    @Test
    void rfc9110_10_1_1_a_final_answer_without_100_closes_the_connection_unread() throws IOException {
        edge.origin.onExpectation("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");

        String reply = RawClient.everything(
                edge.httpPort(),
                "POST /a HTTP/1.1\r\nHost: docs.localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
        assertThat(reply).startsWith("HTTP/1.1 413 ").containsIgnoringCase("connection: close");
    }

    @Test
    void rfc9110_10_1_1_an_answer_of_our_own_asks_for_no_content() throws IOException {
        String reply = RawClient.everything(
                edge.httpPort(),
                "POST /a HTTP/1.1\r\nHost: nobody.test\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
        assertThat(reply).startsWith("HTTP/1.1 421 ");
    }

    @Test
    void rfc9110_10_1_1_an_unknown_expectation_is_refused_and_one_of_http_1_0_ignored() throws IOException {
        Reply unknown = edge.get("/a", "Expect: the-unexpected");
        assertThat(unknown.status()).isEqualTo(417);
        assertThat(everything("GET", "/a", "HTTP/1.0\r\nExpect: the-unexpected"))
                .startsWith("HTTP/1.0 200 ");
        assertThat(edge.origin.requests).hasSize(1);
        assertThat(edge.origin.requests.getFirst().field("expect")).isNull();
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended after " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }
}
