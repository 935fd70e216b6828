package dev.skerry.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * What users and publishers saw while something was wrong, by kind of fault. What they saw while two things were wrong counts
 * for both. Thread-safe.
 */
final class Sightings {
    private static final Duration SLOW = Duration.ofSeconds(1);
    private static final int DIGITS = 3;
    /** How the table is to be read. */
    static final List<String> LEGEND = List.of(
            "What users of all nodes saw from the begin to the end of faults of each kind; under two faults at a time, it counts for both.",
            "Purges and uploads: in brackets, how many of them were not acknowledged; p50 and p99: until a purge was complete.",
            "Ready: the longest until what the fault may hurt was ready again and users of all PoPs were served, and what was last; other faults aside.");

    private static final List<String> HEAD = List.of(
            "fault",
            "times",
            "mean s",
            "requests",
            "hits",
            "stale hits",
            "upstream",
            "errors",
            "refused",
            "no answer",
            "over 1 s",
            "purges",
            "p50 ms",
            "p99 ms",
            "uploads",
            "ready s");

    private final Map<FaultKind, Row> rows = new EnumMap<>(FaultKind.class);
    private final Row calm = new Row();

    private static final class Row {
        int times;
        long lengthMillis;
        int requests;
        int hits;
        int staleHits;
        int upstream;
        final Map<Integer, Integer> errors = new TreeMap<>();
        int refused;
        int missing;
        int slow;
        int purges;
        int notTaken;
        int uploads;
        int notStored;
        final Histogram complete = new Histogram(DIGITS);
        Duration ready = Duration.ZERO;
        String last = "";

        void saw(Answer answer, Duration took) {
            requests++;
            if (took.compareTo(SLOW) > 0) {
                slow++;
            }
            switch (answer) {
                case Answer.Hit _ -> hits++;
                case Answer.StaleHit _ -> staleHits++;
                case Answer.Upstream _ -> upstream++;
                case Answer.Status status -> errors.merge(status.code(), 1, Integer::sum);
                case Answer.Refused _ -> refused++;
                case Answer.Missing _ -> missing++;
            }
        }

        List<String> cells(String name, boolean isFault) {
            String errorText = errors.entrySet().stream()
                    .map(error -> error.getValue() + "x" + error.getKey())
                    .collect(Collectors.joining(" "));
            List<String> cells = new ArrayList<>(List.of(
                    name,
                    isFault ? Integer.toString(times) : "",
                    isFault && times > 0 ? "%.1f".formatted(lengthMillis / 1e3 / times) : ""));
            for (int count : new int[] {requests, hits, staleHits, upstream}) {
                cells.add(Integer.toString(count));
            }
            cells.add(errorText.isEmpty() ? "0" : errorText);
            for (int count : new int[] {refused, missing, slow}) {
                cells.add(Integer.toString(count));
            }
            cells.add(ofWhich(purges, notTaken));
            boolean anyComplete = complete.getTotalCount() > 0;
            cells.add(anyComplete ? Long.toString(complete.getValueAtPercentile(50)) : "");
            cells.add(anyComplete ? Long.toString(complete.getValueAtPercentile(99)) : "");
            cells.add(ofWhich(uploads, notStored));
            cells.add(last.isEmpty() ? "" : "%.1f %s".formatted(ready.toMillis() / 1e3, last));
            return cells;
        }

        private static String ofWhich(int all, int failed) {
            return failed == 0 ? Integer.toString(all) : all + " (" + failed + ")";
        }
    }

    private List<Row> of(Set<FaultKind> during) {
        return during.isEmpty()
                ? List.of(calm)
                : during.stream()
                        .map(kind -> rows.computeIfAbsent(kind, absent -> new Row()))
                        .toList();
    }

    /** A fault is over. */
    synchronized void fault(FaultKind kind, Duration length) {
        of(Set.of(kind)).forEach(row -> {
            row.times++;
            row.lengthMillis += length.toMillis();
        });
    }

    /** After a fault of this kind everything was ready again, {@code last} as the last. */
    synchronized void ready(FaultKind kind, Duration afterEnd, String last) {
        of(Set.of(kind)).forEach(row -> {
            if (row.last.isEmpty() || row.ready.compareTo(afterEnd) < 0) {
                row.ready = afterEnd;
                row.last = last;
            }
        });
    }

    /** @param during what was wrong when it was sent, or when it was answered */
    synchronized void request(Set<FaultKind> during, Answer answer, Duration took) {
        of(during).forEach(row -> row.saw(answer, took));
    }

    /** @param taken whether it was acknowledged */
    synchronized void purge(Set<FaultKind> during, boolean taken) {
        of(during).forEach(row -> {
            row.purges++;
            row.notTaken += taken ? 0 : 1;
        });
    }

    /** @param stored whether it was acknowledged */
    synchronized void upload(Set<FaultKind> during, boolean stored) {
        of(during).forEach(row -> {
            row.uploads++;
            row.notStored += stored ? 0 : 1;
        });
    }

    /** @param during what was wrong when it was sent */
    synchronized void complete(Set<FaultKind> during, Duration sinceSent) {
        of(during).forEach(row -> row.complete.recordValue(sinceSent.toMillis()));
    }

    /** A row for each kind that came, and one for when nothing was wrong. */
    synchronized Table table() {
        List<List<String>> cells = new ArrayList<>();
        rows.forEach((kind, row) -> cells.add(row.cells(kind.toString(), true)));
        cells.add(calm.cells("none under way", false));
        return new Table(HEAD, cells);
    }
}
