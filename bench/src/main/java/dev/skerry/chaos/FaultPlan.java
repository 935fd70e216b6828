package dev.skerry.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * Which faults come, by chance: all kinds once in any order, then all once more, and so on. Most are over before leases end,
 * some last longer than every lease. The same for the same seed, as long as the same parts are free. One thread.
 */
final class FaultPlan {
    private static final int SHORT_MILLIS = 2_500;
    private static final int LONG_MILLIS = 20_000;

    private final Random random;
    private final List<String> pops;
    private final List<String> nodes;
    private final Deque<FaultKind> coming = new ArrayDeque<>();

    FaultPlan(long seed, List<String> pops, List<String> nodes) {
        this.random = new Random(seed);
        this.pops = List.copyOf(pops);
        this.nodes = List.copyOf(nodes);
    }

    /** How long to wait until the next. */
    Duration gap() {
        return Duration.ofMillis(500L + random.nextInt(3_500));
    }

    /**
     * The next fault.
     *
     * @param busy parts that something is wrong with already
     * @return empty if the kind whose turn it is can happen to no free part; its turn comes again
     */
    Optional<Fault> next(Set<String> busy) {
        if (coming.isEmpty()) {
            List<FaultKind> kinds = new ArrayList<>(Arrays.asList(FaultKind.values()));
            Collections.shuffle(kinds, random);
            coming.addAll(kinds);
        }
        FaultKind kind = coming.pop();
        List<String> free = kind.targets(pops, nodes).stream()
                .filter(target -> !busy.contains(kind.part(target)))
                .toList();
        if (free.isEmpty()) {
            coming.addLast(kind);
            return Optional.empty();
        }
        int most = random.nextInt(3) == 0 ? LONG_MILLIS : SHORT_MILLIS;
        return Optional.of(
                new Fault(kind, free.get(random.nextInt(free.size())), Duration.ofMillis(200L + random.nextInt(most))));
    }
}
