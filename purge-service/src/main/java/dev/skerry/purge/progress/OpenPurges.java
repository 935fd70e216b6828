package dev.skerry.purge.progress;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The purges that something is still awaited of, by partition in order of their offset. */
final class OpenPurges {
    private final Map<Integer, NavigableMap<Long, TrackedPurge>> byPosition = new HashMap<>();
    private int size;

    int size() {
        return size;
    }

    void add(TrackedPurge tracked) {
        byPosition
                .computeIfAbsent(tracked.purge().position().partition(), partition -> new TreeMap<>())
                .put(tracked.purge().position().offset(), tracked);
        size++;
    }

    /** Takes the purge out; whether it was in. */
    boolean remove(TrackedPurge tracked) {
        NavigableMap<Long, TrackedPurge> ofPartition =
                byPosition.get(tracked.purge().position().partition());
        if (ofPartition == null
                || !ofPartition.remove(tracked.purge().position().offset(), tracked)) {
            return false;
        }
        size--;
        return true;
    }

    /** Those a node passes that had {@code from} to apply next in {@code partition} and now has {@code next}. A view. */
    Collection<TrackedPurge> between(int partition, long from, long next) {
        NavigableMap<Long, TrackedPurge> ofPartition = byPosition.get(partition);
        return ofPartition == null || from >= next
                ? List.of()
                : ofPartition.subMap(from, true, next, false).values();
    }

    /** All of them, as a copy. */
    List<TrackedPurge> all() {
        return byPosition.values().stream()
                .flatMap(ofPartition -> ofPartition.values().stream())
                .toList();
    }
}
