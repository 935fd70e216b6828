package dev.skerry.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultPlanTest {
    private static final List<String> POPS = List.of("fra", "nyc");
    private static final List<String> NODES = List.of("fra-1", "fra-2", "nyc-1");

    private static final Set<FaultKind> ALL = EnumSet.allOf(FaultKind.class);

    private static List<Fault> faults(long seed, int count) {
        FaultPlan plan = new FaultPlan(seed, ALL, POPS, NODES);
        return IntStream.range(0, count)
                .mapToObj(i -> plan.next(Set.of(), Set.of()).orElseThrow())
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
        FaultPlan plan = new FaultPlan(7, ALL, POPS, NODES);
        Set<String> busy = Set.of("kafka", "edge fra-1");
        EnumSet<FaultKind> seen = EnumSet.noneOf(FaultKind.class);
        for (int i = 0; i < 200; i++) {
            plan.next(busy, Set.of()).ifPresent(fault -> {
                assertThat(busy).doesNotContain(fault.part());
                seen.add(fault.kind());
            });
        }
        assertThat(seen)
                .contains(FaultKind.EDGE_KILLED, FaultKind.EDGE_PAUSED)
                .doesNotContain(FaultKind.KAFKA_KILLED, FaultKind.KAFKA_PAUSED);
    }

    @Test
    void only_what_was_asked_for_comes() {
        FaultPlan plan = new FaultPlan(7, EnumSet.of(FaultKind.EDGE_KILLED, FaultKind.ORIGIN_CUT), POPS, NODES);
        assertThat(IntStream.range(0, 20)
                        .mapToObj(
                                i -> plan.next(Set.of(), Set.of()).orElseThrow().kind()))
                .containsOnly(FaultKind.EDGE_KILLED, FaultKind.ORIGIN_CUT);
    }

    @Test
    void one_in_three_of_each_kind_is_longer_than_every_lease_and_of_kafka_and_redis_the_first() {
        List<Fault> faults = faults(11, 3 * FaultKind.values().length);
        for (FaultKind kind : FaultKind.values()) {
            assertThat(faults.stream().filter(fault -> fault.kind() == kind && isLong(fault)))
                    .as("%s", kind)
                    .hasSize(1);
        }
        List<Fault> first = faults.subList(0, FaultKind.values().length);
        assertThat(first.stream().filter(FaultPlanTest::isLong).map(Fault::kind))
                .contains(FaultKind.KAFKA_KILLED, FaultKind.REDIS_KILLED);
    }

    private static boolean isLong(Fault fault) {
        return fault.length().toMillis() >= FaultPlan.LONG_MILLIS;
    }

    @Test
    void what_needs_a_running_process_spares_one_that_starts() {
        FaultPlan plan = new FaultPlan(7, EnumSet.of(FaultKind.EDGE_OUT_OF_MEMORY), POPS, NODES);
        Set<String> starting = Set.of("edge fra-1", "edge nyc-1");
        for (int i = 0; i < 20; i++) {
            assertThat(plan.next(Set.of(), starting).orElseThrow().target()).isEqualTo("fra-2");
        }
    }

    @Test
    void clocks_jump_only_where_a_node_has_one_of_its_own() {
        FaultPlan plan =
                new FaultPlan(7, EnumSet.of(FaultKind.EDGE_CLOCK_AHEAD, FaultKind.EDGE_CLOCK_BEHIND), POPS, NODES);
        for (int i = 0; i < 20; i++) {
            assertThat(plan.next(Set.of(), Set.of()).orElseThrow().target()).isEqualTo("fra-2");
        }
    }
}
