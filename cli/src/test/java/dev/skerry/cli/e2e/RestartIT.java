package dev.skerry.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skerry.cli.e2e.SkerryCommand.Ended;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What survives the end of processes: by {@code kill -9} of any one, and by {@code down}. */
@ExtendWith(OnePlatform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RestartIT {
    private static final System.Logger LOG = System.getLogger("RestartIT");
    private static final String KEPT = "kept-over-restarts.html";
    private static final String CHANGED = "changed-before-restarts.html";

    private final RunningPlatform platform;
    private final Path folder;

    RestartIT(RunningPlatform platform, @TempDir Path folder) throws IOException, InterruptedException {
        this.platform = platform;
        this.folder = folder;
        publish(KEPT, text(KEPT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"edge-nyc", "redis-fra", "kafka", "purge-service", "origin-service", "telemetry"})
    void after_kill_9_and_up_nothing_published_is_lost_and_nothing_purged_comes_back(String part) throws Exception {
        byte[] old = text("before " + part);
        byte[] current = text("after " + part);
        publish(CHANGED, old);
        platform.assertServed(CHANGED, old, "before " + part);
        platform.assertServed(KEPT, text(KEPT), "before " + part);
        publish(CHANGED, current);
        kill9(part);
        long begun = System.nanoTime();
        Ended ended = platform.skerry().ok(platform.upCommand());
        LOG.log(
                System.Logger.Level.INFO,
                "up after kill -9 of {0} took {1} ms",
                part,
                RunningPlatform.millisSince(begun));

        assertThat(ended.all()).contains(part);
        platform.assertServed(CHANGED, current, "after " + part);
        platform.assertServed(KEPT, text(KEPT), "after " + part);
        assertThat(platform.skerry()
                        .ok("purge", "demo", "--all", "--wait", "--json")
                        .json()
                        .get("state")
                        .asText())
                .isEqualTo("COMPLETE");
    }

    @Test
    void down_leaves_no_process_and_no_temporary_file_and_what_was_published_survives_it() throws Exception {
        List<ProcessHandle> processes = new ArrayList<>();
        for (JsonNode part : platform.parts()) {
            processes.add(ProcessHandle.of(part.get("pid").asLong()).orElseThrow());
        }
        platform.skerry().ok("down");

        assertThat(processes).hasSize(10);
        for (ProcessHandle process : processes) {
            // Ended already; the system may take a moment to forget it.
            process.onExit().get(5, TimeUnit.SECONDS);
        }
        assertThat(platform.data().resolve("tmp")).doesNotExist();
        platform.skerry().ok(platform.upCommand());
        platform.assertServed(KEPT, text(KEPT), "after down and up");
    }

    private void publish(String name, byte[] content) throws IOException, InterruptedException {
        platform.skerry()
                .ok(
                        "publish",
                        "demo",
                        Files.write(folder.resolve(name), content).toString());
    }

    private void kill9(String name) throws Exception {
        for (JsonNode part : platform.parts()) {
            if (part.get("name").asText().equals(name)) {
                ProcessHandle process =
                        ProcessHandle.of(part.get("pid").asLong()).orElseThrow();
                process.destroyForcibly();
                process.onExit().get(10, TimeUnit.SECONDS);
                return;
            }
        }
        throw new AssertionError("no part " + name);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
