package dev.skerry.cli.platform;

import dev.skerry.contract.PopId;
import dev.skerry.parts.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where everything of one platform is kept. What is published and purged, logs and secrets stay from one {@code up} to the
 * next; {@link #temp} and the state of running processes go at {@code down}.
 *
 * @param root absolute; {@code .skerry} of the checkout unless {@code --data} says otherwise
 */
public record DataFolder(Path root) {
    /** Makes it absolute. */
    public DataFolder {
        root = root.toAbsolutePath().normalize();
    }

    /** {@code .skerry} of the checkout; the script {@code skerry} names it, since it runs a copy of what was built there. */
    public static DataFolder ofCheckout() {
        String named = System.getProperty("skerry.state");
        return new DataFolder(named == null ? Checkout.find().root().resolve(".skerry") : Path.of(named));
    }

    /** One state file per running process, see {@link RunFolder}. */
    public Path run() {
        return root.resolve("run");
    }

    /** What the part prints; appended to by every start. */
    public Path log(String part) {
        return root.resolve("log").resolve(part + ".log");
    }

    /** Temporary files of a part. */
    public Path temp(String part) {
        return root.resolve("tmp").resolve(part);
    }

    /** What a part keeps. */
    public Path data(String part) {
        return root.resolve("data").resolve(part);
    }

    /** The archive of loaded classes that makes the next start of a part faster. */
    Path classArchive(String part) {
        return root.resolve("cds").resolve(part + ".jsa");
    }

    /** Removes an archive that has just been written and holds the few classes of a start that failed; a good one is written at the next exit. */
    void removeClassArchive(String part) {
        try {
            Files.deleteIfExists(classArchive(part));
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + classArchive(part) + " failed", e);
        }
    }

    /** Programs unpacked for this machine. */
    Path bin() {
        return root.resolve("bin");
    }

    /** Keys and certificates, readable by their owner only. */
    public Path secrets() {
        return root.resolve("secrets");
    }

    /** The name of the edge of a PoP, in state files and logs. */
    static String edge(PopId pop) {
        return "edge-" + pop;
    }

    /** The name of the Redis of a PoP, in state files and logs. */
    static String redis(PopId pop) {
        return "redis-" + pop;
    }

    /** Makes the folders that processes expect. */
    void create() {
        try {
            for (Path folder : new Path[] {run(), root.resolve("log"), root.resolve("cds")}) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw new CommandFailed(
                    "the data folder " + root + " cannot be made: " + e.getMessage(),
                    "Choose another one with --data DIR.",
                    e);
        }
    }

    /** Removes all temporary files; only while nothing runs. */
    void removeTemporary() {
        Path folder = root.resolve("tmp");
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + folder + " failed", e);
        }
    }
}
