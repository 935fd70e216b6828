package dev.skerry.telemetry.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.NodeReport;
import dev.skerry.contract.NodeReport.State;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What nodes and sites there are, how they are, and how many at most. */
class FleetNodesTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final FleetView.Bounds SMALL = new FleetView.Bounds(2, 3, 2, Duration.ofHours(1));

    private final Fleet fleet = new Fleet();

    @Test
    void a_pop_is_as_its_best_node_is() {
        fleet.report("fra-1", State.CATCHING_UP, 0);
        assertThat(fleet.pop("fra").condition()).isEqualTo(NodeCondition.CATCHING_UP);
        fleet.report("fra-2", State.SERVING, 0);
        assertThat(fleet.pop("fra").condition()).isEqualTo(NodeCondition.SERVING);
        assertThat(fleet.view.snapshot().nodes())
                .containsEntry(NodeCondition.SERVING, 1)
                .containsEntry(NodeCondition.CATCHING_UP, 1)
                .hasSize(2);
    }

    @Test
    void a_node_is_silent_after_three_seconds_and_living_again_with_its_next_report() {
        fleet.report("fra-1", State.SERVING, 0);
        fleet.pass(FleetView.SILENT_AFTER);
        assertThat(fleet.pop("fra").condition()).isEqualTo(NodeCondition.SERVING);
        fleet.pass(Duration.ofMillis(1));
        assertThat(fleet.pop("fra").condition()).isEqualTo(NodeCondition.SILENT);
        assertThat(fleet.pop("fra").leaseHeld()).isFalse();
        fleet.report("fra-1", State.SERVING, 0);
        assertThat(fleet.pop("fra").condition()).isEqualTo(NodeCondition.SERVING);
    }

    @Test
    void without_contact_no_node_turns_silent_and_the_age_of_the_picture_is_told() {
        fleet.report("fra-1", State.SERVING, 0);
        fleet.pass(SECOND);
        FleetSnapshot before = fleet.view.snapshot();
        fleet.passUnseen(Duration.ofMinutes(5));
        assertThat(fleet.view.snapshot()).isEqualTo(before);
        assertThat(fleet.view.contactAt()).isEqualTo(fleet.now().minus(Duration.ofMinutes(5)));
    }

    @Test
    void an_old_report_that_is_read_late_makes_no_node_living() {
        fleet.view.report(fleet.reportOf("fra-1", 1, State.SERVING, 0), Duration.ofMinutes(10));
        assertThat(fleet.pop("fra").condition()).isEqualTo(NodeCondition.SILENT);
        assertThat(fleet.pop("fra").nodes().getFirst().reportedAt())
                .isEqualTo(fleet.now().minus(Duration.ofMinutes(10)));
    }

    @Test
    void a_report_that_is_not_newer_is_no_sign_of_life() {
        NodeReport first = fleet.reportOf("fra-1", 2, State.SERVING, 9);
        NodeReport ofBefore = fleet.reportOf("fra-1", 1, State.DRAINING, 5);
        fleet.view.report(first, Duration.ZERO);
        fleet.pass(Duration.ofSeconds(2));
        fleet.view.report(ofBefore, Duration.ZERO);
        fleet.pass(Duration.ofSeconds(2));
        fleet.view.report(first, Duration.ZERO);
        assertThat(fleet.pop("fra").condition()).isEqualTo(NodeCondition.SILENT);
        assertThat(fleet.pop("fra").nodes().getFirst().applied()).containsEntry(0, 9L);
    }

    /** Its clock was ahead when the former process started. */
    @Test
    void a_process_with_a_lower_incarnation_is_the_node_once_the_former_is_silent_or_has_stopped() {
        fleet.view.report(fleet.reportOf("fra-1", 3_600_000, State.SERVING, 9), Duration.ZERO);
        fleet.stats("fra-1", 3_600_000, Duration.ofHours(1), 1_000, 900);
        fleet.pass(Duration.ofSeconds(4));
        fleet.view.report(fleet.reportOf("fra-1", 7, State.CATCHING_UP, 5), Duration.ZERO);
        fleet.stats("fra-1", 7, SECOND, 100, 50);
        assertThat(fleet.pop("fra").condition()).isEqualTo(NodeCondition.CATCHING_UP);
        assertThat(fleet.pop("fra").traffic().requestsPerSecond()).isEqualTo(100);
        fleet.view.report(fleet.reportOf("fra-1", 7, State.STOPPED, 5), Duration.ZERO);
        fleet.view.report(fleet.reportOf("fra-1", 3, State.SERVING, 5), Duration.ZERO);
        assertThat(fleet.pop("fra").condition()).isEqualTo(NodeCondition.SERVING);
    }

    @Test
    void lag_is_what_the_log_has_beyond_what_is_applied() {
        fleet.report("fra-1", State.SERVING, 97);
        fleet.report("fra-2", State.SERVING, 100);
        fleet.pass(SECOND);
        assertThat(fleet.pop("fra").purgeLag()).isEqualTo(3);
        assertThat(fleet.pop("fra").nodes())
                .extracting(FleetSnapshot.Node::purgeLag)
                .containsExactly(3L, 0L);
    }

    @Test
    void a_node_is_forgotten_after_a_day_of_silence() {
        fleet.report("fra-1", State.SERVING, 0);
        fleet.pass(Duration.ofHours(24));
        assertThat(fleet.view.snapshot().pops()).isEmpty();
        fleet.view.report(fleet.reportOf("fra-1", 1, State.SERVING, 0), Duration.ofHours(24));
        assertThat(fleet.view.snapshot().pops()).isEmpty();
    }

    @Test
    void a_further_node_takes_the_place_of_the_longest_silent_one_and_is_refused_if_all_live() {
        Fleet small = new Fleet(SMALL);
        small.report("fra-1", State.SERVING, 0);
        small.pass(Duration.ofSeconds(4));
        small.report("fra-2", State.SERVING, 0);
        small.report("fra-3", State.SERVING, 0);
        assertThat(small.pop("fra").nodes())
                .extracting(node -> node.node().value())
                .containsExactly("fra-2", "fra-3");
        assertThatThrownBy(() -> small.report("fra-4", State.SERVING, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2 living nodes")
                .hasMessageContaining("fra-4");
        small.report("fra-2", State.STOPPED, 0);
        small.report("fra-4", State.SERVING, 0);
        assertThat(small.pop("fra").nodes())
                .extracting(node -> node.node().value())
                .containsExactly("fra-3", "fra-4");
    }

    @Test
    void sites_show_their_version_and_make_their_shield_known() {
        fleet.report("fra-1", State.SERVING, 0);
        fleet.site("demo", 1, SiteConfig.LeasePolicy.BOUNDED);
        fleet.pass(SECOND);
        fleet.site("demo", 2, SiteConfig.LeasePolicy.BOUNDED);
        fleet.site("docs", 1, SiteConfig.LeasePolicy.BOUNDED);
        assertThat(fleet.view.snapshot().sites())
                .extracting(site -> site.site() + " " + site.version())
                .containsExactly("demo 2", "docs 1");
        assertThat(fleet.pop("fra").shieldOf()).isEqualTo(2);
        fleet.view.siteRemoved(new SiteId("demo"));
        assertThat(fleet.pop("fra").shieldOf()).isEqualTo(1);
        assertThat(fleet.view.snapshot().siteCount()).isEqualTo(1);
    }

    @Test
    void a_further_site_is_refused_and_known_ones_still_change() {
        Fleet small = new Fleet(SMALL);
        small.site("a", 1, SiteConfig.LeasePolicy.BOUNDED);
        small.site("b", 1, SiteConfig.LeasePolicy.BOUNDED);
        assertThatThrownBy(() -> small.site("c", 1, SiteConfig.LeasePolicy.BOUNDED))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("site c is refused");
        small.site("a", 2, SiteConfig.LeasePolicy.BOUNDED);
        assertThat(small.view.snapshot().sites().getFirst().version()).isEqualTo(2);
    }

    @Test
    void starting_over_leaves_nothing_behind() {
        fleet.report("fra-1", State.SERVING, 0);
        fleet.stats("fra-1", 1, SECOND, 10, 0);
        fleet.site("demo", 1, SiteConfig.LeasePolicy.BOUNDED);
        fleet.purge("purge-01", 1);
        fleet.view.startOver();
        assertThat(fleet.view.snapshot()).isEqualTo(new Fleet().view.snapshot());
        assertThat(fleet.view.history().pops()).isEmpty();
    }
}
