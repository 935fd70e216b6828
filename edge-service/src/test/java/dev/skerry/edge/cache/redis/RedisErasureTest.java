package dev.skerry.edge.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import dev.skerry.edge.purge.ErasableTier.Walk;
import dev.skerry.edge.purge.Stamp;
import dev.skerry.testing.RealParts;
import dev.skerry.testing.RedisAddress;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Erasing in a real Redis: stamps are read and no content, and nothing goes that has changed. */
@ExtendWith(RealParts.class)
class RedisErasureTest {
    private static final SiteId DEMO = new SiteId("demo");
    private static final long DEAD = 7;

    private final String logId = "log-" + UUID.randomUUID();
    private final String uri;
    private final RedisTier tier;
    private final RedisErasure one;
    private final RedisErasure two;
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> connection;

    RedisErasureTest(RedisAddress address) {
        uri = address.uri();
        tier = new RedisTier(uri, logId, () -> Instant.EPOCH);
        one = tier.erasure("one", 1000);
        two = tier.erasure("two", 1000);
        client = RedisClient.create(uri);
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

    private static boolean isDead(Stamp stamp) {
        return stamp.selector(0) == DEAD;
    }

    private static StoredResponse response(String target, String language, long selector) {
        Fields request = Fields.of("accept-language", language);
        ResponseHead head =
                new ResponseHead(200, language.isEmpty() ? Fields.EMPTY : Fields.of("vary", "accept-language"));
        return new StoredResponse(
                new CacheKey(DEMO, ContentUrl.ofTarget("demo.test", target)),
                Vary.of(head).variant(request),
                new StoredView(head, 0, 0, new FreshnessLifetime(60_000, FreshnessLifetime.Source.MAX_AGE)),
                new Stamp(new Fence(0, 1), new long[] {selector}),
                Body.of(List.of("content".getBytes(StandardCharsets.UTF_8))));
    }

    private void store(StoredResponse response) throws Exception {
        tier.store(response).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private @Nullable StoredResponse find(String target, String language) throws Exception {
        return tier.find(
                        new CacheKey(DEMO, ContentUrl.ofTarget("demo.test", target)),
                        Fields.of("accept-language", language))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static void walk(RedisErasure erasure) throws AwayException {
        Walk walk = erasure.walk();
        int steps = 0;
        while (walk.next(RedisErasureTest::isDead) >= 0) {
            steps++;
            assertThat(steps).as("steps of one walk").isLessThan(100_000);
        }
    }

    private long keys() {
        return connection.sync().keys("skerry:" + logId + ":*").size();
    }

    @Test
    void what_is_dead_goes_and_leaves_nothing_behind() throws Exception {
        for (int i = 0; i < 300; i++) {
            store(response("/" + i, "", i % 3 == 0 ? DEAD : 1));
        }
        walk(one);

        assertThat(keys()).isEqualTo(200);
        assertThat(one.erased()).isEqualTo(100);
        assertThat(find("/0", "")).isNull();
        assertThat(find("/1", "")).isNotNull();
    }

    @Test
    void variants_that_live_stay_and_are_found() throws Exception {
        store(response("/a", "en", DEAD));
        store(response("/a", "fr", 1));
        walk(one);

        assertThat(find("/a", "en")).isNull();
        assertThat(find("/a", "fr")).isNotNull();
        String key = connection.sync().keys("skerry:" + logId + ":*").getFirst();
        assertThat(connection.sync().hlen(key)).as("index, response and stamp").isEqualTo(3);
    }

    @Test
    void what_was_stored_anew_since_its_stamp_was_read_stays() throws Exception {
        store(response("/a", "", DEAD));
        Predicate<Stamp> replacing = stamp -> {
            boolean dead = isDead(stamp);
            if (dead) {
                tier.store(response("/a", "", 1));
            }
            return dead;
        };
        Walk walk = one.walk();
        while (walk.next(replacing) >= 0) {}

        assertThat(find("/a", "")).isNotNull();
        assertThat(one.erased()).isZero();
    }

    @Test
    void what_has_no_stamp_goes_since_nobody_can_tell_whether_it_is_dead() throws Exception {
        store(response("/a", "", 1));
        String key = connection.sync().keys("skerry:" + logId + ":*").getFirst();
        connection.sync().hdel(key, "sb");
        walk(one);

        assertThat(keys()).isZero();
    }

    @Test
    void one_node_at_a_time_walks_and_answers_all_who_asked_before() throws Exception {
        one.ask("one-1");
        two.ask("two-1");
        assertThat(one.answer("one-1")).isNull();
        assertThat(one.hold()).isTrue();
        assertThat(one.hold()).as("keeps it").isTrue();
        assertThat(two.hold()).isFalse();
        Map<String, String> tickets = one.tickets();
        two.ask("two-2");
        one.answered(tickets, Map.of(0, 5L, 11, 7L));

        assertThat(one.answer("one-1")).isEqualTo(Map.of(0, 5L, 11, 7L));
        assertThat(two.answer("two-2")).as("asked after the walk began").isNull();
        assertThat(two.hold()).isTrue();
        assertThat(one.walks()).isEqualTo(1);
    }

    @Test
    void a_redis_that_has_forgotten_the_question_says_so() throws Exception {
        one.ask("one-1");
        connection.sync().del("skerry-erasure:" + logId + ":asked");

        assertThatThrownBy(() -> one.answer("one-1")).isInstanceOf(AwayException.class);
    }

    @Test
    void keys_of_other_logs_are_left_alone() throws Exception {
        store(response("/a", "", DEAD));
        try (RedisTier other = new RedisTier(uri, "another-" + logId, () -> Instant.EPOCH)) {
            Await.until("Redis is open", other::isOpen);
            walk(other.erasure("one", 1000));
        }

        assertThat(keys()).isEqualTo(1);
    }
}
