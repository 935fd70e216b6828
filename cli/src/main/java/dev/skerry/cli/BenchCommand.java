package dev.skerry.cli;

import dev.skerry.cli.platform.CommandFailed;
import dev.skerry.parts.Checkout;
import dev.skerry.parts.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code skerry bench}: hands its arguments to the benchmarks, which are a program of their own. */
@Command(
        name = "bench",
        header = "Measure the platform on this machine.",
        description = "Starts what a benchmark needs, apart from any platform that runs, and stops it again.",
        footerHeading = "%nExamples:%n",
        footer = {"  ./skerry bench purge --help", "  ./skerry bench purge latency"})
final class BenchCommand implements Callable<Integer> {
    /** For all its processes to end, one after the other. */
    private static final Duration STOP = Duration.ofMinutes(2);

    @Parameters(paramLabel = "ARGUMENT", arity = "1..*", description = "See ./skerry bench purge --help.")
    private List<String> arguments = List.of();

    private BenchCommand() {}

    /** All that follows the first argument is the program's. */
    static CommandLine commandLine() {
        return new CommandLine(new BenchCommand()).setStopAtPositional(true);
    }

    @Override
    public Integer call() {
        Path jar = Checkout.find().root().resolve("bench/target/bench.jar");
        if (!Files.isRegularFile(jar)) {
            throw new CommandFailed(jar + " has not been built", "Run ./skerry itself: it builds what is missing.");
        }
        List<String> command = new ArrayList<>(List.of(
                Launch.java().toString(),
                "--sun-misc-unsafe-memory-access=allow",
                // What clients of Kafka log would only be in the way, and so would that nobody takes it.
                "-Dslf4j.internal.verbosity=ERROR",
                "-jar",
                jar.toString()));
        command.addAll(arguments);
        try {
            Process bench = new ProcessBuilder(command).inheritIO().start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(bench), "stop-bench"));
            return bench.waitFor();
        } catch (IOException e) {
            throw new CommandFailed(
                    "the benchmarks could not be started: " + e.getMessage(), "See that they can be run.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Main.FAILED;
        }
    }

    /** Ctrl-C reaches it through the terminal, too; it ends once it has stopped what it had started. */
    private static void stop(Process bench) {
        bench.destroy();
        try {
            if (!bench.waitFor(STOP)) {
                bench.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
