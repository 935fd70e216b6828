package dev.skerry.edge.oracle;

import java.util.Map;
import java.util.TreeMap;

/** How often each outcome has occurred. */
final class Tally {
    private final Map<String, Long> counts = new TreeMap<>();

    void count(String outcome) {
        counts.merge(outcome, 1L, Long::sum);
    }

    long of(String outcome) {
        return counts.getOrDefault(outcome, 0L);
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
