package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class EdgeConfigTest {
    private static final String KAFKA = "127.0.0.1:1";

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
}
