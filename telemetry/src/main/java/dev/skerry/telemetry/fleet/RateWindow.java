package dev.skerry.telemetry.fleet;

import dev.skerry.contract.NodeStats;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The totals of one node over the last {@value #WINDOW_MILLIS} ms of its own uptime, from which rates come. The node's
 * uptime is the time axis, so neither a late record nor two clocks that disagree bend a rate, and a lost record only makes
 * it coarser.
 *
 * <p>Totals begin at 0 with each incarnation: a new one empties the window, and a node younger than the window is
 * measured from its start. One thread at a time; at most {@value #MAX_SAMPLES} samples.
 */
final class RateWindow {
    static final long WINDOW_MILLIS = 10_000;

    /** Nodes report about once a second; one that reports more often is measured over a shorter time. */
    static final int MAX_SAMPLES = 32;

    private record Sample(long uptimeMs, long requests, long hits, long upstream, long errors, long bytes) {
        static final Sample START = new Sample(0, 0, 0, 0, 0, 0);

        static Sample of(NodeStats stats) {
            return new Sample(
                    stats.uptimeMs(),
                    stats.requests(),
                    stats.hits(),
                    stats.upstreamRequests(),
                    stats.errors(),
                    stats.bytesOut());
        }
    }

    private final Deque<Sample> samples = new ArrayDeque<>();
    private long incarnation = Long.MIN_VALUE;

    /** True if {@code stats} was newer than all before; then it is the window's newest sample. */
    boolean add(NodeStats stats) {
        if (stats.incarnation() < incarnation
                || (stats.incarnation() == incarnation
                        && !samples.isEmpty()
                        && stats.uptimeMs() <= samples.getLast().uptimeMs())) {
            return false;
        }
        if (stats.incarnation() > incarnation) {
            incarnation = stats.incarnation();
            samples.clear();
            if (stats.uptimeMs() <= WINDOW_MILLIS) {
                samples.add(Sample.START);
            }
        }
        samples.add(Sample.of(stats));
        long from = stats.uptimeMs() - WINDOW_MILLIS;
        while (samples.size() > MAX_SAMPLES
                || (samples.size() > 2 && samples.getFirst().uptimeMs() < from)) {
            samples.removeFirst();
        }
        return true;
    }

    /** The rates over the window; none until two samples tell them. */
    Traffic traffic() {
        Sample first = samples.peekFirst();
        Sample last = samples.peekLast();
        if (first == null || last == null || last.uptimeMs() <= first.uptimeMs()) {
            return Traffic.NONE;
        }
        double seconds = (last.uptimeMs() - first.uptimeMs()) / 1000.0;
        return new Traffic(
                perSecond(last.requests() - first.requests(), seconds),
                perSecond(last.hits() - first.hits(), seconds),
                perSecond(last.upstream() - first.upstream(), seconds),
                perSecond(last.errors() - first.errors(), seconds),
                perSecond(last.bytes() - first.bytes(), seconds));
    }

    /** Totals never fall; those of a node that counts wrongly show as standstill, not as negative traffic. */
    private static double perSecond(long difference, double seconds) {
        return Math.max(0, difference) / seconds;
    }
}
