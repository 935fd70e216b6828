package dev.skerry.rolling;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What was seen. Thread-safe. */
final class Ledger {
    private static final int MAX_EXAMPLES = 20;
    private static final int DIGITS = 3;

    private final Map<String, Integer> counts = new TreeMap<>();
    private final Histogram micros = new Histogram(DIGITS);
    private final Map<String, Integer> examples = new LinkedHashMap<>();
    private int failed;
    private int stale;
    private int held;

    /** A request was answered as it should be, after so long. */
    synchronized void answered(String kind, long nanos) {
        counts.merge(kind, 1, Integer::sum);
        micros.recordValue(nanos / 1000);
    }

    /** Something that is no failure and worth to be known. */
    synchronized void note(String kind) {
        counts.merge(kind, 1, Integer::sum);
    }

    /** A request failed. */
    synchronized void failed(String what) {
        failed++;
        example("failed: " + what);
    }

    /** An answer was older than a receipt had promised, or no answer to the question. */
    synchronized void stale(String what) {
        stale++;
        example("stale: " + what);
    }

    /** An answer was checked against a promise, and kept it. */
    synchronized void held() {
        held++;
    }

    private void example(String what) {
        if (examples.size() < MAX_EXAMPLES || examples.containsKey(what)) {
            examples.merge(what, 1, Integer::sum);
        }
    }

    synchronized int failures() {
        return failed;
    }

    synchronized int staleAnswers() {
        return stale;
    }

    synchronized int promisesHeld() {
        return held;
    }

    synchronized int count(String kind) {
        return counts.getOrDefault(kind, 0);
    }

    synchronized void print(PrintWriter out) {
        out.println();
        counts.forEach((kind, count) -> out.printf("   %10d  %s%n", count, kind));
        out.printf("   %10d  answers checked against what a purge had promised, and as new as that%n", held);
        out.printf(
                "   %10s  users waited: p50 %.1f ms, p99 %.1f ms, max %.0f ms%n",
                "",
                micros.getValueAtPercentile(50) / 1e3,
                micros.getValueAtPercentile(99) / 1e3,
                micros.getMaxValue() / 1e3);
        out.printf("   failed requests: %d, stale after a receipt: %d%n", failed, stale);
        examples.forEach((example, count) -> out.printf("   %10d  %s%n", count, example));
        out.flush();
    }
}
