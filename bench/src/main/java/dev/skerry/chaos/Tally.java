package dev.skerry.chaos;

import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** What was seen. Thread-safe. */
final class Tally {
    private static final int MAX_FINDINGS = 20;
    private static final int DIGITS = 3;

    private final Map<String, Integer> answers = new TreeMap<>();
    private final Map<String, Integer> purges = new TreeMap<>();
    private final Map<Receipt.State, Integer> receipts = new EnumMap<>(Receipt.State.class);
    private final Map<String, Integer> uploads = new TreeMap<>();
    private final Map<FaultKind, Duration> longest = new EnumMap<>(FaultKind.class);
    private final Histogram complete = new Histogram(DIGITS);
    private final List<String> findings = new ArrayList<>();
    private int findingCount;
    private int fromCache;
    private int faults;
    private int held;

    /** A user has got an answer, or none. */
    synchronized void answered(Answer answer) {
        answers.merge(answer.text(), 1, Integer::sum);
        fromCache += answer.isFromCache() ? 1 : 0;
    }

    /** What came of an upload to the content store. */
    synchronized void upload(String outcome) {
        uploads.merge(outcome, 1, Integer::sum);
    }

    /** An answer was checked against a promise, and kept it. */
    synchronized void promiseHeld() {
        held++;
    }

    /** Something that must not be. */
    synchronized void found(String finding) {
        findingCount++;
        if (findings.size() < MAX_FINDINGS) {
            findings.add(finding);
        }
    }

    synchronized void purge(String outcome) {
        purges.merge(outcome, 1, Integer::sum);
    }

    /** A purge is complete. */
    synchronized void complete(PurgeStatus status, Duration sinceSent) {
        purge("complete");
        complete.recordValue(sinceSent.toMillis());
        status.receipts().forEach(receipt -> receipts.merge(receipt.state(), 1, Integer::sum));
    }

    synchronized void fault(Fault fault) {
        faults++;
        longest.merge(fault.kind(), fault.length(), (a, b) -> a.compareTo(b) < 0 ? b : a);
    }

    /** Answers from a cache. */
    synchronized int fromCache() {
        return fromCache;
    }

    /** Uploads that were acknowledged, and purged at once. */
    synchronized int stored() {
        return uploads.getOrDefault("stored", 0);
    }

    synchronized int held() {
        return held;
    }

    synchronized int purges(String outcome) {
        return purges.getOrDefault(outcome, 0);
    }

    /** How long the longest fault of a kind was; zero if there was none. */
    synchronized Duration longest(FaultKind kind) {
        return longest.getOrDefault(kind, Duration.ZERO);
    }

    synchronized int findings() {
        return findingCount;
    }

    /** A line for who waits. */
    synchronized String progress() {
        return "%d answers (%d hits), %d promises held, %d purges complete, %d faults, %d violations"
                .formatted(
                        answers.values().stream().mapToInt(Integer::intValue).sum(),
                        fromCache,
                        held,
                        purges.getOrDefault("complete", 0),
                        faults,
                        findingCount);
    }

    /** All of it. */
    synchronized void print(PrintWriter out) {
        out.println();
        out.println("   users' answers");
        answers.forEach((kind, count) -> out.printf("   %10d  %s%n", count, kind));
        out.printf("   %10d  of them checked against what a purge had promised, and as new as that%n", held);
        out.println("   purges");
        purges.forEach((outcome, count) -> out.printf("   %10d  %s%n", count, outcome));
        out.printf(
                "   %10s  until complete: p50 %d ms, p99 %d ms, max %d ms%n",
                "", complete.getValueAtPercentile(50), complete.getValueAtPercentile(99), complete.getMaxValue());
        out.println("   receipts of complete purges");
        receipts.forEach((state, count) -> out.printf("   %10d  %s%n", count, state));
        out.println("   uploads to the content store");
        uploads.forEach((outcome, count) -> out.printf("   %10d  %s%n", count, outcome));
        out.println();
        out.printf("   violations: %d%n", findingCount);
        findings.forEach(finding -> out.println("   " + finding));
        out.flush();
    }
}
