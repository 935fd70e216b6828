package dev.skerry.origin;

import static dev.skerry.origin.Client.assertProblem;
import static dev.skerry.origin.Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Byte for byte over a socket, since a client library would tidy up what must be refused as it is. */
@QuarkusTest
@WithTestResource(Platform.class)
@SuppressWarnings("NullAway.Init")
class HostileInputTest {
    private static final String SITE = "hostile";
    private static final String BASE = "/v1/sites/" + SITE + "/content/";

    Platform platform;

    @TestHTTPResource
    URI address;

    private Client client;
    private String token;
    private List<Path> before;

    @BeforeEach
    void apply() throws Exception {
        client = new Client(address);
        token = platform.token(SITE, "content:write sites:write");
        SiteApiTest.awaitReady(client);
        byte[] file = ("{site: " + SITE + ", hosts: [hostile.example], origins: [{store: true}]}")
                .getBytes(StandardCharsets.UTF_8);
        client.send("PUT", "/v1/sites/" + SITE, file, "Authorization", "Bearer " + token);
        client.send("PUT", BASE + "there", new byte[] {'o'}, "Authorization", "Bearer " + token);
        platform.purges().clear();
        before = files();
    }

    @AfterEach
    void nothing_has_changed() throws Exception {
        awaitNoTemporaryFile();
        assertThat(files()).isEqualTo(before);
        assertThat(platform.purges().isEmpty()).isTrue();
        assertThat(text(client.get(BASE + "there"))).isEqualTo("o");
        client.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "a/../x",
                "../../../../etc/passwd",
                "%2e%2e/x",
                "a/%2E%2e/x",
                "..%2fx",
                "a%2Fb",
                "..%5cx",
                "%252e%252e/x",
                "a%252fb",
                "a%00b",
                "//etc/passwd",
                "a//b",
                "/etc/passwd",
                "./x",
                "%ff",
                "%c0%ae%c0%ae/x",
                "\u00e9"
            })
    void a_path_that_climbs_hides_or_lies_is_refused_as_it_was_sent(String path) throws Exception {
        String put = client.raw(
                "PUT " + BASE + path + " HTTP/1.1\nHost: x\nConnection: close\nAuthorization: Bearer " + token
                        + "\nContent-Length: 1\n\n",
                new byte[] {'x'});
        assertThat(put).startsWith("HTTP/1.1 400 ").contains("urn:skerry:problem:bad-path");
        String get = client.raw("GET " + BASE + path + " HTTP/1.1\nHost: x\nConnection: close\n\n", new byte[0]);
        assertThat(get).startsWith("HTTP/1.1 400 ").contains("urn:skerry:problem:bad-path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\..\\x", "..\\x", "a%zz", "%", "a|b^c", "a?wait=%zz", "a?timeout=%"})
    void rfc3986_a_target_that_is_no_uri_is_refused_with_the_place_of_its_flaw(String path) throws Exception {
        String put = client.raw(
                "PUT " + BASE + path + " HTTP/1.1\nHost: x\nConnection: close\nAuthorization: Bearer " + token
                        + "\nContent-Length: 1\n\n",
                new byte[] {'x'});
        assertThat(put)
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("Content-Type: application/problem+json")
                .contains("urn:skerry:problem:bad-request", "no URI", "at index ", "percent-encode");
        for (String target : List.of(BASE + path, "/" + path, "/q/health/" + path)) {
            assertThat(client.raw("GET " + target + " HTTP/1.1\nHost: x\nConnection: close\n\n", new byte[0]))
                    .as(target)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("no URI");
        }
    }

    @Test
    void a_path_that_is_too_long_is_refused() throws Exception {
        for (String path : List.of("a".repeat(256), "a/".repeat(600) + "b")) {
            assertProblem(
                    client.send("PUT", BASE + path, new byte[1], "Authorization", "Bearer " + token), 400, "bad-path");
        }
    }

    @Test
    void another_spelling_of_the_api_is_not_found() throws Exception {
        for (String target :
                List.of("/v1/sites/../sites/hostile", "/%761/sites", "/v1/sites/%68ostile/content/there")) {
            String answer = client.raw("GET " + target + " HTTP/1.1\nHost: x\nConnection: close\n\n", new byte[0]);
            assertThat(answer).as(target).startsWith("HTTP/1.1 404 ").contains("application/problem+json");
        }
    }

    @Test
    void the_absolute_form_of_a_target_is_understood() throws Exception {
        String answer =
                client.raw("GET http://h:1" + BASE + "there HTTP/1.1\nHost: x\nConnection: close\n\n", new byte[0]);
        assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\no");
    }

    @Test
    void a_body_over_the_limit_is_refused_by_its_length_at_once() throws Exception {
        String answer = client.raw(
                "PUT " + BASE + "there HTTP/1.1\nHost: x\nConnection: close\nAuthorization: Bearer " + token
                        + "\nContent-Length: 999999999999\n\n",
                new byte[0]);
        assertThat(answer).startsWith("HTTP/1.1 413 ").contains("urn:skerry:problem:too-large");
    }

    @Test
    void a_chunked_body_over_the_limit_is_refused_when_it_gets_there() throws Exception {
        StringBuilder head = new StringBuilder("PUT " + BASE + "there HTTP/1.1\nHost: x\nConnection: close\n");
        head.append("Authorization: Bearer ").append(token).append("\nTransfer-Encoding: chunked\n\n");
        int size = Platform.MAX_SIZE + 1;
        head.append(Integer.toHexString(size)).append("\n");
        byte[] body = new byte[size + 7];
        System.arraycopy("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 0, body, size, 7);
        assertThat(client.raw(head.toString(), body)).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void an_upload_that_is_cut_off_changes_nothing() throws Exception {
        double cutOff = cutOff();
        client.rawAndHangUp(
                "PUT " + BASE + "there HTTP/1.1\nHost: x\nAuthorization: Bearer " + token
                        + "\nContent-Length: 1000000\n\n",
                new byte[300_000]);
        client.rawAndHangUp(
                "PUT " + BASE + "there HTTP/1.1\nHost: x\nAuthorization: Bearer " + token
                        + "\nTransfer-Encoding: chunked\n\nfffff\n",
                new byte[300_000]);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (cutOff() < cutOff + 2) {
            assertThat(System.nanoTime() - deadline)
                    .as("not noticed within 10 s")
                    .isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    @Test
    void an_upload_whose_client_goes_away_after_the_head_leaves_nothing_behind() throws Exception {
        double cutOff = cutOff();
        int clients = 50;
        for (int i = 0; i < clients; i++) {
            client.rawAndHangUp(
                    "PUT " + BASE + "there HTTP/1.1\nHost: x\nAuthorization: Bearer " + token
                            + "\nContent-Length: 1000\n\n",
                    new byte[0]);
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (cutOff() < cutOff + clients) {
            assertThat(System.nanoTime() - deadline)
                    .as("not noticed within 10 s")
                    .isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }

    /** How many uploads the service has seen cut off. */
    private double cutOff() throws Exception {
        String name = "skerry_origin_refusals_total{reason=\"cut-off\"} ";
        return text(client.get("/q/metrics"))
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).split(" ", -1)[0]) // a trace may stand behind the number
                .mapToDouble(Double::parseDouble)
                .sum();
    }

    @Test
    void a_part_of_a_file_is_not_taken_for_the_whole() throws Exception {
        assertProblem(
                client.send(
                        "PUT",
                        BASE + "there",
                        new byte[1],
                        "Authorization",
                        "Bearer " + token,
                        "Content-Range",
                        "bytes 0-0/9"),
                400,
                "bad-request");
    }

    @Test
    void an_unknown_site_takes_nothing() throws Exception {
        String any = "Bearer " + platform.token("*", "content:write");
        assertProblem(
                client.send("PUT", "/v1/sites/nope/content/a", new byte[1], "Authorization", any), 404, "unknown-site");
        assertProblem(client.get("/v1/sites/nope/content/a"), 404, "unknown-site");
        assertProblem(client.get("/v1/sites/N%2fX/content/a"), 404, "unknown-site");
    }

    @Test
    void a_client_that_expects_to_be_asked_is_asked_or_refused_before_it_sends() throws Exception {
        String refused = client.raw(
                "PUT " + BASE + "new HTTP/1.1\nHost: x\nConnection: close\nExpect: 100-continue\nContent-Length: 5\n\n",
                new byte[0]);
        assertThat(refused).startsWith("HTTP/1.1 401 ");
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(platform.data())) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** The service hears of a lost connection when it does; it must, within 10 s. */
    private void awaitNoTemporaryFile() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            try (Stream<Path> files = Files.list(platform.data().resolve("tmp"))) {
                if (files.findAny().isEmpty()) {
                    return;
                }
            }
            assertThat(System.nanoTime() - deadline)
                    .as("a temporary file stays")
                    .isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
