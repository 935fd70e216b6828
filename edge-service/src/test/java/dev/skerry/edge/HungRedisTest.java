package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.RawClient.Reply;
import dev.skerry.parts.FreePort;
import dev.skerry.testing.KafkaAddress;
import dev.skerry.testing.RealParts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Nodes of a fleet whose PoP's Redis takes connections and never answers. */
@ExtendWith(RealParts.class)
class HungRedisTest {
    private static final String HOST = "hung-redis";

    /** Redis is given a tenth of a second, the rest is room for a busy machine. */
    private static final Duration SOON = Duration.ofSeconds(2);

    private final OwnFleet fleet;
    private final ScriptedOrigin origin = new ScriptedOrigin(
            (request, answer) -> answer.send(200, "content of " + request.target(), "Cache-Control: max-age=60"));

    @TempDir
    Path folder;

    private OwnRedis redis;

    HungRedisTest(KafkaAddress kafka) throws Exception {
        fleet = new OwnFleet(kafka.bootstrapServers());
        fleet.site(HOST, origin.url());
    }

    @BeforeEach
    void start() {
        redis = OwnRedis.start(folder, FreePort.any());
    }

    @AfterEach
    void stop() throws IOException {
        redis.close();
        origin.close();
    }

    @Test
    void users_are_answered_from_memory_and_origin_meanwhile_and_nodes_share_again_afterwards() throws Exception {
        try (Edge edge = fleet.node("hung-1", redis.uri());
                Edge other = fleet.node("hung-2", redis.uri())) {
            get(edge, "/shared");
            Await.until("the other node finds what the first has stored", () -> isHit(other, "/shared"));
            redis.freeze();

            assertThat(get(edge, "/shared").field("cache-status")).contains("; hit");
            for (Reply reply : getAll(edge, 100)) {
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.field("cache-status")).contains("fwd=uri-miss");
            }
            assertThat(RawClient.get(edge.adminPort(), "localhost", "/q/health/ready")
                            .status())
                    .as("a PoP without its Redis is slower, not out of service")
                    .isEqualTo(200);

            redis.thaw();
            AtomicInteger next = new AtomicInteger();
            Await.until("nodes share what they store again", () -> {
                String target = "/again" + next.incrementAndGet();
                isHit(edge, target);
                return isHit(other, target);
            });
        }
    }

    @Test
    void a_node_starts_and_ends_while_its_redis_hangs() throws Exception {
        redis.freeze();
        try (Edge edge = fleet.node("hung-3", redis.uri())) {
            assertThat(get(edge, "/a").status()).isEqualTo(200);
            assertThat(get(edge, "/a").field("cache-status")).contains("; hit");
        }
    }

    /** Asks at once for {@code count} targets that nobody has asked for yet. */
    private static List<Reply> getAll(Edge edge, int count) throws Exception {
        List<Future<Reply>> asked = new ArrayList<>();
        List<Reply> replies = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                String target = "/new" + i;
                asked.add(clients.submit(() -> get(edge, target)));
            }
            for (Future<Reply> reply : asked) {
                replies.add(reply.get(30, TimeUnit.SECONDS));
            }
        }
        return replies;
    }

    private static Reply get(Edge edge, String target) throws IOException {
        long begun = System.nanoTime();
        Reply reply = RawClient.get(edge.httpPort(), HOST, target);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).as(target).isLessThan(SOON);
        return reply;
    }

    private static boolean isHit(Edge edge, String target) {
        try {
            return String.valueOf(get(edge, target).field("cache-status")).contains("; hit");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
