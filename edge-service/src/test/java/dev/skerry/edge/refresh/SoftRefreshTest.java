package dev.skerry.edge.refresh;

import static dev.skerry.edge.refresh.RefreshOutcome.VALIDATED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.PurgeMode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is asked for after soft purges, in which order, how fast, and when not; on virtual time. */
class SoftRefreshTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void what_a_soft_purge_hit_is_asked_for_hottest_first_and_nothing_else_is() {
        RefreshBench bench = new RefreshBench(100);
        bench.store("s0", "/a", "/b", "/c", "/untouched");
        bench.fillUp();
        bench.use("s0", "/b", 5);
        bench.use("s0", "/c", 3);
        bench.use("s0", "/b", 5);
        bench.softPurge("s0", "url:/a");
        bench.softPurge("s0", "url:/b");
        bench.softPurge("s0", "url:/c");
        bench.run(SECOND, VALIDATED);

        assertThat(bench.targets()).containsExactly("/b", "/c", "/a");
        assertThat(bench.count(VALIDATED)).isEqualTo(3);
        assertThat(bench.counters.due()).isZero();
    }

    @Test
    void a_hard_purge_and_a_site_without_a_budget_cause_no_request() {
        RefreshBench bench = new RefreshBench(100, 0);
        bench.store("s0", "/a");
        bench.store("s1", "/a");
        bench.purge("s0", "everything", PurgeMode.HARD);
        bench.softPurge("s1", "everything");
        bench.run(SECOND, VALIDATED);

        assertThat(bench.asked).isEmpty();
        assertThat(bench.counters.due()).isZero();
    }

    @Test
    void each_site_has_its_budget_and_no_more_after_a_pause() {
        RefreshBench bench = new RefreshBench(10, 50);
        bench.store("s0", RefreshBench.numbered(500));
        bench.store("s1", RefreshBench.numbered(500));
        bench.run(Duration.ofSeconds(10));
        bench.softPurge("s0", "everything");
        bench.softPurge("s1", "everything");
        bench.run(Duration.ofSeconds(4), VALIDATED);

        assertThat(of(bench, "s0")).isBetween(39L, 41L);
        assertThat(of(bench, "s1")).isBetween(195L, 202L);
        assertThat(bench.counters.due()).isEqualTo((int) (1000 - of(bench, "s0") - of(bench, "s1")));
    }

    private static long of(RefreshBench bench, String site) {
        return bench.asked.stream()
                .filter(one -> one.stale().key().site().value().equals(site))
                .count();
    }

    @Test
    void what_users_cause_counts_against_the_same_budget() {
        RefreshBench bench = new RefreshBench(10);
        bench.store("s0", RefreshBench.numbered(100));
        bench.softPurge("s0", "everything");
        for (int i = 0; i < 40; i++) {
            bench.budgets.take(RefreshBench.key("s0", "/x").site(), 10);
            bench.run(Duration.ofMillis(100), VALIDATED);
        }

        assertThat(bench.asked).hasSizeLessThan(5);
    }

    @Test
    void at_most_sixteen_are_under_way_and_a_slow_site_leaves_room_for_others() {
        RefreshBench bench = new RefreshBench(1000, 1000);
        bench.store("s0", RefreshBench.numbered(50));
        bench.softPurge("s0", "everything");
        bench.run(SECOND);
        assertThat(bench.asked).hasSize(SoftRefresh.MAX_UNDER_WAY);

        RefreshBench both = new RefreshBench(1000, 1000);
        both.store("s0", RefreshBench.numbered(50));
        both.store("s1", RefreshBench.numbered(50));
        both.softPurge("s0", "everything");
        both.softPurge("s1", "everything");
        both.run(SECOND);

        assertThat(of(both, "s0")).isEqualTo(SoftRefresh.MAX_UNDER_WAY / 2);
        assertThat(of(both, "s1")).isEqualTo(SoftRefresh.MAX_UNDER_WAY / 2);
    }

    @Test
    void what_came_meanwhile_is_gone_or_was_purged_for_good_is_skipped() {
        RefreshBench bench = new RefreshBench(1);
        bench.store("s0", "/first", "/gone", "/hard", "/fresh");
        bench.fillUp();
        bench.use("s0", "/first", 3);
        bench.softPurge("s0", "everything");
        bench.run(Duration.ofMillis(10));
        assertThat(bench.targets()).containsExactly("/first");
        bench.memory.remove(RefreshBench.key("s0", "/gone"));
        bench.store("s0", "/fresh");
        bench.purge("s0", "url:/hard", PurgeMode.HARD);
        bench.run(Duration.ofSeconds(5));

        assertThat(bench.targets()).containsExactly("/first");
        assertThat(bench.count(RefreshOutcome.GONE)).isEqualTo(1);
        assertThat(bench.count(RefreshOutcome.HARD_PURGED)).isEqualTo(1);
        assertThat(bench.count(RefreshOutcome.FRESH_ALREADY)).isEqualTo(1);
    }

    @Test
    void what_a_later_purge_hit_comes_by_its_heat_and_what_was_due_is_not_forgotten() {
        RefreshBench bench = new RefreshBench(1);
        bench.store("s0", "/old1", "/old2", "/new");
        bench.fillUp();
        bench.softPurge("s0", "url:/old1");
        bench.softPurge("s0", "url:/old2");
        bench.run(SECOND, VALIDATED);
        assertThat(bench.asked).hasSize(1);
        bench.use("s0", "/new", 10);
        bench.softPurge("s0", "url:/new");
        bench.run(Duration.ofSeconds(4), VALIDATED);

        assertThat(bench.targets().subList(1, 3)).first().isEqualTo("/new");
        assertThat(bench.targets()).containsExactlyInAnyOrder("/old1", "/old2", "/new");
    }

    @Test
    void what_is_hit_again_while_it_is_under_way_is_asked_for_again() {
        RefreshBench bench = new RefreshBench(100);
        bench.store("s0", "/a");
        bench.softPurge("s0", "everything");
        bench.run(Duration.ofMillis(10));
        bench.softPurge("s0", "everything");
        bench.run(SECOND);
        assertThat(bench.asked).as("one at a time").hasSize(1);
        bench.answer(bench.asked.getFirst(), RefreshOutcome.STILL_PURGED);
        bench.run(Duration.ofSeconds(2), VALIDATED);

        assertThat(bench.asked).hasSize(2);
        assertThat(bench.counters.due()).isZero();
    }

    @Test
    void an_upstream_that_fails_five_times_in_a_row_is_left_in_peace_for_ten_seconds() {
        RefreshBench bench = new RefreshBench(100, 100);
        bench.store("s0", RefreshBench.numbered(100));
        bench.store("s1", "/other");
        bench.softPurge("s0", "everything");
        bench.run(Duration.ofMillis(500), RefreshOutcome.UPSTREAM_ERROR);
        assertThat(bench.asked).hasSizeBetween(5, 6);
        assertThat(bench.counters.pauses().sum()).isEqualTo(1);
        bench.softPurge("s1", "everything");
        bench.run(Duration.ofSeconds(9), VALIDATED);
        assertThat(of(bench, "s0")).isBetween(5L, 6L);
        assertThat(of(bench, "s1")).as("the other site goes on").isEqualTo(1);
        bench.run(Duration.ofSeconds(5), VALIDATED);

        assertThat(bench.count(VALIDATED)).as("those that failed too").isEqualTo(101);
        assertThat(bench.counters.due()).isZero();
    }

    @Test
    void failures_with_answers_between_them_cause_no_pause() {
        RefreshBench bench = new RefreshBench(100);
        bench.store("s0", RefreshBench.numbered(40));
        bench.softPurge("s0", "everything");
        for (int i = 0; i < 40; i++) {
            bench.run(Duration.ofMillis(10), i % 4 == 3 ? VALIDATED : RefreshOutcome.NO_ANSWER);
        }

        assertThat(bench.counters.pauses().sum()).isZero();
    }

    @Test
    void what_never_comes_right_is_given_up_after_some_attempts() {
        RefreshBench bench = new RefreshBench(100);
        bench.store("s0", "/a");
        bench.softPurge("s0", "everything");
        bench.run(Duration.ofMinutes(5), RefreshOutcome.STILL_PURGED);

        assertThat(bench.asked).hasSize(SoftRefresh.MAX_ATTEMPTS);
        assertThat(bench.counters.due()).isZero();
    }

    @Test
    void what_was_not_asked_after_all_costs_nothing_of_the_budget() {
        RefreshBench bench = new RefreshBench(1);
        bench.store("s0", RefreshBench.numbered(100));
        bench.softPurge("s0", "everything");
        bench.run(SECOND, RefreshOutcome.SHARED);

        assertThat(bench.count(RefreshOutcome.SHARED)).isGreaterThan(50);
    }

    @Test
    void a_node_without_the_lease_asks_for_nothing_and_goes_on_when_it_has_it_again() {
        RefreshBench bench = new RefreshBench(100);
        bench.store("s0", "/a");
        bench.time.pass(Duration.ofSeconds(3));
        bench.softPurge("s0", "everything");
        for (int i = 0; i < 100; i++) {
            bench.refresh.step();
        }
        assertThat(bench.asked).isEmpty();
        assertThat(bench.counters.due()).isEqualTo(1);
        bench.run(SECOND, VALIDATED);

        assertThat(bench.asked).hasSize(1);
    }

    @Test
    void rounds_begin_a_second_apart_however_many_purges_come() {
        RefreshBench bench = new RefreshBench(10_000);
        bench.store("s0", "/a");
        for (int i = 0; i < 500; i++) {
            bench.softPurge("s0", "everything");
            bench.run(Duration.ofMillis(10), VALIDATED);
        }

        assertThat(bench.asked).hasSizeBetween(4, 6);
    }

    @Test
    void no_step_waits_longer_than_a_tenth_of_a_second_or_spins() {
        RefreshBench bench = new RefreshBench(2);
        assertThat(bench.refresh.step()).isEqualTo(Duration.ofMillis(100));
        bench.store("s0", "/a", "/b", "/c");
        bench.time.pass(SECOND);
        bench.softPurge("s0", "everything");

        assertThat(bench.refresh.step()).isBetween(Duration.ofMillis(1), Duration.ofMillis(100));
    }
}
