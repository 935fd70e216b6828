package dev.skerry.bench;

import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import java.util.List;

/**
 * Where the time of purges goes, as far as purge-service tells. What a node takes to read and apply, and what its
 * report takes to arrive, is one figure there ({@link Receipt#latencyMs}), and so it is here. Thread-safe.
 */
final class PurgeTimes {
    private final int nodes;
    private final Latencies applied = new Latencies("applied everywhere");
    private final Latencies inHand = new Latencies("receipts in hand");
    private final Latencies late = new Latencies("  of it: sent late by the client");
    private final Latencies commit = new Latencies("  of it: arrival to commit");
    private final Latencies firstReport = new Latencies("  commit to first node's report");
    private final Latencies lastReport = new Latencies("  of it: commit to last node's report");
    private final Latencies http = new Latencies("  of it: HTTP, both ways");

    /** @param nodes whose receipts each purge must have */
    PurgeTimes(int nodes) {
        this.nodes = nodes;
    }

    /**
     * Records a purge; times on {@link System#nanoTime}.
     *
     * @param due when it was to be sent
     * @param sent when it was
     * @param answered when the answer was there
     * @throws IllegalStateException unless every node has applied it
     */
    void record(long due, long sent, long answered, PurgeStatus status) {
        List<Double> latencies = status.receipts().stream()
                .filter(receipt -> receipt.state() == Receipt.State.APPLIED || receipt.state() == Receipt.State.ERASED)
                .map(PurgeTimes::latency)
                .toList();
        if (latencies.size() != nodes) {
            throw new IllegalStateException(latencies.size() + " of " + nodes + " nodes have applied " + status.id());
        }
        double last = latencies.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        double first = latencies.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double lateMs = (sent - due) / 1e6;
        applied.recordMillis(lateMs + status.durationMs());
        inHand.recordNanos(answered - due);
        late.recordMillis(lateMs);
        commit.recordMillis(status.durationMs() - last);
        firstReport.recordMillis(first);
        lastReport.recordMillis(last);
        http.recordMillis((answered - sent) / 1e6 - status.durationMs());
    }

    private static double latency(Receipt receipt) {
        Double latency = receipt.latencyMs();
        if (latency == null) {
            throw new IllegalStateException("node " + receipt.node() + " has applied a purge at no time");
        }
        return latency;
    }

    /** From when it was due until the last node's report has arrived. */
    Latencies applied() {
        return applied;
    }

    /** From when it was due until the client has all receipts. */
    Latencies inHand() {
        return inHand;
    }

    void print(Report report) {
        report.table(List.of(applied, inHand, late, commit, firstReport, lastReport, http));
        report.histogram(applied);
        report.histogram(inHand);
    }
}
