package dev.skerry.purge.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.NodeReport.State;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the book keeps and for how long: the newest purges, within its bounds. */
final class PurgeBookBoundsTest {
    @Test
    void recent_purges_come_newest_first_and_only_as_many_and_of_those_sites_as_asked() {
        TestBook test = new TestBook(PurgeBook.Bounds.DEFAULT);
        PurgeId first = test.commit(1);
        PurgeId second = test.commit(2);
        PurgeId third = test.commit(3);
        assertThat(test.book.recent(TestBook.DEMO::equals, 2))
                .extracting(PurgeStatus::id)
                .containsExactly(third, second);
        assertThat(test.book.recent(site -> true, 9))
                .extracting(PurgeStatus::id)
                .containsExactly(third, second, first);
        assertThat(test.book.recent(new SiteId("other")::equals, 9)).isEmpty();
    }

    @Test
    void the_eldest_purge_gives_way_even_if_it_is_open() {
        TestBook test = new TestBook(new PurgeBook.Bounds(2, 1 << 20, 10, Duration.ofHours(24)));
        test.report("fra-1", 1, 0, State.SERVING, 0);
        PurgeId first = test.commit(1);
        test.commit(2);
        test.commit(3);
        assertThat(test.forgotten).containsExactly(first);
        assertThat(test.book.status(first)).isEmpty();
        assertThat(test.book.openCount()).isEqualTo(2);
        test.report("fra-1", 1, 1, State.SERVING, 9);
        assertThat(test.book.openCount()).isZero();
    }

    @Test
    void purges_with_long_selectors_give_way_sooner() {
        TestBook test = new TestBook(new PurgeBook.Bounds(100, 2_000, 10, Duration.ofHours(24)));
        PurgeId first = test.commit(1);
        test.commit(2);
        test.commit(3);
        test.commit(4);
        assertThat(test.forgotten).containsExactly(first);
    }

    @Test
    void a_purge_committed_just_now_stays_though_the_wall_clock_was_set_back() {
        TestBook test = new TestBook(new PurgeBook.Bounds(1, 1 << 20, 10, Duration.ofHours(24)));
        PurgeId first = test.commit(9);
        PurgeId second = test.commit(1);
        assertThat(test.forgotten).containsExactly(first);
        assertThat(test.book.status(second)).isPresent();
    }

    /** Nobody knows what a node has applied that nothing is kept of, and it may serve. */
    @Test
    void no_purge_gets_complete_while_there_are_nodes_that_nothing_is_kept_of() {
        TestBook test = new TestBook(new PurgeBook.Bounds(10, 1 << 20, 1, Duration.ofHours(1)));
        test.report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId before = test.commit(10);
        assertThatThrownBy(() -> test.report("nyc-1", 1, 0, State.SERVING, 0))
                .hasMessageContaining("skerry.purge.max-nodes");
        PurgeId after = test.commit(11);
        test.report("fra-1", 1, 1, State.SERVING, 12);
        assertThat(test.receipts(before)).containsExactly("fra-1 APPLIED");
        assertThat(test.status(before).state()).isEqualTo(PurgeStatus.State.APPLIED);
        assertThat(test.status(after).state()).isEqualTo(PurgeStatus.State.APPLIED);
        assertThat(test.book.isOverfull()).isTrue();
    }

    @Test
    void purges_get_complete_again_once_those_nodes_have_been_silent_for_as_long_as_nodes_are_remembered() {
        TestBook test = new TestBook(new PurgeBook.Bounds(10, 1 << 20, 1, Duration.ofHours(1)));
        test.report("fra-1", 1, 0, State.SERVING, 10);
        assertThatThrownBy(() -> test.report("nyc-1", 1, 0, State.SERVING, 0))
                .isInstanceOf(IllegalStateException.class);
        for (int minute = 1; minute <= 60; minute++) {
            test.pass(Duration.ofMinutes(1));
            test.report("fra-1", 1, minute, State.SERVING, 10);
        }
        test.prove();
        assertThat(test.book.isOverfull()).isFalse();
        PurgeId id = test.commit(10);
        test.report("fra-1", 1, 61, State.SERVING, 11);
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
    }

    @Test
    void a_full_fleet_refuses_further_nodes_and_still_hears_its_own() {
        TestBook test = new TestBook(new PurgeBook.Bounds(10, 1 << 20, 1, Duration.ofHours(24)));
        test.report("fra-1", 1, 0, State.SERVING, 0);
        assertThatThrownBy(() -> test.report("nyc-1", 1, 0, State.SERVING, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nyc-1");
        test.report("fra-1", 1, 1, State.DRAINING, 0);
        assertThat(test.book.nodesByState()).containsExactly(Map.entry(State.DRAINING, 1));
    }
}
