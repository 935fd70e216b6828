package dev.skerry.simulation;

import java.util.TreeMap;

/** How often what happened: a run that never crashes a node proves nothing about crashes. */
final class Tally {
    private final TreeMap<String, Long> counts = new TreeMap<>();

    void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    long of(String what) {
        return counts.getOrDefault(what, 0L);
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
