package dev.skerry.chaos;

import dev.skerry.parts.ChildProcess;
import dev.skerry.stage.FakeClock;
import dev.skerry.stage.FileLimit;
import dev.skerry.stage.Parts;
import dev.skerry.stage.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A part's process, or what takes its place. */
final class RunningPart implements Victim {
    private static final Duration DEATH = Duration.ofSeconds(20);

    private final Stage stage;
    private final Parts.Part part;
    private final Path heapFiller;
    private ChildProcess process;
    private CompletableFuture<Integer> exit;
    private @Nullable FileLimit files;

    /** Of the process; 0 before there is one. Read by whoever ends everything. */
    private volatile long pid;

    /**
     * Starts it.
     *
     * @param heapFiller jar of {@link HeapFiller}
     */
    RunningPart(Stage stage, Parts.Part part, Path heapFiller) {
        this.stage = stage;
        this.part = part;
        this.heapFiller = heapFiller;
        AutoCloseable afterProcess = this::cleanUp;
        stage.with(afterProcess);
        this.process = stage.launch(part.launch());
        this.pid = process.identity().pid();
        this.exit = process.onExit();
        killAtEnd(process);
    }

    void awaitReady() {
        stage.awaitReady(process, part.ready());
    }

    @Override
    public boolean isReady() {
        return part.ready().isReady();
    }

    @Override
    public OptionalInt ended() {
        return exit.isDone() ? OptionalInt.of(exit.join()) : OptionalInt.empty();
    }

    @Override
    public void kill() throws IOException {
        process.kill();
        cleanUp();
    }

    @Override
    public void start() throws IOException {
        cleanUp();
        process = stage.launch(part.launch());
        pid = process.identity().pid();
        exit = process.onExit();
        killAtEnd(process);
    }

    /** Nobody needs it then to end in good order, and a dozen parts would take their time, all the more if they were paused. */
    private void killAtEnd(ChildProcess started) {
        AutoCloseable kill = started::kill;
        stage.with(kill);
    }

    @Override
    public void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    @Override
    public void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    @Override
    public void exhaustFiles() throws IOException, InterruptedException {
        files = FileLimit.exhaust(pid);
    }

    @Override
    public void liftFiles() throws IOException, InterruptedException {
        if (files != null && ended().isEmpty()) {
            files.lift();
        }
        files = null;
    }

    @Override
    public void exhaustMemory() throws IOException {
        HeapFiller.begin(pid, heapFiller);
    }

    @Override
    public OptionalInt startOnceEnded() throws IOException {
        boolean byItself = process.identity().awaitExit(DEATH);
        OptionalInt code = byItself ? OptionalInt.of(exit.join()) : OptionalInt.empty();
        kill();
        start();
        return code;
    }

    private void cleanUp() throws IOException {
        FakeClock.cleanUp(pid);
        HeapFiller.cleanUp(pid);
    }

    private void signal(String signal) throws IOException, InterruptedException {
        int code = new ProcessBuilder(List.of("kill", signal, Long.toString(pid)))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException(process.name() + " could not be sent " + signal);
        }
    }
}
