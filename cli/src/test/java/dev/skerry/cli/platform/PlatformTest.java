package dev.skerry.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.PopId;
import dev.skerry.parts.FreePort;
import dev.skerry.parts.Launch;
import dev.skerry.parts.LogTail;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, finding and stopping, on shell scripts in place of the real parts. */
class PlatformTest {
    private static final String STOPPABLE =
            "trap 'echo \"$NAME\" >>\"$STOPS\"; exit 0' TERM; echo up; while :; do sleep 0.02; done";

    @TempDir
    private Path folder;

    private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();
    private final Layout layout = freeLayout();
    private String edgeScript = STOPPABLE;

    private static Layout freeLayout() {
        return new Layout(
                FreePort.any(),
                FreePort.any(),
                FreePort.any(),
                FreePort.any(),
                List.of(new PopPorts(
                        new PopId("fra"), FreePort.any(), FreePort.any(), FreePort.any(), FreePort.any())));
    }

    @AfterEach
    void stopAll() {
        platform().stop();
    }

    private DataFolder data() {
        return new DataFolder(folder);
    }

    private Platform platform() {
        return new Platform(
                data(),
                wanted -> List.of(
                        part("kafka", PartKind.KAFKA, wanted.kafka(), STOPPABLE),
                        part(
                                "redis-fra",
                                PartKind.REDIS,
                                wanted.pops().getFirst().redis(),
                                STOPPABLE),
                        part("origin-service", PartKind.SERVICE, wanted.origin(), STOPPABLE),
                        part("edge-fra", PartKind.EDGE, wanted.pops().getFirst().http(), edgeScript)),
                Clock.systemUTC(),
                said::add);
    }

    private Part part(String name, PartKind kind, int port, String script) {
        Path log = data().log(name);
        Launch launch = new Launch(
                name,
                List.of("/bin/sh", "-c", script),
                Map.of("NAME", name, "STOPS", folder.resolve("stops").toString()),
                data().temp(name),
                log);
        return new Part(
                kind,
                launch,
                port,
                () -> Files.exists(log) && LogTail.of(log, 1).contains("up"));
    }

    private RunFolder run() {
        return new RunFolder(data().run());
    }

    @Test
    void all_parts_start_are_recorded_and_stop_edges_first_and_kafka_last() throws IOException {
        AtomicInteger centreReady = new AtomicInteger();
        assertThat(platform().start(layout, centreReady::incrementAndGet))
                .containsExactly("kafka", "redis-fra", "origin-service", "edge-fra");
        assertThat(centreReady).hasValue(1);
        List<PartState> states = run().states();
        assertThat(platform().running()).hasSize(4);
        assertThat(platform().runningLayout()).contains(layout);
        assertThat(said).anyMatch(line -> line.startsWith("kafka ready after"));

        platform().stop();

        assertThat(states).noneMatch(PartState::isAlive);
        assertThat(Files.readAllLines(folder.resolve("stops")))
                .containsExactly("edge-fra", "origin-service", "redis-fra", "kafka");
        assertThat(run().states()).isEmpty();
        assertThat(run().layout()).isEmpty();
        assertThat(folder.resolve("tmp")).doesNotExist();
    }

    @Test
    void a_second_start_starts_just_what_is_missing() {
        platform().start(layout, () -> {});
        PartState kafka = run().states().stream()
                .filter(state -> state.name().equals("kafka"))
                .findFirst()
                .orElseThrow();
        ProcessHandle.of(kafka.pid()).orElseThrow().destroyForcibly();
        assertThat(kafka.process().awaitExit(Duration.ofSeconds(30))).isTrue();
        said.clear();

        assertThat(platform().start(layout, () -> {})).containsExactly("kafka");
        assertThat(said).contains("edge-fra runs already", "redis-fra runs already");
        assertThat(platform().start(layout, () -> {})).isEmpty();
    }

    @Test
    void a_taken_port_is_named_with_its_option_before_anything_is_started() throws IOException {
        try (ServerSocket taken = new ServerSocket(layout.origin(), 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> platform().start(layout, () -> {}))
                    .isInstanceOfSatisfying(
                            CommandFailed.class, e -> assertThat(e.next()).contains("--origin-port"))
                    .hasMessageContaining("port " + taken.getLocalPort() + " of origin-service is taken");
        }
        assertThat(run().states()).isEmpty();
        assertThat(folder.resolve("log")).isEmptyDirectory();
    }

    @Test
    void when_one_part_fails_it_is_named_with_the_end_of_its_log_and_the_others_are_stopped() {
        edgeScript = "echo cannot read the certificate; exit 1";
        Platform platform = platform();

        assertThatThrownBy(() -> platform.start(layout, () -> {}))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("edge-fra ended with exit code 1")
                .hasMessageContaining("cannot read the certificate");
        assertThat(run().states()).isEmpty();
        assertThat(run().layout()).isEmpty();
        assertThat(platform.isStopping()).isFalse();
    }

    @Test
    void a_recorded_pid_that_another_process_has_now_is_not_touched() {
        ProcessHandle ourselves = ProcessHandle.current();
        run().write(new PartState("edge-fra", PartKind.EDGE, ourselves.pid(), Instant.EPOCH, 1, folder.toString()));

        assertThat(platform().running()).isEmpty();
        platform().stop();

        assertThat(ourselves.isAlive()).isTrue();
        assertThat(said).contains("edge-fra had ended before");
    }

    @Test
    void a_watcher_hears_of_a_part_that_dies_and_ends_when_down_stops_the_rest() throws Exception {
        platform().start(layout, () -> {});
        LinkedBlockingQueue<String> reports = new LinkedBlockingQueue<>();
        CompletableFuture<Boolean> end =
                CompletableFuture.supplyAsync(() -> new Watch(data(), reports::add).untilTheEnd());
        PartState edge = platform().running().get("edge-fra");
        assertThat(edge).isNotNull();
        ProcessHandle.of(edge.pid()).orElseThrow().destroyForcibly();

        assertThat(reports.poll(30, TimeUnit.SECONDS))
                .startsWith("edge-fra has died")
                .contains("  up");
        platform().stop();
        assertThat(end.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(reports).isEmpty();
    }

    @Test
    void one_command_at_a_time_may_start_and_stop() {
        try (PlatformLock _ = PlatformLock.take(data())) {
            assertThatThrownBy(() -> PlatformLock.take(data()))
                    .isInstanceOf(CommandFailed.class)
                    .hasMessageContaining("another ./skerry up or down");
        }
        PlatformLock.take(data()).close();
    }

    @Test
    void a_damaged_state_file_is_named() throws IOException {
        Files.createDirectories(data().run());
        Files.writeString(data().run().resolve("kafka.json"), "{\"name\":");

        assertThatThrownBy(() -> run().states())
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("kafka.json");
        assertThat(data().run().resolve("kafka.json").toFile().delete()).isTrue();
    }
}
