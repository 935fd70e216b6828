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
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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
    private String kafkaScript = STOPPABLE;

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
        return platform(said::add);
    }

    private Platform platform(Consumer<String> progress) {
        return new Platform(
                data(),
                wanted -> List.of(
                        part("kafka", PartKind.KAFKA, wanted.kafka(), kafkaScript),
                        part(
                                "redis-fra",
                                PartKind.REDIS,
                                wanted.pops().getFirst().redis(),
                                STOPPABLE),
                        part("origin-service", PartKind.SERVICE, wanted.origin(), STOPPABLE),
                        part("edge-fra", PartKind.EDGE, wanted.pops().getFirst().http(), edgeScript)),
                Clock.systemUTC(),
                progress);
    }

    private Part part(String name, PartKind kind, int port, String script) {
        Path log = data().log(name);
        Launch launch = new Launch(
                name,
                List.of("/bin/sh", "-c", script),
                Map.of("NAME", name, "STOPS", folder.resolve("stops").toString(), "DATA", folder.toString()),
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
    void when_one_part_fails_it_is_named_with_the_end_of_its_log_and_the_others_are_stopped() throws IOException {
        edgeScript = "echo cannot read the certificate; exit 1";
        kafkaScript = STOPPABLE.replace("exit 0", "touch \"$DATA\"/cds/kafka.jsa; exit 0");
        data().create();
        Files.createFile(data().classArchive("redis-fra"));
        Platform platform = platform();

        assertThatThrownBy(() -> platform.start(layout, () -> {}))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("edge-fra ended with exit code 1")
                .hasMessageContaining("cannot read the certificate");
        assertThat(run().states()).isEmpty();
        assertThat(run().layout()).isEmpty();
        assertThat(platform.isCancelled()).isFalse();
        assertThat(data().classArchive("kafka")).as("of a start that failed").doesNotExist();
        assertThat(data().classArchive("redis-fra")).as("of an earlier one").exists();
    }

    @Test
    void a_start_that_is_cancelled_stops_what_it_has_started_and_leaves_nothing() {
        edgeScript = "while :; do sleep 0.02; done"; // never ready
        AtomicReference<Platform> starting = new AtomicReference<>();
        List<PartState> alive = new CopyOnWriteArrayList<>();
        Platform platform = platform(line -> {
            said.add(line);
            if (line.startsWith("kafka ready")) {
                alive.addAll(run().states());
                starting.get().cancelStart();
            }
        });
        starting.set(platform);

        assertThatThrownBy(() -> platform.start(layout, () -> {}))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("interrupted while starting");
        assertThat(alive).hasSize(4).noneMatch(PartState::isAlive);
        assertThat(run().states()).isEmpty();
        assertThat(folder.resolve("tmp")).doesNotExist();
        assertThatThrownBy(() -> platform.start(layout, () -> {})).hasMessageContaining("kafka was not started");
        assertThat(run().states()).isEmpty();
    }

    @Test
    void the_layout_stays_until_the_last_part_has_stopped() throws IOException {
        kafkaScript =
                STOPPABLE.replace("exit 0", "cd \"$DATA\"; mkdir seen; cp run/layout.json run/stopping seen; exit 0");
        platform().start(layout, () -> {});

        platform().stop();

        assertThat(folder.resolve("seen/layout.json")).exists();
        assertThat(folder.resolve("seen/stopping")).exists();
        assertThat(run().layout()).isEmpty();
        assertThat(run().isStopping()).isFalse();
    }

    @Test
    void a_stop_that_was_cut_short_is_finished_before_anything_is_started_elsewhere() {
        platform().start(layout, () -> {});
        assertThat(platform().finishStop()).as("nothing was cut short").isFalse();
        Collection<PartState> before = platform().running().values();
        run().writeStopping();

        assertThat(platform().finishStop()).isTrue();
        assertThat(before).hasSize(4).noneMatch(PartState::isAlive);
        assertThat(platform().runningLayout()).isEmpty();

        platform().start(freeLayout(), () -> {});
        run().removeLayout(); // as a stop did before it was marked
        assertThat(platform().finishStop()).isTrue();
        assertThat(platform().running()).isEmpty();
    }

    @Test
    void what_is_recorded_of_dead_parts_that_the_new_layout_does_not_have_is_forgotten() {
        run().write(new PartState("edge-lon", PartKind.EDGE, 1L << 22, Instant.EPOCH, null, 1, folder.toString()));

        platform().start(layout, () -> {});

        assertThat(run().states()).hasSize(4).allMatch(PartState::isAlive);
    }

    @Test
    void a_recorded_pid_that_another_process_has_now_is_not_touched() {
        ProcessHandle ourselves = ProcessHandle.current();
        run().write(new PartState(
                "edge-fra", PartKind.EDGE, ourselves.pid(), Instant.EPOCH, null, 1, folder.toString()));

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
    void a_watcher_asks_for_the_exit_of_a_process_once_however_long_it_watches() throws Exception {
        platform().start(layout, () -> {});
        LinkedBlockingQueue<String> reports = new LinkedBlockingQueue<>();
        ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
        Watch watch = new Watch(data(), reports::add, state -> {
            asked.add(state.name());
            return new CompletableFuture<>(); // never told, as of a process that nobody reaps
        });
        CompletableFuture<Boolean> end = CompletableFuture.supplyAsync(watch::untilTheEnd);
        for (int look = 0; look < 3; look++) {
            String name = "gone-" + look;
            run().write(new PartState(name, PartKind.EDGE, 1L << 22, Instant.EPOCH, null, 1, folder.toString()));
            assertThat(reports.poll(30, TimeUnit.SECONDS)).startsWith(name + " has died");
        }
        platform().stop();

        assertThat(end.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(asked).containsExactlyInAnyOrder("kafka", "redis-fra", "origin-service", "edge-fra");
    }

    @Test
    void one_command_at_a_time_may_start_and_stop() {
        try (PlatformLock _ = PlatformLock.take(data())) {
            assertThatThrownBy(() -> PlatformLock.take(data()))
                    .isInstanceOf(CommandFailed.class)
                    .hasMessageContaining("another ./skerry up or down");
            assertThatThrownBy(() -> PlatformLock.await(data())).isInstanceOf(CommandFailed.class);
        }
        PlatformLock.take(data()).close();
        PlatformLock.await(data()).close();
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
