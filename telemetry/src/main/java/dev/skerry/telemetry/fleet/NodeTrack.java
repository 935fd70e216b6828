package dev.skerry.telemetry.fleet;

import dev.skerry.contract.FenceRule;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.NodeStats;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one node: its newest report and its counters. Times in nanoseconds are on the view's monotonic clock.
 * One thread at a time.
 */
final class NodeTrack {
    /** What a node has counted since the record before. */
    record Counted(long requests, long hits) {
        static final Counted NOTHING = new Counted(0, 0);
    }

    private RateWindow window = new RateWindow();
    private NodeReport report;
    private long heardAt;
    private Instant reportedAt;
    private @Nullable NodeStats stats;
    private long countedAt;

    NodeTrack(NodeReport report, long heardAt, Instant reportedAt) {
        this.report = report;
        this.heardAt = heardAt;
        this.reportedAt = reportedAt;
    }

    /** Takes a report; one that is not newer than the one known, and does not succeed it, is no sign of life. */
    void update(NodeReport newer, long at, Instant wallClock) {
        if (newer.isNewerThan(report) || newer.succeeds(report, at - heardAt)) {
            report = newer;
            heardAt = at;
            reportedAt = wallClock;
        }
    }

    /** Takes counters; returns what came on top of those before, nothing if that cannot be told. */
    Counted count(NodeStats newer, long at) {
        NodeStats before = stats;
        if (before != null
                && newer.incarnation() < before.incarnation()
                && at - countedAt >= FenceRule.SHORTEST.toNanos()) {
            window = new RateWindow(); // of a process that has succeeded the other, see NodeReport
        }
        if (!window.add(newer)) {
            return Counted.NOTHING;
        }
        stats = newer;
        countedAt = at;
        if (before != null && before.incarnation() == newer.incarnation()) {
            return new Counted(
                    Math.max(0, newer.requests() - before.requests()), Math.max(0, newer.hits() - before.hits()));
        }
        // The totals of a node that has just started are news altogether; of one that was there before us they are not.
        return newer.uptimeMs() <= RateWindow.WINDOW_MILLIS
                ? new Counted(Math.max(0, newer.requests()), Math.max(0, newer.hits()))
                : Counted.NOTHING;
    }

    NodeReport report() {
        return report;
    }

    long heardAt() {
        return heardAt;
    }

    long silentNanos(long now) {
        return Math.max(0, now - heardAt);
    }

    NodeCondition condition(long now) {
        return NodeCondition.of(report.state(), silentNanos(now) > FleetView.SILENT_AFTER.toNanos());
    }

    /** How the node is at {@code now}, with the purge log ending at {@code logEnds} by partition. */
    FleetSnapshot.Node snapshot(long now, Map<Integer, Long> logEnds) {
        NodeStats counters = stats;
        boolean fresh = counters != null && now - countedAt <= RateWindow.WINDOW_MILLIS * 1_000_000;
        return new FleetSnapshot.Node(
                report.node(),
                condition(now),
                report.leaseHeld(),
                reportedAt,
                report.applied(),
                lag(logEnds),
                fresh ? window.traffic() : Traffic.NONE,
                counters == null ? 0 : counters.objects(),
                counters == null ? 0 : counters.memoryBytes(),
                counters == null ? 0 : counters.uptimeMs());
    }

    private long lag(Map<Integer, Long> logEnds) {
        long lag = 0;
        for (Map.Entry<Integer, Long> end : logEnds.entrySet()) {
            lag += Math.max(0, end.getValue() - report.applied().getOrDefault(end.getKey(), 0L));
        }
        return lag;
    }
}
