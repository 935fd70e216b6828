package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.origin.UpstreamLimits;
import dev.skerry.edge.server.ServerLimits;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 over TLS, chosen by ALPN, with a client that is not ours. */
class Http2Test {
    @TempDir
    Path folder;

    private ScriptedOrigin origin;
    private EdgeConfig config;
    private Edge edge;
    private HttpClient client;

    @BeforeEach
    void start() throws Exception {
        origin = new ScriptedOrigin((request, answer) ->
                answer.send(200, "content of " + request.target(), "Cache-Control: max-age=60", "ETag: \"1\""));
        Path site = folder.resolve("site.yaml");
        Files.writeString(site, """
                site: docs
                hosts: [localhost]
                origins: [{url: "%s"}]
                """.formatted(origin.url()));
        TestCertificate own = TestCertificate.make(folder, "EC");
        config = TestConfig.of(Map.of(
                "skerry.site-file", site.toString(),
                "skerry.tls.cert", own.certificate().toString(),
                "skerry.tls.key", own.key().toString()));
        edge = Edge.start(config);
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_2)
                .sslContext(TestCertificate.trusting(own))
                .connectTimeout(Duration.ofSeconds(20))
                .build();
    }

    @AfterEach
    void stop() throws IOException {
        client.shutdownNow();
        edge.close();
        origin.close();
    }

    @Test
    void alpn_chooses_http_2_and_misses_become_hits() throws Exception {
        HttpResponse<String> miss = get("/a");
        HttpResponse<String> hit = get("/a");

        assertThat(miss.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(miss.body()).isEqualTo("content of /a").isEqualTo(hit.body());
        assertThat(cacheStatus(miss)).contains("fwd=uri-miss");
        assertThat(cacheStatus(hit)).contains("; hit");
        assertThat(origin.requests).hasSize(1);
    }

    @Test
    void head_and_conditions_are_answered_without_content() throws Exception {
        get("/a");
        HttpResponse<String> head = send(to("/a").method("HEAD", BodyPublishers.noBody()));
        HttpResponse<String> same = send(to("/a").header("If-None-Match", "\"1\""));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValueAsLong("content-length")).hasValue("content of /a".length());
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(origin.requests).hasSize(1);
    }

    @Test
    void big_content_arrives_in_order_stored_or_not() throws Exception {
        for (int blocks : new int[] {20, 300}) {
            String all = WireTest.blocks(blocks);
            origin.script((request, answer) -> answer.send(200, all, "Cache-Control: max-age=60"));

            assertThat(get("/big" + blocks).body()).isEqualTo(all);
        }
        assertThat(cacheStatus(get("/big20"))).contains("; hit");
    }

    @Test
    void content_of_any_method_arrives_with_and_without_a_length() throws Exception {
        String content = WireTest.blocks(20);
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS")) {
            send(to("/with").method(method, BodyPublishers.ofString(content)));
            send(to("/without").method(method, BodyPublishers.ofInputStream(() -> bytes(content))));
        }
        assertThat(origin.requests)
                .hasSize(8)
                .allSatisfy(request -> assertThat(request.content())
                        .as(request.method() + " " + request.target())
                        .isEqualTo(content));
    }

    @Test
    void a_method_that_may_have_content_and_has_none_is_sent_on_without() throws Exception {
        send(to("/a").method("DELETE", BodyPublishers.noBody()));

        assertThat(origin.requests.getFirst().method()).isEqualTo("DELETE");
        assertThat(origin.requests.getFirst().field("transfer-encoding")).isNull();
    }

    @Test
    void fields_may_take_as_much_as_in_http_1() throws Exception {
        HttpResponse<String> reply = send(to("/a").header("X-Large", "v".repeat(20_000)));

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(origin.requests.getFirst().field("x-large")).hasSize(20_000);
    }

    @Test
    void a_stream_that_the_client_resets_ends_its_fetch_and_no_other_stream() throws Exception {
        CompletableFuture<Integer> gone = new CompletableFuture<>();
        origin.script((request, answer) -> {
            if (request.target().equals("/events")) {
                WireTest.ticks(answer, gone);
            } else {
                answer.send(200, "beside it");
            }
        });
        HttpResponse<InputStream> events = client.sendAsync(to("/events").build(), BodyHandlers.ofInputStream())
                .get(20, TimeUnit.SECONDS);
        try (InputStream content = events.body()) {
            assertThat(content.readNBytes(4)).isEqualTo("tick".getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(gone.get(20, TimeUnit.SECONDS)).as("ticks sent").isLessThan(400);
        assertThat(get("/beside").body()).isEqualTo("beside it");
    }

    @Test
    void a_stream_of_which_the_client_takes_nothing_is_given_up_though_its_connection_is_busy() throws Exception {
        edge.close();
        edge = Edge.start(
                config,
                UpstreamLimits.DEFAULT,
                new ServerLimits(8 * 1024, 32 * 1024, Duration.ofSeconds(2), Duration.ofSeconds(1)));
        CompletableFuture<Void> gone = new CompletableFuture<>();
        origin.script((request, answer) -> {
            if (request.target().equals("/endless")) {
                try {
                    answer.raw("HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nTransfer-Encoding: chunked\r\n\r\n");
                    for (int i = 0; i < 2000; i++) {
                        answer.chunk(WireTest.block(i));
                    }
                } catch (IOException cut) {
                    gone.complete(null);
                    throw cut;
                }
            } else {
                answer.send(200, "beside it", "Cache-Control: no-store");
            }
        });
        HttpResponse<InputStream> endless = client.sendAsync(to("/endless").build(), BodyHandlers.ofInputStream())
                .get(20, TimeUnit.SECONDS);
        Await.until("the origin is let go", () -> {
            assertThat(client.sendAsync(to("/beside").build(), BodyHandlers.ofString())
                            .orTimeout(20, TimeUnit.SECONDS)
                            .join()
                            .body())
                    .isEqualTo("beside it");
            return gone.isDone();
        });
        endless.body().close();
    }

    @Test
    void rfc9113_8_1_an_answer_to_content_that_is_not_wanted_arrives() throws Exception {
        URI nobody = URI.create("https://127.0.0.1:" + edge.httpsPort() + "/x");
        HttpResponse<String> reply =
                send(HttpRequest.newBuilder(nobody).POST(BodyPublishers.ofString(WireTest.blocks(300))));

        assertThat(reply.statusCode()).isEqualTo(421);
    }

    private HttpRequest.Builder to(String target) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + edge.httpsPort() + target));
    }

    private HttpResponse<String> get(String target) throws Exception {
        return send(to(target));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.sendAsync(request.build(), BodyHandlers.ofString(StandardCharsets.ISO_8859_1))
                .get(30, TimeUnit.SECONDS);
    }

    private static String cacheStatus(HttpResponse<?> reply) {
        return reply.headers().firstValue("cache-status").orElse("");
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void rfc8297_early_hints_and_the_go_ahead_reach_clients_of_http_2_and_102_is_left_out() throws Exception {
        origin.onExpectation("HTTP/1.1 100 Continue\r\n\r\n");
        origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n");
            answer.send(200, "got " + request.content());
        });
        Vertx vertx = Vertx.vertx();
        try {
            CompletableFuture<String> link = new CompletableFuture<>();
            CompletableFuture<String> content = new CompletableFuture<>();
            // Held until the end: a client that nobody holds is closed when the garbage collector finds it.
            HttpClientAgent client = vertx.createHttpClient(new HttpClientOptions()
                    .setSsl(true)
                    .setUseAlpn(true)
                    .setProtocolVersion(HttpVersion.HTTP_2)
                    .setTrustAll(true));
            client.request(HttpMethod.POST, edge.httpsPort(), "localhost", "/a")
                    .onSuccess(request -> {
                        request.putHeader("expect", "100-continue").putHeader("content-length", "4");
                        request.earlyHintsHandler(hints -> link.complete(hints.get("link")));
                        request.continueHandler(now -> request.end("abcd"));
                        request.response()
                                .compose(HttpClientResponse::body)
                                .onSuccess(body -> content.complete(body.toString()))
                                .onFailure(content::completeExceptionally);
                        request.writeHead();
                    })
                    .onFailure(content::completeExceptionally);
            assertThat(content.get(20, TimeUnit.SECONDS)).isEqualTo("got abcd");
            assertThat(link.get(20, TimeUnit.SECONDS)).isEqualTo("</a.css>");
            client.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        }
    }
}
