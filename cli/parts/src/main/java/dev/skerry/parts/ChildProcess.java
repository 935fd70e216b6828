package dev.skerry.parts;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A part that runs as a process of its own. It outlives this process unless it is stopped: {@code up --detach} rests on
 * that, and everybody else stops it in a shutdown hook. Thread-safe.
 */
public final class ChildProcess implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int TAIL_LINES = 20;
    private static final long POLL_MILLIS = 25;

    /** A log longer than this, in bytes, is set aside at the next start. */
    static final long MAX_LOG = 16L << 20;

    private final Launch launch;
    private final Process process;
    private final ProcessIdentity identity;

    private ChildProcess(Launch launch, Process process) {
        this.launch = launch;
        this.process = process;
        this.identity = ProcessIdentity.of(process.toHandle());
    }

    /** @throws PartFailedException if there is no such program, or its folders cannot be made */
    public static ChildProcess start(Launch launch) {
        try {
            Files.createDirectories(launch.workingDirectory());
            Files.createDirectories(launch.log().toAbsolutePath().getParent());
            rotate(launch.log());
            ProcessBuilder builder = new ProcessBuilder(launch.detachedCommand())
                    .directory(launch.workingDirectory().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
            dropOwnSettings(builder.environment());
            builder.environment().putAll(launch.environment());
            return new ChildProcess(launch, builder.start());
        } catch (IOException e) {
            throw new PartFailedException(launch.name() + " could not be started: " + e.getMessage(), e);
        }
    }

    /** What configures us or the user's own services must not reach parts, which have all that they need from us. */
    static void dropOwnSettings(Map<String, String> environment) {
        environment.keySet().removeIf(name -> name.startsWith("SKERRY_") || name.startsWith("QUARKUS_"));
    }

    /** A long log makes way for a new one, and the one before it goes. */
    private static void rotate(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > MAX_LOG) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /**
     * Waits until {@code check} says yes.
     *
     * @throws PartFailedException if the process ends first, or is not ready within {@code limit}: it is stopped then. Also
     *     on interruption: it runs on
     */
    public void awaitReady(ReadyCheck check, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!check.isReady()) {
            if (exitedWithin(POLL_MILLIS)) {
                throw new PartFailedException(launch.name() + " ended with exit code " + process.exitValue()
                        + " before it was ready" + logEnd());
            }
            if (System.nanoTime() - deadline >= 0) {
                close();
                throw new PartFailedException(
                        launch.name() + " was not ready within " + limit.toSeconds() + " s" + logEnd());
            }
        }
    }

    private boolean exitedWithin(long millis) {
        try {
            return process.waitFor(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartFailedException("interrupted while " + launch.name() + " was starting", e);
        }
    }

    private String logEnd() {
        return ". The end of " + launch.log() + ":\n" + LogTail.of(launch.log(), TAIL_LINES);
    }

    /** Name of the part. */
    public String name() {
        return launch.name();
    }

    /** Names the process beyond the life of this one. */
    public ProcessIdentity identity() {
        return identity;
    }

    /** Where its output goes. */
    public Path log() {
        return launch.log();
    }

    /** Completes with the exit code when the process ends, for whatever reason. */
    public CompletableFuture<Integer> onExit() {
        return process.onExit().thenApply(Process::exitValue);
    }

    /** See {@link ProcessIdentity#stop}. */
    public boolean stop(Duration grace) {
        return identity.stop(grace);
    }

    /** Ends the process at once (SIGKILL), as a crash would, and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        identity.awaitExit(GRACE);
    }

    /** Stops the process within ten seconds, by force if it must be. */
    @Override
    public void close() {
        stop(GRACE);
    }
}
