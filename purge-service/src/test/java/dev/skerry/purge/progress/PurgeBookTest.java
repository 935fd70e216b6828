package dev.skerry.purge.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.NodeReport.State;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteConfig.LeasePolicy;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Receipts (DESIGN section 4), on virtual time. */
final class PurgeBookTest {
    private static final SiteId DEMO = new SiteId("demo");
    private static final FenceRule BOUNDED = FenceRule.of(SiteConfig.Lease.DEFAULT);
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** Not zero, and near the end of the range, as nanoTime may be. */
    private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    private final List<PurgeStatus> changes = new ArrayList<>();
    private final List<PurgeId> forgotten = new ArrayList<>();
    private PurgeBook book = book(PurgeBook.Bounds.DEFAULT);

    private PurgeBook book(PurgeBook.Bounds bounds) {
        return new PurgeBook(bounds, new PurgeBook.Listener() {
            @Override
            public void changed(PurgeStatus status) {
                changes.add(status);
            }

            @Override
            public void forgotten(PurgeId id) {
                forgotten.add(id);
            }
        });
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    /** A node's report on partition 3 alone. */
    private void report(String node, long incarnation, long sequence, State state, long applied) {
        report(node, incarnation, sequence, state, Map.of(3, applied));
    }

    private void report(String node, long incarnation, long sequence, State state, Map<Integer, Long> applied) {
        PopId pop = new PopId(node.substring(0, node.indexOf('-')));
        book.report(NodeReport.of(new NodeId(node), pop, incarnation, sequence, state, true, applied), now);
    }

    private void prove() {
        assertThat(book.wantsProofOfSilence(now)).isTrue();
        book.silenceProven(now);
    }

    private PurgeId commit(long offset) {
        return commit(new Position(3, offset), BOUNDED);
    }

    /** A purge whose request arrived 4 ms before its commit, which is now. */
    private PurgeId commit(Position position, FenceRule rule) {
        long accepted = now;
        pass(Duration.ofMillis(4));
        LoggedPurge purge = purge(position, NOON.plusSeconds(position.offset()), new LoggedPurge.Timing(accepted, now));
        book.add(purge, rule);
        return purge.id();
    }

    private static LoggedPurge purge(Position position, Instant at, LoggedPurge.@Nullable Timing timing) {
        PurgeId id = new PurgeId("purge-" + position.partition() + "-" + position.offset());
        return new LoggedPurge(id, DEMO, PurgeMode.HARD, List.of("everything"), position, at, "tester", timing);
    }

    private PurgeStatus status(PurgeId id) {
        return book.status(id).orElseThrow();
    }

    private List<String> receipts(PurgeId id) {
        return status(id).receipts().stream()
                .map(receipt -> receipt.node() + " " + receipt.state())
                .toList();
    }

    @Test
    void a_purge_goes_from_committed_to_applied_to_complete() {
        report("nyc-1", 1, 0, State.SERVING, 10);
        report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = commit(10);
        assertThat(status(id).state()).isEqualTo(PurgeStatus.State.COMMITTED);
        assertThat(receipts(id)).containsExactly("fra-1 PENDING", "nyc-1 PENDING");
        assertThat(status(id).durationMs()).isEqualTo(4);

        pass(Duration.ofMillis(3));
        report("nyc-1", 1, 1, State.SERVING, 11);
        assertThat(status(id).state()).isEqualTo(PurgeStatus.State.APPLIED);
        assertThat(status(id).durationMs()).isEqualTo(7);

        pass(Duration.ofMillis(2));
        report("fra-1", 1, 1, State.SERVING, 11);
        assertThat(status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(status(id).durationMs()).isEqualTo(9);
        assertThat(status(id).receipts())
                .containsExactly(
                        new Receipt(new PopId("fra"), new NodeId("fra-1"), Receipt.State.APPLIED, 5.0),
                        new Receipt(new PopId("nyc"), new NodeId("nyc-1"), Receipt.State.APPLIED, 3.0));
        assertThat(changes)
                .extracting(PurgeStatus::state)
                .containsExactly(PurgeStatus.State.COMMITTED, PurgeStatus.State.APPLIED, PurgeStatus.State.COMPLETE);
        assertThat(book.openCount()).isZero();
    }

    @Test
    void a_node_that_has_applied_exactly_up_to_the_position_has_not_applied_the_purge() {
        report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = commit(10);
        report("fra-1", 1, 1, State.SERVING, 10);
        assertThat(receipts(id)).containsExactly("fra-1 PENDING");
    }

    @Test
    void a_receipt_that_overtakes_the_acknowledgement_counts_at_once() {
        report("fra-1", 1, 0, State.SERVING, 11);
        PurgeId id = commit(10);
        assertThat(status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(status(id).receipts())
                .containsExactly(new Receipt(new PopId("fra"), new NodeId("fra-1"), Receipt.State.APPLIED, 0.0));
    }

    @Test
    void a_purge_of_an_empty_fleet_is_complete() {
        PurgeId id = commit(0);
        assertThat(status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(status(id).receipts()).isEmpty();
    }

    @Test
    void one_report_settles_all_purges_that_its_node_has_passed_and_no_other() {
        report("fra-1", 1, 0, State.SERVING, 5);
        PurgeId first = commit(5);
        PurgeId second = commit(6);
        PurgeId third = commit(9);
        PurgeId elsewhere = commit(new Position(4, 5), BOUNDED);
        report("fra-1", 1, 1, State.SERVING, Map.of(3, 9L, 4, 5L));
        assertThat(receipts(first)).containsExactly("fra-1 APPLIED");
        assertThat(receipts(second)).containsExactly("fra-1 APPLIED");
        assertThat(receipts(third)).containsExactly("fra-1 PENDING");
        assertThat(receipts(elsewhere)).containsExactly("fra-1 PENDING");
        assertThat(book.openCount()).isEqualTo(2);
    }

    @Test
    void a_purge_of_several_selectors_is_applied_at_its_last_record() {
        report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = commit(12);
        report("fra-1", 1, 1, State.SERVING, 12);
        assertThat(receipts(id)).containsExactly("fra-1 PENDING");
        report("fra-1", 1, 2, State.SERVING, 13);
        assertThat(receipts(id)).containsExactly("fra-1 APPLIED");
    }

    @Test
    void a_report_out_of_sequence_changes_nothing_and_is_no_sign_of_life() {
        report("fra-1", 2, 7, State.SERVING, 10);
        PurgeId id = commit(10);
        pass(Duration.ofSeconds(12));
        report("fra-1", 2, 7, State.SERVING, 11);
        report("fra-1", 2, 6, State.SERVING, 11);
        report("fra-1", 1, 99, State.STOPPED, 11);
        assertThat(receipts(id)).containsExactly("fra-1 PENDING");
        pass(Duration.ofSeconds(1));
        prove();
        assertThat(receipts(id)).containsExactly("fra-1 FENCED");
    }

    @Test
    void a_restarted_node_is_pending_until_its_new_incarnation_has_applied_the_purge() {
        report("fra-1", 1, 50, State.SERVING, 10);
        PurgeId id = commit(10);
        report("fra-1", 2, 0, State.CATCHING_UP, 0);
        assertThat(receipts(id)).containsExactly("fra-1 PENDING");
        report("fra-1", 2, 1, State.CATCHING_UP, 11);
        assertThat(receipts(id)).containsExactly("fra-1 APPLIED");
    }

    @Test
    void a_restart_does_not_take_a_receipt_back() {
        report("fra-1", 1, 0, State.SERVING, 10);
        report("nyc-1", 1, 0, State.SERVING, 10);
        PurgeId id = commit(10);
        report("fra-1", 1, 1, State.SERVING, 11);
        report("fra-1", 2, 0, State.CATCHING_UP, 0);
        assertThat(receipts(id)).containsExactly("fra-1 APPLIED", "nyc-1 PENDING");
        assertThat(status(id).state()).isEqualTo(PurgeStatus.State.APPLIED);
    }

    @Test
    void a_node_that_joins_before_completion_is_waited_for_and_one_that_joins_after_it_is_not() {
        report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = commit(10);
        report("sgp-1", 1, 0, State.CATCHING_UP, 2);
        assertThat(receipts(id)).containsExactly("fra-1 PENDING", "sgp-1 PENDING");
        report("fra-1", 1, 1, State.SERVING, 11);
        assertThat(status(id).state()).isEqualTo(PurgeStatus.State.APPLIED);
        report("sgp-1", 1, 1, State.SERVING, 11);
        assertThat(status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        report("nyc-1", 1, 0, State.CATCHING_UP, 0);
        assertThat(receipts(id)).containsExactly("fra-1 APPLIED", "sgp-1 APPLIED");
    }

    @Test
    void a_draining_node_still_has_to_apply() {
        report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = commit(10);
        report("fra-1", 1, 1, State.DRAINING, 10);
        assertThat(receipts(id)).containsExactly("fra-1 PENDING");
        report("fra-1", 1, 2, State.DRAINING, 11);
        assertThat(receipts(id)).containsExactly("fra-1 APPLIED");
    }

    @Test
    void a_node_that_stops_after_the_commit_is_drained() {
        report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = commit(10);
        pass(Duration.ofMillis(8));
        report("fra-1", 1, 1, State.STOPPED, 10);
        assertThat(status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(status(id).receipts())
                .containsExactly(new Receipt(new PopId("fra"), new NodeId("fra-1"), Receipt.State.DRAINED, 8.0));
    }

    @Test
    void a_node_that_stopped_before_the_commit_is_not_listed() {
        report("fra-1", 1, 0, State.SERVING, 10);
        report("nyc-1", 1, 0, State.STOPPED, 10);
        PurgeId id = commit(10);
        assertThat(receipts(id)).containsExactly("fra-1 PENDING");
        report("nyc-1", 1, 1, State.STOPPED, 10);
        assertThat(receipts(id)).containsExactly("fra-1 PENDING");
    }

    @Test
    void a_stopped_node_that_starts_again_is_part_of_the_fleet_again() {
        report("nyc-1", 1, 0, State.STOPPED, 10);
        report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = commit(10);
        report("nyc-1", 2, 0, State.CATCHING_UP, 10);
        assertThat(receipts(id)).containsExactly("fra-1 PENDING", "nyc-1 PENDING");
        report("nyc-1", 2, 1, State.SERVING, 11);
        assertThat(receipts(id)).containsExactly("fra-1 PENDING", "nyc-1 APPLIED");
    }

    @Test
    void a_silent_node_is_fenced_once_lease_grace_and_margin_have_passed() {
        report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = commit(10);
        pass(Duration.ofSeconds(13).minusMillis(5));
        prove();
        assertThat(receipts(id)).containsExactly("fra-1 PENDING");
        pass(Duration.ofMillis(1));
        prove();
        assertThat(status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(status(id).receipts())
                .containsExactly(new Receipt(
                        new PopId("fra"),
                        new NodeId("fra-1"),
                        Receipt.State.FENCED,
                        Duration.ofSeconds(13).minusMillis(4).toNanos() / 1e6));
    }

    @Test
    void silence_that_is_not_proven_fences_nobody() {
        report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = commit(10);
        long provenAt = now;
        pass(Duration.ofMinutes(1));
        book.silenceProven(provenAt);
        assertThat(receipts(id)).containsExactly("fra-1 PENDING");
        report("fra-1", 1, 1, State.SERVING, 10);
        book.silenceProven(now);
        assertThat(receipts(id)).containsExactly("fra-1 PENDING");
    }

    @Test
    void a_node_that_is_long_silent_is_fenced_by_the_first_proof_asked_for_after_the_commit() {
        report("fra-1", 1, 0, State.SERVING, 10);
        pass(Duration.ofMinutes(1));
        long before = now;
        PurgeId id = commit(10);
        book.silenceProven(before);
        assertThat(receipts(id)).containsExactly("fra-1 PENDING");
        prove();
        assertThat(receipts(id)).containsExactly("fra-1 FENCED");
    }

    @Test
    void proof_is_asked_for_only_when_a_node_seems_silent_and_a_purge_is_open() {
        report("fra-1", 1, 0, State.SERVING, 10);
        report("nyc-1", 1, 0, State.STOPPED, 10);
        assertThat(book.wantsProofOfSilence(now)).isFalse();
        pass(Duration.ofSeconds(4));
        assertThat(book.wantsProofOfSilence(now)).isFalse();
        commit(10);
        assertThat(book.wantsProofOfSilence(now)).isTrue();
        report("fra-1", 1, 1, State.SERVING, 10);
        assertThat(book.wantsProofOfSilence(now)).isFalse();
    }

    @Test
    void the_site_policy_says_what_silence_fences() {
        FenceRule strict = FenceRule.of(new SiteConfig.Lease(LeasePolicy.STRICT, TimeSpan.parse("10s")));
        FenceRule longer = FenceRule.of(new SiteConfig.Lease(LeasePolicy.BOUNDED, TimeSpan.parse("1m")));
        FenceRule available = FenceRule.of(new SiteConfig.Lease(LeasePolicy.AVAILABLE, TimeSpan.parse("10s")));
        report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId ofStrict = commit(new Position(3, 10), strict);
        PurgeId ofBounded = commit(new Position(3, 11), BOUNDED);
        PurgeId ofLonger = commit(new Position(3, 12), longer);
        PurgeId ofAvailable = commit(new Position(3, 13), available);
        pass(Duration.ofSeconds(3));
        prove();
        assertThat(receipts(ofStrict)).containsExactly("fra-1 FENCED");
        assertThat(receipts(ofBounded)).containsExactly("fra-1 PENDING");
        pass(Duration.ofSeconds(10));
        prove();
        assertThat(receipts(ofBounded)).containsExactly("fra-1 FENCED");
        assertThat(receipts(ofLonger)).containsExactly("fra-1 PENDING");
        pass(Duration.ofHours(1));
        prove();
        assertThat(receipts(ofLonger)).containsExactly("fra-1 FENCED");
        assertThat(receipts(ofAvailable)).containsExactly("fra-1 PENDING");
    }

    @Test
    void a_fenced_node_that_comes_back_stays_fenced_for_the_purge_and_counts_for_the_next() {
        report("fra-1", 1, 0, State.SERVING, 10);
        report("nyc-1", 1, 0, State.SERVING, 10);
        PurgeId id = commit(10);
        pass(Duration.ofSeconds(13));
        report("nyc-1", 1, 1, State.SERVING, 10);
        prove();
        report("fra-1", 1, 1, State.SERVING, 11);
        assertThat(receipts(id)).containsExactly("fra-1 FENCED", "nyc-1 PENDING");
        assertThat(receipts(commit(11))).containsExactly("fra-1 PENDING", "nyc-1 PENDING");
    }

    @Test
    void a_node_silent_for_a_day_is_forgotten_and_no_purge_waits_for_it() {
        report("fra-1", 1, 0, State.SERVING, 10);
        report("nyc-1", 1, 0, State.STOPPED, 10);
        FenceRule available = FenceRule.of(new SiteConfig.Lease(LeasePolicy.AVAILABLE, TimeSpan.ZERO));
        PurgeId id = commit(new Position(3, 10), available);
        pass(Duration.ofHours(24));
        prove();
        assertThat(status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(status(id).receipts()).isEmpty();
        assertThat(book.nodesByState()).isEmpty();
        assertThat(book.wantsProofOfSilence(now)).isFalse();
    }

    @Test
    void a_purge_read_from_the_log_has_receipts_without_latency_and_no_duration() {
        report("fra-1", 1, 0, State.SERVING, 11);
        report("nyc-1", 1, 0, State.SERVING, 10);
        book.add(purge(new Position(3, 10), NOON, null), BOUNDED);
        PurgeId id = new PurgeId("purge-3-10");
        report("nyc-1", 1, 1, State.SERVING, 11);
        assertThat(status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(status(id).durationMs()).isZero();
        assertThat(status(id).receipts()).allSatisfy(receipt -> {
            assertThat(receipt.state()).isEqualTo(Receipt.State.APPLIED);
            assertThat(receipt.latencyMs()).isNull();
        });
    }

    @Test
    void a_purge_that_is_known_is_not_added_again() {
        report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = commit(10);
        book.add(purge(new Position(3, 10), NOON, null), BOUNDED);
        report("fra-1", 1, 1, State.SERVING, 11);
        assertThat(status(id).receipts().getFirst().latencyMs()).isNotNull();
        assertThat(book.openCount()).isZero();
    }

    @Test
    void recent_purges_come_newest_first_and_only_as_many_and_of_those_sites_as_asked() {
        PurgeId first = commit(1);
        PurgeId second = commit(2);
        PurgeId third = commit(3);
        assertThat(book.recent(DEMO::equals, 2)).extracting(PurgeStatus::id).containsExactly(third, second);
        assertThat(book.recent(site -> true, 9)).extracting(PurgeStatus::id).containsExactly(third, second, first);
        assertThat(book.recent(new SiteId("other")::equals, 9)).isEmpty();
    }

    @Test
    void the_eldest_purge_gives_way_even_if_it_is_open() {
        book = book(new PurgeBook.Bounds(2, 1 << 20, 10, Duration.ofHours(24)));
        report("fra-1", 1, 0, State.SERVING, 0);
        PurgeId first = commit(1);
        commit(2);
        commit(3);
        assertThat(forgotten).containsExactly(first);
        assertThat(book.status(first)).isEmpty();
        assertThat(book.openCount()).isEqualTo(2);
        report("fra-1", 1, 1, State.SERVING, 9);
        assertThat(book.openCount()).isZero();
    }

    @Test
    void purges_with_long_selectors_give_way_sooner() {
        book = book(new PurgeBook.Bounds(100, 2_000, 10, Duration.ofHours(24)));
        PurgeId first = commit(1);
        commit(2);
        commit(3);
        commit(4);
        assertThat(forgotten).containsExactly(first);
    }

    @Test
    void a_purge_committed_just_now_stays_though_the_wall_clock_was_set_back() {
        book = book(new PurgeBook.Bounds(1, 1 << 20, 10, Duration.ofHours(24)));
        PurgeId first = commit(9);
        PurgeId second = commit(1);
        assertThat(forgotten).containsExactly(first);
        assertThat(book.status(second)).isPresent();
    }

    @Test
    void a_full_fleet_refuses_further_nodes_and_still_hears_its_own() {
        book = book(new PurgeBook.Bounds(10, 1 << 20, 1, Duration.ofHours(24)));
        report("fra-1", 1, 0, State.SERVING, 0);
        assertThatThrownBy(() -> report("nyc-1", 1, 0, State.SERVING, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nyc-1");
        report("fra-1", 1, 1, State.DRAINING, 0);
        assertThat(book.nodesByState()).containsExactly(Map.entry(State.DRAINING, 1));
    }
}
