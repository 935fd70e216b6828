package dev.skerry.stage;

import dev.skerry.parts.ChildProcess;
import dev.skerry.parts.Launch;
import dev.skerry.parts.ReadyCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a run has started, and a temporary folder for it. All of it goes at the end, what came last first; also where the
 * run fails and on Ctrl-C, since processes of their own would outlive us. Thread-safe.
 */
public final class Stage implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);

    private final Path folder;
    private final Consumer<String> progress;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final Thread atExit = new Thread(this::tearDown, "stop-all");

    private volatile boolean folderKept;

    private Stage(Path folder, Consumer<String> progress) {
        this.folder = folder;
        this.progress = progress;
    }

    /** @param progress gets a line for people */
    public static Stage open(Consumer<String> progress) throws IOException {
        Stage stage = new Stage(Files.createTempDirectory("skerry-stage"), progress);
        Runtime.getRuntime().addShutdownHook(stage.atExit);
        return stage;
    }

    /** For whatever the parts keep; removed at the end, unless it is {@linkplain #keepFolder kept}. */
    public Path folder() {
        return folder;
    }

    /** The folder stays, for who wants to read what the parts have printed. */
    public void keepFolder() {
        folderKept = true;
    }

    /**
     * Starts a process and waits until it is ready.
     *
     * @throws dev.skerry.parts.PartFailedException if it does not get ready
     */
    public ChildProcess start(Launch launch, ReadyCheck ready) {
        ChildProcess process = launch(launch);
        awaitReady(process, ready);
        return process;
    }

    /** Starts a process, to be waited for later. */
    public synchronized ChildProcess launch(Launch launch) {
        if (ending.getCount() == 0) {
            throw new IllegalStateException("interrupted");
        }
        return with(ChildProcess.start(launch));
    }

    /**
     * Waits until a process is ready.
     *
     * @throws dev.skerry.parts.PartFailedException if it does not get ready within two minutes
     */
    public void awaitReady(ChildProcess process, ReadyCheck ready) {
        process.awaitReady(ready, START);
    }

    /**
     * Closes {@code resource} at the end.
     *
     * @throws IllegalStateException if everything ends already; it is closed then
     */
    public synchronized <T extends AutoCloseable> T with(T resource) {
        if (ending.getCount() == 0) {
            close(resource);
            throw new IllegalStateException("interrupted");
        }
        started.push(resource);
        return resource;
    }

    private void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) { // the rest must be stopped too
            progress.accept("could not be stopped in good order: " + e);
        }
    }

    /** Returns after {@code time}, or at once if everything ends. */
    public void pause(Duration time) throws InterruptedException {
        if (ending.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new InterruptedException("everything ends");
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // Ctrl-C came first: the hook does it
        }
        tearDown();
    }

    private synchronized void tearDown() {
        ending.countDown();
        while (!started.isEmpty()) {
            close(started.pop());
        }
        if (folderKept) {
            progress.accept("kept: " + folder);
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException | UncheckedIOException e) {
            progress.accept("could not be removed: " + folder + ": " + e.getMessage());
        }
    }
}
