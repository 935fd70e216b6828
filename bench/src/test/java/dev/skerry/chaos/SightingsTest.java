package dev.skerry.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SightingsTest {
    private static final Duration QUICK = Duration.ofMillis(5);

    private final Sightings sightings = new Sightings();

    @Test
    void what_is_seen_under_two_faults_counts_for_both_and_what_is_seen_under_none_apart() {
        sightings.fault(FaultKind.EDGE_KILLED, Duration.ofSeconds(2));
        sightings.fault(FaultKind.EDGE_KILLED, Duration.ofSeconds(3));
        sightings.request(Set.of(FaultKind.EDGE_KILLED, FaultKind.ORIGIN_CUT), new Answer.Status(502), QUICK);
        sightings.request(Set.of(FaultKind.EDGE_KILLED), new Answer.Refused(), QUICK);
        sightings.request(Set.of(FaultKind.EDGE_KILLED), Answer.of("skerry; hit; ttl=-3"), Duration.ofSeconds(2));
        sightings.request(Set.of(), Answer.of("skerry; hit; ttl=3"), QUICK);
        sightings.purge(Set.of(FaultKind.EDGE_KILLED), false);
        sightings.purge(Set.of(FaultKind.EDGE_KILLED), true);
        sightings.complete(Set.of(FaultKind.EDGE_KILLED), Duration.ofMillis(100));
        sightings.upload(Set.of(FaultKind.EDGE_KILLED), true);
        sightings.ready(FaultKind.EDGE_KILLED, Duration.ofSeconds(7), "edge fra-1");
        sightings.ready(FaultKind.EDGE_KILLED, Duration.ofSeconds(4), "edge nyc-1");
        assertThat(sightings.table().markdown().subList(2, 5))
                .containsExactly(
                        "| edge killed | 2 | 2.5 | 3 | 0 | 1 | 0 | 1x502 | 1 | 0 | 1 | 2 (1) | 100 | 100 | 1 | 7.0 edge fra-1 |",
                        "| origin cut off | 0 |  | 1 | 0 | 0 | 0 | 1x502 | 0 | 0 | 0 | 0 |  |  | 0 |  |",
                        "| none under way |  |  | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |  |  | 0 |  |");
    }

    @Test
    void columns_of_a_table_stand_below_each_other() {
        Table table = new Table(List.of("fault", "n"), List.of(List.of("a", "1,000"), List.of("long name", "7")));
        assertThat(table.aligned()).containsExactly("fault          n", "a          1,000", "long name      7");
    }
}
