package dev.skerry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.NodeStats;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.Topics;
import dev.skerry.telemetry.web.EventStream;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The service as its users meet it, on a real Kafka: it starts before its topics are there. */
@QuarkusTest
@QuarkusTestResource(KafkaForTests.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TelemetryServiceTest {
    private static final String PROBLEM = "application/problem+json";

    @TestHTTPResource("/")
    URI base = URI.create("http://replaced.invalid/");

    private @Nullable Platform started;

    @BeforeAll
    void without_topics_it_lives_and_is_not_ready_and_once_they_are_there_it_is() throws Exception {
        assertThat(RestAssured.get(base.resolve("/q/health/live")).statusCode()).isEqualTo(200);
        assertThat(RestAssured.get(base.resolve("/q/health/started")).statusCode())
                .isEqualTo(200);
        assertThat(RestAssured.get(base.resolve("/q/health/ready")).statusCode())
                .isEqualTo(503);
        try (Events events = events()) {
            JsonNode waiting = events.awaitFleet(
                    overview -> overview.at("/source/detail").asText().contains("not there yet"));
            assertThat(waiting.at("/source/phase").asText()).isEqualTo("CONNECTING");
            started = Platform.start();
            events.awaitFleet(overview -> overview.at("/source/phase").asText().equals("READY"));
        }
        assertThat(RestAssured.get(base.resolve("/q/health/ready")).statusCode())
                .isEqualTo(200);
    }

    @AfterAll
    void close() {
        platform().close();
    }

    private Platform platform() {
        return Objects.requireNonNull(started, "the platform's topics");
    }

    private Events events() throws Exception {
        return new Events(base.resolve("/api/events"));
    }

    private static NodeReport report(String node, long sequence, Map<Integer, Long> applied) {
        PopId pop = new PopId(node.substring(0, node.indexOf('-')));
        return NodeReport.of(new NodeId(node), pop, 1, sequence, NodeReport.State.SERVING, true, applied);
    }

    private static NodeStats stats(String node, long uptimeMs, long requests, long hits) {
        PopId pop = new PopId(node.substring(0, node.indexOf('-')));
        return new NodeStats(new NodeId(node), pop, 1, uptimeMs, requests, hits, requests - hits, 0, 0, 7, 4096, 0);
    }

    private static PurgeRecord purge(String id, String site, String selector) {
        return new PurgeRecord(
                new PurgeId(id),
                new SiteId(site),
                PurgeMode.SOFT,
                PurgeSelector.parse(selector),
                0,
                1,
                Instant.now(),
                "somebody-secret");
    }

    private static JsonNode named(JsonNode list, String field, String name) {
        for (JsonNode one : list) {
            if (one.path(field).asText().equals(name)) {
                return one;
            }
        }
        return MissingNode.getInstance();
    }

    @Test
    void what_nodes_report_is_pushed_and_answered_and_measured() throws Exception {
        try (Events events = events()) {
            platform().report(report("par-1", 0, Map.of()));
            platform().report(report("osl-1", 0, Map.of()));
            platform().stats(stats("par-1", 4_000, 400, 300));
            JsonNode par = named(
                    events.awaitFleet(overview -> named(overview.at("/fleet/pops"), "pop", "par")
                                    .at("/traffic/hitRatio")
                                    .isNumber())
                            .at("/fleet/pops"),
                    "pop",
                    "par");
            assertThat(par.at("/condition").asText()).isEqualTo("SERVING");
            assertThat(par.at("/leaseHeld").asBoolean()).isTrue();
            assertThat(par.at("/traffic/requestsPerSecond").asDouble()).isEqualTo(100);
            assertThat(par.at("/traffic/hitRatio").asDouble()).isEqualTo(0.75);
            assertThat(par.at("/objects").asLong()).isEqualTo(7);
            assertThat(par.at("/memoryBytes").asLong()).isEqualTo(4096);
            assertThat(par.at("/nodes/0/node").asText()).isEqualTo("par-1");
            RestAssured.get("/api/fleet").then().statusCode(200).header("Cache-Control", "no-store");
            assertThat(RestAssured.get("/api/fleet").jsonPath().getList("fleet.pops.pop"))
                    .contains("par", "osl");
            String metrics = RestAssured.get("/q/metrics").asString();
            while (!metrics.contains("skerry_fleet_hit_ratio{pop=\"par\"} 0.75")) {
                events.next();
                metrics = RestAssured.get("/q/metrics").asString();
            }
            assertThat(metrics)
                    .contains("skerry_fleet_nodes{state=\"serving\"}", "skerry_fleet_nodes{state=\"silent\"}")
                    .contains("skerry_fleet_requests_per_second{pop=\"par\"} 100.0")
                    .contains("skerry_fleet_purge_lag{node=\"par-1\",pop=\"par\"}")
                    .contains("skerry_fleet_subscribers ");
        }
    }

    @Test
    void a_purge_is_followed_until_the_nodes_have_applied_it() throws Exception {
        try (Events events = events()) {
            platform().report(report("lon-1", 0, Map.of()));
            Position position = platform().purge(purge("purge-of-lon", "demo", "key:product-7"));
            JsonNode committed = named(
                    events.awaitFleet(overview -> overview.toString().contains("purge-of-lon"))
                            .at("/fleet/purges"),
                    "id",
                    "purge-of-lon");
            assertThat(committed.at("/selector").asText()).isEqualTo("key:product-7");
            assertThat(committed.at("/mode").asText()).isEqualTo("soft");
            assertThat(committed.at("/position/offset").asLong()).isEqualTo(position.offset());
            assertThat(committed.toString()).doesNotContain("somebody-secret");
            platform().report(report("lon-1", 1, Map.of(position.partition(), position.offset() + 1)));
            events.awaitFleet(overview -> named(overview.at("/fleet/purges"), "id", "purge-of-lon")
                            .at("/applied")
                            .asInt()
                    == 1);
        }
    }

    @Test
    void a_listed_purge_is_linked_to_its_trace() throws Exception {
        Span root;
        try (SpanSender sender = new SpanSender(base.resolve("/v1/traces"), "purge-service", "purge-1", "gzip")) {
            root = sender.span("POST purges", SpanKind.SERVER, null);
            root.setAttribute("skerry.purge.id", "purge-linked").end();
        }
        try (Events events = events()) {
            platform().purge(purge("purge-linked", "demo", "key:linked"));
            events.awaitFleet(overview -> overview.at("/purgeTraces/purge-linked")
                    .asText()
                    .equals(root.getSpanContext().getTraceId()));
        }
    }

    @Test
    void sites_and_services_are_shown() throws Exception {
        platform()
                .site(new SiteVersion(
                        3,
                        new SiteConfig(
                                new SiteId("docs"),
                                List.of("docs.localhost"),
                                List.of(new SiteConfig.Origin("http://secret-origin.example", false)),
                                new PopId("fra"),
                                SiteConfig.Cache.DEFAULT,
                                SiteConfig.Lease.DEFAULT),
                        Instant.now()));
        try (Events events = events()) {
            JsonNode overview = events.awaitFleet(
                    seen -> named(seen.at("/fleet/sites"), "site", "docs").isObject()
                            && seen.at("/services/0/status").asText().equals("UNREACHABLE"));
            assertThat(named(overview.at("/fleet/sites"), "site", "docs")
                            .at("/version")
                            .asInt())
                    .isEqualTo(3);
            assertThat(overview.at("/services/0/name").asText()).isEqualTo("origin");
            assertThat(overview.toString()).doesNotContain("secret-origin");
        }
    }

    @Test
    void records_that_cannot_be_read_are_counted_and_passed_over() throws Exception {
        platform().write(Topics.RECEIPTS, "bad-1", "{not json".getBytes(StandardCharsets.UTF_8));
        platform().write(Topics.STATS, "bad-1", new byte[] {(byte) 0xff});
        platform().report(report("rom-1", 0, Map.of()));
        try (Events events = events()) {
            events.awaitFleet(
                    overview -> named(overview.at("/fleet/pops"), "pop", "rom").isObject());
        }
        assertThat(RestAssured.get("/q/metrics").asString())
                .containsPattern("skerry_fleet_records_passed_over_total [1-9]");
    }

    @Test
    void a_quiet_platform_still_tells_the_time_and_events_come_twice_a_second_at_most() throws Exception {
        try (Events events = events()) {
            assertThat(events.response().headers().firstValue("Content-Type"))
                    .hasValue("text/event-stream; charset=utf-8");
            assertThat(events.next().name()).as("the latest at once").isEqualTo("fleet");
            Events.Event first = events.next();
            for (int i = 0; i < 20; i++) {
                platform().report(report("mad-1", i, Map.of(0, (long) i)));
            }
            int seen = 1;
            Events.Event event = first;
            while (!event.name().equals("alive")) {
                event = events.next();
                seen++;
            }
            assertThat(event.data().at("/now").isTextual()).isTrue();
            assertThat(event.data().at("/contactAt").isTextual()).isTrue();
            long elapsedMillis = TimeUnit.NANOSECONDS.toMillis(event.nanoTime() - first.nanoTime());
            assertThat(seen).isLessThanOrEqualTo((int) (elapsedMillis / 400) + 2);
        }
    }

    @Test
    void subscribers_are_bounded_and_a_place_is_free_again_when_one_leaves() throws Exception {
        URI uri = base.resolve("/api/events");
        List<Events> open = new ArrayList<>();
        try {
            for (int i = 0; i < EventStream.MAX_SUBSCRIBERS; i++) {
                open.add(new Events(uri));
            }
            HttpResponse<String> refused;
            try (HttpClient client = HttpClient.newHttpClient()) {
                refused = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            }
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Content-Type")).hasValue(PROBLEM);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.body()).contains("urn:skerry:problem:too-many-subscribers");
            open.removeLast().close();
            Events other = new Events(uri);
            while (other.response().statusCode() == 503) {
                other.close();
                open.getFirst().next();
                other = new Events(uri);
            }
            open.add(other);
            assertThat(other.next().name()).isEqualTo("fleet");
        } finally {
            open.forEach(Events::close);
        }
    }

    @Test
    void the_console_is_one_page_with_its_own_files_under_a_strict_policy() {
        var page = RestAssured.get("/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.contentType()).startsWith("text/html");
        assertThat(page.header("Cache-Control")).isEqualTo("no-cache");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Content-Security-Policy"))
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .doesNotContain("unsafe", "http", "*");
        String html = page.asString();
        assertThat(html)
                .as("nothing that the policy forbids")
                .doesNotContain("<style", "style=", "onclick", "onload", "javascript:")
                .doesNotContainPattern("<script[^>]*>[^<]")
                .doesNotContainPattern("(src|href)=\"(https?:)?//");
        var files = Pattern.compile("(?:src|href)=\"([a-z.]+)\"")
                .matcher(html)
                .results()
                .map(match -> match.group(1));
        assertThat(files)
                .contains("console.js", "console.css", "icon.svg")
                .allSatisfy(file -> assertThat(RestAssured.get("/" + file).statusCode())
                        .as(file)
                        .isEqualTo(200));
    }

    @Test
    void every_module_that_a_script_imports_is_served() {
        List<String> toRead = new ArrayList<>(List.of("console.js"));
        for (int i = 0; i < toRead.size(); i++) {
            var script = RestAssured.get("/" + toRead.get(i));
            assertThat(script.statusCode()).as(toRead.get(i)).isEqualTo(200);
            assertThat(script.contentType()).as(toRead.get(i)).startsWith("text/javascript");
            Pattern.compile("from \"\\./([a-z]+\\.js)\"")
                    .matcher(script.asString())
                    .results()
                    .map(match -> match.group(1))
                    .filter(name -> !toRead.contains(name))
                    .forEach(toRead::add);
        }
        assertThat(toRead).contains("dom.js", "picture.js", "spark.js");
    }

    @Test
    void rfc3986_a_target_that_is_no_uri_is_refused_with_the_place_of_its_flaw() throws Exception {
        for (String target : List.of("/%zz", "/api/fleet?|", "/q/health/%")) {
            try (Socket socket = new Socket(base.getHost(), base.getPort())) {
                socket.setSoTimeout(20_000);
                String request = "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 400 ")
                        .containsIgnoringCase("Content-Type: " + PROBLEM)
                        .contains("no URI", "at index ");
            }
        }
    }

    @Test
    void what_is_not_there_is_told_as_rfc_9457_has_it() {
        var unknown = RestAssured.get("/api/fleets");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.contentType()).isEqualTo(PROBLEM);
        assertThat(unknown.jsonPath().getString("type")).isEqualTo("urn:skerry:problem:not-found");
        var wrong = RestAssured.post("/api/fleet");
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.header("Allow")).isEqualTo("GET");
        assertThat(RestAssured.get("/api/history").jsonPath().getList("fleet.requests"))
                .hasSize(60);
    }
}
