package dev.skerry.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skerry.cli.e2e.SkerryCommand.Ended;
import dev.skerry.parts.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What {@code up} has started, with ports and a data folder of its own, as a user of this machine has it: the command, the
 * services' ports, and an HTTP client. Thread-safe, except that one test at a time may stop or start parts.
 */
final class RunningPlatform implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("RunningPlatform");
    private static final int POPS = 3;

    private final Path folder;
    private final SkerryCommand skerry;
    private final Http http = new Http();
    private final int console = FreePort.any();
    private final int origin = FreePort.any();
    private final int purge = FreePort.any();
    private final int base = freeBlock(3 * POPS);
    private final Ended started;
    private final JsonNode firstStatus;

    private RunningPlatform(Path folder) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        skerry = new SkerryCommand(folder.resolve("data"));
        long begun = System.nanoTime();
        started = skerry.ok(upCommand());
        LOG.log(System.Logger.Level.INFO, "up took {0} ms", millisSince(begun));
        firstStatus = skerry.ok("status", "--json").json();
    }

    static RunningPlatform up() {
        try {
            return new RunningPlatform(
                    Path.of("target", "e2e-" + ProcessHandle.current().pid()).toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the platform started", e);
        }
    }

    /** The first of {@code count} ports in a row that nobody listens on. */
    private static int freeBlock(int count) {
        int base = 21_000 + (int) (ProcessHandle.current().pid() % 500) * 20;
        while (!IntStream.range(base, base + count).allMatch(FreePort::isFree)) {
            base += count;
        }
        return base;
    }

    /** The arguments of {@code up} that start what is missing of this platform. */
    String[] upCommand() {
        return """
                up --detach --console-port %d --origin-port %d --purge-port %d
                --http-base %d --https-base %d --admin-base %d""".formatted(console, origin, purge, base, base + POPS, base + 2 * POPS)
                .split("\\s");
    }

    /** What the first {@code up} has printed. */
    Ended started() {
        return started;
    }

    /** What {@code status --json} said before any test had used the platform. */
    JsonNode firstStatus() {
        return firstStatus;
    }

    /** On the platform's data. */
    SkerryCommand skerry() {
        return skerry;
    }

    Http http() {
        return http;
    }

    int console() {
        return console;
    }

    int origin() {
        return origin;
    }

    int purge() {
        return purge;
    }

    /** HTTP ports of the three PoPs, of the shield first. */
    List<Integer> pops() {
        return IntStream.range(base, base + POPS).boxed().toList();
    }

    /** The admin port of the shield. */
    int shieldAdmin() {
        return base + 2 * POPS;
    }

    /** The platform's data folder. */
    Path data() {
        return folder.resolve("data");
    }

    /** The parts that run, as {@code status --json} tells of them. */
    JsonNode parts() throws IOException, InterruptedException {
        return skerry.ok("status", "--json").json().get("parts");
    }

    /** A token for the demo site. */
    String token(String scope) throws IOException, InterruptedException {
        return token(scope, "demo");
    }

    String token(String scope, String site) throws IOException, InterruptedException {
        return skerry.ok("token", site, scope).out().strip();
    }

    /** Publishes one text by HTTP. */
    HttpResponse<String> put(String site, String path, String token) throws IOException, InterruptedException {
        return http.send(
                "PUT",
                origin,
                "/v1/sites/" + site + "/content/" + path,
                token,
                BodyPublishers.ofString("content"),
                "text/plain");
    }

    /** Asserts that every PoP serves {@code content} at {@code path} of the demo site. */
    void assertServed(String path, byte[] content, String when) throws IOException, InterruptedException {
        for (int pop : pops()) {
            assertThat(http.get(pop, path).body())
                    .as("%s at %s %s", path, pop, when)
                    .isEqualTo(content);
        }
    }

    /** Asserts that every PoP serves {@code content} within {@code limit}, asking over and over. */
    void awaitServed(String path, byte[] content, Duration limit) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        for (int pop : pops()) {
            while (!Arrays.equals(http.get(pop, path).body(), content)) {
                assertThat(millisSince(begun)).as("ms until %s", path).isLessThan(limit.toMillis());
            }
        }
    }

    static long millisSince(long begunNanos) {
        return Duration.ofNanos(System.nanoTime() - begunNanos).toMillis();
    }

    /** {@code down}, and nothing is left. */
    @Override
    public void close() throws IOException {
        Ended down;
        try {
            down = skerry.run("down");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the platform stopped", e);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        assertThat(down.code()).as(down.all()).isZero();
    }
}
