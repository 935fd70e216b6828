package dev.skerry.cli.platform;

import dev.skerry.parts.LogTail;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** Watches the processes of a platform for whoever keeps {@code up} in the foreground. */
public final class Watch {
    private static final int LOG_LINES = 20;

    /** How soon a process that another command has started is watched too. */
    private static final long LOOK_AGAIN_MILLIS = 1000;

    private final RunFolder run;
    private final Consumer<String> report;
    private final Function<PartState, CompletableFuture<?>> exits;
    private final Set<PartState> reported = new HashSet<>();

    /** Whose exits wake us. Each is asked for once: the JDK keeps whatever waits for an exit as long as the process lives. */
    private final Set<PartState> awaited = new HashSet<>();

    private final Semaphore wake = new Semaphore(0);

    /** Watches what {@code data} records; {@code report} gets a text for each part that dies. */
    public Watch(DataFolder data, Consumer<String> report) {
        this(
                data,
                report,
                state -> state.process()
                        .find()
                        .<CompletableFuture<?>>map(ProcessHandle::onExit)
                        .orElseGet(() -> CompletableFuture.completedFuture(null)));
    }

    /** As above, with what completes when a process ends. */
    Watch(DataFolder data, Consumer<String> report, Function<PartState, CompletableFuture<?>> exits) {
        this.run = new RunFolder(data.run());
        this.report = report;
        this.exits = exits;
    }

    /**
     * Returns when the platform has been stopped, by {@code down} or by interruption (true), or when none of its
     * processes is left (false).
     */
    public boolean untilTheEnd() {
        while (true) {
            List<PartState> states = run.states();
            List<PartState> dead =
                    states.stream().filter(state -> !state.isAlive()).toList();
            // Looked at after the dead: a stop is marked before it ends anything.
            if (run.isStopping() || run.layout().isEmpty()) {
                return true;
            }
            awaited.retainAll(states);
            reported.retainAll(states);
            dead.stream().filter(reported::add).forEach(this::report);
            if (dead.size() == states.size()) {
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

    private boolean awaitAnExit(List<PartState> states) {
        states.stream()
                .filter(state -> !reported.contains(state))
                .filter(awaited::add)
                .forEach(state -> {
                    var _ = exits.apply(state).whenComplete((ended, error) -> wake.release());
                });
        try {
            if (wake.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
