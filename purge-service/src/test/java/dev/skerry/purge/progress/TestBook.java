package dev.skerry.purge.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.FenceRule;
import dev.skerry.contract.FenceRules;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.NodeReport.State;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A book on virtual time, and what it has told its listener. Purges lie on partition 3 unless a test says otherwise. Not
 * thread-safe.
 */
final class TestBook {
    static final SiteId DEMO = new SiteId("demo");
    static final FenceRule BOUNDED = FenceRule.of(SiteConfig.Lease.DEFAULT);
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** Not zero, and near the end of the range, as nanoTime may be. */
    long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    final List<PurgeStatus> changes = new ArrayList<>();
    final List<PurgeId> completed = new ArrayList<>();
    final List<PurgeId> erased = new ArrayList<>();
    final List<PurgeId> forgotten = new ArrayList<>();
    final PurgeBook book;

    /** Of sites that have not the default rule. */
    final Map<SiteId, FenceRules> rules = new HashMap<>();

    TestBook(PurgeBook.Bounds bounds) {
        book = new PurgeBook(
                bounds, site -> rules.getOrDefault(site, FenceRules.of(BOUNDED)), new PurgeBook.Listener() {
                    @Override
                    public void changed(PurgeStatus status) {
                        changes.add(status);
                    }

                    @Override
                    public void completed(PurgeStatus status, boolean here) {
                        completed.add(status.id());
                    }

                    @Override
                    public void erased(PurgeStatus status, boolean here) {
                        erased.add(status.id());
                    }

                    @Override
                    public void forgotten(PurgeId id) {
                        forgotten.add(id);
                    }
                });
    }

    void pass(Duration time) {
        now += time.toNanos();
    }

    /** A node's report on partition 3 alone. */
    void report(String node, long incarnation, long sequence, State state, long applied) {
        report(node, incarnation, sequence, state, Map.of(3, applied));
    }

    void report(String node, long incarnation, long sequence, State state, Map<Integer, Long> applied) {
        PopId pop = new PopId(node.substring(0, node.indexOf('-')));
        book.report(NodeReport.of(new NodeId(node), pop, incarnation, sequence, state, true, applied), now, now);
    }

    /** A node's report on partition 3 alone: applied and erased up to there. */
    void erased(String node, long incarnation, long sequence, State state, long upTo) {
        PopId pop = new PopId(node.substring(0, node.indexOf('-')));
        NodeReport report = NodeReport.of(new NodeId(node), pop, incarnation, sequence, state, true, Map.of(3, upTo));
        book.report(report.withErased(Map.of(3, upTo)), now, now);
    }

    /** Read only now: it was written {@code age} ago. */
    void reportOfThePast(String node, Duration age) {
        PopId pop = new PopId(node.substring(0, node.indexOf('-')));
        NodeReport report = NodeReport.of(new NodeId(node), pop, 1, 0, State.SERVING, true, Map.of(3, 10L));
        book.report(report, now, now - age.toNanos());
    }

    void prove() {
        assertThat(book.wantsProofOfSilence(now)).isTrue();
        book.silenceProven(now);
    }

    PurgeId commit(long offset) {
        return commit(new Position(3, offset), DEMO);
    }

    /** A purge of a site of its own, with this rule. */
    PurgeId commit(Position position, FenceRule rule) {
        SiteId site = new SiteId("site-" + position.offset());
        rules.put(site, FenceRules.of(rule));
        return commit(position, site);
    }

    /** A soft purge. */
    PurgeId softly(long offset) {
        Position position = new Position(3, offset);
        PurgeId id = new PurgeId("soft-purge-" + offset);
        book.add(new LoggedPurge(
                id,
                DEMO,
                PurgeMode.SOFT,
                List.of("everything"),
                position,
                NOON,
                "tester",
                new LoggedPurge.Timing(now, now)));
        return id;
    }

    /** A purge whose request arrived 4 ms before its commit, which is now. */
    PurgeId commit(Position position, SiteId site) {
        long accepted = now;
        pass(Duration.ofMillis(4));
        LoggedPurge.Timing timing = new LoggedPurge.Timing(accepted, now);
        LoggedPurge purge = purge(site, position, NOON.plusSeconds(position.offset()), timing);
        book.add(purge);
        return purge.id();
    }

    static LoggedPurge purge(Position position, Instant at, LoggedPurge.@Nullable Timing timing) {
        return purge(DEMO, position, at, timing);
    }

    private static LoggedPurge purge(SiteId site, Position position, Instant at, LoggedPurge.@Nullable Timing timing) {
        PurgeId id = new PurgeId("purge-" + position.partition() + "-" + position.offset());
        return new LoggedPurge(id, site, PurgeMode.HARD, List.of("everything"), position, at, "tester", timing);
    }

    PurgeStatus status(PurgeId id) {
        return book.status(id).orElseThrow();
    }

    List<String> receipts(PurgeId id) {
        return status(id).receipts().stream()
                .map(receipt -> receipt.node() + " " + receipt.state())
                .toList();
    }
}
