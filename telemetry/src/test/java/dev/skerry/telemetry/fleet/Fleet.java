package dev.skerry.telemetry.fleet;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.NodeStats;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A fleet on virtual time: nodes that report into a view, one PoP per prefix of their name ({@code fra-1} is in fra). */
final class Fleet {
    static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    static final SiteId DEMO = new SiteId("demo");

    final FleetView view;
    private final Map<String, Long> sequences = new HashMap<>();
    private long nanos = 7_000_000_000L;

    Fleet(FleetView.Bounds bounds) {
        view = new FleetView(bounds, () -> nanos, this::now);
    }

    Fleet() {
        this(FleetView.Bounds.DEFAULT);
    }

    Instant now() {
        return START.plusNanos(nanos - 7_000_000_000L);
    }

    /** Time passes, and the reader has contact all the while. */
    void pass(Duration time) {
        passUnseen(time);
        view.contact(nanos, Map.of(0, 100L));
    }

    /** Time passes without contact. */
    void passUnseen(Duration time) {
        nanos += time.toNanos();
    }

    void report(String node, NodeReport.State state, long applied) {
        view.report(reportOf(node, 1, state, applied), Duration.ZERO);
    }

    NodeReport reportOf(String node, long incarnation, NodeReport.State state, long applied) {
        return NodeReport.of(
                new NodeId(node),
                popOf(node),
                incarnation,
                sequences.merge(node, 1L, Long::sum),
                state,
                true,
                Map.of(0, applied));
    }

    private static PopId popOf(String node) {
        return new PopId(node.substring(0, node.indexOf('-')));
    }

    void stats(String node, long incarnation, Duration uptime, long requests, long hits) {
        view.stats(statsOf(node, incarnation, uptime, requests, hits), Duration.ZERO);
    }

    static NodeStats statsOf(String node, long incarnation, Duration uptime, long requests, long hits) {
        return new NodeStats(
                new NodeId(node),
                popOf(node),
                incarnation,
                uptime.toMillis(),
                requests,
                hits,
                requests - hits,
                0,
                requests * 100,
                42,
                4_200,
                0);
    }

    void purge(String id, long offset) {
        view.purge(record(id, 0, 1, now()), new Position(0, offset));
    }

    static PurgeRecord record(String id, int index, int count, Instant requestedAt) {
        return new PurgeRecord(
                new PurgeId(id),
                DEMO,
                PurgeMode.HARD,
                PurgeSelector.parse("key:k" + index),
                index,
                count,
                requestedAt,
                "tester");
    }

    void site(String name, int version, SiteConfig.LeasePolicy policy) {
        view.site(
                new SiteVersion(
                        version,
                        new SiteConfig(
                                new SiteId(name),
                                List.of(name + ".localhost"),
                                List.of(new SiteConfig.Origin(null, true)),
                                new PopId("fra"),
                                SiteConfig.Cache.DEFAULT,
                                new SiteConfig.Lease(policy, TimeSpan.parse("10s"))),
                        now()),
                Duration.ZERO);
    }

    FleetSnapshot.Pop pop(String name) {
        return view.snapshot().pops().stream()
                .filter(pop -> pop.pop().value().equals(name))
                .findFirst()
                .orElseThrow();
    }

    FleetSnapshot.Purge purge(String id) {
        return view.snapshot().purges().stream()
                .filter(purge -> purge.id().value().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
