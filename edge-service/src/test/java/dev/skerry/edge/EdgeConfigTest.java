package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.edge.cache.redis.RedisTier;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EdgeConfigTest {
    private static final String PASSWORD = "p@ss-w0rd";

    @Test
    void what_is_logged_of_it_has_the_address_of_redis_and_no_secret() {
        for (String uri : new String[] {"redis://user:" + PASSWORD + "@cache:6379", "redis://cache:6379"}) {
            String logged = TestConfig.of(
                            Map.of("skerry.kafka", "k:9092", "skerry.redis", uri, "skerry.fleet-secret", "s3cret"))
                    .toString();

            assertThat(logged).contains("redis=").doesNotContain("w0rd", "user", "s3cret");
        }
        assertThat(TestConfig.of(Map.of("skerry.kafka", "k:9092", "skerry.redis", "redis://a:b@cache:6379"))
                        .toString())
                .contains("redis=cache:6379");
    }

    @Test
    void a_malformed_address_of_redis_is_refused_without_telling_its_password() {
        assertThatThrownBy(() -> new RedisTier("redis://user:w0rd word@cache:6379", "log", InstantSource.system()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("skerry.redis")
                .hasMessageNotContaining("w0rd");
    }

    @Test
    void half_of_the_memory_tier_may_be_in_flight_unless_it_is_said() {
        assertThat(TestConfig.of(Map.of("skerry.kafka", "k:9092")).inFlightBytes())
                .isEqualTo(8 << 20);
        assertThat(TestConfig.of(Map.of("skerry.kafka", "k:9092", "skerry.in-flight", "3MiB"))
                        .inFlightBytes())
                .isEqualTo(3 << 20);
    }
}
