package dev.skerry.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final List<String> POPS = List.of("fra", "nyc");
    private static final List<String> NODES = List.of("fra-1", "nyc-1");

    private static List<Fault> faults(long seed, int count) {
        FaultPlan plan = new FaultPlan(seed, POPS, NODES);
        return IntStream.range(0, count)
                .mapToObj(i -> plan.next(Set.of()).orElseThrow())
                .toList();
    }

    @Test
    void every_kind_comes_once_before_one_comes_twice() {
        int kinds = FaultKind.values().length;
        List<Fault> faults = faults(3, 2 * kinds);
        assertThat(faults.subList(0, kinds)).extracting(Fault::kind).containsExactlyInAnyOrder(FaultKind.values());
        assertThat(faults.subList(kinds, 2 * kinds))
                .extracting(Fault::kind)
                .containsExactlyInAnyOrder(FaultKind.values());
    }

    @Test
    void the_same_seed_is_the_same_plan() {
        assertThat(faults(5, 50)).isEqualTo(faults(5, 50)).isNotEqualTo(faults(6, 50));
    }

    @Test
    void nothing_happens_to_a_part_that_something_is_wrong_with() {
        FaultPlan plan = new FaultPlan(7, POPS, NODES);
        Set<String> busy = Set.of("kafka", "edge fra-1");
        EnumSet<FaultKind> seen = EnumSet.noneOf(FaultKind.class);
        for (int i = 0; i < 200; i++) {
            plan.next(busy).ifPresent(fault -> {
                assertThat(busy).doesNotContain(fault.part());
                seen.add(fault.kind());
            });
        }
        assertThat(seen)
                .contains(FaultKind.EDGE_KILLED, FaultKind.EDGE_PAUSED)
                .doesNotContain(FaultKind.KAFKA_KILLED, FaultKind.KAFKA_PAUSED);
    }
}
