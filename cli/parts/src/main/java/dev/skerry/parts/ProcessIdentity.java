package dev.skerry.parts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Names a process for as long as it lives, whoever started it: the system gives a pid to others again, but not with the
 * same start time.
 *
 * @param pid of the process
 * @param startedAt wall-clock time of its start as the system tells it
 */
public record ProcessIdentity(long pid, Instant startedAt) {
    /** The system's start times wander by up to a second when its clock is set; pids do not return that fast. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private static final long POLL_MILLIS = 50;

    /** Of a process that has gone already it is an identity that names nobody. */
    public static ProcessIdentity of(ProcessHandle handle) {
        return new ProcessIdentity(handle.pid(), handle.info().startInstant().orElse(Instant.EPOCH));
    }

    /** The process, if it still lives. One that has ended and waits to be reaped by its parent does not. */
    public Optional<ProcessHandle> find() {
        return ProcessHandle.of(pid)
                .filter(handle -> handle.info()
                        .startInstant()
                        .filter(start ->
                                Duration.between(startedAt, start).abs().compareTo(TOLERANCE) < 0)
                        .isPresent())
                .filter(handle -> handle.isAlive() && !isZombie());
    }

    /**
     * Asks it to stop (SIGTERM), waits, and ends it (SIGKILL) if it is still there after {@code grace}. Returns at once
     * if it has gone already. On interruption it is killed and the thread's interrupt flag is set.
     *
     * @return true if it stopped by itself, false if it had to be killed
     */
    public boolean stop(Duration grace) {
        Optional<ProcessHandle> handle = find();
        if (handle.isEmpty()) {
            return true;
        }
        handle.get().destroy();
        if (awaitExit(grace)) {
            return true;
        }
        handle.get().destroyForcibly();
        awaitExit(Duration.ofSeconds(5));
        return false;
    }

    /** Waits until it has gone; false if it is still there after {@code limit}, or on interruption. */
    public boolean awaitExit(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        for (Optional<ProcessHandle> handle = find(); handle.isPresent(); handle = find()) {
            if (System.nanoTime() - deadline >= 0) {
                return false;
            }
            if (!waitABit(handle.get())) {
                return false;
            }
        }
        return true;
    }

    /** Waits for the exit, but looks again soon: of a process that nobody reaps it is never told. */
    private boolean waitABit(ProcessHandle handle) {
        try {
            handle.onExit().get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return true;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for process " + pid + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Resident memory in bytes, where the system tells it in {@code /proc}. */
    public Optional<Long> residentBytes() {
        return proc("status")
                .flatMap(text ->
                        text.lines().filter(line -> line.startsWith("VmRSS:")).findFirst())
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024);
    }

    private boolean isZombie() {
        // The name in parentheses may hold anything; the state follows the last one.
        return proc("stat")
                .map(text -> text.startsWith(") Z", text.lastIndexOf(')')))
                .orElse(false);
    }

    private Optional<String> proc(String file) {
        Path path = Path.of("/proc", Long.toString(pid), file);
        try {
            return Optional.of(Files.readString(path, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // the process ended between open and read (ESRCH)
        }
    }
}
