package dev.skerry.purge.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** When a partition goes on, on virtual time. */
final class RetriesTest {
    private static final TopicPartition ONE = new TopicPartition("requests", 1);
    private static final TopicPartition TWO = new TopicPartition("requests", 2);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Retries retries = new Retries();
    private long now = 1_000_000_000L;

    private void pass(long millis) {
        now += Duration.ofMillis(millis).toNanos();
    }

    @Test
    void a_record_is_tried_again_less_and_less_often() {
        for (long pause : new long[] {100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000}) {
            retries.putOff(ONE, 7, null, now);
            pass(pause - 1);
            assertThat(retries.due(now)).as("%s ms", pause).isEmpty();
            pass(1);
            assertThat(retries.due(now)).as("%s ms", pause).containsExactly(ONE);
        }
    }

    @Test
    void a_time_that_is_known_is_waited_for() {
        retries.putOff(ONE, 7, Duration.ofSeconds(20), now);
        pass(19_999);
        assertThat(retries.due(now)).isEmpty();
        pass(1);
        assertThat(retries.due(now)).containsExactly(ONE);
    }

    @Test
    void a_partition_goes_on_once_and_others_do_not_wait_for_it() {
        retries.putOff(ONE, 7, null, now);
        retries.putOff(TWO, 7, Duration.ofSeconds(1), now);
        pass(100);
        assertThat(retries.due(now)).isEqualTo(List.of(ONE));
        assertThat(retries.due(now)).isEmpty();
        pass(900);
        assertThat(retries.due(now)).isEqualTo(List.of(TWO));
    }

    @Test
    void a_record_knows_how_long_it_has_waited() {
        assertThat(retries.waited(ONE, 7, now)).isZero();
        retries.putOff(ONE, 7, null, now);
        pass(100);
        retries.putOff(ONE, 7, null, now);
        pass(200);
        assertThat(retries.waited(ONE, 7, now)).isEqualTo(Duration.ofMillis(300));
        assertThat(retries.waited(ONE, 8, now)).isZero();
        retries.settled(ONE);
        assertThat(retries.waited(ONE, 7, now)).isZero();
    }

    @Test
    void the_next_record_begins_anew() {
        retries.putOff(ONE, 7, null, now);
        retries.putOff(ONE, 7, null, now);
        retries.putOff(ONE, 8, null, now);
        assertThat(retries.untilDue(now, POLL)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void a_poll_ends_when_a_partition_is_due() {
        assertThat(retries.untilDue(now, POLL)).isEqualTo(POLL);
        retries.putOff(ONE, 7, null, now);
        pass(30);
        assertThat(retries.untilDue(now, POLL)).isEqualTo(Duration.ofMillis(70));
        pass(100);
        assertThat(retries.untilDue(now, POLL)).isZero();
        assertThat(retries.due(now)).containsExactly(ONE);
        assertThat(retries.untilDue(now, POLL)).isEqualTo(POLL);
    }

    @Test
    void a_partition_that_others_have_is_not_gone_on_with() {
        retries.putOff(ONE, 7, null, now);
        retries.putOff(TWO, 7, null, now);
        retries.lost(List.of(ONE));
        pass(100);
        assertThat(retries.due(now)).containsExactly(TWO);
    }
}
