package dev.skerry.cli.platform;

import dev.skerry.parts.Checkout;
import dev.skerry.parts.ChildProcess;
import dev.skerry.parts.FreePort;
import dev.skerry.parts.PartFailedException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Starts, finds and stops the processes of one data folder.
 *
 * <p>All parts are started at once: each waits for what it needs, and a machine of two cores is busy anyway. Every process
 * is recorded as soon as it runs, so that whatever happens to this command, {@code down} finds it. Nobody else may start or
 * stop meanwhile: callers of {@link #start}, {@link #stop} and {@link #finishStop} hold the {@link PlatformLock}.
 */
public final class Platform {
    /** From the start of the processes until all are ready. */
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private static final String INTERRUPTED = "interrupted while starting";

    /** Stands for the central parts where names of parts are expected. */
    private static final String CENTRE = "";

    private final DataFolder data;
    private final Function<Layout, List<Part>> blueprint;
    private final RunFolder run;
    private final Consumer<String> progress;
    private final Clock clock;

    /** Zero once the start that is under way shall end. */
    private final CountDownLatch cancelled = new CountDownLatch(1);

    /**
     * The platform in {@code data}.
     *
     * @param data its folder
     * @param clock for tokens and certificates
     * @param progress gets a line for every part that becomes ready or stops, from several threads
     */
    public Platform(DataFolder data, Clock clock, Consumer<String> progress) {
        this(
                data,
                layout -> new Blueprint(Checkout.find(), data, layout, new HealthProbe(HttpClient.newHttpClient()))
                        .parts(),
                clock,
                progress);
    }

    /** As above, with other parts than the real ones, for tests. */
    Platform(DataFolder data, Function<Layout, List<Part>> blueprint, Clock clock, Consumer<String> progress) {
        this.data = data;
        this.blueprint = blueprint;
        this.run = new RunFolder(data.run());
        this.clock = clock;
        this.progress = progress;
    }

    /** The processes that live now, by name. */
    public Map<String, PartState> running() {
        return run.states().stream()
                .filter(PartState::isAlive)
                .collect(Collectors.toMap(PartState::name, state -> state, (a, b) -> b, LinkedHashMap::new));
    }

    /** The layout of what runs; empty if nothing does. */
    public Optional<Layout> runningLayout() {
        return running().isEmpty() ? Optional.empty() : run.layout();
    }

    /**
     * Makes a {@link #start} that is under way fail soon, and so stop what it has started. For a shutdown hook, while the
     * main thread goes on.
     */
    public void cancelStart() {
        cancelled.countDown();
    }

    /** Whether {@link #cancelStart} was called. */
    public boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    /**
     * Ends a stop that was cut short: its processes may listen where the next start would not look for them.
     *
     * @return whether there was one
     */
    public boolean finishStop() {
        boolean cutShort =
                run.isStopping() || (run.layout().isEmpty() && !running().isEmpty());
        if (cutShort) {
            stop();
        }
        return cutShort;
    }

    /**
     * Starts every part of {@code layout} that does not run, and waits until all of them are ready. What is recorded of
     * processes that are gone, of PoPs that this layout does not have, is forgotten.
     *
     * @param centreReady run once all but the edges are ready, while these may still be starting
     * @return names of the parts that it started
     * @throws CommandFailed if a port is taken, in which case nothing was started; or if a part fails or the start is
     *     cancelled, in which case what this call started is stopped again
     */
    public List<String> start(Layout layout, Runnable centreReady) {
        data.create();
        Set<String> alive = running().keySet();
        List<Part> parts = blueprint.apply(layout);
        forgetTheDead(parts.stream().map(Part::name).collect(Collectors.toSet()));
        List<Part> missing =
                parts.stream().filter(part -> !alive.contains(part.name())).toList();
        parts.stream()
                .filter(part -> alive.contains(part.name()))
                .forEach(part -> progress.accept(part.name() + " runs already"));
        if (missing.isEmpty()) {
            centreReady.run();
            return List.of();
        }
        requireFreePorts(layout, alive);
        new Secrets(data.secrets()).prepare(clock);
        new DevelopmentCertificates(data.secrets()).prepare(clock);
        run.write(layout);
        List<Part> withoutArchive = missing.stream()
                .filter(part -> !Files.exists(data.classArchive(part.name())))
                .toList();
        Map<Part, ChildProcess> started = new LinkedHashMap<>();
        try {
            missing.forEach(part -> started.put(part, launch(part)));
            awaitReady(started, centreReady);
        } catch (PartFailedException e) {
            undo(started.keySet(), alive.isEmpty());
            withoutArchive.forEach(part -> data.removeClassArchive(part.name()));
            throw new CommandFailed(
                    String.valueOf(e.getMessage()),
                    "Mend that and run ./skerry up again; what it started has been stopped.",
                    e);
        }
        return missing.stream().map(Part::name).toList();
    }

    private void forgetTheDead(Set<String> parts) {
        run.states().stream()
                .filter(state -> !parts.contains(state.name()) && !state.isAlive())
                .forEach(run::remove);
    }

    private void undo(Set<Part> started, boolean nothingElseRuns) {
        if (nothingElseRuns) {
            stop();
        } else {
            stop(started.stream().map(Part::name).collect(Collectors.toSet()));
        }
    }

    private static void requireFreePorts(Layout layout, Set<String> alive) {
        List<Layout.Use> taken = layout.uses().stream()
                .filter(use -> !alive.contains(use.part()) && !FreePort.isFree(use.port()))
                .toList();
        if (!taken.isEmpty()) {
            throw new CommandFailed(
                    taken.stream()
                            .map(use -> "port " + use.port() + " of " + use.what() + " is taken by another program")
                            .collect(Collectors.joining("\n")),
                    "Stop that program, or move the port with "
                            + taken.stream().map(Layout.Use::option).distinct().collect(Collectors.joining(" ")) + ".");
        }
    }

    private ChildProcess launch(Part part) {
        if (isCancelled()) {
            throw new PartFailedException(part.name() + " was not started: " + INTERRUPTED);
        }
        try {
            Files.createDirectories(data.temp(part.name()));
        } catch (IOException e) {
            throw new PartFailedException(part.name() + " has no folder for temporary files: " + e.getMessage(), e);
        }
        ChildProcess child = ChildProcess.start(part.launch());
        try {
            run.write(new PartState(
                    part.name(),
                    part.kind(),
                    child.identity().pid(),
                    child.identity().startedAt(),
                    child.identity().startTicks(),
                    part.port(),
                    part.launch().log().toString()));
            return child;
        } catch (RuntimeException e) {
            child.close(); // nobody would find it
            throw e;
        }
    }

    private void awaitReady(Map<Part, ChildProcess> started, Runnable centreReady) {
        long start = System.nanoTime();
        CountDownLatch centre = new CountDownLatch((int) started.keySet().stream()
                .filter(part -> part.kind() != PartKind.EDGE)
                .count());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ExecutorCompletionService<String> ready = new ExecutorCompletionService<>(threads);
            started.forEach((part, child) -> ready.submit(() -> {
                child.awaitReady(part.ready(), START_LIMIT);
                if (part.kind() != PartKind.EDGE) {
                    centre.countDown();
                }
                return part.name();
            }));
            ready.submit(() -> {
                centre.await();
                centreReady.run();
                return CENTRE;
            });
            ready.submit(() -> {
                cancelled.await();
                throw new PartFailedException(INTERRUPTED);
            });
            try {
                for (int i = 0; i < started.size() + 1; i++) {
                    String name = ready.take().get();
                    if (!name.equals(CENTRE)) {
                        progress.accept("%s ready after %.1f s".formatted(name, (System.nanoTime() - start) / 1e9));
                    }
                }
            } finally {
                threads.shutdownNow(); // one has failed, or all are ready: nobody waits for the others
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PartFailedException failed) {
                throw failed;
            }
            if (e.getCause() instanceof CommandFailed failed) {
                throw failed;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartFailedException(INTERRUPTED, e);
        }
    }

    /**
     * Stops all that runs: edges, then services, then Redis, then Kafka, each asked first and killed if it does not
     * listen; then removes temporary files. If this is cut short, {@link #finishStop} finds out.
     */
    public void stop() {
        run.writeStopping(); // first, so that whoever watches knows that the ends to come are wanted
        stop(run.states().stream().map(PartState::name).collect(Collectors.toSet()));
        data.removeTemporary();
        run.removeLayout();
        run.removeStopping();
    }

    private void stop(Set<String> names) {
        List<PartState> states = run.states();
        for (PartKind kind : PartKind.values()) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                states.stream()
                        .filter(state -> state.kind() == kind && names.contains(state.name()))
                        .forEach(state -> threads.execute(() -> stop(state)));
            }
        }
    }

    private void stop(PartState state) {
        boolean wasAlive = state.isAlive();
        boolean byItself = state.process().stop(state.kind().grace());
        run.remove(state);
        if (!wasAlive) {
            progress.accept(state.name() + " had ended before");
        } else if (byItself) {
            progress.accept(state.name() + " stopped");
        } else {
            progress.accept(state.name() + " did not stop within "
                    + state.kind().grace().toSeconds() + " s and was killed");
        }
    }
}
