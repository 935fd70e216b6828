package dev.skerry.rolling;

import dev.skerry.parts.PartFailedException;
import dev.skerry.stage.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code ./skerry test --rolling}. Exit codes: 0 nothing failed, 1 something did, 2 wrong usage. */
@Command(
        name = "rolling",
        header = "Restart every service in turn under load; not one request may fail.",
        description = {
            "Starts the platform with two nodes in each of three PoPs, apart from any platform that runs, asks, publishes and purges"
                    + " while every service is restarted by SIGTERM, and stops all of it again, also on Ctrl-C.",
            "Exit code 1 if a request failed, or an answer was older than a purge's receipt had promised."
        },
        mixinStandardHelpOptions = true)
public final class RollingCommand implements Callable<Integer> {
    private static final int NOTHING_FAILED = 0;
    private static final int FAILED = 1;
    private static final int MAX_RATE = 10_000;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--rate", paramLabel = "N", defaultValue = "500", description = "Requests a second (default: 500).")
    private int rate;

    @Option(names = "--seed", paramLabel = "N", description = "What is asked, published and purged (default: any).")
    private @Nullable Long seed;

    /** Builds the command. */
    public RollingCommand() {}

    @Override
    public Integer call() throws IOException {
        if (rate < 1 || rate > MAX_RATE) {
            throw new ParameterException(
                    spec.commandLine(), "--rate " + rate + " is out of bounds: use 1 to " + MAX_RATE);
        }
        // Before the first client is made: one that sends a request once more would hide that it failed.
        System.setProperty("jdk.httpclient.redirects.retrylimit", "1");
        System.setProperty("jdk.httpclient.disableRetryConnect", "true");
        PrintWriter out = spec.commandLine().getOut();
        long chosen = seed == null ? new Random().nextInt(1_000_000) : seed;
        out.println("== rolling: every service is restarted in turn, under load");
        out.println("   command   ./skerry test --rolling --rate " + rate + " --seed " + chosen);
        out.flush();
        try (Stage stage = Stage.open(out::println)) {
            boolean held = new RollingRun(stage, out, rate, chosen).run();
            if (!held) {
                stage.keepFolder();
            }
            out.println(held ? "   nothing failed" : "   FAILED: what the parts have printed is kept for you to read");
            return held ? NOTHING_FAILED : FAILED;
        } catch (PartFailedException | IllegalStateException e) {
            out.println("   failed: " + e.getMessage());
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }
}
