package dev.skerry.purge.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.purge.Await;
import dev.skerry.purge.progress.PurgeTracker.TooManyWatchesException;
import dev.skerry.purge.progress.PurgeTracker.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class PurgeTrackerTest {
    private static final PurgeBook.Bounds TWO_PURGES = new PurgeBook.Bounds(2, 1 << 20, 10, Duration.ofHours(24));

    private long now = 1;
    private final List<PurgeStatus> completed = new ArrayList<>();
    private final List<PurgeId> committedHere = new ArrayList<>();
    private final List<PurgeId> readOnly = new ArrayList<>();
    private final List<PurgeId> erased = new ArrayList<>();
    private final PurgeTracker tracker =
            new PurgeTracker(TWO_PURGES, new SiteTable(), () -> now, new PurgeTracker.Ends() {
                @Override
                public void completed(PurgeStatus status, boolean here) {
                    completed.add(status);
                    (here ? committedHere : readOnly).add(status.id());
                }

                @Override
                public void erased(PurgeStatus status, boolean here) {
                    erased.add(status.id());
                }
            });

    private void report(long sequence, long applied) {
        tracker.report(
                NodeReport.of(
                        new NodeId("fra-1"),
                        new PopId("fra"),
                        1,
                        sequence,
                        NodeReport.State.SERVING,
                        true,
                        Map.of(0, applied)),
                Duration.ZERO);
    }

    private PurgeStatus commit(String id, long offset) {
        PurgeRecord record = PurgeAssemblyTest.record(id, 0, 1);
        LoggedPurge purge = new LoggedPurge(
                record.id(),
                record.site(),
                record.mode(),
                List.of(record.selector().text()),
                new Position(0, offset),
                record.requestedAt().plusSeconds(offset),
                record.requestedBy(),
                new LoggedPurge.Timing(now - 1, now));
        tracker.begin(record.id());
        return tracker.committed(purge);
    }

    private static final class Statuses implements PurgeTracker.Watcher {
        final List<PurgeStatus.State> states = new ArrayList<>();
        boolean forgotten;

        @Override
        public void changed(PurgeStatus status) {
            states.add(status.state());
        }

        @Override
        public void forgotten() {
            forgotten = true;
        }
    }

    @Test
    void a_purge_read_back_before_its_acknowledgement_keeps_its_timing() {
        report(0, 5);
        PurgeRecord record = PurgeAssemblyTest.record("purge-one", 0, 1);
        tracker.begin(record.id());
        tracker.read(record, new Position(0, 5));
        assertThat(tracker.status(record.id())).isEmpty();
        commit("purge-one", 5);
        tracker.read(record, new Position(0, 5));
        report(1, 6);
        assertThat(tracker.status(record.id()).orElseThrow().receipts())
                .allSatisfy(receipt -> assertThat(receipt.latencyMs()).isNotNull());
        assertThat(completed).hasSize(1);
    }

    @Test
    void a_purge_of_another_process_is_tracked_when_it_is_read() {
        PurgeRecord record = PurgeAssemblyTest.record("purge-two", 0, 1);
        tracker.read(record, new Position(0, 5));
        assertThat(tracker.status(record.id())).isPresent();
    }

    @Test
    void who_hears_of_an_end_is_told_whether_the_purge_was_committed_here() {
        report(0, 5);
        PurgeId mine = commit("purge-one", 5).id();
        PurgeRecord others = PurgeAssemblyTest.record("purge-two", 0, 1);
        tracker.read(others, new Position(0, 6));
        report(1, 7);
        assertThat(committedHere).containsExactly(mine);
        assertThat(readOnly).containsExactly(others.id());
        assertThat(erased).isEmpty();
    }

    @Test
    void an_abandoned_purge_that_is_in_the_log_after_all_is_tracked() {
        PurgeRecord record = PurgeAssemblyTest.record("purge-two", 0, 1);
        tracker.begin(record.id());
        tracker.abandon(record.id());
        tracker.read(record, new Position(0, 5));
        assertThat(tracker.status(record.id())).isPresent();
    }

    @Test
    void a_watcher_hears_the_present_status_and_every_change_until_it_closes() {
        report(0, 5);
        PurgeId id = commit("purge-one", 5).id();
        Statuses open = new Statuses();
        Statuses closed = new Statuses();
        Watch _ = tracker.watch(id, "tester", open).orElseThrow();
        tracker.watch(id, "tester", closed).orElseThrow().close();
        report(1, 6);
        assertThat(open.states).containsExactly(PurgeStatus.State.COMMITTED, PurgeStatus.State.COMPLETE);
        assertThat(closed.states).containsExactly(PurgeStatus.State.COMMITTED);
    }

    @Test
    void a_watcher_hears_when_its_purge_gives_way() throws Exception {
        report(0, 0);
        PurgeId id = commit("purge-one", 1).id();
        Statuses watcher = new Statuses();
        Watch _ = tracker.watch(id, "tester", watcher).orElseThrow();
        commit("purge-two", 2);
        commit("purge-three", 3);
        assertThat(watcher.forgotten).isTrue();
        assertThat(tracker.await(id, PurgeStatus.State.COMPLETE, Duration.ofSeconds(10)))
                .isEmpty();
    }

    @Test
    void waiting_ends_when_the_purge_is_complete() throws Exception {
        report(0, 5);
        PurgeId id = commit("purge-one", 5).id();
        CompletableFuture<Optional<PurgeStatus>> waiting = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                waiting.complete(tracker.await(id, PurgeStatus.State.COMPLETE, Duration.ofSeconds(10)));
            } catch (InterruptedException e) {
                waiting.completeExceptionally(e);
            }
        });
        report(1, 6);
        assertThat(waiting.get(10, TimeUnit.SECONDS))
                .hasValueSatisfying(status -> assertThat(status.state()).isEqualTo(PurgeStatus.State.COMPLETE));
    }

    @Test
    void waiting_ends_with_the_timeout() throws Exception {
        report(0, 5);
        PurgeId id = commit("purge-one", 5).id();
        assertThat(tracker.await(id, PurgeStatus.State.COMPLETE, Duration.ofMillis(1)))
                .hasValueSatisfying(status -> assertThat(status.state()).isEqualTo(PurgeStatus.State.COMMITTED));
    }

    @Test
    void there_is_a_bound_on_watches_and_a_closed_one_makes_room() {
        report(0, 5);
        PurgeId id = commit("purge-one", 5).id();
        List<Watch> watches = new ArrayList<>();
        for (int i = 0; i < PurgeTracker.MAX_WATCHES; i++) {
            String owner = "owner-" + i / PurgeTracker.MAX_WATCHES_OF_ONE;
            watches.add(tracker.watch(id, owner, new Statuses()).orElseThrow());
        }
        assertThatThrownBy(() -> tracker.watch(id, "another", new Statuses()))
                .isInstanceOf(TooManyWatchesException.class);
        watches.getFirst().close();
        watches.getFirst().close();
        assertThat(tracker.watch(id, "another", new Statuses())).isPresent();
        assertThatThrownBy(() -> tracker.watch(id, "another", new Statuses()))
                .isInstanceOf(TooManyWatchesException.class);
    }

    @Test
    void one_owner_cannot_take_all_watches() {
        report(0, 5);
        PurgeId id = commit("purge-one", 5).id();
        List<Watch> watches = new ArrayList<>();
        for (int i = 0; i < PurgeTracker.MAX_WATCHES_OF_ONE; i++) {
            watches.add(tracker.watch(id, "greedy", new Statuses()).orElseThrow());
        }
        assertThatThrownBy(() -> tracker.watch(id, "greedy", new Statuses()))
                .isInstanceOf(TooManyWatchesException.class);
        assertThat(tracker.watch(id, "modest", new Statuses())).isPresent();
        watches.getLast().close();
        assertThat(tracker.watch(id, "greedy", new Statuses())).isPresent();
    }

    @Test
    void watches_take_no_place_from_those_who_wait() throws Exception {
        report(0, 5);
        PurgeId id = commit("purge-one", 5).id();
        for (int i = 0; i < PurgeTracker.MAX_WATCHES; i++) {
            var _ = tracker.watch(id, "owner-" + i, new Statuses());
        }
        assertThat(tracker.await(id, PurgeStatus.State.COMPLETE, Duration.ofMillis(1)))
                .isPresent();
    }

    @Test
    void who_finds_too_many_waiting_is_told_at_once_how_the_purge_stands() throws Exception {
        report(0, 5);
        PurgeId id = commit("purge-one", 5).id();
        List<CompletableFuture<PurgeStatus>> waiting = new ArrayList<>();
        for (int i = 0; i < PurgeTracker.MAX_WAITS; i++) {
            waiting.add(waitFor(id));
        }
        Await.until("all wait", () -> tracker.waitCount() == PurgeTracker.MAX_WAITS);
        assertThat(waitFor(id).get(10, TimeUnit.SECONDS).state()).isEqualTo(PurgeStatus.State.COMMITTED);
        report(1, 6);
        for (CompletableFuture<PurgeStatus> one : waiting) {
            assertThat(one.get(10, TimeUnit.SECONDS).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        }
    }

    private CompletableFuture<PurgeStatus> waitFor(PurgeId id) {
        CompletableFuture<PurgeStatus> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                answer.complete(tracker.await(id, PurgeStatus.State.COMPLETE, Duration.ofMinutes(1))
                        .orElseThrow());
            } catch (InterruptedException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    @Test
    void a_service_that_leaves_tells_who_waits_and_watches_and_who_comes_then_gets_the_present_status()
            throws Exception {
        report(0, 5);
        PurgeId id = commit("purge-one", 5).id();
        Statuses before = new Statuses();
        Watch _ = tracker.watch(id, "tester", before).orElseThrow();
        CompletableFuture<PurgeStatus> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return tracker.await(id, PurgeStatus.State.COMPLETE, Duration.ofMinutes(5))
                        .orElseThrow();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        tracker.leave();
        assertThat(before.forgotten).isTrue();
        assertThat(waiting.get(20, TimeUnit.SECONDS).state()).isEqualTo(PurgeStatus.State.COMMITTED);
        Statuses after = new Statuses();
        assertThat(tracker.watch(id, "tester", after)).isEmpty();
        assertThat(after.states).containsExactly(PurgeStatus.State.COMMITTED);
        assertThat(tracker.await(id, PurgeStatus.State.COMPLETE, Duration.ofMinutes(5)))
                .isPresent();
    }
}
