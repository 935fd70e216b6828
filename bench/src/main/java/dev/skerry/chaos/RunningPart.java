package dev.skerry.chaos;

import dev.skerry.parts.ChildProcess;
import dev.skerry.stage.Parts;
import dev.skerry.stage.Stage;
import java.io.IOException;
import java.util.List;

/** A part's process, or what takes its place. One thread kills, pauses and starts. */
final class RunningPart {
    private final Stage stage;
    private final Parts.Part part;
    private ChildProcess process;

    /** Starts it. */
    RunningPart(Stage stage, Parts.Part part) {
        this.stage = stage;
        this.part = part;
        this.process = stage.launch(part.launch());
    }

    void awaitReady() {
        stage.awaitReady(process, part.ready());
    }

    boolean isReady() {
        return part.ready().isReady();
    }

    /** Ends it as a crash would. */
    void kill() {
        process.kill();
    }

    /** Starts it again, as it was started first. */
    void start() {
        process = stage.launch(part.launch());
    }

    /** Takes it off the processors, without its knowledge. */
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        String pid = Long.toString(process.identity().pid());
        int code = new ProcessBuilder(List.of("kill", signal, pid))
                .inheritIO()
                .start()
                .waitFor();
        if (code != 0) {
            throw new IOException(process.name() + " could not be sent " + signal);
        }
    }
}
