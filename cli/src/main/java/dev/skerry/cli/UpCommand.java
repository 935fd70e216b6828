package dev.skerry.cli;

import dev.skerry.cli.platform.CommandFailed;
import dev.skerry.cli.platform.DataFolder;
import dev.skerry.cli.platform.DemoSite;
import dev.skerry.cli.platform.DevelopmentCertificates;
import dev.skerry.cli.platform.Layout;
import dev.skerry.cli.platform.PartState;
import dev.skerry.cli.platform.Platform;
import dev.skerry.cli.platform.PlatformClient;
import dev.skerry.cli.platform.PlatformLock;
import dev.skerry.cli.platform.PopPorts;
import dev.skerry.cli.platform.Watch;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code skerry up}. */
@Command(
        name = "up",
        header = "Run the whole platform on this machine.",
        description = {
            "Starts a Kafka broker, a Redis and an edge per PoP, origin-service, purge-service and telemetry, each a"
                    + " process of its own on 127.0.0.1, and waits until all are ready.",
            "Stays in the foreground: a part that dies is reported, Ctrl-C stops everything. Where something runs"
                    + " already, only what is missing is started, and the command returns."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./skerry up --detach", "  ./skerry up --pops fra,nyc --console-port 18080"})
final class UpCommand implements Callable<Integer> {
    /** For a start that was cancelled to stop what it has started: all kinds of parts, one after the other. */
    private static final Duration CANCEL_LIMIT = Duration.ofMinutes(3);

    private final Terminal terminal;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LayoutOptions options = new LayoutOptions();

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--detach", description = "Return as soon as everything is ready.")
    private boolean detach;

    UpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        DataFolder folder = data.get();
        Platform platform = new Platform(folder, Clock.systemUTC(), line -> terminal.say("  " + line));
        CountDownLatch started = new CountDownLatch(1);
        Thread stopAtExit = new Thread(() -> stopAll(platform, folder, started), "stop-all");
        boolean ranBefore;
        try (PlatformLock _ = PlatformLock.take(folder)) {
            if (platform.finishStop()) {
                terminal.say("  a stop had been cut short, and is done now");
            }
            ranBefore = platform.runningLayout().isPresent();
            Layout layout = layout(platform);
            if (!ranBefore) {
                Runtime.getRuntime().addShutdownHook(stopAtExit);
            }
            start(platform, layout, folder);
        } catch (CommandFailed e) {
            if (platform.isCancelled()) {
                return Main.FAILED; // Ctrl-C while starting: nobody needs to be told
            }
            throw e;
        } finally {
            started.countDown();
        }
        if (ranBefore || detach) {
            leaveRunning(stopAtExit);
            return Main.OK;
        }
        terminal.say("");
        terminal.say("Ctrl-C stops everything.");
        boolean wanted = new Watch(folder, terminal::error).untilTheEnd();
        if (!wanted) {
            throw new CommandFailed("none of the processes is left", "See the logs in " + folder.root() + "/log.");
        }
        leaveRunning(stopAtExit); // to whoever stops it
        return Main.OK;
    }

    private static void leaveRunning(Thread stopAtExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(stopAtExit);
        } catch (IllegalStateException e) {
            // Ctrl-C has come first: the hook runs, and this thread has no more say.
        }
    }

    private Layout layout(Platform platform) {
        try {
            return options.layout(platform.runningLayout());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private void start(Platform platform, Layout layout, DataFolder folder) {
        String pops = layout.pops().stream().map(ports -> ports.pop().value()).collect(Collectors.joining(", "));
        terminal.say("Starting Skerry with PoPs " + pops + ", data in " + folder.root());
        long start = System.nanoTime();
        List<String> started = platform.start(layout, () -> {
            try (PlatformClient client = PlatformClient.of(folder)) {
                DemoSite.ensure(client);
            }
        });
        terminal.say(
                started.isEmpty()
                        ? "Everything runs already."
                        : terminal.green("Ready") + " in %.1f s.".formatted((System.nanoTime() - start) / 1e9));
        tell(layout, folder);
    }

    private void tell(Layout layout, DataFolder folder) {
        terminal.say("");
        terminal.say("  console  http://localhost:" + layout.console() + "/");
        for (PopPorts pop : layout.pops()) {
            terminal.say("  %-7s  http://%s:%d/index.html  https://%s:%d/index.html"
                    .formatted(pop.pop(), DemoSite.HOST, pop.http(), DemoSite.HOST, pop.https()));
        }
        terminal.say("  HTTPS is signed by "
                + new DevelopmentCertificates(folder.secrets()).authority()
                + " (curl --cacert)");
        terminal.say("");
        terminal.say(terminal.bold("Try:"));
        terminal.say("  curl -i http://" + DemoSite.HOST + ":"
                + layout.pops().getFirst().http() + "/index.html");
        terminal.say("  ./skerry publish demo README.md" + data.suffix());
        terminal.say("  ./skerry purge demo --all --wait" + data.suffix());
        terminal.out().flush();
    }

    /** Stops, under the lock, what this command runs: neither beside a {@code down}, nor what a later {@code up} started. */
    private void stopAll(Platform platform, DataFolder folder, CountDownLatch started) {
        if (started.getCount() > 0) {
            terminal.say("Stopping ...");
            platform.cancelStart();
        }
        try {
            if (!started.await(CANCEL_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                terminal.error("the start does not end: ./skerry down" + data.suffix() + " stops what it has started");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        Collection<PartState> ours = platform.running().values();
        if (ours.isEmpty()) {
            return; // nothing was started, or a failed start has stopped it
        }
        terminal.say("Stopping ...");
        try (PlatformLock _ = PlatformLock.await(folder)) {
            if (!Collections.disjoint(ours, platform.running().values())) {
                platform.stop();
            }
        }
        terminal.out().flush();
    }
}
