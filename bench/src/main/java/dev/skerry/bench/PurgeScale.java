package dev.skerry.bench;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.parts.ChildProcess;
import dev.skerry.stage.Parts;
import dev.skerry.stage.Stage;
import dev.skerry.stage.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a node costs the centre: processor time, bytes, reports and connections at three sizes of a fleet, idle and with purges, and what larger fleets come to by that ({@code docs/scale.md}). The nodes share this JVM: of each there
 * is all that an edge does with Kafka, with connections of its own, and no cache.
 */
final class PurgeScale {
    private static final Duration JOIN = Duration.ofMinutes(3);
    private static final Duration SETTLE = Duration.ofSeconds(10);

    private static final double NANOS = 1e9;

    /** PoPs of ten nodes. */
    private static final int[] LARGER = {100, 1_000, 10_000};

    private final Settings settings;
    private final Report report;
    private final Stage stage;

    PurgeScale(Settings settings, Report report, Stage stage) {
        this.settings = settings;
        this.report = report;
        this.stage = stage;
    }

    /**
     * What was used in a second.
     *
     * @param kafka cores
     * @param service cores of purge-service
     * @param bytes over the network
     * @param receipts records of nodes
     */
    private record Use(double kafka, double service, double bytes, double receipts) {
        static Use of(CentreLoad spent) {
            double seconds = spent.nanos() / NANOS;
            return new Use(
                    spent.kafka().toNanos() / NANOS / seconds,
                    spent.service().toNanos() / NANOS / seconds,
                    spent.bytes() / seconds,
                    spent.receipts() / seconds);
        }

        Use minus(Use other) {
            return new Use(
                    kafka - other.kafka, service - other.service, bytes - other.bytes, receipts - other.receipts);
        }

        Use times(double factor) {
            return new Use(kafka * factor, service * factor, bytes * factor, receipts * factor);
        }

        Use plus(Use other) {
            return new Use(
                    kafka + other.kafka, service + other.service, bytes + other.bytes, receipts + other.receipts);
        }

        String text() {
            return "Kafka %6.3f cores, purge-service %6.3f, %9.3f MB/s, %8.1f reports/s"
                    .formatted(kafka, service, bytes / 1e6, receipts);
        }
    }

    /** A fleet of one size, measured. */
    private record Step(int nodes, long connections, Use idle, Use purging) {
        /** The line through two sizes, at a third. */
        static Use at(int nodes, int smaller, Use ofSmaller, int larger, Use ofLarger) {
            Use perNode = ofLarger.minus(ofSmaller).times(1.0 / (larger - smaller));
            return ofLarger.plus(perNode.times(nodes - larger));
        }
    }

    void run() throws Exception {
        int rate = Settings.or(settings.rate(), 4);
        int seconds = Settings.or(settings.seconds(), 30);
        int nodes = Settings.or(settings.nodes(), 256);
        int warmup = settings.warmupSeconds(60);
        if (nodes < 4) {
            throw new IllegalStateException("--nodes " + nodes + " are too few to tell what one costs: use 4 or more");
        }
        report.setting(
                "%d, %d and %d nodes, all that they do with Kafka, in one JVM; Kafka and purge-service; one machine"
                        .formatted(nodes / 4, nodes / 2, nodes));
        report.setting(
                "each size %d s idle, then %d s with %d purges/s of one key; before the first a warm-up of %d s of purges"
                        .formatted(seconds, seconds, rate, warmup));
        Parts parts = Parts.of(stage, List.of());
        ChildProcess kafka = stage.start(parts.kafka().launch(), parts.kafka().ready());
        parts.makeTopics();
        Tokens tokens = Tokens.make(stage.folder());
        parts.sites(Sites.purged());
        Parts.Part purgeService = parts.purgeService(tokens);
        ChildProcess service = stage.start(purgeService.launch(), purgeService.ready());
        PurgeClient client = stage.with(new PurgeClient(purgeService.port(), tokens));
        List<FleetNode> fleet = new ArrayList<>();
        stage.with(() -> closeAll(fleet));
        List<Step> steps = new ArrayList<>();
        for (int size : List.of(nodes / 4, nodes / 2, nodes)) {
            grow(fleet, size, parts.bootstrap());
            if (steps.isEmpty()) {
                PurgeLatency.measure(client, new PurgeTimes(size), rate, warmup);
            }
            stage.pause(SETTLE);
            steps.add(measure(parts, kafka, service, client, size, rate, seconds));
        }
        print(steps, rate);
    }

    private void grow(List<FleetNode> fleet, int size, String bootstrap) throws InterruptedException {
        List<FleetNode> added = new ArrayList<>();
        for (int i = fleet.size() + 1; i <= size; i++) {
            PopId pop = new PopId("pop" + i);
            FleetNode node = FleetNode.start(bootstrap, pop, new NodeId(pop + "-1"));
            fleet.add(node);
            added.add(node);
        }
        for (FleetNode node : added) {
            node.awaitServing(JOIN);
            node.beginTheRest();
        }
        report.note(size + " nodes serve");
    }

    private Step measure(
            Parts parts, ChildProcess kafka, ChildProcess service, PurgeClient client, int size, int rate, int seconds)
            throws InterruptedException {
        CentreLoad begin = CentreLoad.now(parts, kafka, service);
        stage.pause(Duration.ofSeconds(seconds));
        CentreLoad middle = CentreLoad.now(parts, kafka, service);
        PurgeTimes times = new PurgeTimes(size);
        PurgeLatency.measure(client, times, rate, seconds);
        CentreLoad end = CentreLoad.now(parts, kafka, service);
        report.table(List.of(times.applied(), times.inHand()));
        return new Step(
                size,
                CentreLoad.connections(parts.kafka().port()),
                Use.of(middle.since(begin)),
                Use.of(end.since(middle)));
    }

    private void print(List<Step> steps, int rate) {
        Step small = steps.get(0);
        Step middle = steps.get(1);
        Step large = steps.get(2);
        for (Step step : steps) {
            line(step.nodes + " nodes", step.connections, step.idle, step.purging);
        }
        for (int nodes : LARGER) {
            line(
                    nodes + " nodes, by the line through these",
                    large.connections * nodes / large.nodes,
                    Step.at(nodes, small.nodes, small.idle, large.nodes, large.idle),
                    Step.at(nodes, small.nodes, small.purging, large.nodes, large.purging));
        }
        Use perPurge = large.purging.minus(large.idle).times(1.0 / rate / large.nodes);
        report.figure(
                "of a purge, for each node", "%.0f bytes, %.2f reports".formatted(perPurge.bytes, perPurge.receipts));
        Use idle = Step.at(large.nodes, small.nodes, small.idle, middle.nodes, middle.idle);
        report.goal(Goal.atMost(
                "bytes/s for %d idle nodes, %% off what %d and %d foretell"
                        .formatted(large.nodes, small.nodes, middle.nodes),
                100 * Math.abs(large.idle.bytes / idle.bytes - 1),
                25));
        Use purging = Step.at(large.nodes, small.nodes, small.purging, middle.nodes, middle.purging);
        report.goal(Goal.atMost(
                "the same with %d purges/s, %% off".formatted(rate),
                100 * Math.abs(large.purging.bytes / purging.bytes - 1),
                25));
    }

    private void line(String what, long connections, Use idle, Use purging) {
        report.figure(what + ": connections to Kafka", Long.toString(connections));
        report.figure("  idle", idle.text());
        report.figure("  with purges", purging.text());
    }

    /** Side by side: each waits for its clients. */
    private static void closeAll(List<FleetNode> fleet) throws Exception {
        try (ExecutorService closers = Executors.newFixedThreadPool(16)) {
            List<Future<?>> closing = new ArrayList<>();
            for (FleetNode node : fleet) {
                closing.add(closers.submit(() -> {
                    node.close();
                    return null;
                }));
            }
            for (Future<?> close : closing) {
                close.get();
            }
        }
    }
}
