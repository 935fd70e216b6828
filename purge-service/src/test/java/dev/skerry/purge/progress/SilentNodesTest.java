package dev.skerry.purge.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.FenceRule;
import dev.skerry.contract.FenceRules;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport.State;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteConfig.LeasePolicy;
import dev.skerry.contract.TimeSpan;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nodes that are not heard of: when they are fenced, when forgotten, and what proves silence. */
final class SilentNodesTest {
    private final TestBook test = new TestBook(PurgeBook.Bounds.DEFAULT);

    @Test
    void a_silent_node_is_fenced_once_lease_grace_and_margin_have_passed() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = test.commit(10);
        test.pass(Duration.ofSeconds(13).minusMillis(5));
        test.prove();
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING");
        test.pass(Duration.ofMillis(1));
        test.prove();
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(test.status(id).receipts())
                .containsExactly(new Receipt(
                        new PopId("fra"),
                        new NodeId("fra-1"),
                        Receipt.State.FENCED,
                        Duration.ofSeconds(13).minusMillis(4).toNanos() / 1e6));
    }

    @Test
    void silence_that_is_not_proven_fences_nobody() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId id = test.commit(10);
        long provenAt = test.now;
        test.pass(Duration.ofMinutes(1));
        test.book.silenceProven(provenAt);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING");
        test.report("fra-1", 1, 1, State.SERVING, 10);
        test.book.silenceProven(test.now);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING");
    }

    @Test
    void a_node_that_is_long_silent_is_fenced_by_the_first_proof_asked_for_after_the_commit() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        test.pass(Duration.ofMinutes(1));
        long before = test.now;
        PurgeId id = test.commit(10);
        test.book.silenceProven(before);
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING");
        test.prove();
        assertThat(test.receipts(id)).containsExactly("fra-1 FENCED");
    }

    @Test
    void proof_is_asked_for_only_when_a_node_seems_silent_and_a_purge_is_open() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        test.report("nyc-1", 1, 0, State.STOPPED, 10);
        assertThat(test.book.wantsProofOfSilence(test.now)).isFalse();
        test.pass(Duration.ofSeconds(4));
        assertThat(test.book.wantsProofOfSilence(test.now)).isFalse();
        test.commit(10);
        assertThat(test.book.wantsProofOfSilence(test.now)).isTrue();
        test.report("fra-1", 1, 1, State.SERVING, 10);
        assertThat(test.book.wantsProofOfSilence(test.now)).isFalse();
    }

    @Test
    void the_site_policy_says_what_silence_fences() {
        FenceRule strict = FenceRule.of(new SiteConfig.Lease(LeasePolicy.STRICT, TimeSpan.parse("10s")));
        FenceRule longer = FenceRule.of(new SiteConfig.Lease(LeasePolicy.BOUNDED, TimeSpan.parse("1m")));
        FenceRule available = FenceRule.of(new SiteConfig.Lease(LeasePolicy.AVAILABLE, TimeSpan.parse("10s")));
        test.report("fra-1", 1, 0, State.SERVING, 10);
        PurgeId ofStrict = test.commit(new Position(3, 10), strict);
        PurgeId ofBounded = test.commit(new Position(3, 11), TestBook.BOUNDED);
        PurgeId ofLonger = test.commit(new Position(3, 12), longer);
        PurgeId ofAvailable = test.commit(new Position(3, 13), available);
        test.pass(Duration.ofSeconds(3));
        test.prove();
        assertThat(test.receipts(ofStrict)).containsExactly("fra-1 FENCED");
        assertThat(test.receipts(ofBounded)).containsExactly("fra-1 PENDING");
        test.pass(Duration.ofSeconds(10));
        test.prove();
        assertThat(test.receipts(ofBounded)).containsExactly("fra-1 FENCED");
        assertThat(test.receipts(ofLonger)).containsExactly("fra-1 PENDING");
        test.pass(Duration.ofHours(1));
        test.prove();
        assertThat(test.receipts(ofLonger)).containsExactly("fra-1 FENCED");
        assertThat(test.receipts(ofAvailable)).containsExactly("fra-1 PENDING");
    }

    @Test
    void a_node_is_not_fenced_by_a_rule_that_it_has_never_heard_of() {
        FenceRule strict = FenceRule.of(new SiteConfig.Lease(LeasePolicy.STRICT, TimeSpan.ZERO));
        test.rules.put(TestBook.DEMO, FenceRules.of(FenceRule.NEVER));
        test.report("fra-1", 1, 0, State.SERVING, 10);
        test.report("nyc-1", 1, 0, State.SERVING, 10);
        test.pass(Duration.ofSeconds(10));
        test.rules.put(TestBook.DEMO, FenceRules.of(FenceRule.NEVER).changed(strict, test.now));
        test.pass(Duration.ofSeconds(10));
        test.report("fra-1", 1, 1, State.SERVING, 10);
        PurgeId id = test.commit(10);
        test.pass(Duration.ofSeconds(3));
        test.prove();
        assertThat(test.receipts(id)).containsExactly("fra-1 FENCED", "nyc-1 PENDING");
        test.report("nyc-1", 1, 1, State.SERVING, 10);
        test.pass(Duration.ofSeconds(3));
        test.prove();
        assertThat(test.receipts(id)).containsExactly("fra-1 FENCED", "nyc-1 FENCED");
    }

    @Test
    void a_report_of_the_past_does_not_show_that_its_node_knows_the_rule_of_today() {
        FenceRule strict = FenceRule.of(new SiteConfig.Lease(LeasePolicy.STRICT, TimeSpan.ZERO));
        test.rules.put(
                TestBook.DEMO,
                FenceRules.of(FenceRule.NEVER)
                        .changed(strict, test.now - Duration.ofMinutes(1).toNanos()));
        test.reportOfThePast("fra-1", Duration.ofMinutes(2));
        PurgeId id = test.commit(10);
        test.pass(Duration.ofHours(1));
        test.prove();
        assertThat(test.receipts(id)).containsExactly("fra-1 PENDING");
    }

    @Test
    void a_fenced_node_that_comes_back_stays_fenced_for_the_purge_and_counts_for_the_next() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        test.report("nyc-1", 1, 0, State.SERVING, 10);
        PurgeId id = test.commit(10);
        test.pass(Duration.ofSeconds(13));
        test.report("nyc-1", 1, 1, State.SERVING, 10);
        test.prove();
        test.report("fra-1", 1, 1, State.SERVING, 11);
        assertThat(test.receipts(id)).containsExactly("fra-1 FENCED", "nyc-1 PENDING");
        assertThat(test.receipts(test.commit(11))).containsExactly("fra-1 PENDING", "nyc-1 PENDING");
    }

    @Test
    void a_node_silent_for_a_day_is_forgotten_and_no_purge_waits_for_it() {
        test.report("fra-1", 1, 0, State.SERVING, 10);
        test.report("nyc-1", 1, 0, State.STOPPED, 10);
        FenceRule available = FenceRule.of(new SiteConfig.Lease(LeasePolicy.AVAILABLE, TimeSpan.ZERO));
        PurgeId id = test.commit(new Position(3, 10), available);
        test.pass(Duration.ofHours(24));
        test.prove();
        assertThat(test.status(id).state()).isEqualTo(PurgeStatus.State.COMPLETE);
        assertThat(test.status(id).receipts()).isEmpty();
        assertThat(test.book.nodesByState()).isEmpty();
        assertThat(test.book.wantsProofOfSilence(test.now)).isFalse();
    }
}
