package dev.skerry.contract.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WallClockWatchTest {
    private static final long HOUR = TimeUnit.HOURS.toMillis(1);

    private long wallMillis = 1_700_000_000_000L;
    private long nanos = -5;
    private int told;
    private final WallClockWatch watch = new WallClockWatch(() -> wallMillis, () -> nanos);

    private void passes(long millis, long setBy) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
        wallMillis += millis + setBy;
        watch.look();
    }

    @Test
    void a_clock_that_runs_on_tells_nobody() {
        var _ = watch.onSetBack(() -> told++);
        for (int i = 0; i < 1_000; i++) {
            passes(500, 0);
        }
        assertThat(told).isZero();
        assertThat(watch.steps()).isZero();
    }

    @Test
    void a_clock_that_is_set_back_is_told_once() {
        var _ = watch.onSetBack(() -> told++);
        passes(500, -HOUR);
        passes(500, 0);
        assertThat(told).isEqualTo(1);
        assertThat(watch.steps()).isEqualTo(1);
    }

    @Test
    void a_clock_that_was_ahead_and_is_right_again_was_set_back() {
        var _ = watch.onSetBack(() -> told++);
        passes(500, HOUR);
        assertThat(told).isZero();
        passes(500, -HOUR);
        assertThat(told).isEqualTo(1);
    }

    @Test
    void what_Kafka_waits_longer_by_a_second_at_most_is_let_pass() {
        var _ = watch.onSetBack(() -> told++);
        passes(500, -WallClockWatch.TOLERATED.toMillis());
        assertThat(told).isZero();
        passes(500, -WallClockWatch.TOLERATED.toMillis() - 1);
        assertThat(told).isEqualTo(1);
    }

    @Test
    void whoever_has_closed_hears_no_more_and_one_that_fails_keeps_it_from_nobody() {
        var _ = watch.onSetBack(() -> {
            throw new IllegalStateException("fails");
        });
        Runnable twice = () -> told++;
        WallClockWatch.Watching first = watch.onSetBack(twice);
        WallClockWatch.Watching second = watch.onSetBack(twice);
        passes(500, -HOUR);
        assertThat(told).isEqualTo(2);
        first.close();
        passes(500, -HOUR);
        assertThat(told).isEqualTo(3);
        second.close();
        passes(500, -HOUR);
        assertThat(told).isEqualTo(3);
    }
}
