package dev.skerry.chaos;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** What is wrong at the moment. Thread-safe. */
final class UnderWay {
    private final Map<Fault, Long> begins = new ConcurrentHashMap<>();

    /** @param now by the clock of {@link System#nanoTime} */
    void begin(Fault fault, long now) {
        begins.put(fault, now);
    }

    /** When it began. */
    long end(Fault fault) {
        return Objects.requireNonNull(begins.remove(fault), "it was under way");
    }

    int size() {
        return begins.size();
    }

    /** What is to end by {@code now}. */
    List<Fault> due(long now) {
        return begins.entrySet().stream()
                .filter(fault -> fault.getValue() + fault.getKey().length().toNanos() - now <= 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** All of it. */
    Set<Fault> all() {
        return Set.copyOf(begins.keySet());
    }

    /** What it happens to. */
    Set<String> parts() {
        return begins.keySet().stream().map(Fault::part).collect(Collectors.toSet());
    }

    Set<FaultKind> kinds() {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        begins.keySet().forEach(fault -> kinds.add(fault.kind()));
        return kinds;
    }

    @Override
    public String toString() {
        return begins.keySet().toString();
    }
}
