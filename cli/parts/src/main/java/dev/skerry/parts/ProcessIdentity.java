package dev.skerry.parts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Names a process for as long as it lives, whoever started it: the system gives a pid to others again, but not with the
 * same start time.
 *
 * @param pid of the process
 * @param startedAt wall-clock time of its start as the system tells it
 * @param startTicks the boot, and clock ticks from it to the start of the process, where {@code /proc} tells them; null
 *     elsewhere. What Linux tells as the wall-clock time is these ticks after a time of boot that moves whenever the clock
 *     is set (NTP, a virtual machine that resumes), so where there are ticks they alone count
 */
public record ProcessIdentity(
        long pid, Instant startedAt, @Nullable String startTicks) {
    /** Systems round start times; pids do not return that fast. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private static final long POLL_MILLIS = 50;

    /** Fields of {@code /proc/PID/stat} behind the name, from 0 (proc_pid_stat(5) counts them from 3). */
    private static final int STATE = 0;

    private static final int START_TIME = 19;

    /** Of a process that has gone already it is an identity that names nobody. */
    public static ProcessIdentity of(ProcessHandle handle) {
        return new ProcessIdentity(
                handle.pid(),
                handle.info().startInstant().orElse(Instant.EPOCH),
                ticks(stat(handle.pid())).orElse(null));
    }

    /** The process, if it still lives. One that has ended and waits to be reaped by its parent does not. */
    public Optional<ProcessHandle> find() {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        List<String> stat = stat(pid);
        if (handle.isEmpty() || (!stat.isEmpty() && stat.get(STATE).equals("Z"))) {
            return Optional.empty();
        }
        boolean same = startTicks == null
                ? handle.get()
                        .info()
                        .startInstant()
                        .filter(start ->
                                Duration.between(startedAt, start).abs().compareTo(TOLERANCE) < 0)
                        .isPresent()
                : ticks(stat).filter(startTicks::equals).isPresent();
        return same ? handle : Optional.empty();
    }

    /** How long it has run, if it lives. */
    public Optional<Duration> uptime() {
        return find().flatMap(handle -> handle.info().startInstant())
                .map(start -> Duration.between(start, Instant.now()));
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
        return read(Path.of("/proc", Long.toString(pid), "status"))
                .flatMap(text ->
                        text.lines().filter(line -> line.startsWith("VmRSS:")).findFirst())
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024);
    }

    private static Optional<String> ticks(List<String> stat) {
        return stat.size() <= START_TIME
                ? Optional.empty()
                : read(Path.of("/proc/sys/kernel/random/boot_id"))
                        .map(boot -> boot.strip() + ":" + stat.get(START_TIME));
    }

    /** The fields behind the name, which stands in parentheses and may hold anything; empty if there are none. */
    private static List<String> stat(long pid) {
        return read(Path.of("/proc", Long.toString(pid), "stat"))
                .map(text -> List.of(
                        text.substring(text.lastIndexOf(')') + 1).strip().split(" ")))
                .orElse(List.of());
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // the process ended between open and read (ESRCH)
        }
    }
}
