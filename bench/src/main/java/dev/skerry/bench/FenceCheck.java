package dev.skerry.bench;

import dev.skerry.parts.ChildProcess;
import dev.skerry.stage.Parts;
import dev.skerry.stage.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the purge protocol costs a hit: two edges, one in a fleet and one alone, which has no purges to ask of
 * ({@code StandaloneGuard}), answer the same users in turn. Compared is the processor time of a request, less what an
 * idle edge uses: a node of a fleet reads, reports and holds its lease also while nobody asks.
 */
final class FenceCheck {
    private static final double PERCENT = 100;

    private final Settings settings;
    private final Report report;
    private final Stage stage;

    FenceCheck(Settings settings, Report report, Stage stage) {
        this.settings = settings;
        this.report = report;
        this.stage = stage;
    }

    void run() throws Exception {
        int seconds = Settings.or(settings.seconds(), 5);
        int rounds = Settings.or(settings.rounds(), 10);
        int connections = Settings.or(settings.connections(), 16);
        report.setting("an edge of a fleet and one alone, one event loop each, no Redis; %d users; all on this machine"
                .formatted(connections));
        report.setting("%d rounds of %d s each, interleaved; warm-up %d s each"
                .formatted(rounds, seconds, settings.warmupSeconds(20)));
        SmallOrigin origin = stage.with(new SmallOrigin());
        Parts parts = Parts.withKafka(stage);
        parts.sites(List.of(Sites.asked(origin.port())));
        Path siteFile = Files.writeString(stage.folder().resolve("site.yaml"), Sites.file(origin.port()));
        Parts.Edge inFleet = parts.startEdge(
                "fra-1", Map.of("SKERRY_POP", "fra", "SKERRY_KAFKA", parts.bootstrap(), "SKERRY_EVENT_LOOPS", "1"));
        Parts.Edge alone =
                parts.startEdge("nyc-1", Map.of("SKERRY_SITE_FILE", siteFile.toString(), "SKERRY_EVENT_LOOPS", "1"));

        Duration warmup = Duration.ofSeconds(settings.warmupSeconds(20));
        HitLoad.run(inFleet.port(), connections, warmup);
        HitLoad.run(alone.port(), connections, warmup);
        Duration round = Duration.ofSeconds(seconds);
        double idleInFleet = idle(inFleet.process(), round);
        double idleAlone = idle(alone.process(), round);
        List<Double> fleetCosts = new ArrayList<>();
        List<Double> aloneCosts = new ArrayList<>();
        List<Double> differences = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            boolean fleetFirst = i % 2 == 0;
            double first = cost(fleetFirst ? inFleet : alone, fleetFirst ? idleInFleet : idleAlone, connections, round);
            double second =
                    cost(fleetFirst ? alone : inFleet, fleetFirst ? idleAlone : idleInFleet, connections, round);
            double fleetCost = fleetFirst ? first : second;
            double aloneCost = fleetFirst ? second : first;
            fleetCosts.add(fleetCost);
            aloneCosts.add(aloneCost);
            differences.add(PERCENT * (fleetCost / aloneCost - 1));
        }
        report.note("");
        report.figure("idle edge of a fleet, processor time", "%.2f %%".formatted(PERCENT * idleInFleet));
        report.figure("idle edge alone", "%.2f %%".formatted(PERCENT * idleAlone));
        report.figure(
                "a hit of the edge in a fleet, median (least to most)",
                Spread.of(fleetCosts).text("µs"));
        report.figure("a hit of the edge alone", Spread.of(aloneCosts).text("µs"));
        report.figure("difference of pairs of rounds", Spread.of(differences).text("%"));
        report.goal(Goal.atMost(
                "what the protocol adds to a hit, %", Spread.of(differences).median(), 3));
    }

    /** Processor time by wall-clock time while nobody asks. */
    private double idle(ChildProcess process, Duration time) throws InterruptedException {
        ProcessorTime begin = ProcessorTime.of(process);
        stage.pause(time);
        return ProcessorTime.of(process).since(begin).toNanos() / (double) time.toNanos();
    }

    /** Processor time of a request, in µs. */
    private static double cost(Parts.Edge edge, double idle, int connections, Duration round)
            throws InterruptedException {
        ProcessorTime begin = ProcessorTime.of(edge.process());
        long answers = HitLoad.run(edge.port(), connections, round);
        double used = ProcessorTime.of(edge.process()).since(begin).toNanos() - idle * round.toNanos();
        return used / 1e3 / answers;
    }
}
