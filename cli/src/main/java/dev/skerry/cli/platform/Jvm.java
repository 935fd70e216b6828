package dev.skerry.cli.platform;

import dev.skerry.parts.Launch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How the JVMs of a platform on one machine are run. Heaps are small because the services are: measured, all processes
 * of three PoPs stay under 2.5 GiB of resident memory.
 */
final class Jvm {
    /**
     * Central services start fast and idle mostly: the compiler's first tier is enough for them. They answer targets that
     * are no URIs themselves, instead of Quarkus with a bare 400.
     */
    private static final List<String> SERVICE = List.of(
            "-Xmx160m",
            "-Xss512k",
            "-XX:TieredStopAtLevel=1",
            "-XX:MaxDirectMemorySize=64m",
            "-Dvertx.disableURIValidation=true");

    /**
     * Edges get room for a 64 MiB memory tier. Where one machine carries a whole fleet, the second tier of the compiler would
     * cost the start more than it earns; {@link #edgeAlone} has it.
     */
    private static final List<String> EDGE =
            List.of("-Xmx192m", "-Xss512k", "-XX:TieredStopAtLevel=1", "-XX:MaxDirectMemorySize=128m");

    private Jvm() {}

    /**
     * Options that make a JVM write its loaded classes at its first exit and start from them afterwards. An archive is
     * good for the very jars it was written with, and the JVM does not replace one that is not: so it is removed here.
     *
     * @param archive of one part alone: two JVMs must not write the same file
     * @param jars folders with the jars of its class path
     */
    static List<String> classArchive(Path archive, Path... jars) {
        try {
            if (Files.exists(archive) && isNewer(archive, jars)) {
                Files.delete(archive);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("looking at " + archive + " failed", e);
        }
        return List.of(
                "-XX:+AutoCreateSharedArchive",
                "-XX:SharedArchiveFile=" + archive,
                "-Xlog:disable",
                "-Xlog:all=error:stderr");
    }

    private static boolean isNewer(Path archive, Path... folders) throws IOException {
        FileTime written = Files.getLastModifiedTime(archive);
        for (Path folder : folders) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    if (Files.getLastModifiedTime(file).compareTo(written) > 0) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    static List<String> service(Path jar, Path temp, Path archive) {
        return command(
                SERVICE,
                jar,
                temp,
                classArchive(archive, folderOf(jar), folderOf(jar).resolve("lib/boot")));
    }

    static List<String> edge(Path jar, Path temp, Path archive) {
        return command(
                EDGE,
                jar,
                temp,
                classArchive(archive, folderOf(jar), folderOf(jar).resolve("lib")));
    }

    /** The edge by itself, with the memory it likes: somebody wants to try or measure it. */
    static List<String> edgeAlone(Path jar) {
        return List.of(Launch.java().toString(), "--sun-misc-unsafe-memory-access=allow", "-jar", jar.toString());
    }

    private static List<String> command(List<String> options, Path jar, Path temp, List<String> archiveOptions) {
        List<String> command = new ArrayList<>();
        command.add(Launch.java().toString());
        command.addAll(options);
        command.add("-XX:+UseSerialGC");
        command.add("-XX:-UsePerfData"); // it would leave a folder in the system's temporary one
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(archiveOptions);
        command.add("-Djava.io.tmpdir=" + temp);
        command.add("-jar");
        command.add(jar.toString());
        return command;
    }

    private static Path folderOf(Path jar) {
        return Objects.requireNonNull(jar.getParent());
    }
}
