package dev.skerry.edge.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.Await;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheTier;
import dev.skerry.edge.cache.CacheTierContract;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import dev.skerry.testing.RealParts;
import dev.skerry.testing.RedisAddress;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RealParts.class)
class RedisTierTest extends CacheTierContract {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(NOW_MS));

    private final String logId = "log-" + UUID.randomUUID();
    private final RedisTier redis;
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;

    RedisTierTest(RedisAddress address) {
        redis = new RedisTier(address.uri(), logId, CLOCK);
        client = RedisClient.create(address.uri());
        connection = client.connect(ByteArrayCodec.INSTANCE);
    }

    @BeforeEach
    void connect() throws InterruptedException {
        awaitOpen(redis, true);
    }

    @AfterEach
    void close() {
        redis.close();
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }

    @Override
    protected CacheTier tier() {
        return redis;
    }

    /** Redis answers a connection in order, so a find that is answered comes after every store before it. */
    @Override
    protected void settle() throws Exception {
        find(key("/settle"), Fields.EMPTY);
    }

    @Test
    void a_key_lives_for_its_freshness_and_a_day_and_no_longer_than_a_week() throws Exception {
        redis.store(response(key("/a"), "", Fields.EMPTY, body("a")));
        settle();
        long left = commands().pttl(onlyKey());
        assertThat(left)
                .isBetween(
                        Duration.ofHours(24).toMillis(),
                        Duration.ofHours(24).plusMinutes(1).toMillis());
    }

    @Test
    void a_damaged_or_foreign_value_is_a_miss_and_counted() throws Exception {
        redis.store(response(key("/a"), "", Fields.EMPTY, body("content")));
        settle();
        byte[] name = onlyKey();
        byte[] field = "b".getBytes(StandardCharsets.US_ASCII);
        byte[] value = commands().hget(name, field);
        value[value.length - 1] ^= 1;
        commands().hset(name, field, value);
        assertThat(find(key("/a"), Fields.EMPTY)).isNull();
        commands().hset(name, field, "foreign".getBytes(StandardCharsets.US_ASCII));
        assertThat(find(key("/a"), Fields.EMPTY)).isNull();
        assertThat(redis.damaged()).isEqualTo(2);
    }

    @Test
    void a_key_of_another_kind_is_a_miss_and_counted() throws Exception {
        redis.store(response(key("/a"), "", Fields.EMPTY, body("content")));
        settle();
        byte[] name = onlyKey();
        commands().del(name);
        commands().set(name, name);
        assertThat(find(key("/a"), Fields.EMPTY)).isNull();
        assertThat(redis.failures()).isEqualTo(1);
    }

    @Test
    void a_collision_of_digests_is_a_miss_and_never_another_answer(RedisAddress address) throws Exception {
        try (RedisTier colliding = new RedisTier(address.uri(), logId + "c", CLOCK, (first, second) -> "same")) {
            awaitOpen(colliding, true);
            StoredResponse german =
                    response(key("/a"), "accept-language=de\n", Fields.of("vary", "accept-language"), body("de"));
            colliding.store(german);
            assertThat(colliding
                            .find(key("/a"), Fields.of("accept-language", "de"))
                            .toCompletableFuture()
                            .get())
                    .isNotNull();
            assertThat(colliding
                            .find(key("/b"), Fields.of("accept-language", "de"))
                            .toCompletableFuture()
                            .get())
                    .isNull();
            assertThat(colliding
                            .find(key("/a"), Fields.of("accept-language", "en"))
                            .toCompletableFuture()
                            .get())
                    .isNull();
        }
    }

    @Test
    void another_log_is_another_cache(RedisAddress address) throws Exception {
        redis.store(response(key("/a"), "", Fields.EMPTY, body("a")));
        settle();
        try (RedisTier other = new RedisTier(address.uri(), logId + "-2", CLOCK)) {
            awaitOpen(other, true);
            assertThat(other.find(key("/a"), Fields.EMPTY).toCompletableFuture().get())
                    .isNull();
        }
    }

    @Test
    void a_body_over_the_bound_is_not_kept_and_one_at_the_bound_is() throws Exception {
        byte[] most = new byte[RedisTier.MAX_BODY_BYTES];
        redis.store(response(key("/over"), "", Fields.EMPTY, Body.of(List.of(most, new byte[1]))));
        redis.store(response(key("/at"), "", Fields.EMPTY, Body.of(List.of(most))));
        settle();
        assertThat(find(key("/over"), Fields.EMPTY)).isNull();
        assertThat(redis.refused()).isZero();
        long stored = commands().hlen(onlyKey());
        assertThat(stored).as("index, response and stamp").isEqualTo(3);
    }

    private static void awaitOpen(RedisTier tier, boolean open) throws InterruptedException {
        Await.until(open ? "connected" : "disconnected", () -> tier.isOpen() == open);
    }

    private RedisCommands<byte[], byte[]> commands() {
        return connection.sync();
    }

    private byte[] onlyKey() {
        List<byte[]> keys = commands().keys("skerry:" + logId + ":*");
        assertThat(keys).hasSize(1);
        return keys.getFirst();
    }
}
