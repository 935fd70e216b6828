package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeMode;
import dev.skerry.edge.RawClient.Reply;
import dev.skerry.testing.KafkaAddress;
import dev.skerry.testing.RealParts;
import dev.skerry.testing.RedisAddress;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who names a purge in {@code Skerry-Fence} reads nothing older, from a node of a fleet with a real log. */
@ExtendWith(RealParts.class)
class NamedPurgeTest {
    private static final int TIMES = 20;

    private final AtomicInteger version = new AtomicInteger();
    private final String site = "named-purge-" + UUID.randomUUID();
    private final String redis;
    private final OwnFleet fleet;
    private ScriptedOrigin origin;
    private Edge node;

    NamedPurgeTest(KafkaAddress kafka, RedisAddress redis) throws Exception {
        this.redis = redis.uri();
        this.fleet = new OwnFleet(kafka.bootstrapServers());
    }

    @BeforeEach
    void start() throws Exception {
        origin = new ScriptedOrigin((request, answer) ->
                answer.send(200, "version " + version.get(), "Cache-Control: max-age=600", "Surrogate-Key: page"));
        fleet.site(site, origin.url());
        node = fleet.node("named-purge", redis);
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
        origin.close();
    }

    private Reply get(String... fields) throws IOException {
        return RawClient.get(node.httpPort(), site, "/a", fields);
    }

    private static String fence(Position purge) {
        return "Skerry-Fence: " + purge.partition() + ":" + purge.offset();
    }

    @Test
    void who_has_purged_reads_the_new_version_at_once() throws Exception {
        for (int i = 0; i < TIMES; i++) {
            get();
            version.incrementAndGet();
            Position purge = fleet.purge(site, "key:page", PurgeMode.HARD);

            assertThat(get(fence(purge)).content()).isEqualTo("version " + version.get());
        }
        assertThat(origin.requests)
                .allSatisfy(request -> assertThat(request.field("skerry-fence")).isNull());
    }

    @Test
    void what_the_log_has_not_said_yet_is_asked_of_the_origin() throws Exception {
        get();
        version.incrementAndGet();
        Position last = fleet.purge(site, "url:/other", PurgeMode.HARD);
        Position ahead = new Position(last.partition(), last.offset() + 1_000_000);
        Reply reply = get(fence(ahead));

        assertThat(reply.content()).isEqualTo("version " + version.get());
        assertThat(reply.field("cache-status")).contains("fwd=request", "detail=fence");
        assertThat(get(fence(last)).field("cache-status")).contains("; hit");
        assertThat(explain(ahead)).contains("\"fetch fence\"", "\"purged\":\"behind\"");
    }

    private String explain(Position purge) throws IOException {
        String query =
                "/explain?url=http://" + site + "/a&header=Skerry-Fence:" + purge.partition() + ":" + purge.offset();
        return RawClient.get(node.adminPort(), "localhost", query).content();
    }

    @Test
    void a_partition_that_has_no_purge_of_the_site_is_refused() throws Exception {
        Position purge = fleet.purge(site, "url:/other", PurgeMode.HARD);
        Reply refused = get("Skerry-Fence: " + (purge.partition() + 1) + ":0");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.content()).contains("Skerry-Fence");
    }
}
