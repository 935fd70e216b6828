package dev.skerry.cli.platform;

import dev.skerry.contract.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is known of running processes: {@code DATA/run/PART.json} per process, {@code layout.json}, and {@code stopping}
 * from the beginning of a stop until all of it has gone. Files are replaced atomically; writers hold the {@link
 * PlatformLock}.
 *
 * @param folder may be absent, which means that nothing runs
 */
public record RunFolder(Path folder) {
    private static final String SUFFIX = ".json";
    private static final String LAYOUT = "layout" + SUFFIX;
    private static final String STOPPING = "stopping";

    /** The states of all processes that were started and not stopped since, dead ones too, sorted by name. */
    public List<PartState> states() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> {
                        String name = String.valueOf(file.getFileName());
                        return name.endsWith(SUFFIX) && !name.equals(LAYOUT);
                    })
                    .map(file -> read(file, PartState.class))
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(PartState::name))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + folder + " failed", e);
        }
    }

    /** The layout of the platform that was started last and not stopped since. */
    public Optional<Layout> layout() {
        return read(folder.resolve(LAYOUT), Layout.class);
    }

    /** Whether a stop has begun that has not ended: it is under way, or was cut short. */
    public boolean isStopping() {
        return Files.exists(folder.resolve(STOPPING));
    }

    void writeStopping() {
        writeFile(STOPPING, new byte[0]);
    }

    void removeStopping() {
        remove(STOPPING);
    }

    void write(PartState state) {
        write(state.name() + SUFFIX, state);
    }

    void write(Layout layout) {
        write(LAYOUT, layout);
    }

    void remove(PartState state) {
        remove(state.name() + SUFFIX);
    }

    void removeLayout() {
        remove(LAYOUT);
    }

    private void remove(String name) {
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + folder.resolve(name) + " failed", e);
        }
    }

    private void write(String name, Object value) {
        writeFile(name, Json.write(value));
    }

    private void writeFile(String name, byte[] content) {
        try {
            Files.createDirectories(folder);
            Path partial = folder.resolve(name + ".part");
            Files.write(partial, content);
            Files.move(partial, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + folder.resolve(name) + " failed", e);
        }
    }

    private static <T> Optional<T> read(Path file, Class<T> type) {
        try {
            return Optional.of(Json.readMessage(Files.readAllBytes(file), type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + file + " failed", e);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(
                    "the state file " + file + " is damaged: " + e.getMessage(),
                    "Remove it, and end the process it stood for, if there is one.",
                    e);
        }
    }
}
