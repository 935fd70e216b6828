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
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Starts, finds and stops the processes of one data folder.
 *
 * <p>All parts are started at once: each waits for what it needs, and a machine of two cores is busy anyway. Every process
 * is recorded as soon as it runs, so that whatever happens to this command, {@code down} finds it. Nobody else may start or
 * stop meanwhile: callers of {@link #start} hold the {@link PlatformLock}.
 */
public final class Platform {
    /** From the start of the processes until all are ready. */
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final DataFolder data;
    private final Function<Layout, List<Part>> blueprint;
    private final RunFolder run;
    private final Consumer<String> progress;
    private final Clock clock;
    private volatile boolean stopping;

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

    /** True from the first call of {@link #stop}: processes that end now were asked to. */
    public boolean isStopping() {
        return stopping;
    }

    /**
     * Starts every part of {@code layout} that does not run, and waits until all of them are ready.
     *
     * @param centreReady run once all but the edges are ready, while these may still be starting
     * @return names of the parts that it started
     * @throws CommandFailed if a port is taken, in which case nothing was started; or if a part fails, in which case
     *     what this call started is stopped again
     */
    public List<String> start(Layout layout, Runnable centreReady) {
        data.create();
        Set<String> alive = running().keySet();
        List<Part> parts = blueprint.apply(layout);
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
        Map<Part, ChildProcess> started = new LinkedHashMap<>();
        try {
            missing.forEach(part -> started.put(part, launch(part)));
            awaitReady(started, centreReady);
        } catch (PartFailedException e) {
            if (!stopping) {
                undo(started.keySet(), alive.isEmpty());
            }
            throw new CommandFailed(
                    String.valueOf(e.getMessage()),
                    "Mend that and run ./skerry up again; what it started has been stopped.",
                    e);
        }
        return missing.stream().map(Part::name).toList();
    }

    private void undo(Set<Part> started, boolean nothingElseRuns) {
        if (nothingElseRuns) {
            run.removeLayout();
        }
        stop(started.stream().map(Part::name).collect(Collectors.toSet()));
        started.forEach(part -> data.removeClassArchive(part.name()));
        if (nothingElseRuns) {
            data.removeTemporary();
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
        if (stopping) {
            throw new PartFailedException(part.name() + " was not started: stopping");
        }
        try {
            Files.createDirectories(data.temp(part.name()));
        } catch (IOException e) {
            throw new PartFailedException(part.name() + " has no folder for temporary files: " + e.getMessage(), e);
        }
        ChildProcess child = ChildProcess.start(part.launch());
        run.write(new PartState(
                part.name(),
                part.kind(),
                child.identity().pid(),
                child.identity().startedAt(),
                part.port(),
                part.launch().log().toString()));
        return child;
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
            Future<?> centreDone = threads.submit(() -> {
                centre.await();
                centreReady.run();
                return null;
            });
            try {
                for (int i = 0; i < started.size(); i++) {
                    String name = ready.take().get();
                    progress.accept("%s ready after %.1f s".formatted(name, (System.nanoTime() - start) / 1e9));
                }
                centreDone.get();
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
            throw new PartFailedException("interrupted while starting", e);
        }
    }

    /**
     * Stops all that runs: edges, then services, then Redis, then Kafka, each asked first and killed if it does not
     * listen; then removes temporary files. May be called while {@link #start} is under way, from a shutdown hook.
     */
    public void stop() {
        stopping = true;
        run.removeLayout(); // first, so that whoever watches knows that the ends to come are wanted
        stop(run.states().stream().map(PartState::name).collect(Collectors.toSet()));
        data.removeTemporary();
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
