package dev.skerry.origin;

import static dev.skerry.origin.Client.assertProblem;
import static dev.skerry.origin.Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.PublishResult;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.origin.content.ContentPath;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Platform.class)
@SuppressWarnings("NullAway.Init")
class ContentApiTest {
    private static final String SITE = "content-api";
    private static final String BASE = "/v1/sites/" + SITE + "/content/";
    private static final byte[] NONE = new byte[0];

    Platform platform;

    @TestHTTPResource
    URI address;

    private Client client;
    private String token;

    @BeforeEach
    void apply() throws Exception {
        client = new Client(address);
        token = "Bearer " + platform.token(SITE, "content:write sites:write");
        SiteApiTest.awaitReady(client);
        byte[] file = ("{site: " + SITE + ", hosts: [content.example], origins: [{store: true}]}")
                .getBytes(StandardCharsets.UTF_8);
        assertThat(client.send("PUT", "/v1/sites/" + SITE, file, "Authorization", token)
                        .statusCode())
                .isIn(200, 201);
        platform.purges().clear();
    }

    @AfterEach
    void end() {
        client.close();
    }

    @Test
    void what_is_published_is_served_with_validators_and_purged() throws Exception {
        HttpResponse<byte[]> put = put("a/b%20c.html", "hello");
        assertThat(put.statusCode()).isEqualTo(201);
        PublishResult result = Json.readInput(put.body(), PublishResult.class);
        assertThat(result.site()).isEqualTo(new SiteId(SITE));
        assertThat(result.path()).isEqualTo("a/b%20c.html");
        assertThat(result.size()).isEqualTo(5);
        assertThat(Objects.requireNonNull(result.purge()).state()).isEqualTo(PurgeStatus.State.COMMITTED);
        PurgeStandIn.Purge purge = platform.purges().next();
        assertThat(purge.path()).isEqualTo("/v1/sites/" + SITE + "/purges");
        assertThat(purge.authorization()).isEqualTo("Bearer " + PurgeStandIn.TOKEN);
        assertThat(purge.force())
                .as("no guard keeps what is published from being seen")
                .isEqualTo("1");
        assertThat(purge.request().urls()).containsExactly("/a/b%20c.html");

        HttpResponse<byte[]> get = client.get(BASE + "a/b%20c.html");
        assertThat(get.statusCode()).isEqualTo(200);
        assertThat(text(get)).isEqualTo("hello");
        assertThat(header(get, "ETag")).isEqualTo(result.etag());
        assertThat(header(get, "Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(get, "Cache-Control")).isEqualTo("public, max-age=60");
        assertThat(header(get, "Skerry-Cache-Control")).isEqualTo("max-age=31536000");
        assertThat(header(get, "Surrogate-Key"))
                .isEqualTo(ContentPath.of("a/b%20c.html").key().value())
                .isEqualTo(purge.request().keys().getFirst());
        assertThat(header(get, "Last-Modified")).endsWith(" GMT");
        assertThat(header(get, "Date")).endsWith(" GMT");
        assertThat(header(get, "Accept-Ranges")).isEqualTo("bytes");

        HttpResponse<byte[]> head = client.send("HEAD", BASE + "a/b%20c.html", NONE);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(header(head, "Content-Length")).isEqualTo("5");
        assertThat(header(head, "ETag")).isEqualTo(result.etag());
    }

    @Test
    void either_spelling_of_a_reserved_character_reads_and_replaces_the_one_file() throws Exception {
        assertThat(put("img/logo%402x.png", "old").statusCode()).isEqualTo(201);
        assertThat(text(client.get(BASE + "img/logo@2x.png"))).isEqualTo("old");
        platform.purges().clear();
        assertThat(put("img/logo@2x.png", "new").statusCode()).isEqualTo(200);
        HttpResponse<byte[]> get = client.get(BASE + "img/logo%402x.png");
        assertThat(text(get)).isEqualTo("new");
        PurgeStandIn.Purge purge = platform.purges().next();
        assertThat(purge.request().urls()).containsExactly("/img/logo@2x.png");
        assertThat(purge.request().keys()).containsExactly(header(get, "Surrogate-Key"));
    }

    @Test
    void replacing_and_deleting_purge_too() throws Exception {
        put("r.txt", "old");
        HttpResponse<byte[]> replaced = put("r.txt", "new");
        assertThat(replaced.statusCode()).isEqualTo(200);
        assertThat(text(client.get(BASE + "r.txt"))).isEqualTo("new");
        platform.purges().clear();
        HttpResponse<byte[]> deleted = client.send("DELETE", BASE + "r.txt", NONE, "Authorization", token);
        assertThat(deleted.statusCode()).isEqualTo(200);
        PublishResult result = Json.readInput(deleted.body(), PublishResult.class);
        assertThat(result.etag()).isNull();
        assertThat(platform.purges().next().request().urls()).containsExactly("/r.txt");
        assertProblem(client.get(BASE + "r.txt"), 404, "no-content");
        assertProblem(client.send("DELETE", BASE + "r.txt", NONE, "Authorization", token), 404, "no-content");
        assertThat(platform.purges().isEmpty()).isTrue();
    }

    @Test
    void an_index_answers_for_its_folder() throws Exception {
        put("docs/index.html", "docs");
        assertThat(platform.purges().next().request().urls()).containsExactly("/docs/index.html", "/docs/");
        put("index.html", "root");
        assertThat(platform.purges().next().request().urls()).containsExactly("/index.html", "/");
        assertThat(text(client.get(BASE + "docs/"))).isEqualTo("docs");
        assertThat(text(client.get(BASE))).isEqualTo("root");
        assertThat(text(client.get(BASE.substring(0, BASE.length() - 1)))).isEqualTo("root");
        assertProblem(client.get(BASE + "docs"), 404, "no-content");
        assertProblem(client.send("PUT", BASE + "docs/", new byte[1], "Authorization", token), 400, "bad-path");
    }

    @Test
    void a_publisher_chooses_type_keys_and_freshness() throws Exception {
        HttpResponse<byte[]> put = client.send(
                "PUT",
                BASE + "chosen.bin",
                "x".getBytes(StandardCharsets.UTF_8),
                "Authorization",
                token,
                "Content-Type",
                "text/x-chosen",
                "Cache-Control",
                "no-store",
                "Surrogate-Key",
                "one two",
                "Surrogate-Key",
                "three one");
        assertThat(put.statusCode()).isEqualTo(201);
        HttpResponse<byte[]> get = client.get(BASE + "chosen.bin");
        assertThat(header(get, "Content-Type")).isEqualTo("text/x-chosen");
        assertThat(header(get, "Cache-Control")).isEqualTo("no-store");
        assertThat(get.headers().firstValue("Skerry-Cache-Control")).isEmpty();
        assertThat(header(get, "Surrogate-Key"))
                .isEqualTo(ContentPath.of("chosen.bin").key() + " one two three");
        assertProblem(
                client.send("PUT", BASE + "chosen.bin", new byte[1], "Authorization", token, "Surrogate-Key", "a,b"),
                400,
                "bad-request");
        put("chosen.bin", "again");
        assertThat(header(client.get(BASE + "chosen.bin"), "Surrogate-Key")).doesNotContain("one");
    }

    @Test
    void conditions_and_ranges_are_honoured() throws Exception {
        String etag = header(put("range.txt", "0123456789"), "Content-Length").isEmpty()
                ? ""
                : header(client.get(BASE + "range.txt"), "ETag");
        assertThat(client.get(BASE + "range.txt", "If-None-Match", "W/" + etag).statusCode())
                .isEqualTo(304);
        assertThat(header(client.get(BASE + "range.txt", "If-None-Match", etag), "ETag"))
                .isEqualTo(etag);
        assertProblem(client.get(BASE + "range.txt", "If-Match", "\"other\""), 412, "precondition-failed");
        String modified = header(client.get(BASE + "range.txt"), "Last-Modified");
        assertThat(client.get(BASE + "range.txt", "If-Modified-Since", modified).statusCode())
                .isEqualTo(304);

        HttpResponse<byte[]> part = client.get(BASE + "range.txt", "Range", "bytes=-3");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(text(part)).isEqualTo("789");
        assertThat(header(part, "Content-Range")).isEqualTo("bytes 7-9/10");
        assertThat(text(client.get(BASE + "range.txt", "Range", "bytes=2-4", "If-Range", etag)))
                .isEqualTo("234");
        assertThat(client.get(BASE + "range.txt", "Range", "bytes=2-4", "If-Range", "\"x\"")
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<byte[]> beyond = client.get(BASE + "range.txt", "Range", "bytes=10-");
        assertProblem(beyond, 416, "range-not-satisfiable");
        assertThat(header(beyond, "Content-Range")).isEqualTo("bytes */10");
    }

    @Test
    void a_write_can_depend_on_what_is_there() throws Exception {
        byte[] body = "x".getBytes(StandardCharsets.UTF_8);
        assertProblem(
                client.send("PUT", BASE + "cond", body, "Authorization", token, "If-Match", "*"),
                412,
                "precondition-failed");
        assertThat(client.send("PUT", BASE + "cond", body, "Authorization", token, "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(201);
        assertProblem(
                client.send("PUT", BASE + "cond", body, "Authorization", token, "If-None-Match", "*"),
                412,
                "precondition-failed");
        String etag = header(client.get(BASE + "cond"), "ETag");
        assertThat(client.send("PUT", BASE + "cond", body, "Authorization", token, "If-Match", etag)
                        .statusCode())
                .isEqualTo(200);
        assertProblem(
                client.send("DELETE", BASE + "cond", NONE, "Authorization", token, "If-Match", "\"x\""),
                412,
                "precondition-failed");
    }

    @Test
    void a_large_file_streams_in_and_out_unchanged() throws Exception {
        byte[] large = new byte[15 << 20];
        new Random(7).nextBytes(large);
        assertThat(client.send("PUT", BASE + "large", large, "Authorization", token)
                        .statusCode())
                .isEqualTo(201);
        assertThat(client.get(BASE + "large").body()).isEqualTo(large);
        assertThat(client.get(BASE + "large", "Range", "bytes=1000000-9999999").body())
                .isEqualTo(java.util.Arrays.copyOfRange(large, 1_000_000, 10_000_000));
    }

    @Test
    void publishing_goes_on_while_purge_service_does_not_answer_and_the_purge_follows() throws Exception {
        platform.purges().failNext(4);
        HttpResponse<byte[]> put = put("pending.txt", "x");
        assertThat(put.statusCode()).isEqualTo(202);
        assertThat(Json.readInput(put.body(), PublishResult.class).purge()).isNull();
        assertThat(text(client.get(BASE + "pending.txt"))).isEqualTo("x");
        assertThat(platform.purges().next().request().urls()).containsExactly("/pending.txt");
    }

    @Test
    void a_purge_that_takes_longer_than_the_publisher_is_kept_waiting_is_owed_until_it_is_committed() throws Exception {
        CountDownLatch release = platform.purges().hold();
        HttpResponse<byte[]> first = put("slow.txt", "x");
        // Comes while the first purge is under way, so its own has not even been sent when it is answered.
        HttpResponse<byte[]> second = put("behind.txt", "x");
        for (HttpResponse<byte[]> put : List.of(first, second)) {
            assertThat(put.statusCode()).isEqualTo(202);
            assertThat(Json.readInput(put.body(), PublishResult.class).purge()).isNull();
        }
        assertThat(owed()).isEqualTo(2);
        assertThat(platform.purges().next().request().urls()).containsExactly("/slow.txt");
        assertThat(platform.purges().isEmpty()).isTrue();
        release.countDown();

        assertThat(platform.purges().next().request().urls()).containsExactly("/behind.txt");
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (owed() > 0 && System.nanoTime() < limit) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        assertThat(owed()).isZero();
        assertThat(platform.purges().isEmpty()).as("committed once").isTrue();
    }

    /** Purges that are owed by the outbox on disk. */
    private long owed() throws IOException {
        try (Stream<Path> files = Files.list(platform.data().resolve("outbox"))) {
            return files.count();
        }
    }

    @Test
    void the_wish_to_wait_and_the_trace_are_passed_on() throws Exception {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        HttpResponse<byte[]> put = client.send(
                "PUT",
                BASE + "wait.txt?wait=complete&timeout=2s",
                new byte[1],
                "Authorization",
                token,
                "traceparent",
                trace);
        assertThat(put.statusCode()).isEqualTo(201);
        PurgeStandIn.Purge purge = platform.purges().next();
        assertThat(purge.query()).as("the commit waits for nobody").isNull();
        assertThat(platform.purges().nextWait()).startsWith("/v1/purges/").endsWith("?wait=complete&timeout=2s");
        assertThat(purge.traceparent())
                .startsWith("00-0af7651916cd43dd8448eb211c80319c-")
                .endsWith("-01")
                .as("names this service's span")
                .doesNotContain("b7ad6b7169203331");
        assertThat(Objects.requireNonNull(
                                Json.readInput(put.body(), PublishResult.class).purge())
                        .state())
                .isEqualTo(PurgeStatus.State.COMPLETE);
        for (String query : List.of("?wait=all", "?wait=complete&timeout=2", "?wait=complete&timeout=1h")) {
            assertProblem(
                    client.send("PUT", BASE + "wait.txt" + query, new byte[1], "Authorization", token),
                    400,
                    "bad-request");
        }
    }

    @Test
    void only_a_token_of_the_platform_for_this_site_and_scope_may_write() throws Exception {
        HttpResponse<byte[]> none = client.send("PUT", BASE + "t", new byte[1]);
        assertProblem(none, 401, "unauthorized");
        assertThat(header(none, "WWW-Authenticate")).isEqualTo("Bearer realm=\"skerry\"");
        String scope = "content:write";
        for (String bad : List.of(
                "x",
                Platform.token(Platform.newKeys(), "skerry", 10, SITE, scope),
                Platform.token(platform.keys(), "other", 10, SITE, scope),
                Platform.token(platform.keys(), "skerry", -1, SITE, scope))) {
            HttpResponse<byte[]> response =
                    client.send("PUT", BASE + "t", new byte[1], "Authorization", "Bearer " + bad);
            assertProblem(response, 401, "unauthorized");
            assertThat(text(response)).doesNotContain(bad.length() > 5 ? bad : "\u0000");
        }
        for (String weak :
                List.of(platform.token("other", scope), platform.token(SITE, "sites:write content:writes"))) {
            HttpResponse<byte[]> response =
                    client.send("PUT", BASE + "t", new byte[1], "Authorization", "Bearer " + weak);
            assertProblem(response, 403, "forbidden");
            assertThat(header(response, "WWW-Authenticate")).contains("insufficient_scope");
        }
        assertThat(client.send("PUT", BASE + "t", new byte[1], "Authorization", "Bearer " + platform.token("*", scope))
                        .statusCode())
                .isEqualTo(201);
    }

    @Test
    void many_files_are_published_at_once_with_fewer_purges() throws Exception {
        int files = 200;
        long begun = System.nanoTime();
        try (var threads = java.util.concurrent.Executors.newFixedThreadPool(8)) {
            var puts = new java.util.ArrayList<java.util.concurrent.Future<HttpResponse<byte[]>>>();
            for (int i = 0; i < files; i++) {
                String path = "bulk/" + i;
                puts.add(threads.submit(() -> put(path, path)));
            }
            for (var put : puts) {
                assertThat(put.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
            }
        }
        org.jboss.logging.Logger.getLogger(ContentApiTest.class)
                .infof("%d files in %d ms", files, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        int purged = 0;
        while (purged < files) {
            purged += platform.purges().next().request().urls().size();
        }
        assertThat(purged).isEqualTo(files);
    }

    @Test
    void metrics_tell_of_it() throws Exception {
        put("m.txt", "x");
        client.get(BASE + "m.txt");
        String metrics = text(client.get("/q/metrics"));
        assertThat(metrics)
                .contains("skerry_origin_requests_total{kind=\"content\",method=\"PUT\",status=\"201\"}")
                .contains("skerry_origin_bytes_total{direction=\"in\"}")
                .contains("skerry_origin_publish_seconds_count")
                .contains("skerry_origin_outbox_pending 0.0")
                .doesNotContain("m.txt");
    }

    private HttpResponse<byte[]> put(String path, String body) throws Exception {
        return client.send("PUT", BASE + path, body.getBytes(StandardCharsets.UTF_8), "Authorization", token);
    }

    private static String header(HttpResponse<byte[]> response, String name) {
        return response.headers().firstValue(name).orElseThrow(() -> new AssertionError("no " + name));
    }
}
