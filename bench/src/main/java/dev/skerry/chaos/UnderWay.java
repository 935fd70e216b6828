package dev.skerry.chaos;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What is wrong at the moment. Thread-safe. */
final class UnderWay {
    private final Map<Fault, Long> ends = new ConcurrentHashMap<>();

    /** @param end when it is to end, by the clock of {@link System#nanoTime} */
    void begin(Fault fault, long end) {
        ends.put(fault, end);
    }

    void end(Fault fault) {
        ends.remove(fault);
    }

    int size() {
        return ends.size();
    }

    /** What is to end by {@code now}. */
    List<Fault> due(long now) {
        return ends.entrySet().stream()
                .filter(fault -> fault.getValue() - now <= 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** All of it. */
    Set<Fault> all() {
        return Set.copyOf(ends.keySet());
    }

    /** What it happens to. */
    Set<String> parts() {
        return ends.keySet().stream().map(Fault::part).collect(Collectors.toSet());
    }

    Set<FaultKind> kinds() {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        ends.keySet().forEach(fault -> kinds.add(fault.kind()));
        return kinds;
    }

    @Override
    public String toString() {
        return ends.keySet().toString();
    }
}
