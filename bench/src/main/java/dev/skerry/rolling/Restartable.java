package dev.skerry.rolling;

import dev.skerry.parts.ChildProcess;
import dev.skerry.stage.Parts;
import dev.skerry.stage.Stage;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A service's process, or what takes its place. One thread restarts; readiness may be asked from any. */
final class Restartable {
    private final Stage stage;
    private final String name;
    private final String address;
    private final Parts.Part part;
    private volatile ChildProcess process;

    /** Starts it. */
    Restartable(Stage stage, String name, String address, Parts.Part part) {
        this.stage = stage;
        this.name = name;
        this.address = address;
        this.part = part;
        this.process = stage.launch(part.launch());
    }

    String name() {
        return name;
    }

    /** {@code http://ADDRESS:PORT}. */
    String url() {
        return "http://" + address + ":" + part.port();
    }

    boolean isReady() {
        return part.ready().isReady();
    }

    void awaitReady() {
        stage.awaitReady(process, part.ready());
    }

    /**
     * Asks it to end (SIGTERM), and waits until it has; by force after {@code limit}.
     *
     * @return its exit code; that of SIGKILL if it had to be killed
     */
    int end(Duration limit) throws InterruptedException {
        process.stop(limit);
        try {
            return process.onExit().get(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(name + " does not end", e);
        }
    }

    /** Starts it again, as it was started first. */
    void start() {
        process = stage.launch(part.launch());
    }
}
