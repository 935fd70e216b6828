package dev.skerry.edge.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Fence;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.Await;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.policy.Vary;
import dev.skerry.edge.purge.ErasableTier.AwayException;
import dev.skerry.edge.purge.SharedStamps;
import dev.skerry.edge.purge.Stamp;
import dev.skerry.testing.RealParts;
import dev.skerry.testing.RedisAddress;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Looking through a real Redis: stamps and sizes of one site, and nothing changed. */
@ExtendWith(RealParts.class)
class RedisStampsTest {
    private static final SiteId DEMO = new SiteId("demo");

    private final String logId = "log-" + UUID.randomUUID();
    private final RedisTier tier;
    private final RedisStamps stamps;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    private record Seen(long selector, long bytes) {}

    RedisStampsTest(RedisAddress address) {
        tier = new RedisTier(address.uri(), logId, () -> Instant.EPOCH);
        stamps = tier.stamps();
        client = RedisClient.create(address.uri());
        connection = client.connect();
    }

    @BeforeEach
    void connect() throws InterruptedException {
        Await.until("Redis is open", tier::isOpen);
    }

    @AfterEach
    void close() {
        tier.close();
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    private void store(SiteId site, String target, String language, long selector, int size) throws Exception {
        Fields request = Fields.of("accept-language", language);
        ResponseHead head =
                new ResponseHead(200, language.isEmpty() ? Fields.EMPTY : Fields.of("vary", "accept-language"));
        StoredResponse response = new StoredResponse(
                new CacheKey(site, ContentUrl.ofTarget("demo.test", target)),
                Vary.of(head).variant(request),
                new StoredView(head, 0, 0, new FreshnessLifetime(60_000, FreshnessLifetime.Source.MAX_AGE)),
                new Stamp(new Fence(0, 1), new long[] {selector}),
                Body.of(List.of(new byte[size])));
        tier.store(response).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private List<Seen> walk() throws AwayException {
        List<Seen> seen = new ArrayList<>();
        SharedStamps.Walk walk = stamps.walk(DEMO);
        int steps = 0;
        while (walk.next((stamp, bytes) -> seen.add(new Seen(stamp.selector(0), bytes))) >= 0) {
            assertThat(++steps).as("steps of one walk").isLessThan(100_000);
        }
        return seen;
    }

    @Test
    void every_response_of_the_site_is_seen_with_its_size() throws Exception {
        for (int i = 0; i < 500; i++) {
            store(DEMO, "/" + i, "", i, 1000 + i);
        }
        store(new SiteId("demo-2"), "/a", "", 1000, 1);
        List<Seen> seen = walk();

        assertThat(seen.stream().map(Seen::selector).distinct()).hasSize(500).allMatch(selector -> selector < 500);
        assertThat(seen).allSatisfy(one -> assertThat(one.bytes).isBetween(1000 + one.selector, 1200 + one.selector));
    }

    @Test
    void each_variant_is_seen_by_itself() throws Exception {
        store(DEMO, "/a", "en", 1, 10);
        store(DEMO, "/a", "fr", 2, 2000);

        assertThat(walk()).extracting(Seen::selector).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void what_has_no_stamp_is_passed_over_and_stays() throws Exception {
        store(DEMO, "/a", "", 1, 10);
        String key = connection.sync().keys("skerry:" + logId + ":*").getFirst();
        connection.sync().hdel(key, "sb");

        assertThat(walk()).isEmpty();
        assertThat(connection.sync().exists(key)).isEqualTo(1);
    }

    @Test
    void one_node_of_a_pop_takes_a_question_on() throws Exception {
        UUID question = UUID.randomUUID();
        assertThat(stamps.claim(question)).isTrue();
        assertThat(tier.stamps().claim(question)).isFalse();
        assertThat(tier.stamps().claim(UUID.randomUUID())).isTrue();
        assertThat(connection.sync().pttl("skerry-preview:" + logId + ":" + question))
                .isBetween(1L, 60_000L);
    }
}
