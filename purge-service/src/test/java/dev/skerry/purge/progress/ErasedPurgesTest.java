package dev.skerry.purge.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.NodeReport.State;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeStatus;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When what a hard purge hit is erased: by every node that has not left, and in the Redis of every PoP. */
class ErasedPurgesTest {
    private final TestBook test = new TestBook(PurgeBook.Bounds.DEFAULT);

    private PurgeStatus.State state(PurgeId id) {
        return test.status(id).state();
    }

    /** A purge at offset 10 while these nodes serve, none of which has read it. */
    private PurgeId committedTo(String... nodes) {
        for (String node : nodes) {
            test.report(node, 1, 0, State.SERVING, 10);
        }
        return test.commit(10);
    }

    @Test
    void a_hard_purge_is_erased_when_every_node_has_erased_it() {
        PurgeId id = committedTo("fra-1", "nyc-1");
        test.report("fra-1", 1, 1, State.SERVING, 11);
        test.report("nyc-1", 1, 1, State.SERVING, 11);
        assertThat(state(id)).isEqualTo(PurgeStatus.State.COMPLETE);
        Double latency = test.status(id).receipts().getFirst().latencyMs();
        test.pass(Duration.ofMillis(50));
        test.erased("fra-1", 1, 2, State.SERVING, 11);
        assertThat(state(id)).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(test.receipts(id)).containsExactly("fra-1 ERASED", "nyc-1 APPLIED");
        test.erased("nyc-1", 1, 2, State.SERVING, 11);

        assertThat(state(id)).isEqualTo(PurgeStatus.State.ERASED);
        assertThat(test.status(id).receipts().getFirst().latencyMs())
                .as("tells when it was applied")
                .isEqualTo(latency);
        assertThat(test.book.unerasedCount()).isZero();
        assertThat(test.completed).as("complete once").containsExactly(id);
        assertThat(test.erased).as("erased once").containsExactly(id);
    }

    @Test
    void one_report_may_say_applied_and_erased() {
        PurgeId id = committedTo("fra-1");
        test.erased("fra-1", 1, 1, State.SERVING, 11);

        assertThat(state(id)).isEqualTo(PurgeStatus.State.ERASED);
        assertThat(test.completed).containsExactly(id);
        assertThat(test.erased).containsExactly(id);
    }

    @Test
    void a_pop_whose_nodes_had_all_left_before_the_purge_has_a_redis_all_the_same() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        test.report("nyc-1", 1, 0, State.STOPPED, 10);
        PurgeId id = test.commit(10);
        test.erased("fra-1", 1, 1, State.SERVING, 11);
        assertThat(state(id)).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(test.receipts(id)).containsExactly("fra-1 ERASED");

        test.report("nyc-1", 2, 0, State.CATCHING_UP, 11);
        assertThat(state(id)).isEqualTo(PurgeStatus.State.COMPLETE);
        test.erased("nyc-1", 2, 1, State.SERVING, 11);
        assertThat(state(id)).isEqualTo(PurgeStatus.State.ERASED);
    }

    @Test
    void such_a_pop_is_waited_for_too_where_the_others_had_erased_it_before_it_was_known_here() {
        for (String left : List.of("ams-1", "nyc-1", "sgp-1", "syd-1", "gru-1")) {
            test.report(left, 1, 0, State.STOPPED, 10);
        }
        test.erased("fra-1", 1, 0, State.SERVING, 11);
        PurgeId id = test.commit(10);

        assertThat(state(id)).isEqualTo(PurgeStatus.State.COMPLETE);
    }

    @Test
    void what_is_not_reached_by_the_offset_is_not_erased() {
        PurgeId id = committedTo("fra-1");
        test.report("fra-1", 1, 1, State.SERVING, 11);
        test.erased("fra-1", 1, 2, State.SERVING, 10);

        assertThat(state(id)).isEqualTo(PurgeStatus.State.COMPLETE);
    }

    @Test
    void a_soft_purge_ends_with_complete() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = test.softly(10);
        test.erased("fra-1", 1, 1, State.SERVING, 11);

        assertThat(state(id)).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(test.receipts(id)).containsExactly("fra-1 APPLIED");
        assertThat(test.book.unerasedCount()).isZero();
        assertThat(PurgeTracker.hasReached(test.status(id), PurgeStatus.State.ERASED))
                .isTrue();
    }

    @Test
    void who_has_left_need_not_erase_and_speaks_for_no_redis() {
        PurgeId id = committedTo("fra-1", "fra-2");
        test.report("fra-1", 1, 1, State.SERVING, 11);
        test.report("fra-2", 1, 1, State.STOPPED, 10);
        assertThat(state(id)).isEqualTo(PurgeStatus.State.COMPLETE);
        test.erased("fra-1", 1, 2, State.SERVING, 11);

        assertThat(state(id)).isEqualTo(PurgeStatus.State.ERASED);
        assertThat(test.receipts(id)).containsExactly("fra-1 ERASED", "fra-2 DRAINED");
    }

    @Test
    void a_node_that_leaves_after_it_has_applied_is_not_waited_for_either() {
        PurgeId id = committedTo("fra-1", "fra-2");
        test.report("fra-2", 1, 1, State.SERVING, 11);
        test.erased("fra-1", 1, 1, State.SERVING, 11);
        assertThat(state(id)).isEqualTo(PurgeStatus.State.COMPLETE);
        test.report("fra-2", 1, 2, State.STOPPED, 11);

        assertThat(state(id)).isEqualTo(PurgeStatus.State.ERASED);
    }

    @Test
    void a_pop_whose_nodes_have_all_left_is_erased_by_whoever_comes_there() {
        PurgeId id = committedTo("fra-1", "nyc-1");
        test.erased("fra-1", 1, 1, State.SERVING, 11);
        test.report("nyc-1", 1, 1, State.STOPPED, 10);
        assertThat(state(id)).as("the Redis of nyc may hold it").isEqualTo(PurgeStatus.State.COMPLETE);
        test.erased("nyc-2", 1, 0, State.SERVING, 11);

        assertThat(state(id)).isEqualTo(PurgeStatus.State.ERASED);
    }

    @Test
    void a_fenced_node_is_waited_for_until_it_is_back_or_forgotten() {
        PurgeId id = committedTo("fra-1", "fra-2");
        test.pass(Duration.ofSeconds(20));
        test.erased("fra-1", 1, 1, State.SERVING, 11);
        test.prove();
        assertThat(test.receipts(id)).containsExactly("fra-1 ERASED", "fra-2 FENCED");
        assertThat(state(id)).isEqualTo(PurgeStatus.State.COMPLETE);
        test.erased("fra-2", 1, 1, State.SERVING, 11);

        assertThat(state(id)).isEqualTo(PurgeStatus.State.ERASED);
    }

    @Test
    void a_fenced_node_that_never_comes_back_is_forgotten() {
        PurgeId id = committedTo("fra-1", "fra-2");
        test.pass(Duration.ofSeconds(20));
        test.erased("fra-1", 1, 1, State.SERVING, 11);
        test.prove();
        test.pass(Duration.ofHours(24).minusSeconds(10));
        test.erased("fra-1", 1, 2, State.SERVING, 11);
        test.prove();

        assertThat(state(id)).isEqualTo(PurgeStatus.State.ERASED);
    }

    @Test
    void a_node_that_restarts_begins_anew() {
        PurgeId id = committedTo("fra-1");
        test.report("fra-1", 1, 1, State.SERVING, 11);
        test.report("fra-1", 2, 0, State.CATCHING_UP, 11);
        assertThat(state(id)).isEqualTo(PurgeStatus.State.COMPLETE);
        test.erased("fra-1", 2, 1, State.SERVING, 11);

        assertThat(state(id)).isEqualTo(PurgeStatus.State.ERASED);
    }

    @Test
    void a_purge_that_is_read_from_the_log_later_is_erased_by_what_is_known() {
        test.erased("fra-1", 1, 0, State.SERVING, 11);
        PurgeId id = test.commit(10);

        assertThat(state(id)).isEqualTo(PurgeStatus.State.ERASED);
        assertThat(test.completed).containsExactly(id);
        assertThat(test.erased).containsExactly(id);
        assertThat(test.book.unerasedCount()).isZero();
    }

    @Test
    void nobody_claims_that_it_is_erased_where_there_is_no_node() {
        PurgeId id = test.commit(10);
        test.prove();

        assertThat(state(id)).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(test.erased).isEmpty();
    }
}
