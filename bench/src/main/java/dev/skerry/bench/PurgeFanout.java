package dev.skerry.bench;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.stage.Parts;
import dev.skerry.stage.Stage;
import dev.skerry.stage.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long a purge takes until many nodes have applied it. The nodes share this JVM: of each there is what reads,
 * applies and reports, with connections of its own, and no cache. Measured as {@link PurgeLatency} does.
 */
final class PurgeFanout {
    private static final int WARM_UP_SECONDS = 60;
    private static final Duration JOIN = Duration.ofMinutes(2);

    private final Settings settings;
    private final Report report;
    private final Stage stage;

    PurgeFanout(Settings settings, Report report, Stage stage) {
        this.settings = settings;
        this.report = report;
        this.stage = stage;
    }

    void run() throws Exception {
        int rate = Settings.or(settings.rate(), 10);
        int seconds = Settings.or(settings.seconds(), 60);
        int count = Settings.or(settings.nodes(), 64);
        int warmup = settings.warmupSeconds(WARM_UP_SECONDS);
        report.setting(
                "%d nodes' log readers in one JVM; Kafka and purge-service; all on this machine".formatted(count));
        report.setting(
                "%d purges/s of one key each for %d s, after a warm-up of %d s".formatted(rate, seconds, warmup));
        Parts parts = Parts.withKafka(stage);
        Tokens tokens = Tokens.make(stage.folder());
        parts.sites(Sites.purged());
        int port = parts.startPurgeService(tokens);
        List<FleetNode> nodes = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            PopId pop = new PopId("pop" + i);
            nodes.add(stage.with(FleetNode.start(parts.bootstrap(), pop, new NodeId(pop + "-1"))));
        }
        for (FleetNode node : nodes) {
            node.awaitServing(JOIN);
        }
        PurgeClient client = stage.with(new PurgeClient(port, tokens));

        PurgeLatency.warmUp(client, count, rate, warmup);
        PurgeTimes times = new PurgeTimes(count);
        PurgeLatency.measure(client, times, rate, seconds);

        times.print(report);
        report.goal(Goal.atMost("applied everywhere, p50 ms", times.applied().percentile(50), 25));
        report.goal(Goal.atMost("applied everywhere, p99 ms", times.applied().percentile(99), 80));
    }
}
