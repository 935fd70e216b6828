package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node as a process of its own, and the signals that it minds. */
class TerminationTest {
    private static final Pattern PORT = Pattern.compile("serving: http (\\d+)");

    @TempDir
    Path folder;

    private final List<String> log = new CopyOnWriteArrayList<>();
    private @Nullable Process started;

    @AfterEach
    void end() {
        if (started != null) {
            started.destroyForcibly();
        }
    }

    private Process start(Map<String, String> properties) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dskerry.http.port=0",
                "-Dskerry.admin.port=0",
                "-Dskerry.event-loops=1"));
        properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("SKERRY_"));
        Process process = builder.start();
        started = process;
        BufferedReader out = process.inputReader();
        Thread.ofVirtual().start(() -> out.lines().forEach(log::add));
        return process;
    }

    private void awaitLog(String text) throws InterruptedException {
        Await.until(text + " in the log", () -> log.stream().anyMatch(line -> line.contains(text)));
    }

    private String siteFile() throws IOException {
        return EdgeAlone.siteFile(folder, "http://127.0.0.1:1").toString();
    }

    private int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("it ends; %s", log).isTrue();
        return process.exitValue();
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    @Test
    void sighup_has_it_look_at_its_files_and_it_goes_on() throws Exception {
        String file = siteFile();
        Process process = start(Map.of("skerry.site-file", file));
        awaitLog("serving: ");
        Files.writeString(Path.of(file), "# another\n", StandardOpenOption.APPEND);
        signal(process, "HUP");
        awaitLog("the site file has changed and is in force");
        assertThat(process.isAlive()).isTrue();
        process.toHandle().destroy();
        assertThat(exitCode(process)).isZero();
    }

    @Test
    void sigterm_drains_a_node_that_serves_and_ends_it_with_0() throws Exception {
        Process process = start(Map.of("skerry.site-file", siteFile(), "skerry.drain.delay", "1s"));
        awaitLog("serving: ");
        Matcher port = PORT.matcher(String.join("\n", log));
        assertThat(port.find()).isTrue();
        try (KeptConnection connection = new KeptConnection(Integer.parseInt(port.group(1)))) {
            connection.get("/a");
            assertThat(connection.answer().saysClose()).isFalse();
            process.toHandle().destroy(); // unlike Process.destroy it leaves the output open
            awaitLog("draining");
            connection.get("/b");
            assertThat(connection.answer().saysClose()).isTrue();
        }
        assertThat(exitCode(process)).isZero();
        awaitLog("ended");
    }

    @Test
    void sigterm_ends_a_node_that_still_looks_for_kafka() throws Exception {
        Process process = start(Map.of("skerry.kafka", "127.0.0.1:1", "skerry.drain.delay", "60s"));
        awaitLog("looking for topic");
        process.toHandle().destroy(); // unlike Process.destroy it leaves the output open
        assertThat(exitCode(process)).isZero();
    }

    @Test
    void a_second_sigterm_ends_it_at_once_as_the_signal_would() throws Exception {
        Process process = start(Map.of("skerry.site-file", siteFile(), "skerry.drain.delay", "60s"));
        awaitLog("serving: ");
        process.toHandle().destroy(); // unlike Process.destroy it leaves the output open
        awaitLog("draining");
        process.toHandle().destroy();
        assertThat(exitCode(process)).isEqualTo(143);
    }
}
