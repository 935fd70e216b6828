package dev.skerry.bench;

import dev.skerry.contract.PurgeStatus;
import dev.skerry.stage.Parts;
import dev.skerry.stage.Stage;
import dev.skerry.stage.Tokens;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * How many selectors a second a fleet takes, and what that takes from its users: rounds in which one edge answers
 * hits as fast as it can, every second one with purges of other sites going on. The edge and its users have a processor of their
 * own where the system can do that ({@link Cores}), since a PoP does not share its machine with Kafka, purge-service and the other PoPs.
 */
final class PurgeThroughput {
    private static final int WARM_UP_SECONDS = 60;

    private final Settings settings;
    private final Report report;
    private final Stage stage;
    private final Latencies complete = new Latencies("due to receipts in hand");
    private final LongAdder selectorsDone = new LongAdder();

    PurgeThroughput(Settings settings, Report report, Stage stage) {
        this.settings = settings;
        this.report = report;
        this.stage = stage;
    }

    void run() throws Exception {
        int rate = Settings.or(settings.rate(), 10);
        int selectors = Settings.or(settings.selectors(), 1000);
        int seconds = Settings.or(settings.seconds(), 5);
        int rounds = Settings.or(settings.rounds(), 6);
        int connections = Settings.or(settings.connections(), 16);
        report.setting(
                "3 PoPs of one node and a Redis; Kafka, purge-service, %d users of one node; all on this machine%s"
                        .formatted(
                                connections,
                                Cores.areParted()
                                        ? ", node and users on a processor of their own"
                                        : ", sharing its processors"));
        report.setting(
                "%d rounds of %d s with %d purges/s of %d keys, and as many without, interleaved; warm-up %d s of hits, as long of a fifth of the purges, of all, and of both at once"
                        .formatted(rounds, seconds, rate, selectors, settings.warmupSeconds(WARM_UP_SECONDS)));
        Parts parts = Parts.withKafka(stage);
        Tokens tokens = Tokens.make(stage.folder());
        SmallOrigin origin = stage.with(new SmallOrigin());
        parts.sites(Sites.purged());
        parts.sites(List.of(Sites.asked(origin.port())));
        int port = parts.startPurgeService(tokens);
        List<Parts.Edge> edges = parts.fleet(Parts.POPS, Parts.POPS.size());
        HitUsers hits = stage.with(new HitUsers(edges.getFirst().port(), connections));
        part(edges.getFirst(), hits);
        PurgeClient client = stage.with(new PurgeClient(port, tokens));
        ExecutorService users = Executors.newSingleThreadExecutor();
        stage.with(users::shutdownNow);

        Duration warmup = Duration.ofSeconds(settings.warmupSeconds(WARM_UP_SECONDS));
        hits.run(warmup);
        purge(client, Math.max(1, rate / 5), selectors, warmup, new Latencies("warm-up"));
        purge(client, rate, selectors, warmup, new Latencies("warm-up"));
        // What is asked while purges arrive takes ways through the code that neither alone takes.
        Future<Long> warm = users.submit(() -> hits.run(warmup));
        purge(client, rate, selectors, warmup, new Latencies("warm-up"));
        long _ = hitsOf(warm, warmup);
        selectorsDone.reset();
        Duration round = Duration.ofSeconds(seconds);
        List<Double> quiet = new ArrayList<>();
        List<Double> purging = new ArrayList<>();
        double purgeSeconds = 0;
        for (int i = 0; i < rounds; i++) {
            quiet.add(hits.run(round) / (double) seconds);
            Future<Long> answers = users.submit(() -> hits.run(round));
            long begin = System.nanoTime();
            purge(client, rate, selectors, round, complete);
            purgeSeconds += Math.max(seconds, (System.nanoTime() - begin) / 1e9);
            purging.add(hitsOf(answers, round) / (double) seconds);
        }
        print(quiet, purging, selectorsDone.sum() / purgeSeconds, rate * (double) selectors);
    }

    /** All that this process has started, and itself, is put aside; then the edge and its users get theirs. */
    private static void part(Parts.Edge edge, HitUsers users) throws IOException, InterruptedException {
        Cores.others(ProcessHandle.current().pid());
        for (ProcessHandle child : ProcessHandle.current().descendants().toList()) {
            Cores.others(child.pid());
        }
        Cores.own(edge.process().identity().pid());
        Cores.own(users.pid());
    }

    private void purge(PurgeClient client, int rate, int selectors, Duration length, Latencies times)
            throws InterruptedException {
        OpenLoop.run(rate, length, (number, due) -> {
            List<String> keys = IntStream.range(0, selectors)
                    .mapToObj(i -> "key-" + number + "-" + i)
                    .toList();
            return client.purge(Sites.id(number), PurgeClient.byKeys(keys)).thenAccept(status -> {
                times.recordNanos(System.nanoTime() - due);
                selectorsDone.add(applied(status));
            });
        });
    }

    private static int applied(PurgeStatus status) {
        return status.state().reaches(PurgeStatus.State.COMPLETE)
                ? status.selectors().size()
                : 0;
    }

    private static long hitsOf(Future<Long> hits, Duration round) throws InterruptedException {
        try {
            return hits.get(round.toSeconds() + 60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("users got no answers: " + e, e);
        }
    }

    private void print(List<Double> quiet, List<Double> purging, double selectorsPerSecond, double wanted) {
        report.table(List.of(complete));
        report.histogram(complete);
        report.figure(
                "hits/s without purges, median of rounds (least to most)",
                Spread.of(quiet).text("/s"));
        report.figure("hits/s with purges", Spread.of(purging).text("/s"));
        report.figure("selectors/s, each applied by every node", "%.0f".formatted(selectorsPerSecond));
        report.goal(Goal.atLeast("selectors/s, within 2 % of what was asked for", selectorsPerSecond, 0.98 * wanted));
        report.goal(Goal.atLeast(
                "hits/s with purges to hits/s without",
                Spread.of(purging).median() / Spread.of(quiet).median(),
                0.9));
    }
}
