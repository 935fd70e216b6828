package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.PurgeConfig;
import dev.skerry.contract.PurgeMode;
import dev.skerry.edge.RawClient.Reply;
import dev.skerry.edge.ScriptedOrigin.Request;
import dev.skerry.testing.KafkaAddress;
import dev.skerry.testing.RealParts;
import dev.skerry.testing.RedisAddress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a soft purge hit comes anew within the site's budget, with a real log, a real Redis and a real origin. */
@ExtendWith(RealParts.class)
class RefreshOverSocketsTest {
    private static final int OBJECTS = 500;
    private static final int PER_SECOND = 100;

    /** The objects take more than half of it, and all of them fit. */
    private static final String MEMORY = "1MiB";

    private static final String PADDING = "x".repeat(300);

    /** What is under way may arrive at once where it was held up. */
    private static final int JITTER = 20;

    private final String site = "refresh-" + UUID.randomUUID();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String redis;
    private final OwnFleet fleet;
    private final ScriptedOrigin origin;
    private final List<Edge> nodes = new ArrayList<>();
    private final List<Long> refreshedAt = new CopyOnWriteArrayList<>();
    private final List<String> refreshed = new CopyOnWriteArrayList<>();
    private final Map<String, String> version = new ConcurrentHashMap<>();

    RefreshOverSocketsTest(KafkaAddress kafka, RedisAddress redis) throws Exception {
        this.redis = redis.uri();
        fleet = new OwnFleet(kafka.bootstrapServers());
        origin = new ScriptedOrigin(this::answer);
        fleet.site(site, origin.url(), new PurgeConfig(PurgeConfig.KeyCase.SENSITIVE, 100, PER_SECOND, List.of()));
    }

    private void answer(Request request, ScriptedOrigin.Answer answer) throws IOException {
        String tag = "\"" + version.getOrDefault(request.target(), "1") + "\"";
        String asked = request.field("if-none-match");
        if (asked != null) {
            refreshedAt.add(System.nanoTime());
            refreshed.add(request.target());
        }
        String[] fields = {"Cache-Control: max-age=600, stale-while-revalidate=600", "ETag: " + tag};
        if (tag.equals(asked)) {
            answer.raw(ScriptedOrigin.Answer.head(304, fields) + "\r\n");
        } else {
            answer.send(200, request.target() + tag + PADDING, fields);
        }
    }

    private Edge node(String name) throws InterruptedException {
        nodes.add(fleet.node(run + "-" + name, redis, MEMORY));
        return nodes.getLast();
    }

    @AfterEach
    void stop() throws IOException {
        nodes.forEach(Edge::close);
        origin.close();
    }

    private Reply get(Edge node, int number) throws IOException {
        return RawClient.get(node.httpPort(), site, "/" + number);
    }

    private void fill(Edge node, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            assertThat(get(node, i).status()).isEqualTo(200);
        }
    }

    private int most(long window) {
        List<Long> sorted = refreshedAt.stream().sorted().toList();
        return sorted.stream()
                .mapToInt(from -> (int) sorted.stream()
                        .filter(at -> at >= from && at - from < window)
                        .count())
                .max()
                .orElse(0);
    }

    @Test
    void a_burst_of_users_after_a_soft_purge_of_everything_gets_stale_content_and_the_origin_its_budget()
            throws Exception {
        Edge node = node("1");
        fill(node, OBJECTS);
        assertThat(node.cachedObjects()).isEqualTo(OBJECTS);
        version.put("/7", "2");
        fleet.purge(site, "everything", PurgeMode.SOFT);
        Await.until("the refresh has begun", () -> !refreshed.isEmpty());
        for (int i = 0; i < OBJECTS; i++) {
            Reply reply = get(node, i);
            assertThat(reply.field("cache-status")).contains("; hit");
            assertThat(reply.content()).startsWith("/" + i + "\"");
        }
        Await.until("all is refreshed", () -> refreshed.size() >= OBJECTS);

        assertThat(refreshed).as("each once").hasSize(OBJECTS).doesNotHaveDuplicates();
        assertThat(most(TimeUnit.SECONDS.toNanos(1))).isLessThanOrEqualTo(PER_SECOND + JITTER);
        Await.until("the last one is stored", () -> metric(node, "skerry_edge_refresh_due") == 0);
        for (int i = 0; i < 20; i++) {
            Reply reply = get(node, i);
            assertThat(reply.field("cache-status")).contains("; hit").doesNotContain("stale");
            assertThat(reply.content()).startsWith("/" + i + (i == 7 ? "\"2\"" : "\"1\""));
        }
        assertThat(refreshed).hasSize(OBJECTS);
    }

    @Test
    void the_hottest_come_first_without_any_user() throws Exception {
        Edge node = node("1");
        fill(node, OBJECTS);
        List<String> hot = IntStream.range(20, 30).mapToObj(i -> "/" + i).toList();
        for (int round = 0; round < 5; round++) {
            for (int i = 20; i < 30; i++) {
                get(node, i);
            }
        }
        fleet.purge(site, "everything", PurgeMode.SOFT);
        Await.until("some are refreshed", () -> refreshed.size() >= 30);

        assertThat(refreshed.subList(0, 16)).containsAll(hot);
    }

    @Test
    void two_nodes_of_a_pop_share_the_work() throws Exception {
        Edge first = node("1");
        Edge second = node("2");
        int objects = 200;
        fill(first, objects);
        fill(second, objects);
        Await.until("the second has taken all from Redis", () -> second.cachedObjects() == objects);
        fleet.purge(site, "everything", PurgeMode.SOFT);
        Await.until("both have begun", () -> refreshed.size() > 50);
        Await.until(
                "both are done",
                () -> metric(first, "skerry_edge_refresh_due") + metric(second, "skerry_edge_refresh_due") == 0);

        assertThat(refreshed.size()).isBetween(objects, objects * 3 / 2);
        assertThat(shared(first) + shared(second)).isGreaterThan(objects / 2.0);
        assertThat(get(second, 0).field("cache-status")).contains("; hit").doesNotContain("stale");
        assertThat(get(first, 0).field("cache-status")).contains("; hit").doesNotContain("stale");
    }

    private static double shared(Edge node) {
        return metric(node, "skerry_edge_refresh_requests_total", "reason=\"shared\"");
    }

    private static double metric(Edge node, String begin) {
        return metric(node, begin, "");
    }

    private static double metric(Edge node, String begin, String label) {
        try {
            return RawClient.get(node.adminPort(), "localhost", "/q/metrics")
                    .content()
                    .lines()
                    .filter(line -> line.startsWith(begin) && line.contains(label))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
