package dev.skerry.bench;

import dev.skerry.contract.Topics;
import dev.skerry.parts.ChildProcess;
import dev.skerry.stage.Parts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the centre has used since some moment, where all of it is on this machine. Linux alone tells.
 *
 * @param nanos when, by the clock of {@link System#nanoTime}
 * @param kafka processor time, user and system
 * @param service that of purge-service
 * @param bytes that went over this machine's loopback, with the heads of packets: each once
 * @param receipts records of nodes
 */
record CentreLoad(long nanos, Duration kafka, Duration service, long bytes, long receipts) {
    private static final Path INTERFACES = Path.of("/proc/net/dev");

    /** @throws IllegalStateException if one of the two has ended */
    static CentreLoad now(Parts parts, ChildProcess kafka, ChildProcess service) throws InterruptedException {
        return new CentreLoad(
                System.nanoTime(),
                ProcessorTime.of(kafka).total(),
                ProcessorTime.of(service).total(),
                carried(),
                parts.end(Topics.RECEIPTS));
    }

    CentreLoad since(CentreLoad earlier) {
        return new CentreLoad(
                nanos - earlier.nanos,
                kafka.minus(earlier.kafka),
                service.minus(earlier.service),
                bytes - earlier.bytes,
                receipts - earlier.receipts);
    }

    private static long carried() {
        try {
            return Files.readString(INTERFACES)
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("lo:"))
                    .mapToLong(line -> Long.parseLong(line.substring(3).strip().split("\\s+", 2)[0]))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(INTERFACES + " has no loopback"));
        } catch (IOException e) {
            throw new UncheckedIOException("the system does not tell what its interfaces carry", e);
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
