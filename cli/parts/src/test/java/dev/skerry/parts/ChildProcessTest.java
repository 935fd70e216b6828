package dev.skerry.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private Launch shell(String script) {
        return new Launch(
                "part", List.of("/bin/sh", "-c", script), Map.of("GREETING", "hello"), folder, folder.resolve("log"));
    }

    @Test
    void its_output_is_appended_to_the_log_with_the_environment_given() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (ChildProcess child = ChildProcess.start(shell("echo $GREETING; echo error >&2"))) {
                assertThat(child.onExit().get(30, TimeUnit.SECONDS)).isZero();
            }
        }

        assertThat(folder.resolve("log")).hasContent("hello\nerror\nhello\nerror\n");
    }

    @Test
    void a_part_that_ends_before_it_is_ready_is_named_with_its_exit_code_and_the_end_of_its_log() {
        try (ChildProcess child = ChildProcess.start(shell("echo port 1 is taken; exit 3"))) {
            assertThatThrownBy(() -> child.awaitReady(() -> false, LIMIT))
                    .isInstanceOf(PartFailedException.class)
                    .hasMessageContaining("part ended with exit code 3")
                    .hasMessageContaining("  port 1 is taken");
        }
    }

    @Test
    void a_part_that_is_never_ready_is_stopped_and_named() {
        try (ChildProcess child = ChildProcess.start(shell("exec sleep 100"))) {
            assertThatThrownBy(() -> child.awaitReady(() -> false, Duration.ofMillis(100)))
                    .isInstanceOf(PartFailedException.class)
                    .hasMessageContaining("part was not ready within");
            assertThat(child.identity().find()).isEmpty();
        }
    }

    @Test
    void a_program_that_does_not_exist_is_an_error_that_names_it() {
        Launch launch = new Launch("part", List.of("/no/such/program"), Map.of(), folder, folder.resolve("log"));

        try (ChildProcess child = ChildProcess.start(launch)) {
            // setsid starts, and finds nothing to run
            assertThatThrownBy(() -> child.awaitReady(() -> false, LIMIT)).hasMessageContaining("/no/such/program");
        }
    }

    @Test
    void stop_asks_first_so_that_the_part_can_put_things_in_order() {
        ChildProcess child =
                ChildProcess.start(shell("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.05; done"));
        awaitLog(child, "up");

        assertThat(child.stop(LIMIT)).isTrue();
        assertThat(folder.resolve("log")).hasContent("up\nbye\n");
    }

    @Test
    void a_part_that_does_not_listen_is_killed_when_its_grace_is_over() {
        ChildProcess child = ChildProcess.start(shell("trap '' TERM; echo up; while :; do sleep 0.05; done"));
        awaitLog(child, "up");

        assertThat(child.stop(Duration.ofMillis(200))).isFalse();
        assertThat(child.identity().find()).isEmpty();
    }

    @Test
    void a_process_of_another_start_time_is_not_mistaken_for_ours() {
        try (ChildProcess child = ChildProcess.start(shell("exec sleep 100"))) {
            ProcessIdentity ours = child.identity();
            ProcessIdentity earlier = new ProcessIdentity(ours.pid(), Instant.EPOCH, null);
            ProcessIdentity otherBoot = new ProcessIdentity(ours.pid(), ours.startedAt(), "0:0");

            assertThat(ours.find()).isPresent();
            assertThat(earlier.find()).isEmpty();
            assertThat(otherBoot.find()).isEmpty();
            assertThat(earlier.stop(LIMIT)).isTrue();
            assertThat(ours.find()).as("untouched").isPresent();
        }
    }

    @Test
    void where_the_system_counts_ticks_since_boot_a_step_of_the_clock_hides_no_process() {
        try (ChildProcess child = ChildProcess.start(shell("exec sleep 100"))) {
            ProcessIdentity ours = child.identity();
            ProcessIdentity recordedBeforeTheStep =
                    new ProcessIdentity(ours.pid(), ours.startedAt().minusSeconds(3600), ours.startTicks());

            assertThat(ours.startTicks() != null).isEqualTo(Files.exists(Path.of("/proc/self/stat")));
            assertThat(recordedBeforeTheStep.find().isPresent()).isEqualTo(ours.startTicks() != null);
            assertThat(ours.uptime())
                    .hasValueSatisfying(time -> assertThat(time).isLessThan(LIMIT));
        }
    }

    @Test
    void settings_of_ours_that_the_user_has_exported_do_not_reach_a_part() {
        Map<String, String> environment = new HashMap<>(
                Map.of("SKERRY_SITE_FILE", "x", "QUARKUS_HTTP_PORT", "1", "PATH", "/bin", "MY_SKERRY_", "kept"));

        ChildProcess.dropOwnSettings(environment);

        assertThat(environment).containsOnlyKeys("PATH", "MY_SKERRY_");
    }

    @Test
    void a_long_log_makes_way_for_a_new_one_at_the_next_start() throws Exception {
        Path log = folder.resolve("log");
        try (RandomAccessFile old = new RandomAccessFile(log.toFile(), "rw")) {
            old.setLength(ChildProcess.MAX_LOG + 1);
        }
        for (int i = 0; i < 2; i++) {
            try (ChildProcess child = ChildProcess.start(shell("echo new"))) {
                assertThat(child.onExit().get(30, TimeUnit.SECONDS)).isZero();
            }
        }

        assertThat(log).hasContent("new\nnew\n");
        assertThat(folder.resolve("log.1")).hasSize(ChildProcess.MAX_LOG + 1);
    }

    private static void awaitLog(ChildProcess child, String line) {
        child.awaitReady(() -> LogTail.of(child.log(), 1).contains(line), LIMIT);
    }
}
