package dev.skerry.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.skerry.cli.e2e.SkerryCommand.Ended;
import dev.skerry.parts.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real processes of {@code up}, driven from outside: by the command, by HTTP, and by signals. The methods tell one
 * story, in order; the platform of the first is the platform of all.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlatformIT {
    private static final System.Logger LOG = System.getLogger("PlatformIT");
    private static final long MAX_BYTES_OF_ALL = 2_560L << 20;
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);
    private static final int CLIENTS = 8;

    private Path folder;
    private final Http http = new Http();
    private SkerryCommand skerry;
    private StaticSite site;
    private List<String> ports;
    private int origin;
    private int purge;
    private List<Integer> pops;
    private List<Integer> admins;

    @BeforeAll
    void up(@TempDir Path temporary) throws IOException, InterruptedException, URISyntaxException {
        folder = temporary;
        skerry = new SkerryCommand(folder.resolve("data"));
        site = StaticSite.unpack(folder.resolve("site"));
        int console = FreePort.any();
        origin = FreePort.any();
        purge = FreePort.any();
        int base = freeBlock(9);
        pops = List.of(base, base + 1, base + 2);
        admins = List.of(base + 6, base + 7, base + 8);
        ports = List.of(
                "--console-port", "" + console,
                "--origin-port", "" + origin,
                "--purge-port", "" + purge,
                "--http-base", "" + base,
                "--https-base", "" + (base + 3),
                "--admin-base", "" + (base + 6));
        long begun = System.nanoTime();
        Ended started = skerry.ok(upWith());
        LOG.log(System.Logger.Level.INFO, "up took {0} ms", millisSince(begun));
        assertThat(started.all())
                .contains("http://demo.localhost:" + base, "http://demo.localhost:" + (base + 2), "skerry purge");
    }

    @AfterAll
    void down() throws IOException, InterruptedException {
        skerry.run("down");
    }

    private String[] upWith(String... more) {
        return Stream.of(Stream.of("up", "--detach"), ports.stream(), Arrays.stream(more))
                .flatMap(part -> part)
                .toArray(String[]::new);
    }

    /** The first of {@code count} ports in a row that nobody listens on. */
    private static int freeBlock(int count) throws IOException {
        for (int base = 21_000 + (int) (ProcessHandle.current().pid() % 500) * 20; ; base += count) {
            List<ServerSocket> held = new ArrayList<>();
            try {
                for (int i = 0; i < count; i++) {
                    held.add(new ServerSocket(base + i, 1, InetAddress.getLoopbackAddress()));
                }
                return base;
            } catch (java.net.BindException taken) {
                LOG.log(System.Logger.Level.DEBUG, "port {0} is taken", base + held.size());
            } finally {
                for (ServerSocket socket : held) {
                    socket.close();
                }
            }
        }
    }

    @Test
    @Order(1)
    void every_part_is_ready_and_all_of_them_together_need_less_than_two_and_a_half_gibibytes() throws Exception {
        JsonNode status = skerry.ok("status", "--json").json();
        long bytes = 0;
        for (JsonNode part : status.get("parts")) {
            assertThat(part.get("ready").asBoolean()).as(part.toString()).isTrue();
            bytes += part.get("rssBytes").asLong();
        }

        assertThat(status.get("parts")).hasSize(10);
        LOG.log(System.Logger.Level.INFO, "all parts together need {0} MiB", bytes >> 20);
        assertThat(bytes).isLessThan(MAX_BYTES_OF_ALL);
    }

    @Test
    @Order(2)
    void a_second_up_says_what_runs_and_a_taken_port_is_named_with_its_option() throws Exception {
        assertThat(skerry.ok("up", "--detach").all()).contains("runs already");
        SkerryCommand other = new SkerryCommand(folder.resolve("other"));
        Ended refused = other.run(upWith());

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("port " + origin + " of origin-service is taken", "--origin-port");
    }

    @Test
    @Order(3)
    void a_real_site_is_served_byte_for_byte_by_every_pop_and_asked_of_the_origin_once_per_file() throws Exception {
        long begun = System.nanoTime();
        skerry.ok("publish", "demo", site.folder().toString());
        LOG.log(
                System.Logger.Level.INFO,
                "published {0} files in {1} ms",
                site.files().size(),
                millisSince(begun));
        double before = metric(admins.getFirst(), "skerry_edge_upstream_requests_total");
        assertThat(site.files().size()).isGreaterThanOrEqualTo(500);
        for (int pop : pops) {
            forEachFile((path, content) -> {
                HttpResponse<byte[]> response = http.get(pop, path);
                assertThat(response.statusCode()).as(path).isEqualTo(200);
                assertThat(response.body()).as(path).isEqualTo(content);
            });
            forEachFile((path, content) -> {
                HttpResponse<byte[]> response = http.get(pop, path);
                assertThat(response.body()).as(path).isEqualTo(content);
                assertThat(Http.cacheStatus(response)).as(path).contains("; hit");
            });
        }

        assertThat(metric(admins.getFirst(), "skerry_edge_upstream_requests_total") - before)
                .isLessThanOrEqualTo(site.files().size());
    }

    @Test
    @Order(4)
    void a_changed_file_is_served_by_every_pop_within_a_second_of_its_publication() throws Exception {
        String path = "css/all.css";
        Path file = site.folder().resolve(path);
        byte[] changed = "/* changed */".getBytes(StandardCharsets.UTF_8);
        Files.write(file, changed);
        site.files().put(path, changed);
        skerry.ok("publish", "demo", file.toString(), "--prefix", "css");
        long published = System.nanoTime();
        for (int pop : pops) {
            while (!Arrays.equals(http.get(pop, path).body(), changed)) {
                assertThat(millisSince(published)).isLessThan(ONE_SECOND.toMillis());
            }
        }
    }

    @Test
    @Order(5)
    void a_purge_by_key_makes_exactly_the_tagged_files_be_fetched_again() throws Exception {
        Path tagged = site.folder().resolve("scss");
        skerry.ok("publish", "demo", tagged.toString(), "--prefix", "scss", "--key", "styles");
        for (int pop : pops) {
            forEachFile((path, content) -> http.get(pop, path));
        }
        skerry.ok("purge", "demo", "--key", "styles", "--wait");
        Set<String> expected = site.files().keySet().stream()
                .filter(path -> path.startsWith("scss/"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(expected).isNotEmpty();
        for (int pop : pops) {
            Set<String> fetched = java.util.Collections.synchronizedSet(new TreeSet<>());
            forEachFile((path, content) -> {
                HttpResponse<byte[]> response = http.get(pop, path);
                assertThat(response.body()).as(path).isEqualTo(content);
                if (!Http.cacheStatus(response).contains("; hit")) {
                    fetched.add(path);
                }
            });
            assertThat(fetched).isEqualTo(expected);
        }
    }

    @Test
    @Order(6)
    void a_purge_of_everything_has_a_receipt_from_every_pop() throws Exception {
        JsonNode status =
                skerry.ok("purge", "demo", "--all", "--wait", "--json").json();

        assertThat(status.get("state").asText()).isEqualTo("COMPLETE");
        assertThat(status.get("receipts")).hasSize(3);
        for (JsonNode receipt : status.get("receipts")) {
            assertThat(receipt.get("state").asText()).isEqualTo("APPLIED");
        }
        for (int pop : pops) {
            assertThat(Http.cacheStatus(http.get(pop, "css/all.css"))).doesNotContain("; hit");
        }
    }

    @Test
    @Order(7)
    void two_hundred_purges_of_single_urls_all_complete_while_the_caller_waits() throws Exception {
        String token = token("purge:select");
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            long begun = System.nanoTime();
            HttpResponse<String> response = http.post(
                    purge, "/v1/sites/demo/purges?wait=complete&timeout=5s", token, "{\"urls\":[\"/page" + i + "\"]}");
            millis.add((System.nanoTime() - begun) / 1e6);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.body()).contains("\"state\":\"COMPLETE\"");
        }
        millis.sort(null);
        LOG.log(
                System.Logger.Level.INFO,
                "200 purges: median {0} ms, 95th percentile {1} ms, longest {2} ms",
                millis.get(100),
                millis.get(190),
                millis.get(199));
        assertThat(millis.get(100)).as("median, with room for a busy machine").isLessThan(150);
    }

    @Test
    @Order(8)
    void bad_input_gets_a_clear_error_and_changes_nothing() throws Exception {
        String write = token("content:write");
        String select = token("purge:select");
        for (String path : List.of("../escape", "a/../../escape", "%2e%2e/escape", "a%2f..%2fb", "a//b", "nul%00")) {
            assertThat(rawPut(path, write)).as(path).contains("HTTP/1.1 400");
        }
        assertThat(put("unknown", "a.txt", write).statusCode()).isIn(403, 404);
        assertThat(put("demo", "a.txt", "").statusCode()).isEqualTo(401);
        assertThat(put("demo", "a.txt", select).statusCode()).isEqualTo(403);
        assertPurge(select, "{\"urls\":[", 400, "line 1");
        assertPurge(select, "{\"url\":[\"/a\"]}", 400, "url");
        assertPurge(select, "{}", 400, "at least one");
        assertPurge(select, "{\"urls\":[\"no url\"]}", 400, "urls[0]");
        assertPurge(select, "{\"everything\":true}", 403, "purge:all");
        assertPurge("", "{\"urls\":[\"/a\"]}", 401, "");
        assertPurge(select + "x", "{\"urls\":[\"/a\"]}", 401, "");
        assertPurge(select, "{\"urls\":[\"/" + "a".repeat(3 << 20) + "\"]}", 413, "");
        assertThat(http.post(purge, "/v1/sites/nobody/purges", token("purge:select", "*"), "{\"urls\":[\"/a\"]}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(http.get(pops.getFirst(), "a.txt").statusCode()).isEqualTo(404);
        assertThat(skerry.run("purge", "nobody", "--all", "--wait").code()).isEqualTo(1);
        assertThat(skerry.run("purge", "demo").code()).isEqualTo(2);
    }

    @Test
    @Order(9)
    void an_upload_that_is_cut_off_or_lies_about_its_length_leaves_the_old_content() throws Exception {
        assertThat(put("demo", "kept.txt", token("content:write")).statusCode()).isEqualTo(201);
        String token = token("content:write");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), origin)) {
            socket.getOutputStream()
                    .write(("PUT /v1/sites/demo/content/kept.txt HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + token + "\r\nContent-Length: 1000\r\n\r\nonly a part")
                            .getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            socket.getInputStream().readAllBytes();
        }
        for (int pop : pops) {
            assertThat(new String(http.get(pop, "kept.txt").body(), StandardCharsets.UTF_8))
                    .isEqualTo("content");
        }
    }

    @Test
    @Order(10)
    void a_site_with_an_origin_of_its_own_is_in_force_at_every_pop_within_a_second() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer = "from outside".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Cache-Control", "max-age=60");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            Path file = folder.resolve("outside.yaml");
            Files.writeString(file, """
                    site: outside
                    hosts: [outside.localhost]
                    origins: [{url: "http://127.0.0.1:%d"}]
                    shield: fra
                    """.formatted(server.getAddress().getPort()));
            skerry.ok("sites", "apply", file.toString());
            long applied = System.nanoTime();
            for (int pop : pops) {
                while (http.get(pop, "outside.localhost", "x").statusCode() != 200) {
                    assertThat(millisSince(applied)).isLessThan(ONE_SECOND.toMillis());
                }
            }
            assertThat(skerry.ok("sites", "list").out()).contains("outside");
        } finally {
            server.stop(0);
        }
    }

    @Test
    @Order(11)
    void after_kill_9_of_any_process_and_up_nothing_published_is_lost_and_nothing_purged_comes_back() throws Exception {
        List<String> parts = List.of("edge-nyc", "redis-fra", "kafka", "purge-service", "origin-service", "telemetry");
        for (String part : parts) {
            byte[] old = ("before " + part).getBytes(StandardCharsets.UTF_8);
            byte[] current = ("after " + part).getBytes(StandardCharsets.UTF_8);
            publish("page.html", old);
            for (int pop : pops) {
                assertThat(http.get(pop, "page.html").body()).isEqualTo(old);
            }
            publish("page.html", current);
            kill9(part);
            long begun = System.nanoTime();
            Ended ended = skerry.ok(upWith());
            LOG.log(System.Logger.Level.INFO, "up after kill -9 of {0} took {1} ms", part, millisSince(begun));

            assertThat(ended.all()).contains(part);
            for (int pop : pops) {
                assertThat(http.get(pop, "page.html").body()).as(part).isEqualTo(current);
                assertThat(http.get(pop, "css/all.css").body())
                        .as(part)
                        .isEqualTo(site.files().get("css/all.css"));
            }
        }
        assertThat(skerry.ok("purge", "demo", "--all", "--wait", "--json")
                        .json()
                        .get("state")
                        .asText())
                .isEqualTo("COMPLETE");
    }

    @Test
    @Order(12)
    void down_leaves_no_process_and_no_temporary_file_and_what_was_published_survives_it() throws Exception {
        List<ProcessHandle> processes = new ArrayList<>();
        for (JsonNode part : skerry.ok("status", "--json").json().get("parts")) {
            processes.add(ProcessHandle.of(part.get("pid").asLong()).orElseThrow());
        }
        skerry.ok("down");

        assertThat(processes).hasSize(10);
        for (ProcessHandle process : processes) {
            // Ended already; the system may take a moment to forget it.
            process.onExit().get(5, TimeUnit.SECONDS);
        }
        assertThat(folder.resolve("data").resolve("tmp")).doesNotExist();
        skerry.ok(upWith());
        for (int pop : pops) {
            assertThat(http.get(pop, "css/all.css").body())
                    .isEqualTo(site.files().get("css/all.css"));
            assertThat(new String(http.get(pop, "page.html").body(), StandardCharsets.UTF_8))
                    .isEqualTo("after telemetry");
        }
    }

    private void publish(String name, byte[] content) throws IOException, InterruptedException {
        Path file = folder.resolve(name);
        Files.write(file, content);
        skerry.ok("publish", "demo", file.toString());
    }

    private void kill9(String name) throws Exception {
        for (JsonNode part : skerry.ok("status", "--json").json().get("parts")) {
            if (part.get("name").asText().equals(name)) {
                ProcessHandle process =
                        ProcessHandle.of(part.get("pid").asLong()).orElseThrow();
                process.destroyForcibly();
                process.onExit().get();
                return;
            }
        }
        throw new AssertionError("no part " + name);
    }

    private String token(String scope) throws IOException, InterruptedException {
        return token(scope, "demo");
    }

    private String token(String scope, String siteName) throws IOException, InterruptedException {
        return skerry.ok("token", siteName, scope).out().strip();
    }

    private HttpResponse<String> put(String siteName, String path, String token)
            throws IOException, InterruptedException {
        return http.send(
                "PUT",
                origin,
                "/v1/sites/" + siteName + "/content/" + path,
                token,
                BodyPublishers.ofString("content"),
                "text/plain");
    }

    /** A PUT whose path no client library gets to tidy up; returns the head of the answer. */
    private String rawPut(String path, String token) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), origin)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("PUT /v1/sites/demo/content/" + path
                                    + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                                    + "\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private void assertPurge(String token, String body, int status, String says)
            throws IOException, InterruptedException {
        HttpResponse<String> response = http.post(purge, "/v1/sites/demo/purges", token, body);
        String what = body.substring(0, Math.min(60, body.length()));
        assertThat(response.statusCode()).as(what).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type").orElse(""))
                .as(what)
                .startsWith("application/problem+json");
        assertThat(response.body()).as(what).contains(says);
    }

    private double metric(int port, String name) throws IOException, InterruptedException {
        String text = new String(http.get(port, "localhost", "q/metrics").body(), StandardCharsets.UTF_8);
        Matcher line = Pattern.compile("^" + name + "(?:\\{[^}]*})? (\\S+)$", Pattern.MULTILINE)
                .matcher(text);
        assertThat(line.find()).as(name).isTrue();
        return Double.parseDouble(line.group(1));
    }

    private interface FileCheck {
        void check(String path, byte[] content) throws IOException, InterruptedException;
    }

    private void forEachFile(FileCheck check) throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Callable<Void>> checks = new ArrayList<>();
            for (Map.Entry<String, byte[]> file : site.files().entrySet()) {
                checks.add(() -> {
                    check.check(file.getKey(), file.getValue());
                    return null;
                });
            }
            for (Future<Void> done : clients.invokeAll(checks)) {
                done.get();
            }
        }
    }

    private static long millisSince(long begunNanos) {
        return Duration.ofNanos(System.nanoTime() - begunNanos).toMillis();
    }
}
