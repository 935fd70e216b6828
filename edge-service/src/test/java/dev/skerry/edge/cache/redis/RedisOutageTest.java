package dev.skerry.edge.cache.redis;

import static dev.skerry.edge.cache.CacheTierContract.body;
import static dev.skerry.edge.cache.CacheTierContract.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.Await;
import dev.skerry.edge.OwnRedis;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.CacheTierContract;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import dev.skerry.parts.FreePort;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Redis tier does while Redis is away, or there and silent. */
class RedisOutageTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(CacheTierContract.NOW_MS));
    private static final CacheKey KEY = new CacheKey(new SiteId("outage"), ContentUrl.parse("http://www.example/a"));

    /** Ten times what a command may take: room for a busy machine, and far from the time a user would notice. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final int port = FreePort.any();

    @TempDir
    Path folder;

    @Test
    void while_redis_is_away_all_is_a_miss_at_once_and_it_works_again_when_it_is_back() throws Exception {
        try (RedisTier tier = tier()) {
            assertThat(find(tier)).isNull();
            store(tier);
            tier.remove(KEY);
            assertThat(tier.failures()).isGreaterThanOrEqualTo(2);
            assertThat(tier.refused()).isEqualTo(1);

            try (OwnRedis redis = OwnRedis.start(folder, port)) {
                awaitOpen(tier, true);
                store(tier);
                assertThat(find(tier)).as("found at %s", redis.uri()).isNotNull();
            }
            awaitOpen(tier, false);
            assertThat(find(tier)).isNull();

            try (OwnRedis redis = OwnRedis.start(folder, port)) {
                awaitOpen(tier, true);
                assertThat(find(tier)).as("%s came back empty", redis.uri()).isNull();
                store(tier);
                assertThat(find(tier)).isNotNull();
            }
        }
    }

    @Test
    void a_redis_that_hangs_is_waited_for_once_then_asked_nothing_until_it_goes_on() throws Exception {
        try (OwnRedis redis = OwnRedis.start(folder, port);
                RedisTier tier = tier()) {
            awaitOpen(tier, true);
            store(tier);
            assertThat(find(tier)).isNotNull();
            redis.freeze();
            assertThat(find(tier)).isNull();
            assertThat(tier.isOpen()).isFalse();

            for (int i = 0; i < 1000; i++) {
                CompletableFuture<?> later = tier.find(KEY, Fields.EMPTY).toCompletableFuture();
                assertThat(later).as("answered without asking").isCompletedWithValue(null);
            }
            assertThat(tier.failures()).isEqualTo(1001);
            store(tier);
            assertThat(tier.refused()).isEqualTo(1);

            redis.thaw();
            awaitOpen(tier, true);
            assertThat(find(tier)).as("what was stored before").isNotNull();
        }
    }

    @Test
    void a_redis_that_hangs_during_a_store_is_sent_no_other() throws Exception {
        try (OwnRedis redis = OwnRedis.start(folder, port);
                RedisTier tier = tier()) {
            awaitOpen(tier, true);
            redis.freeze();
            store(tier);
            awaitOpen(tier, false);
            store(tier);
            assertThat(tier.refused()).isEqualTo(1);
            redis.thaw();
            awaitOpen(tier, true);
            assertThat(find(tier)).isNotNull();
        }
    }

    @Test
    void thousands_of_finds_as_redis_begins_to_hang_are_bounded_in_number_and_time() throws Exception {
        try (OwnRedis redis = OwnRedis.start(folder, port);
                RedisTier tier = tier()) {
            awaitOpen(tier, true);
            redis.freeze();
            List<CompletableFuture<@Nullable StoredResponse>> finds = new ArrayList<>();
            for (int i = 0; i < 5000; i++) {
                finds.add(tier.find(KEY, Fields.EMPTY).toCompletableFuture());
            }
            for (CompletableFuture<@Nullable StoredResponse> find : finds) {
                assertThat(find.get(10, TimeUnit.SECONDS)).isNull();
            }
            assertThat(tier.failures()).isEqualTo(5000);
            redis.thaw();
            awaitOpen(tier, true);
            store(tier);
            assertThat(find(tier)).isNotNull();
        }
    }

    @Test
    void a_redis_that_hangs_from_the_start_is_away_and_connected_to_once_it_goes_on() throws Exception {
        try (OwnRedis redis = OwnRedis.start(folder, port)) {
            redis.freeze();
            try (RedisTier tier = tier()) {
                assertThat(find(tier)).isNull();
                assertThat(tier.isOpen()).isFalse();
                redis.thaw();
                awaitOpen(tier, true);
                store(tier);
                assertThat(find(tier)).isNotNull();
                redis.freeze();
            } // closing does not wait for it either
        }
    }

    private RedisTier tier() {
        return new RedisTier("redis://127.0.0.1:" + port, "log", CLOCK);
    }

    private static void store(RedisTier tier) {
        tier.store(response(KEY, "", Fields.EMPTY, body("a")));
    }

    /** The answer, which must come soon whatever Redis does. */
    private static @Nullable StoredResponse find(RedisTier tier) {
        return tier.find(KEY, Fields.EMPTY)
                .toCompletableFuture()
                .orTimeout(SOON.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static void awaitOpen(RedisTier tier, boolean open) throws InterruptedException {
        Await.until(open ? "connected" : "disconnected", () -> tier.isOpen() == open);
    }
}
