package dev.skerry.purge.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.purge.api.ProblemKind;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventPatienceTest {
    private static final Duration LONG = EventIntake.PATIENCE;
    private static final Duration SHORT = LONG.minusNanos(1);

    @ParameterizedTest
    @EnumSource(
            value = ProblemKind.class,
            names = {"RATE_LIMITED", "PREVIEW_UNAVAILABLE"})
    void what_lies_with_its_own_site_or_subject_holds_up_its_partition_for_five_minutes_and_no_longer(
            ProblemKind kind) {
        assertThat(EventIntake.mayPass(kind, Duration.ZERO)).isTrue();
        assertThat(EventIntake.mayPass(kind, SHORT)).isTrue();
        assertThat(EventIntake.mayPass(kind, LONG)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = ProblemKind.class,
            names = {"NOT_READY", "NOT_COMMITTED", "TOO_BUSY"})
    void what_lies_with_the_platform_is_waited_for_since_the_next_would_fail_too(ProblemKind kind) {
        assertThat(EventIntake.mayPass(kind, LONG.multipliedBy(1000))).isTrue();
    }
}
