package dev.skerry.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.chaos.Recovery.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecoveryTest {
    private static final String NODE = "edge fra-1";
    private static final String OTHER = "edge nyc-1";
    private static final String USERS = Place.USERS + "fra";
    private static final Fault KILLED = new Fault(FaultKind.EDGE_KILLED, "fra-1", Duration.ofSeconds(1));
    private static final Fault KAFKA = new Fault(FaultKind.KAFKA_KILLED, "", Duration.ofSeconds(1));

    private final Recovery recovery = new Recovery(Set.of(NODE, OTHER, USERS));

    private List<Outcome> seen(String part, boolean ready, long seconds) {
        return seen(part, ready, seconds, seconds);
    }

    private List<Outcome> seen(String part, boolean ready, long asked, long answered) {
        return recovery.seen(part, ready, nanos(asked), nanos(answered));
    }

    private static long nanos(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private void end(Fault fault, long seconds) {
        recovery.began(fault);
        recovery.ended(fault, nanos(seconds));
    }

    @Test
    void the_time_is_that_until_the_last_of_what_the_fault_may_hurt() {
        end(KILLED, 10);
        assertThat(seen(USERS, true, 11)).isEmpty();
        assertThat(seen(NODE, false, 12)).isEmpty();
        assertThat(seen(NODE, true, 14)).as("the other node has not been seen").isEmpty();
        assertThat(seen(OTHER, true, 20)).containsExactly(new Outcome.Ready(KILLED, Duration.ofSeconds(4), NODE));
        assertThat(recovery.isSettled()).isTrue();
    }

    @Test
    void an_answer_to_a_question_from_before_the_end_says_nothing() {
        end(KILLED, 10);
        assertThat(seen(NODE, true, 9, 11)).isEmpty();
        assertThat(recovery.missing()).contains(NODE);
    }

    @Test
    void what_is_not_ready_in_time_is_late_once_whatever_part_it_is() {
        end(KILLED, 10);
        seen(NODE, true, 11);
        seen(USERS, true, 11);
        assertThat(seen(OTHER, false, 40)).isEmpty();
        assertThat(seen(OTHER, false, 41)).containsExactly(new Outcome.Late(KILLED, Set.of(OTHER)));
        assertThat(seen(OTHER, false, 42)).isEmpty();
        assertThat(recovery.isSettled()).isFalse();
    }

    @Test
    void what_another_fault_explains_is_waited_for_when_that_one_ends() {
        end(KILLED, 10);
        assertThat(recovery.began(KAFKA)).containsExactly(new Outcome.Unknown(KILLED));
        assertThat(seen(NODE, false, 60)).isEmpty();
        recovery.ended(KAFKA, nanos(70));
        assertThat(seen(NODE, false, 100)).isEmpty();
        assertThat(seen(NODE, false, 101)).containsExactly(new Outcome.Late(KAFKA, Set.of(NODE, OTHER, USERS)));
    }

    @Test
    void what_a_fault_explains_that_is_still_under_way_is_not_waited_for() {
        recovery.began(KAFKA);
        end(KILLED, 10);
        assertThat(recovery.missing()).isEmpty();
        assertThat(seen(NODE, false, 60)).isEmpty();
    }

    @Test
    void a_lost_redis_is_no_reason_for_a_node_not_to_be_ready() {
        recovery.began(new Fault(FaultKind.REDIS_KILLED, "fra", Duration.ofSeconds(50)));
        end(KILLED, 10);
        assertThat(recovery.missing()).containsExactlyInAnyOrder(NODE, OTHER);
    }
}
