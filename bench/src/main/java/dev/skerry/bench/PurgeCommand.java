package dev.skerry.bench;

import dev.skerry.parts.PartFailedException;
import dev.skerry.stage.Stage;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bench purge}. */
@Command(
        name = "purge",
        header = "Measure purges: how fast, how many, at what cost.",
        description = {
            "Starts what a benchmark needs (Kafka, Redis, purge-service, edges), measures, and stops it again, also on"
                    + " Ctrl-C. Exit code 1 if a goal is missed.",
            "Without NAME all are run, one after the other: about half an hour."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./skerry bench purge latency",
            "  ./skerry bench purge latency --rate 50 --seconds 120",
            "  ./skerry bench purge index restart"
        })
final class PurgeCommand implements Callable<Integer> {
    private static final int MET = 0;
    private static final int MISSED = 1;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "${COMPLETION-CANDIDATES} (default: all of them).")
    private List<PurgeBenchmark> chosen = List.of();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Purges a second (latency: 100, fanout and throughput: 10, scale: 4).")
    private @Nullable Integer rate;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description =
                    "Measured (latency and fanout: 60, scale: 30), or of a round (throughput and fence-check: 5).")
    private @Nullable Integer seconds;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            description =
                    "Seconds before that, which do not count (latency: 180, fanout, scale and throughput: 60, fence-check: 20).")
    private @Nullable Integer warmup;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds that are interleaved (throughput: 6, others: 10).")
    private @Nullable Integer rounds;

    @Option(names = "--nodes", paramLabel = "N", description = "Nodes (latency: 6, fanout: 64, scale: 256).")
    private @Nullable Integer nodes;

    @Option(
            names = "--selectors",
            paramLabel = "N",
            description = "Selectors in all (index: 10000000, restart: 1000000), or of one purge (throughput: 1000).")
    private @Nullable Integer selectors;

    @Option(names = "--objects", paramLabel = "N", description = "Stored responses (index: 1000000).")
    private @Nullable Integer objects;

    @Option(names = "--connections", paramLabel = "N", description = "Users that ask (throughput, fence-check: 16).")
    private @Nullable Integer connections;

    @Override
    public Integer call() throws Exception {
        Settings settings = settings();
        PrintWriter out = spec.commandLine().getOut();
        boolean met = true;
        for (PurgeBenchmark benchmark : chosen.isEmpty() ? Arrays.asList(PurgeBenchmark.values()) : chosen) {
            Report report = new Report(out);
            report.begin(benchmark.title(), command(benchmark));
            try (Stage stage = Stage.open(report::note)) {
                benchmark.run(settings, report, stage);
            } catch (PartFailedException | IllegalStateException e) {
                report.note("failed: " + e.getMessage());
                met = false;
                continue;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return MISSED;
            }
            met &= report.end();
        }
        return met ? MET : MISSED;
    }

    private Settings settings() {
        try {
            return new Settings(rate, seconds, warmup, rounds, nodes, selectors, objects, connections);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** As it could be typed again. */
    private String command(PurgeBenchmark benchmark) {
        StringBuilder command = new StringBuilder("./skerry bench purge " + benchmark);
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            Object value = option.getValue();
            if (value instanceof Integer number) {
                command.append(' ').append(option.longestName()).append(' ').append(number);
            }
        }
        return command.toString();
    }
}
