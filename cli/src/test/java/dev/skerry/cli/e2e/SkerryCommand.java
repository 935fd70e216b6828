package dev.skerry.cli.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the built command, {@code cli/target/skerry.jar}, in a process of its own, on a data folder of its own. */
final class SkerryCommand {
    private static final Path JAR = Path.of("target", "skerry.jar").toAbsolutePath();
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path data;

    SkerryCommand(Path data) {
        this.data = data;
    }

    /** How a command ended, and all that it printed. */
    record Ended(int code, String out, String err) {
        String all() {
            return out + err;
        }

        JsonNode json() throws IOException {
            return JSON.readTree(out);
        }
    }

    /** Runs {@code args} with {@code --data}; at most two minutes. */
    Ended run(String... args) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                JAVA.toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-jar",
                JAR.toString()));
        line.addAll(List.of(args));
        line.addAll(List.of("--data", data.toString()));
        Path out = Files.createTempFile(data.getParent(), "out", ".txt");
        Path err = Files.createTempFile(data.getParent(), "err", ".txt");
        Process process = new ProcessBuilder(line)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(Duration.ofMinutes(2).toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException(
                    "not ended after two minutes: " + line + "\n" + Files.readString(out) + Files.readString(err));
        }
        Ended ended = new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
        Files.delete(out);
        Files.delete(err);
        return ended;
    }

    /** Runs {@code args}, which must succeed. */
    Ended ok(String... args) throws IOException, InterruptedException {
        Ended ended = run(args);
        if (ended.code() != 0) {
            throw new AssertionError(
                    "skerry " + String.join(" ", args) + " ended with " + ended.code() + ":\n" + ended.all());
        }
        return ended;
    }
}
