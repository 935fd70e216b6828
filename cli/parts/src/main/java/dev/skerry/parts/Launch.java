package dev.skerry.parts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What it takes to start a process.
 *
 * @param name of the part, for people: {@code kafka}, {@code edge fra}
 * @param command program and arguments
 * @param environment added to that of this process, of which {@code SKERRY_*} and {@code QUARKUS_*} are left out
 * @param workingDirectory created if absent
 * @param log file that standard output and error are appended to; its folder is created if absent, and at 16 MiB it makes
 *     way for a new one at the next start, under its name with {@code .1}
 */
public record Launch(
        String name, List<String> command, Map<String, String> environment, Path workingDirectory, Path log) {
    private static final List<String> IGNORE_TERMINAL =
            List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "skerry");

    /** Copies list and map. */
    public Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /**
     * The command in a session of its own, so that Ctrl-C in the terminal reaches only the process that started it,
     * which then stops its children in order. Where there is no {@code setsid} (macOS), the terminal's signals are
     * ignored instead.
     */
    List<String> detachedCommand() {
        List<String> detached = new ArrayList<>(Programs.find("setsid")
                .map(setsid -> List.of(setsid.toString()))
                .orElse(IGNORE_TERMINAL));
        detached.addAll(command);
        return detached;
    }

    /** The {@code java} of the JDK that runs this process. */
    public static Path java() {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        if (!Files.isExecutable(java)) {
            throw new IllegalStateException("no java in " + java + ": set JAVA_HOME to a JDK 25 or later");
        }
        return java;
    }
}
