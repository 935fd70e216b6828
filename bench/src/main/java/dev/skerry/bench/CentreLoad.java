package dev.skerry.bench;

import dev.skerry.parts.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a process of the centre has used since its start. Linux alone tells.
 *
 * @param processor time, user and system
 * @param bytes read and written, of sockets and files
 */
record CentreLoad(Duration processor, long bytes) {
    /** @throws IllegalStateException if it has ended */
    static CentreLoad of(ChildProcess process) {
        return new CentreLoad(
                ProcessorTime.of(process).total(), bytes(process.identity().pid()));
    }

    CentreLoad since(CentreLoad earlier) {
        return new CentreLoad(processor.minus(earlier.processor), bytes - earlier.bytes);
    }

    private static long bytes(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/io"))
                    .lines()
                    .filter(line -> line.startsWith("rchar:") || line.startsWith("wchar:"))
                    .mapToLong(line -> Long.parseLong(line.substring(7).strip()))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("the system does not tell what process " + pid + " reads and writes", e);
        }
    }

    /** Connections that are open to {@code port} of this machine. */
    static long connections(int port) {
        String local = ":%04X".formatted(port);
        long open = 0;
        for (String table : new String[] {"/proc/net/tcp", "/proc/net/tcp6"}) {
            try {
                open += Files.readString(Path.of(table))
                        .lines()
                        .map(line -> line.strip().split("\\s+", 5))
                        .filter(fields -> fields[1].endsWith(local) && fields[3].equals("01"))
                        .count();
            } catch (IOException e) {
                throw new UncheckedIOException("the system does not tell its connections", e);
            }
        }
        return open;
    }
}
