package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.edge.cache.redis.RedisTier;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EdgeConfigTest {
    private static final String KAFKA = "127.0.0.1:1";
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

    @Test
    void a_node_with_peers_and_no_fleet_secret_is_refused_with_what_to_set() {
        assertThatThrownBy(
                        () -> TestConfig.of(Map.of("skerry.kafka", KAFKA, "skerry.peers", "fra=http://127.0.0.1:9001")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("skerry.fleet-secret");
    }

    @Test
    void without_a_collector_nothing_is_traced_and_with_one_a_request_a_second_is() {
        assertThat(TestConfig.of(Map.of("skerry.kafka", KAFKA)).collector()).isNull();
        EdgeConfig traced =
                TestConfig.of(Map.of("skerry.kafka", KAFKA, "otel.exporter.otlp.endpoint", "http://127.0.0.1:8080"));
        assertThat(traced.collector()).isEqualTo("http://127.0.0.1:8080");
        assertThat(traced.tracesPerSecond()).isEqualTo(1);
    }

    @Test
    void a_drain_takes_no_delay_and_20_s_unless_it_is_said() {
        EdgeConfig config = TestConfig.of(Map.of("skerry.kafka", KAFKA, "skerry.drain.limit", ""));
        assertThat(config.drainDelay()).isZero();
        assertThat(config.drainLimit()).hasSeconds(20);
        config = TestConfig.of(
                Map.of("skerry.kafka", KAFKA, "skerry.drain.delay", "5s", "skerry.drain.limit", "1500ms"));
        assertThat(config.drainDelay()).hasSeconds(5);
        assertThat(config.drainLimit()).hasMillis(1500);
    }

    @Test
    void a_malformed_or_endless_drain_is_refused_with_what_to_write() {
        for (String wrong : new String[] {"5", "five", "-1s", "61m", "9999999m"}) {
            assertThatThrownBy(() -> TestConfig.of(Map.of("skerry.kafka", KAFKA, "skerry.drain.delay", wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("skerry.drain.delay is '" + wrong + "'")
                    .hasMessageContaining("for example 5s");
        }
    }
}
