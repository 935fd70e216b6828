package dev.skerry.telemetry.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.skerry.contract.NodeReport.State;
import dev.skerry.contract.PopId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rates and history are told from totals, whatever happens to nodes and records. */
class FleetTrafficTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Fleet fleet = new Fleet();

    @BeforeEach
    void a_node_serves() {
        fleet.report("fra-1", State.SERVING, 0);
    }

    private Traffic traffic() {
        return fleet.pop("fra").traffic();
    }

    @Test
    void one_record_of_an_old_node_tells_no_rate() {
        fleet.stats("fra-1", 1, HOUR, 1_000_000, 900_000);
        assertThat(traffic()).isEqualTo(Traffic.NONE);
        assertThat(traffic().hitRatio()).isNull();
    }

    @Test
    void rates_are_differences_of_totals_over_the_last_ten_seconds() {
        for (int second = 0; second <= 30; second++) {
            long requests = 100L * second + (second > 20 ? 300L * (second - 20) : 0);
            fleet.report("fra-1", State.SERVING, 0);
            fleet.stats("fra-1", 1, HOUR.plusSeconds(second), 1_000_000 + requests, 900_000 + requests / 2);
            fleet.pass(SECOND);
        }
        assertThat(traffic().requestsPerSecond()).isCloseTo(400, within(1e-9));
        assertThat(traffic().hitRatio()).isCloseTo(0.5, within(1e-9));
        assertThat(traffic().upstreamPerSecond()).isCloseTo(200, within(1e-9));
        assertThat(traffic().bytesPerSecond()).isCloseTo(40_000, within(1e-9));
    }

    @Test
    void a_node_younger_than_the_window_is_measured_from_its_start() {
        fleet.stats("fra-1", 1, Duration.ofSeconds(4), 80, 20);
        assertThat(traffic().requestsPerSecond()).isEqualTo(20);
        assertThat(traffic().hitRatio()).isEqualTo(0.25);
    }

    @Test
    void a_restart_never_shows_as_negative_or_huge_traffic() {
        fleet.stats("fra-1", 1, HOUR, 1_000_000, 900_000);
        fleet.stats("fra-1", 1, HOUR.plus(SECOND), 1_000_010, 900_000);
        fleet.stats("fra-1", 2, SECOND, 5, 5);
        assertThat(traffic().requestsPerSecond()).isEqualTo(5);
        assertThat(traffic().hitRatio()).isEqualTo(1);
        fleet.stats("fra-1", 1, HOUR.plusSeconds(2), 1_000_020, 900_000);
        assertThat(traffic().requestsPerSecond())
                .as("a late record of the incarnation before")
                .isEqualTo(5);
    }

    @Test
    void records_that_are_lost_doubled_or_late_change_no_rate() {
        fleet.stats("fra-1", 1, HOUR, 1_000, 0);
        fleet.stats("fra-1", 1, HOUR.plusSeconds(6), 1_060, 30);
        fleet.stats("fra-1", 1, HOUR.plusSeconds(6), 1_060, 30);
        fleet.stats("fra-1", 1, HOUR.plusSeconds(2), 1_020, 10);
        assertThat(traffic().requestsPerSecond()).isEqualTo(10);
        assertThat(traffic().hitRatio()).isEqualTo(0.5);
    }

    @Test
    void totals_that_fall_show_as_standstill() {
        fleet.stats("fra-1", 1, HOUR, 1_000, 0);
        fleet.stats("fra-1", 1, HOUR.plus(SECOND), 10, 0);
        assertThat(traffic().requestsPerSecond()).isZero();
    }

    @Test
    void a_node_that_sends_no_counters_for_ten_seconds_has_no_traffic() {
        fleet.stats("fra-1", 1, SECOND, 10, 0);
        fleet.pass(Duration.ofSeconds(10));
        fleet.report("fra-1", State.SERVING, 0);
        assertThat(traffic().requestsPerSecond()).isEqualTo(10);
        fleet.pass(Duration.ofMillis(1));
        assertThat(traffic()).isEqualTo(Traffic.NONE);
    }

    @Test
    void a_pop_sums_its_living_nodes_and_the_fleet_its_pops() {
        fleet.report("fra-2", State.SERVING, 0);
        fleet.report("nyc-1", State.SERVING, 0);
        fleet.stats("fra-1", 1, SECOND, 10, 10);
        fleet.stats("fra-2", 1, SECOND, 30, 0);
        fleet.stats("nyc-1", 1, SECOND, 60, 50);
        assertThat(traffic().requestsPerSecond()).isEqualTo(40);
        assertThat(traffic().hitRatio()).isEqualTo(0.25);
        assertThat(fleet.pop("fra").objects()).isEqualTo(84);
        assertThat(fleet.view.snapshot().traffic().requestsPerSecond()).isEqualTo(100);
        assertThat(fleet.view.snapshot().traffic().hitRatio()).isEqualTo(0.6);
        fleet.report("fra-2", State.STOPPED, 0);
        assertThat(traffic().requestsPerSecond()).isEqualTo(10);
    }

    @Test
    void history_counts_each_request_once_in_the_step_that_it_came_in() {
        fleet.stats("fra-1", 1, HOUR, 1_000, 0);
        fleet.pass(SECOND);
        fleet.stats("fra-1", 1, HOUR.plus(SECOND), 1_010, 4);
        fleet.pass(Duration.ofSeconds(5));
        fleet.stats("fra-1", 1, HOUR.plusSeconds(6), 1_030, 14);
        assertThat(fleet.view.history().fleet().requests()).endsWith(0L, 10L);
        fleet.pass(Duration.ofSeconds(4));
        FleetHistory history = fleet.view.history();
        assertThat(history.end()).isEqualTo(Fleet.START.plusSeconds(10));
        assertThat(history.fleet().requests()).hasSize(TrafficHistory.STEPS).endsWith(0L, 10L, 20L);
        assertThat(history.fleet().hits()).endsWith(0L, 4L, 10L);
        assertThat(history.pops()).containsOnlyKeys(new PopId("fra"));
        assertThat(history.pops().get(new PopId("fra"))).isEqualTo(history.fleet());
    }

    @Test
    void counters_of_before_a_restart_of_telemetry_fall_into_their_own_steps() {
        fleet.view.stats(Fleet.statsOf("fra-1", 1, HOUR, 1_000, 0), Duration.ofSeconds(14));
        fleet.view.stats(Fleet.statsOf("fra-1", 1, HOUR.plusSeconds(1), 1_007, 0), Duration.ofSeconds(13));
        fleet.view.stats(Fleet.statsOf("fra-1", 1, HOUR.plusSeconds(11), 1_010, 0), Duration.ofSeconds(3));
        assertThat(fleet.view.history().fleet().requests()).endsWith(0L, 7L, 0L, 3L);
    }

    @Test
    void history_forgets_what_is_older_than_five_minutes() {
        TrafficHistory history = new TrafficHistory();
        PopId fra = new PopId("fra");
        Instant now = Fleet.START;
        history.add(fra, now, 5, 5);
        history.add(fra, now.minusSeconds(310), 7, 7);
        now = now.plusSeconds(5);
        assertThat(history.upTo(now).fleet().requests()).containsOnlyOnce(5L).doesNotContain(7L);
        now = now.plusSeconds(300);
        assertThat(history.upTo(now).pops()).isEmpty();
        history.add(fra, now, 1, 1);
        assertThat(history.upTo(now.plusSeconds(5)).fleet().requests().subList(0, TrafficHistory.STEPS - 1))
                .isEqualTo(Collections.nCopies(TrafficHistory.STEPS - 1, 0L));
    }
}
