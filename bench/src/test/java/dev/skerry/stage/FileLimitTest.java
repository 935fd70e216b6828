package dev.skerry.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

@NeedsMeans(Means.FILE_LIMITS)
class FileLimitTest {
    @Test
    void a_process_opens_nothing_until_the_limit_is_lifted() throws Exception {
        try (ProbeJvm probe = ProbeJvm.start(Map.of())) {
            assertThat(probe.ask("open")).isEqualTo("opened");
            FileLimit limit = FileLimit.exhaust(probe.pid());
            assertThat(probe.ask("open")).contains("Too many open files");
            limit.lift();
            assertThat(probe.ask("open")).isEqualTo("opened");
        }
    }
}
