package dev.skerry.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A real site of some 2,000 files through three PoPs: bytes, hits, a change, and purges by key and of everything. */
@ExtendWith(OnePlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealSiteIT {
    private static final System.Logger LOG = System.getLogger("RealSiteIT");
    private static final int CLIENTS = 8;

    private final RunningPlatform platform;
    private final StaticSite site;

    RealSiteIT(RunningPlatform platform, @TempDir Path folder) throws Exception {
        this.platform = platform;
        site = StaticSite.unpack(folder);
        long begun = System.nanoTime();
        platform.skerry().ok("publish", "demo", site.folder().toString());
        LOG.log(
                System.Logger.Level.INFO,
                "published {0} files in {1} ms",
                site.files().size(),
                RunningPlatform.millisSince(begun));
    }

    @Test
    void a_real_site_is_served_byte_for_byte_by_every_pop_and_asked_of_the_origin_once_per_file() throws Exception {
        double before = metric(platform.shieldAdmin(), "skerry_edge_upstream_requests_total");
        assertThat(site.files().size()).isGreaterThanOrEqualTo(500);
        for (int pop : platform.pops()) {
            forEachFile((path, content) -> {
                HttpResponse<byte[]> response = platform.http().get(pop, path);
                assertThat(response.statusCode()).as(path).isEqualTo(200);
                assertThat(response.body()).as(path).isEqualTo(content);
            });
            forEachFile((path, content) -> {
                HttpResponse<byte[]> response = platform.http().get(pop, path);
                assertThat(response.body()).as(path).isEqualTo(content);
                assertThat(Http.cacheStatus(response)).as(path).contains("; hit");
            });
        }

        assertThat(metric(platform.shieldAdmin(), "skerry_edge_upstream_requests_total") - before)
                .isLessThanOrEqualTo(site.files().size());
    }

    @Test
    void a_changed_file_is_served_by_every_pop_within_a_second_of_its_publication() throws Exception {
        String path = "css/all.css";
        platform.assertServed(path, content(path), "before");
        Path file = site.folder().resolve(path);
        byte[] changed = "/* changed */".getBytes(StandardCharsets.UTF_8);
        Files.write(file, changed);
        site.files().put(path, changed);
        platform.skerry().ok("publish", "demo", file.toString(), "--prefix", "css");
        platform.awaitServed(path, changed, Duration.ofSeconds(1));
    }

    @Test
    void a_purge_by_key_makes_exactly_the_tagged_files_be_fetched_again() throws Exception {
        Path tagged = site.folder().resolve("scss");
        platform.skerry().ok("publish", "demo", tagged.toString(), "--prefix", "scss", "--key", "styles");
        for (int pop : platform.pops()) {
            forEachFile((path, content) -> platform.http().get(pop, path));
        }
        platform.skerry().ok("purge", "demo", "--key", "styles", "--wait");
        Set<String> expected = site.files().keySet().stream()
                .filter(path -> path.startsWith("scss/"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(expected).isNotEmpty();
        for (int pop : platform.pops()) {
            Set<String> fetched = Collections.synchronizedSet(new TreeSet<>());
            forEachFile((path, content) -> {
                HttpResponse<byte[]> response = platform.http().get(pop, path);
                assertThat(response.body()).as(path).isEqualTo(content);
                if (!Http.cacheStatus(response).contains("; hit")) {
                    fetched.add(path);
                }
            });
            assertThat(fetched).isEqualTo(expected);
        }
    }

    @Test
    void a_purge_of_everything_has_a_receipt_from_every_pop() throws Exception {
        platform.assertServed("css/brands.css", content("css/brands.css"), "before");
        JsonNode status = platform.skerry()
                .ok("purge", "demo", "--all", "--wait", "--json")
                .json();

        assertThat(status.get("state").asText()).isEqualTo("COMPLETE");
        assertThat(status.get("receipts")).hasSize(3);
        for (JsonNode receipt : status.get("receipts")) {
            assertThat(receipt.get("state").asText()).isEqualTo("APPLIED");
        }
        for (int pop : platform.pops()) {
            assertThat(Http.cacheStatus(platform.http().get(pop, "css/brands.css")))
                    .doesNotContain("; hit");
        }
    }

    private byte[] content(String path) {
        return Objects.requireNonNull(site.files().get(path), path);
    }

    private double metric(int port, String name) throws IOException, InterruptedException {
        String text =
                new String(platform.http().get(port, "localhost", "q/metrics").body(), StandardCharsets.UTF_8);
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
}
