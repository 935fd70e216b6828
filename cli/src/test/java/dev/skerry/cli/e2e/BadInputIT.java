package dev.skerry.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bad input gets a clear error and changes nothing, whichever service it is for. */
@ExtendWith(OnePlatform.class)
class BadInputIT {
    private final RunningPlatform platform;

    BadInputIT(RunningPlatform platform) {
        this.platform = platform;
    }

    @Test
    void bad_input_gets_a_clear_error_and_changes_nothing() throws Exception {
        String write = platform.token("content:write");
        String select = platform.token("purge:select");
        for (String path : List.of("../escape", "a/../../escape", "%2e%2e/escape", "a%2f..%2fb", "a//b", "nul%00")) {
            assertThat(rawPut(path, write)).as(path).contains("HTTP/1.1 400");
        }
        assertThat(platform.put("unknown", "a.txt", write).statusCode()).isIn(403, 404);
        assertThat(platform.put("demo", "a.txt", "").statusCode()).isEqualTo(401);
        assertThat(platform.put("demo", "a.txt", select).statusCode()).isEqualTo(403);
        assertPurge(select, "{\"urls\":[", 400, "line 1");
        assertPurge(select, "{\"url\":[\"/a\"]}", 400, "url");
        assertPurge(select, "{}", 400, "at least one");
        assertPurge(select, "{\"urls\":[\"no url\"]}", 400, "urls[0]");
        assertPurge(select, "{\"everything\":true}", 403, "purge:all");
        assertPurge("", "{\"urls\":[\"/a\"]}", 401, "");
        assertPurge(select + "x", "{\"urls\":[\"/a\"]}", 401, "");
        assertPurge(select, "{\"urls\":[\"/" + "a".repeat(3 << 20) + "\"]}", 413, "");
        assertThat(platform.http()
                        .post(
                                platform.purge(),
                                "/v1/sites/nobody/purges",
                                platform.token("purge:select", "*"),
                                "{\"urls\":[\"/a\"]}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(platform.http().get(platform.pops().getFirst(), "a.txt").statusCode())
                .isEqualTo(404);
        assertThat(platform.skerry().run("purge", "nobody", "--all", "--wait").code())
                .isEqualTo(1);
        assertThat(platform.skerry().run("purge", "demo").code()).isEqualTo(2);
    }

    @Test
    void rfc3986_a_target_that_is_no_uri_gets_problem_details_from_every_central_service() throws Exception {
        for (int port : List.of(platform.origin(), platform.purge(), platform.console())) {
            String answer =
                    raw(port, "GET /v1/sites/demo/content/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .containsIgnoringCase("Content-Type: application/problem+json")
                    .contains("no URI");
        }
    }

    @Test
    void an_upload_that_is_cut_off_or_lies_about_its_length_leaves_the_old_content() throws Exception {
        assertThat(platform.put("demo", "kept.txt", platform.token("content:write"))
                        .statusCode())
                .isEqualTo(201);
        String token = platform.token("content:write");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), platform.origin())) {
            socket.getOutputStream()
                    .write(("PUT /v1/sites/demo/content/kept.txt HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + token + "\r\nContent-Length: 1000\r\n\r\nonly a part")
                            .getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
        for (int pop : platform.pops()) {
            assertThat(new String(platform.http().get(pop, "kept.txt").body(), StandardCharsets.UTF_8))
                    .isEqualTo("content");
        }
    }

    /** A PUT whose path no client library gets to tidy up. */
    private String rawPut(String path, String token) throws IOException {
        return raw(
                platform.origin(),
                "PUT /v1/sites/demo/content/" + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc");
    }

    /** Sends {@code text} as it is, and reads to the end of the connection. */
    private static String raw(int port, String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private void assertPurge(String token, String body, int status, String says)
            throws IOException, InterruptedException {
        HttpResponse<String> response = platform.http().post(platform.purge(), "/v1/sites/demo/purges", token, body);
        String what = body.substring(0, Math.min(60, body.length()));
        assertThat(response.statusCode()).as(what).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type").orElse(""))
                .as(what)
                .startsWith("application/problem+json");
        assertThat(response.body()).as(what).contains(says);
    }
}
