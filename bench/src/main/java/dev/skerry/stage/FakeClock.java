package dev.skerry.stage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A wall clock of one process that jumps when told, by libfaketime. Its monotonic clock, and how long it sleeps, are those of
 * the machine. One thread moves it; the process sees it within a second.
 *
 * @param library that the process is started under
 * @param offset file that says how far the clock is from the machine's
 */
public record FakeClock(Path library, Path offset) {
    /** The library, if this machine has it. */
    public static Optional<Path> findLibrary() throws IOException {
        for (Path folder : new Path[] {Path.of("/usr/lib"), Path.of("/usr/lib64"), Path.of("/usr/local/lib")}) {
            Optional<Path> library = in(folder);
            if (library.isPresent()) {
                return library;
            }
        }
        return Optional.empty();
    }

    /** Debian has a folder for each architecture, others have none. */
    private static Optional<Path> in(Path folder) throws IOException {
        String name = "faketime/libfaketimeMT.so.1";
        if (Files.isRegularFile(folder.resolve(name))) {
            return Optional.of(folder.resolve(name));
        }
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> architectures = Files.newDirectoryStream(folder, "*-linux-*")) {
            for (Path architecture : architectures) {
                if (Files.isRegularFile(architecture.resolve(name))) {
                    return Optional.of(architecture.resolve(name));
                }
            }
        }
        return Optional.empty();
    }

    /** A clock that is right until it {@linkplain #jump jumps}; {@code offset} is written. */
    public static FakeClock start(Path library, Path offset) throws IOException {
        FakeClock clock = new FakeClock(library, offset);
        clock.jump(Duration.ZERO);
        return clock;
    }

    /** What the process is started with. */
    public Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME_TIMESTAMP_FILE",
                offset.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // Else waits on the monotonic clock end after half their time.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    /** From now on it is so far from the machine's clock. */
    public void jump(Duration fromRight) throws IOException {
        Path next = Files.writeString(
                offset.resolveSibling(offset.getFileName() + ".next"), "%+d\n".formatted(fromRight.toSeconds()));
        Files.move(next, offset, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes what the library leaves behind of a process that was killed. */
    public static void cleanUp(long pid) throws IOException {
        Files.deleteIfExists(Path.of("/dev/shm/faketime_shm_" + pid));
        Files.deleteIfExists(Path.of("/dev/shm/sem.faketime_sem_" + pid));
    }
}
