package dev.skerry.cli.platform;

import dev.skerry.parts.LogTail;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Watches the processes of a platform for whoever keeps {@code up} in the foreground. */
public final class Watch {
    private static final int LOG_LINES = 20;

    /** How soon a process that another command has started is watched too. */
    private static final long LOOK_AGAIN_MILLIS = 1000;

    private final RunFolder run;
    private final Consumer<String> report;
    private final Set<PartState> reported = new HashSet<>();

    /** Watches what {@code data} records; {@code report} gets a text for each part that dies. */
    public Watch(DataFolder data, Consumer<String> report) {
        this.run = new RunFolder(data.run());
        this.report = report;
    }

    /**
     * Returns when the platform has been stopped, by {@code down} or by interruption (true), or when none of its
     * processes is left (false).
     */
    public boolean untilTheEnd() {
        while (true) {
            List<PartState> states = run.states();
            if (run.layout().isEmpty()) {
                return true;
            }
            states.stream()
                    .filter(state -> !state.isAlive())
                    .filter(reported::add)
                    .forEach(this::report);
            if (states.stream().noneMatch(PartState::isAlive)) {
                return false;
            }
            if (!awaitAnExit(states)) {
                return true;
            }
        }
    }

    private void report(PartState state) {
        report.accept(state.name() + " has died. The end of " + state.log() + ":\n"
                + LogTail.of(state.logFile(), LOG_LINES)
                + "\n  The others run on. ./skerry up, in another terminal, starts it again.");
    }

    private static boolean awaitAnExit(List<PartState> states) {
        CompletableFuture<?>[] exits = states.stream()
                .flatMap(state -> state.process().find().stream())
                .map(ProcessHandle::onExit)
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.anyOf(exits).get(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return true;
        } catch (ExecutionException e) {
            throw new IllegalStateException("watching processes failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
