package dev.skerry.chaos;

import dev.skerry.parts.PartFailedException;
import dev.skerry.stage.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code ./skerry test --chaos}. Exit codes: 0 no violation, 1 one or a failure, 2 wrong usage. */
@Command(
        name = "chaos",
        header = "Hold the guarantee of purges, and of published content, while parts are killed, starved and cut off.",
        description = {
            "Starts Kafka, Redis, purge-service, origin-service and six edges in three PoPs, apart from any platform that"
                    + " runs, publishes,"
                    + " purges and asks while two things at a time go wrong, and stops all of it again, also on Ctrl-C.",
            "Exit code 1 if anybody was served what a purge's receipt had promised away, if published content was lost, or if"
                    + " anything was not ready 30 s after the end of a fault."
        },
        mixinStandardHelpOptions = true)
public final class ChaosCommand implements Callable<Integer> {
    private static final int HELD = 0;
    private static final int BROKEN = 1;
    private static final int MAX_MINUTES = 24 * 60;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--minutes", paramLabel = "N", defaultValue = "10", description = "How long (default: 10).")
    private int minutes;

    @Option(names = "--seed", paramLabel = "N", description = "Which faults come, and what is purged (default: any).")
    private @Nullable Long seed;

    @Option(
            names = "--markdown",
            paramLabel = "FILE",
            description = "Write the table, fault by fault, to this file, as Markdown.")
    private @Nullable Path markdown;

    @Option(
            names = "--without",
            paramLabel = "KIND",
            split = ",",
            description = "Leave out these kinds of faults, by their names in the table, such as 'edge killed'.")
    private Set<FaultKind> without = EnumSet.noneOf(FaultKind.class);

    @Option(
            names = "--compose",
            description = "The containers of docker-compose.yml, on its ports, instead of processes; needs Docker.")
    private boolean compose;

    /** Builds the command. */
    public ChaosCommand() {}

    @Override
    public Integer call() throws IOException {
        if (minutes < 1 || minutes > MAX_MINUTES) {
            throw new ParameterException(
                    spec.commandLine(), "--minutes " + minutes + " is out of bounds: use 1 to " + MAX_MINUTES);
        }
        PrintWriter out = spec.commandLine().getOut();
        long chosen = seed == null ? new Random().nextInt(1_000_000) : seed;
        out.println("== chaos: the guarantee of purges on real " + (compose ? "containers" : "processes"));
        out.println("   command   ./skerry test --chaos " + (compose ? "--compose " : "") + "--minutes " + minutes
                + " --seed " + chosen);
        out.flush();
        try (Stage stage = Stage.open(out::println)) {
            ChaosRun run = new ChaosRun(stage, out, chosen, Duration.ofMinutes(minutes), without, compose);
            boolean held = run.run();
            if (markdown != null) {
                Files.write(markdown, run.table().markdown());
            }
            if (!held) {
                stage.keepFolder();
            }
            out.println(held ? "   held" : "   BROKEN: what the parts have printed is kept for you to read");
            return held ? HELD : BROKEN;
        } catch (PartFailedException | IllegalStateException e) {
            out.println("   failed: " + e.getMessage());
            return BROKEN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return BROKEN;
        }
    }
}
