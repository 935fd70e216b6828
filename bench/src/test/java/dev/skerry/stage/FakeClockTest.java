package dev.skerry.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsMeans(Means.CLOCK)
class FakeClockTest {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final long TOLERANCE = Duration.ofMinutes(1).toMillis();

    @Test
    void the_wall_clock_of_a_process_jumps_both_ways_and_its_waits_stay_as_long(@TempDir Path folder) throws Exception {
        FakeClock clock = FakeClock.start(FakeClock.findLibrary().orElseThrow(), folder.resolve("clock"));
        try (ProbeJvm probe = ProbeJvm.start(clock.environment())) {
            assertThat(offset(probe)).isCloseTo(0, within(TOLERANCE));
            clock.jump(Duration.ofHours(1));
            awaitOffset(probe, HOUR);
            clock.jump(Duration.ofHours(-1));
            awaitOffset(probe, -HOUR);
            assertThat(Long.parseLong(probe.ask("wait"))).isGreaterThanOrEqualTo(290);
            clock.jump(Duration.ZERO);
            awaitOffset(probe, 0);
            FakeClock.cleanUp(probe.pid());
        }
    }

    private static long offset(ProbeJvm probe) throws IOException {
        return Long.parseLong(probe.ask("clock")) - System.currentTimeMillis();
    }

    /** It is seen within a second; each look waits a little. */
    private static void awaitOffset(ProbeJvm probe, long expected) throws IOException {
        for (int i = 0; i < 30 && Math.abs(offset(probe) - expected) > TOLERANCE; i++) {
            probe.ask("wait");
        }
        assertThat(offset(probe)).isCloseTo(expected, within(TOLERANCE));
    }
}
