package dev.skerry.cli.platform;

import dev.skerry.parts.ProcessIdentity;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is recorded of a process that was started.
 *
 * @param name of the part
 * @param kind of it
 * @param pid of its process
 * @param startedAt as the system tells it
 * @param startTicks see {@link ProcessIdentity}; null in a state that was recorded without
 * @param port that people know it by
 * @param log file with what it prints
 */
public record PartState(
        String name,
        PartKind kind,
        long pid,
        Instant startedAt,
        @Nullable String startTicks,
        int port,
        String log) {
    /** The process, beyond reuse of its pid. */
    public ProcessIdentity process() {
        return new ProcessIdentity(pid, startedAt, startTicks);
    }

    /** Whether that very process lives. */
    public boolean isAlive() {
        return process().find().isPresent();
    }

    /** Path of the log. */
    public Path logFile() {
        return Path.of(log);
    }
}
