package dev.skerry.telemetry.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.NodeReport.State;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteConfig.LeasePolicy;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How far purges have got: APPLIED n/m from what nodes report. */
class FleetPurgesTest {
    private final Fleet fleet = new Fleet();

    @BeforeEach
    void three_nodes_serve() {
        fleet.report("fra-1", State.SERVING, 5);
        fleet.report("nyc-1", State.SERVING, 5);
        fleet.report("sgp-1", State.SERVING, 5);
    }

    private String progress(String id) {
        FleetSnapshot.Purge purge = fleet.purge(id);
        return purge.state() + " " + purge.applied() + "/" + purge.nodes();
    }

    @Test
    void a_purge_is_committed_then_applied_then_complete() {
        fleet.purge("purge-01", 5);
        assertThat(progress("purge-01")).isEqualTo("COMMITTED 0/3");
        fleet.report("fra-1", State.SERVING, 6);
        assertThat(progress("purge-01")).isEqualTo("APPLIED 1/3");
        assertThat(fleet.pop("fra").lastApplied()).hasToString("purge-01");
        assertThat(fleet.pop("nyc").lastApplied()).isNull();
        fleet.report("nyc-1", State.SERVING, 6);
        fleet.report("sgp-1", State.SERVING, 9);
        assertThat(progress("purge-01")).isEqualTo("COMPLETE 3/3");
    }

    @Test
    void a_complete_purge_stays_complete_whoever_joins() {
        fleet.purge("purge-01", 4);
        assertThat(progress("purge-01")).isEqualTo("COMPLETE 3/3");
        fleet.report("syd-1", State.CATCHING_UP, 0);
        assertThat(progress("purge-01")).isEqualTo("COMPLETE 3/3");
    }

    @Test
    void a_node_that_joins_before_the_end_counts() {
        fleet.purge("purge-01", 5);
        fleet.report("syd-1", State.CATCHING_UP, 0);
        assertThat(progress("purge-01")).isEqualTo("COMMITTED 0/4");
    }

    @Test
    void a_stopped_node_does_not_count() {
        fleet.purge("purge-01", 5);
        fleet.report("fra-1", State.SERVING, 6);
        fleet.report("nyc-1", State.SERVING, 6);
        fleet.report("sgp-1", State.STOPPED, 5);
        assertThat(progress("purge-01")).isEqualTo("COMPLETE 2/2");
    }

    @Test
    void a_silent_node_is_waited_for_until_its_lease_and_grace_are_over() {
        fleet.site("demo", 1, LeasePolicy.BOUNDED);
        silentButForOne(Duration.ofMillis(12_999));
        assertThat(progress("purge-01")).isEqualTo("APPLIED 1/3");
        silentButForOne(Duration.ofMillis(1));
        assertThat(progress("purge-01")).isEqualTo("COMPLETE 1/1");
    }

    @Test
    void a_silent_node_of_a_strict_site_is_waited_for_until_its_lease_is_over() {
        fleet.site("demo", 1, LeasePolicy.STRICT);
        silentButForOne(Duration.ofMillis(2_999));
        assertThat(progress("purge-01")).isEqualTo("APPLIED 1/3");
        silentButForOne(Duration.ofMillis(1));
        assertThat(progress("purge-01")).isEqualTo("COMPLETE 1/1");
    }

    @Test
    void a_silent_node_of_a_site_that_prefers_availability_is_always_waited_for() {
        fleet.site("demo", 1, LeasePolicy.AVAILABLE);
        silentButForOne(Duration.ofHours(1));
        assertThat(progress("purge-01")).isEqualTo("APPLIED 1/3");
    }

    @Test
    void a_silent_node_is_not_judged_by_a_lease_policy_that_came_after_its_last_report() {
        fleet.site("demo", 1, LeasePolicy.AVAILABLE);
        fleet.pass(Duration.ofSeconds(10));
        fleet.site("demo", 2, LeasePolicy.STRICT);
        silentButForOne(Duration.ofHours(1));
        assertThat(progress("purge-01")).isEqualTo("APPLIED 1/3");
        fleet.report("nyc-1", State.SERVING, 5);
        fleet.report("sgp-1", State.SERVING, 5);
        fleet.pass(Duration.ofSeconds(3));
        assertThat(progress("purge-01")).isEqualTo("COMPLETE 1/1");
    }

    private void silentButForOne(Duration time) {
        fleet.purge("purge-01", 5);
        fleet.pass(time);
        fleet.report("fra-1", State.SERVING, 6);
    }

    @Test
    void a_purge_of_an_empty_fleet_is_merely_committed() {
        Fleet empty = new Fleet();
        empty.purge("purge-01", 5);
        assertThat(empty.purge("purge-01").state()).isEqualTo(PurgeStatus.State.COMMITTED);
    }

    @Test
    void a_purge_is_listed_at_the_position_of_its_last_record() {
        fleet.view.purge(Fleet.record("purge-01", 0, 3, Fleet.START), new Position(2, 10));
        fleet.view.purge(Fleet.record("purge-02", 0, 1, Fleet.START), new Position(2, 11));
        fleet.view.purge(Fleet.record("purge-01", 1, 3, Fleet.START), new Position(2, 12));
        assertThat(fleet.view.snapshot().purges()).hasSize(1);
        fleet.view.purge(Fleet.record("purge-01", 2, 3, Fleet.START), new Position(2, 13));
        FleetSnapshot.Purge purge = fleet.purge("purge-01");
        assertThat(purge.position()).isEqualTo(new Position(2, 13));
        assertThat(purge.selector()).isEqualTo("key:k0");
        assertThat(purge.selectors()).isEqualTo(3);
    }

    @Test
    void only_the_newest_are_kept_in_whatever_order_they_are_read() {
        for (int i = 0; i < 250; i++) {
            int nth = i * 7 % 250;
            fleet.view.purge(
                    Fleet.record("purge-%03d".formatted(nth), 0, 1, Fleet.START.plusSeconds(nth)), new Position(0, i));
        }
        assertThat(fleet.view.snapshot().purges())
                .hasSize(100)
                .extracting(purge -> purge.id().value())
                .startsWith("purge-249", "purge-248")
                .endsWith("purge-150");
    }

    @Test
    void purges_that_never_end_give_way_to_newer_ones() {
        for (int i = 0; i <= PurgeTrail.MAX_PARTIAL; i++) {
            fleet.view.purge(Fleet.record("purge-%03d".formatted(i), 0, 2, Fleet.START), new Position(0, i));
        }
        fleet.view.purge(Fleet.record("purge-000", 1, 2, Fleet.START), new Position(0, 900));
        fleet.view.purge(Fleet.record("purge-001", 1, 2, Fleet.START), new Position(0, 901));
        assertThat(fleet.purge("purge-000").selector())
                .as("the first record is forgotten")
                .isEqualTo("key:k1");
        assertThat(fleet.purge("purge-001").selector()).isEqualTo("key:k0");
    }
}
