package dev.skerry.edge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.SiteConfig.Lease;
import dev.skerry.contract.SiteConfig.LeasePolicy;
import dev.skerry.contract.TimeSpan;
import dev.skerry.edge.purge.PurgeGuard.LeaseVerdict;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FreshnessLeaseTest {
    private static final Lease STRICT = new Lease(LeasePolicy.STRICT, TimeSpan.ZERO);
    private static final Lease BOUNDED = new Lease(LeasePolicy.BOUNDED, TimeSpan.parse("10s"));
    private static final Lease AVAILABLE = new Lease(LeasePolicy.AVAILABLE, TimeSpan.ZERO);

    /** Shortly before the clock's overflow, because nanoTime may begin anywhere. */
    private final VirtualTime time =
            new VirtualTime(Long.MAX_VALUE - Duration.ofSeconds(3).toNanos());

    private final long[] applied = new long[2];
    private final FreshnessLease lease =
            new FreshnessLease(time, FreshnessLease.LENGTH, partition -> applied[partition]);

    private final FreshnessLease reporting =
            new FreshnessLease(time, FreshnessLease.LENGTH, partition -> applied[partition]);

    /** The tests of proofs alone are of a node whose reports all arrive. */
    @BeforeEach
    void reports_arrive() {
        lease.reported(lease.now() + Duration.ofHours(1).toNanos());
    }

    @Test
    void before_its_first_report_has_arrived_nobody_waits_for_a_node_so_no_proof_counts() {
        reporting.asked(reporting.now(), List.of(0L, 0L));
        assertThat(reporting.isHeld()).isFalse();
        assertThat(reporting.verdict(BOUNDED)).isEqualTo(LeaseVerdict.REVALIDATE);
        time.pass(Duration.ofMillis(10));
        long askedBefore = reporting.now();
        time.pass(Duration.ofMillis(10));
        reporting.reported(reporting.now());
        reporting.asked(askedBefore, List.of(0L, 0L));
        assertThat(reporting.isHeld()).as("asked before the report arrived").isFalse();
        assertThat(reporting.firstHeld().toCompletableFuture()).isNotDone();
        reporting.asked(reporting.now(), List.of(0L, 0L));
        assertThat(reporting.isHeld()).isTrue();
        assertThat(reporting.firstHeld().toCompletableFuture()).isCompleted();
    }

    @Test
    void a_node_whose_reports_stop_loses_the_lease_though_it_reads_the_log() {
        reporting.reported(reporting.now());
        time.pass(Duration.ofSeconds(1));
        reporting.asked(reporting.now(), List.of(0L, 0L));
        assertThat(reporting.isHeld()).isTrue();
        time.pass(Duration.ofSeconds(1));
        reporting.asked(reporting.now(), List.of(0L, 0L));
        assertThat(reporting.isHeld())
                .as("two seconds after the last report was sent")
                .isFalse();
        assertThat(reporting.verdict(BOUNDED)).isEqualTo(LeaseVerdict.GRACE);
        time.pass(Duration.ofSeconds(10));
        reporting.asked(reporting.now(), List.of(0L, 0L));
        assertThat(reporting.verdict(BOUNDED)).isEqualTo(LeaseVerdict.REVALIDATE);
    }

    @Test
    void when_reports_arrive_again_only_a_question_asked_after_that_counts() {
        reporting.reported(reporting.now());
        reporting.asked(reporting.now(), List.of(0L, 0L));
        time.pass(Duration.ofSeconds(3));
        long askedInSilence = reporting.now();
        reporting.asked(askedInSilence, List.of(0L, 0L));
        reporting.reported(reporting.now());
        assertThat(reporting.isHeld()).as("the proof is from the silence").isFalse();
        assertThat(reporting.verdict(STRICT)).isEqualTo(LeaseVerdict.REVALIDATE);
        time.pass(Duration.ofMillis(1));
        reporting.asked(reporting.now(), List.of(0L, 0L));
        assertThat(reporting.isHeld()).isTrue();
    }

    @Test
    void a_node_that_never_had_proof_has_no_lease_and_no_grace() {
        assertThat(lease.isHeld()).isFalse();
        assertThat(lease.verdict(STRICT)).isEqualTo(LeaseVerdict.REVALIDATE);
        assertThat(lease.verdict(BOUNDED)).isEqualTo(LeaseVerdict.REVALIDATE);
        assertThat(lease.verdict(AVAILABLE)).isEqualTo(LeaseVerdict.AVAILABLE);
    }

    @Test
    void the_lease_runs_from_when_the_end_was_asked_for_and_not_from_when_it_was_reached() {
        long asked = lease.now();
        time.pass(Duration.ofMillis(300));
        lease.asked(asked, List.of(5L, 0L));
        assertThat(lease.isHeld()).as("not applied yet").isFalse();
        time.pass(Duration.ofMillis(700));
        applied[0] = 5;
        lease.appliedMoved();
        assertThat(lease.isHeld()).isTrue();
        time.pass(Duration.ofMillis(999));
        assertThat(lease.verdict(STRICT)).isEqualTo(LeaseVerdict.HELD);
        time.pass(Duration.ofMillis(1));
        assertThat(lease.verdict(STRICT)).isEqualTo(LeaseVerdict.REVALIDATE);
    }

    @Test
    void every_partition_must_have_been_applied() {
        applied[0] = 9;
        lease.asked(lease.now(), List.of(9L, 1L));
        assertThat(lease.isHeld()).isFalse();
        applied[1] = 1;
        lease.appliedMoved();
        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void bounded_serves_for_its_grace_and_then_revalidates() {
        lease.asked(lease.now(), List.of(0L, 0L));
        time.pass(FreshnessLease.LENGTH);
        assertThat(lease.verdict(BOUNDED)).isEqualTo(LeaseVerdict.GRACE);
        time.pass(Duration.ofMillis(9_999));
        assertThat(lease.verdict(BOUNDED)).isEqualTo(LeaseVerdict.GRACE);
        time.pass(Duration.ofMillis(1));
        assertThat(lease.verdict(BOUNDED)).isEqualTo(LeaseVerdict.REVALIDATE);
        assertThat(lease.verdict(AVAILABLE)).isEqualTo(LeaseVerdict.AVAILABLE);
    }

    @Test
    void a_lease_that_was_lost_comes_back_and_an_older_proof_never_shortens_it() {
        long first = lease.now();
        time.pass(Duration.ofSeconds(5));
        lease.asked(lease.now(), List.of(0L, 0L));
        lease.asked(first, List.of(0L, 0L));
        time.pass(Duration.ofMillis(1_900));
        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void a_revoked_lease_is_lost_at_once_and_for_good() {
        lease.asked(lease.now(), List.of(0L, 0L));
        lease.revoke();
        assertThat(lease.verdict(STRICT)).isEqualTo(LeaseVerdict.REVALIDATE);
        assertThat(lease.verdict(BOUNDED)).isEqualTo(LeaseVerdict.GRACE);
        lease.asked(lease.now(), List.of(0L, 0L));
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void a_hundred_unfulfilled_proofs_give_way_to_the_newest() {
        for (long end = 1; end <= 100; end++) {
            lease.asked(lease.now(), List.of(end, 0L));
        }
        applied[0] = 50;
        lease.appliedMoved();
        assertThat(lease.isHeld()).as("the proof for 50 is forgotten").isFalse();
        applied[0] = 90;
        lease.appliedMoved();
        assertThat(lease.isHeld()).isTrue();
    }
}
