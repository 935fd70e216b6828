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

/** A part's process, or what takes its place. One thread does things to it; anybody may ask whether it is ready. */
final class RunningPart {
    /** How a JVM ends that has been told to do so when it is out of memory. */
    static final int OUT_OF_MEMORY = 3;

    private static final Duration DEATH = Duration.ofSeconds(20);

    private final Stage stage;
    private final Parts.Part part;
    private ChildProcess process;
    private CompletableFuture<Integer> exit;
    private @Nullable FileLimit files;

    /** Of the process; 0 before there is one. Read by whoever ends everything. */
    private volatile long pid;

    /** Starts it. */
    RunningPart(Stage stage, Parts.Part part) {
        this.stage = stage;
        this.part = part;
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

    boolean isReady() {
        return part.ready().isReady();
    }

    /** The exit code of a process that has ended. */
    OptionalInt ended() {
        return exit.isDone() ? OptionalInt.of(exit.join()) : OptionalInt.empty();
    }

    /** Ends it as a crash would. */
    void kill() throws IOException {
        process.kill();
        cleanUp();
    }

    /** Starts it again, as it was started first. */
    void start() {
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

    /** Starts it again if it has ended. */
    void startIfEnded() throws IOException {
        if (ended().isPresent()) {
            cleanUp();
            start();
        }
    }

    /** Takes it off the processors, without its knowledge. */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    /** Lets it open no more files and sockets. */
    void exhaustFiles() throws IOException, InterruptedException {
        files = FileLimit.exhaust(pid);
    }

    /** Lets it open them again, unless it has ended. */
    void liftFiles() throws IOException, InterruptedException {
        if (files != null && ended().isEmpty()) {
            files.lift();
        }
        files = null;
    }

    /** Fills its heap. */
    void exhaustMemory(Path agent) throws IOException {
        HeapFiller.begin(pid, agent);
    }

    /** Waits until it has ended by itself, and starts it again; returns the exit code, none if it had to be killed. */
    OptionalInt startOnceEnded() throws IOException {
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
