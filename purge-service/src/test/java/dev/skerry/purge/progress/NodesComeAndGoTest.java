package dev.skerry.purge.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport.State;
import dev.skerry.contract.PopId;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Which nodes a purge waits for, as they start, drain, stop and start again. */
final class NodesComeAndGoTest {
    private final TestBook test = new TestBook(PurgeBook.Bounds.DEFAULT);

    @Test
    void a_restarted_node_is_pending_until_its_new_incarnation_has_applied_the_purge() {
        test.report("fra-1", 1, 50, State.SERVING, 10);
        PurgeId id = test.commit(10);
        test.report("fra-1", 2, 0, State.CATCHING_UP, 0);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING");
        test.report("fra-1", 2, 1, State.CATCHING_UP, 11);
        assertThat(test.receipts(id)).containsExactly("fra-1 APPLIED");
    }

    /** Its clock was ahead when the former process started; both are silent for less than fences anybody. */
    @Test
    void a_process_with_a_lower_incarnation_is_waited_for_and_counts_once_the_former_has_been_silent() {
        test.report("fra-1", 3_600_000, 50, State.SERVING, 10);
        test.pass(Duration.ofSeconds(2));
        test.report("fra-1", 2, 0, State.SERVING, 10);
        PurgeId id = test.commit(10);
        for (int second = 1; second <= 20; second++) {
            test.pass(Duration.ofSeconds(1));
            test.report("fra-1", 2, second, State.SERVING, 10);
            test.book.silenceProven(test.now);
            assertThat(test.receipts(id)).as("after %d s", second).containsExactly("fra-1 PENDING");
        }
        test.report("fra-1", 2, 21, State.SERVING, 11);
        assertThat(test.receipts(id)).containsExactly("fra-1 APPLIED");
    }

    @Test
    void a_process_with_a_lower_incarnation_counts_at_once_after_one_that_has_stopped() {
        test.report("fra-1", 3_600_000, 50, State.STOPPED, 10);
        test.report("nyc-1", 1, 0, State.SERVING, 10);
        test.report("fra-1", 2, 0, State.CATCHING_UP, 10);
        PurgeId id = test.commit(10);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING", "nyc-1 PENDING");
        test.report("fra-1", 2, 1, State.SERVING, 11);
        assertThat(test.receipts(id)).containsExactly("fra-1 APPLIED", "nyc-1 PENDING");
    }

    /** It may have been written before the present process started, and have been late. */
    @Test
    void a_report_of_a_former_process_is_no_receipt_of_the_present_one() {
        test.report("fra-1", 2, 0, State.SERVING, 10);
        PurgeId id = test.commit(10);
        test.report("fra-1", 1, 99, State.SERVING, 11);
        test.report("fra-1", 1, 100, State.STOPPED, 11);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING");
    }

    @Test
    void a_restart_does_not_take_a_receipt_back() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        test.report("nyc-1", 1, 0, State.SERVING, 10);
        PurgeId id = test.commit(10);
        test.report("fra-1", 1, 1, State.SERVING, 11);
        test.report("fra-1", 2, 0, State.CATCHING_UP, 0);
        assertThat(test.receipts(id)).containsExactly("fra-1 APPLIED", "nyc-1 PENDING");
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.APPLIED);
    }

    @Test
    void a_node_that_joins_before_completion_is_waited_for_and_one_that_joins_after_it_is_not() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = test.commit(10);
        test.report("sgp-1", 1, 0, State.CATCHING_UP, 2);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING", "sgp-1 PENDING");
        test.report("fra-1", 1, 1, State.SERVING, 11);
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.APPLIED);
        test.report("sgp-1", 1, 1, State.SERVING, 11);
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        test.report("nyc-1", 1, 0, State.CATCHING_UP, 0);
        assertThat(test.receipts(id)).containsExactly("fra-1 APPLIED", "sgp-1 APPLIED");
    }

    @Test
    void a_draining_node_still_has_to_apply() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = test.commit(10);
        test.report("fra-1", 1, 1, State.DRAINING, 10);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING");
        test.report("fra-1", 1, 2, State.DRAINING, 11);
        assertThat(test.receipts(id)).containsExactly("fra-1 APPLIED");
    }

    @Test
    void a_node_that_stops_after_the_commit_is_drained() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = test.commit(10);
        test.pass(Duration.ofMillis(8));
        test.report("fra-1", 1, 1, State.STOPPED, 10);
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(test.status(id).receipts())
                .containsExactly(new Receipt(new PopId("fra"), new NodeId("fra-1"), Receipt.State.DRAINED, 8.0));
    }

    @Test
    void a_node_that_stopped_before_the_commit_is_not_listed() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        test.report("nyc-1", 1, 0, State.STOPPED, 10);
        PurgeId id = test.commit(10);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING");
        test.report("nyc-1", 1, 1, State.STOPPED, 10);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING");
    }

    @Test
    void a_stopped_node_that_starts_again_is_part_of_the_fleet_again() {
        test.report("nyc-1", 1, 0, State.STOPPED, 10);
        test.report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = test.commit(10);
        test.report("nyc-1", 2, 0, State.CATCHING_UP, 10);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING", "nyc-1 PENDING");
        test.report("nyc-1", 2, 1, State.SERVING, 11);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING", "nyc-1 APPLIED");
    }
}
