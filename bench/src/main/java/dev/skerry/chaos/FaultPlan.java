package dev.skerry.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Which faults come, by chance: all kinds once in any order, then all once more, and so on. Of each kind, one in three lasts
 * longer than every lease and session; the others are over soon. The same for the same seed, as long as the same parts are free.
 * One thread.
 */
final class FaultPlan {
    /** A long one, in milliseconds: from this, which is longer than leases, sessions and silence until nodes are fenced. */
    static final int LONG_MILLIS = 10_000;

    private static final int LONGEST_MILLIS = 20_000;
    private static final int SHORT_MILLIS = 2_500;
    private static final int EVERY = 3;

    private final Random random;
    private final List<FaultKind> kinds;
    private final List<String> pops;
    private final List<String> nodes;
    private final Deque<FaultKind> coming = new ArrayDeque<>();
    private final Map<FaultKind, Integer> turns = new EnumMap<>(FaultKind.class);

    /** @param kinds that may come */
    FaultPlan(long seed, Set<FaultKind> kinds, List<String> pops, List<String> nodes) {
        this.random = new Random(seed);
        this.kinds = kinds.stream().sorted().toList();
        this.pops = List.copyOf(pops);
        this.nodes = List.copyOf(nodes);
        this.kinds.forEach(kind -> turns.put(kind, comesLongAtOnce(kind) ? 0 : random.nextInt(EVERY)));
    }

    /** What a short run must have seen, too. */
    private static boolean comesLongAtOnce(FaultKind kind) {
        return kind == FaultKind.KAFKA_KILLED || kind == FaultKind.REDIS_KILLED;
    }

    /** How long to wait until the next. */
    Duration gap() {
        return Duration.ofMillis(500L + random.nextInt(3_500));
    }

    /**
     * The next fault.
     *
     * @param busy parts that something is wrong with already
     * @param starting parts that are not ready
     * @return empty if the kind whose turn it is can happen to no free part; its turn comes again
     */
    Optional<Fault> next(Set<String> busy, Set<String> starting) {
        if (coming.isEmpty()) {
            List<FaultKind> all = new ArrayList<>(kinds);
            Collections.shuffle(all, random);
            coming.addAll(all);
        }
        FaultKind kind = coming.pop();
        List<String> free = kind.targets(pops, nodes).stream()
                .filter(target -> !busy.contains(kind.part(target)))
                .filter(target -> !kind.effect().needsRunning() || !starting.contains(kind.part(target)))
                .toList();
        if (free.isEmpty()) {
            coming.addLast(kind);
            return Optional.empty();
        }
        String target = free.get(random.nextInt(free.size()));
        return Optional.of(new Fault(kind, target, length(turns.merge(kind, 1, Integer::sum) - 1)));
    }

    private Duration length(int turn) {
        return Duration.ofMillis(
                turn % EVERY == 0
                        ? LONG_MILLIS + random.nextInt(LONGEST_MILLIS - LONG_MILLIS)
                        : 200 + random.nextInt(SHORT_MILLIS));
    }
}
