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
 * What a node costs the centre: Kafka's and purge-service's processor time, bytes and connections at three sizes of a fleet,
 * idle and with purges, and what larger fleets come to by that ({@code docs/scale.md}). The nodes share this JVM: of each there
 * is all that an edge does with Kafka, with connections of its own, and no cache.
 */
final class PurgeScale {
    private static final Duration JOIN = Duration.ofMinutes(3);
    private static final Duration SETTLE = Duration.ofSeconds(10);

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
     * @param cores of processor
     * @param bytes read and written
     */
    private record Use(double cores, double bytes) {
        static Use of(CentreLoad spent, double seconds) {
            return new Use(spent.processor().toNanos() / 1e9 / seconds, spent.bytes() / seconds);
        }

        Use minus(Use other) {
            return new Use(cores - other.cores, bytes - other.bytes);
        }

        Use times(double factor) {
            return new Use(cores * factor, bytes * factor);
        }

        Use plus(Use other) {
            return new Use(cores + other.cores, bytes + other.bytes);
        }

        String text() {
            return "%6.3f cores %9.3f MB/s".formatted(cores, bytes / 1e6);
        }
    }

    /** A fleet of one size, measured. */
    private record Step(int nodes, long connections, Use kafkaIdle, Use kafkaPurging, Use servicePurging) {
        /** The line through two sizes, at a third. */
        static Use at(int nodes, int smaller, Use ofSmaller, int larger, Use ofLarger) {
            Use perNode = ofLarger.minus(ofSmaller).times(1.0 / (larger - smaller));
            return ofLarger.plus(perNode.times(nodes - larger));
        }
    }

    void run() throws Exception {
        int rate = Settings.or(settings.rate(), 10);
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
        CentreLoad kafkaBegin = CentreLoad.of(kafka);
        stage.pause(Duration.ofSeconds(seconds));
        CentreLoad kafkaMiddle = CentreLoad.of(kafka);
        CentreLoad serviceMiddle = CentreLoad.of(service);
        PurgeTimes times = new PurgeTimes(size);
        long begin = System.nanoTime();
        PurgeLatency.measure(client, times, rate, seconds);
        double purging = (System.nanoTime() - begin) / 1e9;
        CentreLoad kafkaEnd = CentreLoad.of(kafka);
        CentreLoad serviceEnd = CentreLoad.of(service);
        report.table(List.of(times.applied(), times.inHand()));
        return new Step(
                size,
                CentreLoad.connections(parts.kafka().port()),
                Use.of(kafkaMiddle.since(kafkaBegin), seconds),
                Use.of(kafkaEnd.since(kafkaMiddle), purging),
                Use.of(serviceEnd.since(serviceMiddle), purging));
    }

    private void print(List<Step> steps, int rate) {
        Step small = steps.get(0);
        Step middle = steps.get(1);
        Step large = steps.get(2);
        for (Step step : steps) {
            line(step.nodes + " nodes", step.connections, step.kafkaIdle, step.kafkaPurging, step.servicePurging);
        }
        for (int nodes : LARGER) {
            line(
                    nodes + " nodes, by the line through these",
                    large.connections * nodes / large.nodes,
                    Step.at(nodes, small.nodes, small.kafkaIdle, large.nodes, large.kafkaIdle),
                    Step.at(nodes, small.nodes, small.kafkaPurging, large.nodes, large.kafkaPurging),
                    Step.at(nodes, small.nodes, small.servicePurging, large.nodes, large.servicePurging));
        }
        Use foretold = Step.at(large.nodes, small.nodes, small.kafkaIdle, middle.nodes, middle.kafkaIdle);
        report.goal(Goal.atMost(
                "Kafka's bytes/s for %d idle nodes, %% off what %d and %d foretell"
                        .formatted(large.nodes, small.nodes, middle.nodes),
                100 * Math.abs(large.kafkaIdle.bytes / foretold.bytes - 1),
                25));
        Use purging = Step.at(large.nodes, small.nodes, small.kafkaPurging, middle.nodes, middle.kafkaPurging);
        report.goal(Goal.atMost(
                "the same with %d purges/s, %% off".formatted(rate),
                100 * Math.abs(large.kafkaPurging.bytes / purging.bytes - 1),
                25));
    }

    private void line(String what, long connections, Use idle, Use purging, Use service) {
        report.figure(what + ": connections to Kafka", Long.toString(connections));
        report.figure("  Kafka, idle", idle.text());
        report.figure("  Kafka, with purges", purging.text());
        report.figure("  purge-service, with purges", service.text());
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
