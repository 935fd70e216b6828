package dev.skerry.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skerry.cli.e2e.SkerryCommand.Ended;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What {@code up} promises: everything is ready, within its memory, and a second {@code up} does no harm. */
@ExtendWith(OnePlatform.class)
class PlatformIT {
    private static final System.Logger LOG = System.getLogger("PlatformIT");
    private static final long MAX_BYTES_OF_ALL = 2_560L << 20;

    private final RunningPlatform platform;

    PlatformIT(RunningPlatform platform) {
        this.platform = platform;
    }

    @Test
    void up_prints_the_urls_of_the_demo_site_and_what_to_try() {
        assertThat(platform.started().all())
                .contains(
                        "http://demo.localhost:" + platform.pops().getFirst(),
                        "http://demo.localhost:" + platform.pops().getLast(),
                        "skerry purge");
    }

    @Test
    void every_part_is_ready_and_all_of_them_together_need_less_than_two_and_a_half_gibibytes() {
        JsonNode parts = platform.firstStatus().get("parts");
        long bytes = 0;
        for (JsonNode part : parts) {
            assertThat(part.get("ready").asBoolean()).as(part.toString()).isTrue();
            bytes += part.get("rssBytes").asLong();
        }

        assertThat(parts).hasSize(10);
        LOG.log(System.Logger.Level.INFO, "all parts together need {0} MiB", bytes >> 20);
        assertThat(bytes).isLessThan(MAX_BYTES_OF_ALL);
    }

    @Test
    void a_second_up_says_what_runs_and_a_taken_port_is_named_with_its_option(@TempDir Path folder) throws Exception {
        assertThat(platform.skerry().ok("up", "--detach").all()).contains("runs already");
        Ended refused = new SkerryCommand(folder.resolve("other")).run(platform.upCommand());

        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .contains("port " + platform.origin() + " of origin-service is taken", "--origin-port");
    }
}
