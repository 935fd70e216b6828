package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields after the content, over real sockets (RFC 9110 §6.5). */
class TrailersTest {
    private EdgeAlone edge;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        edge = EdgeAlone.start(folder);
        edge.origin.script((request, answer) -> {
            answer.raw(String.join(
                    "\r\n",
                    "HTTP/1.1 200 OK",
                    "Transfer-Encoding: chunked",
                    "Cache-Control: max-age=60",
                    "Trailer: X-Sum",
                    "Connection: X-Hop",
                    "",
                    ""));
            answer.chunk("content");
            answer.raw("0\r\nX-Sum: 42\r\nContent-Length: 9\r\nSet-Cookie: a=b\r\nX-Hop: 1\r\nSkerry-Fence: 1\r\n\r\n");
        });
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
    }

    private String get(String fields) throws IOException {
        return RawClient.everything(
                edge.httpPort(),
                "GET /a HTTP/1.1\r\nHost: docs.localhost\r\nConnection: close, TE\r\n" + fields + "\r\n");
    }

    @Test
    void rfc9110_6_5_trailers_reach_who_reads_while_the_response_arrives_but_not_what_must_come_before()
            throws IOException {
        assertThat(get("TE: trailers\r\n")).endsWith("\r\n0\r\nx-sum: 42\r\n\r\n");
    }

    @Test
    void rfc9110_6_5_1_who_does_not_take_trailers_gets_none_and_neither_does_who_gets_what_is_stored()
            throws IOException {
        assertThat(get("")).endsWith("\r\n0\r\n\r\n");
        assertThat(get("TE: trailers\r\n"))
                .endsWith("content")
                .contains("; hit")
                .doesNotContain("x-sum");
    }
}
