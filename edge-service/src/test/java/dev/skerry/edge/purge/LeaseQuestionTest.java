package dev.skerry.edge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeaseQuestionTest {
    private final VirtualTime time = new VirtualTime(0);
    private final PurgeState purges = new PurgeState(
            new LogExtent("purges", "log", List.of(0L, 0L), List.of(0L, 0L)), new PurgeIndex(10), time, time);

    @Test
    void an_end_of_the_log_before_what_was_applied_proves_nothing() {
        purges.freshness().reported(time.getAsLong());
        purges.position(0, 6);
        purges.position(1, 6);
        assertThat(new LeaseQuestion(purges).answered(List.of(5L, 7L))).isFalse();
        purges.position(1, 7);
        assertThat(purges.freshness().isHeld()).isFalse();
        assertThat(new LeaseQuestion(purges).answered(List.of(6L, 7L))).isTrue();
        assertThat(purges.freshness().isHeld()).isTrue();
    }
}
