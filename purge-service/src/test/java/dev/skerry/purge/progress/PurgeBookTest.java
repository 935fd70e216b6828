package dev.skerry.purge.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport.State;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How a purge becomes complete by receipts (DESIGN section 4), on virtual time. */
final class PurgeBookTest {
    private final TestBook test = new TestBook(PurgeBook.Bounds.DEFAULT);

    @Test
    void a_purge_goes_from_committed_to_applied_to_complete() {
        test.report("nyc-1", 1, 0, State.SERVING, 10);
        test.report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = test.commit(10);
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.COMMITTED);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING", "nyc-1 PENDING");
        assertThat(test.status(id).durationMs()).isEqualTo(4);

        test.pass(Duration.ofMillis(3));
        test.report("nyc-1", 1, 1, State.SERVING, 11);
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.APPLIED);
        assertThat(test.status(id).durationMs()).isEqualTo(7);

        test.pass(Duration.ofMillis(2));
        test.report("fra-1", 1, 1, State.SERVING, 11);
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(test.status(id).durationMs()).isEqualTo(9);
        assertThat(test.status(id).receipts())
                .containsExactly(
                        new Receipt(new PopId("fra"), new NodeId("fra-1"), Receipt.State.APPLIED, 5.0),
                        new Receipt(new PopId("nyc"), new NodeId("nyc-1"), Receipt.State.APPLIED, 3.0));
        assertThat(test.changes)
                .extracting(PurgeStatus::state)
                .containsExactly(PurgeStatus.State.COMMITTED, PurgeStatus.State.APPLIED, PurgeStatus.State.COMPLETE);
        assertThat(test.book.openCount()).isZero();
    }

    @Test
    void a_node_that_has_applied_exactly_up_to_the_position_has_not_applied_the_purge() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = test.commit(10);
        test.report("fra-1", 1, 1, State.SERVING, 10);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING");
    }

    @Test
    void a_receipt_that_overtakes_the_acknowledgement_counts_at_once() {
        test.report("fra-1", 1, 0, State.SERVING, 11);
        PurgeId id = test.commit(10);
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(test.status(id).receipts())
                .containsExactly(new Receipt(new PopId("fra"), new NodeId("fra-1"), Receipt.State.APPLIED, 0.0));
    }

    @Test
    void a_purge_of_an_empty_fleet_is_complete_once_nobody_can_have_been_overlooked() {
        long before = test.now;
        PurgeId id = test.commit(0);
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.COMMITTED);
        test.book.silenceProven(before);
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.COMMITTED);
        test.prove();
        assertThat(test.book.wantsProofOfSilence(test.now)).isFalse();
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(test.status(id).receipts()).isEmpty();
    }

    @Test
    void a_purge_waits_for_a_node_whose_report_had_not_been_read_at_the_commit() {
        test.report("fra-1", 1, 0, State.STOPPED, 10);
        PurgeId id = test.commit(10);
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.COMMITTED);
        test.report("fra-1", 2, 0, State.SERVING, 10);
        test.prove();
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING");
        test.report("fra-1", 2, 1, State.SERVING, 11);
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
    }

    @Test
    void one_report_settles_all_purges_that_its_node_has_passed_and_no_other() {
        test.report("fra-1", 1, 0, State.SERVING, 5);
        PurgeId first = test.commit(5);
        PurgeId second = test.commit(6);
        PurgeId third = test.commit(9);
        PurgeId elsewhere = test.commit(new Position(4, 5), TestBook.BOUNDED);
        test.report("fra-1", 1, 1, State.SERVING, Map.of(3, 9L, 4, 5L));
        assertThat(test.receipts(first)).containsExactly("fra-1 APPLIED");
        assertThat(test.receipts(second)).containsExactly("fra-1 APPLIED");
        assertThat(test.receipts(third)).containsExactly("fra-1 PENDING");
        assertThat(test.receipts(elsewhere)).containsExactly("fra-1 PENDING");
        assertThat(test.book.openCount()).isEqualTo(2);
    }

    @Test
    void a_purge_of_several_selectors_is_applied_at_its_last_record() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = test.commit(12);
        test.report("fra-1", 1, 1, State.SERVING, 12);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING");
        test.report("fra-1", 1, 2, State.SERVING, 13);
        assertThat(test.receipts(id)).containsExactly("fra-1 APPLIED");
    }

    @Test
    void a_report_out_of_sequence_changes_nothing_and_is_no_sign_of_life() {
        test.report("fra-1", 2, 7, State.SERVING, 10);
        PurgeId id = test.commit(10);
        test.pass(Duration.ofSeconds(12));
        test.report("fra-1", 2, 7, State.SERVING, 11);
        test.report("fra-1", 2, 6, State.SERVING, 11);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING");
        test.pass(Duration.ofSeconds(1));
        test.prove();
        assertThat(test.receipts(id)).containsExactly("fra-1 FENCED");
    }

    @Test
    void a_purge_read_from_the_log_has_receipts_without_latency_and_no_duration() {
        test.report("fra-1", 1, 0, State.SERVING, 11);
        test.report("nyc-1", 1, 0, State.SERVING, 10);
        test.book.add(TestBook.purge(new Position(3, 10), TestBook.NOON, null));
        PurgeId id = new PurgeId("purge-3-10");
        test.report("nyc-1", 1, 1, State.SERVING, 11);
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(test.status(id).durationMs()).isZero();
        assertThat(test.status(id).receipts()).allSatisfy(receipt -> {
            assertThat(receipt.state()).isEqualTo(Receipt.State.APPLIED);
            assertThat(receipt.latencyMs()).isNull();
        });
    }

    @Test
    void a_purge_that_is_known_is_not_added_again() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = test.commit(10);
        test.book.add(TestBook.purge(new Position(3, 10), TestBook.NOON, null));
        test.report("fra-1", 1, 1, State.SERVING, 11);
        assertThat(test.status(id).receipts().getFirst().latencyMs()).isNotNull();
        assertThat(test.book.openCount()).isZero();
    }
}
