package dev.skerry.bench;

import dev.skerry.contract.PurgeStatus;
import dev.skerry.stage.Parts;
import dev.skerry.stage.Stage;
import dev.skerry.stage.Tokens;
import java.time.Duration;
import java.util.List;

/**
 * How long a purge of one key takes, on a fleet of processes. Measured from the time when it was due:
 *
 * <ul>
 *   <li><b>applied everywhere</b>: until the last node's report of it has arrived at purge-service, which is later
 *       than the node has applied it. How late the client sent it, and {@link PurgeStatus#durationMs}.
 *   <li><b>receipts in hand</b>: until the client has the answer to {@code wait=complete}, with all receipts.
 * </ul>
 */
final class PurgeLatency {
    /** Nine JVMs compile side by side on what the machine has: the tail before that is theirs, and not the platform's. */
    static final int WARM_UP_SECONDS = 180;

    private final Settings settings;
    private final Report report;
    private final Stage stage;

    PurgeLatency(Settings settings, Report report, Stage stage) {
        this.settings = settings;
        this.report = report;
        this.stage = stage;
    }

    void run() throws Exception {
        int rate = Settings.or(settings.rate(), 100);
        int seconds = Settings.or(settings.seconds(), 60);
        int nodes = Settings.or(settings.nodes(), 6);
        int warmup = settings.warmupSeconds(WARM_UP_SECONDS);
        report.setting("%d nodes in %d PoPs, each PoP with a Redis; Kafka and purge-service; all on this machine"
                .formatted(nodes, Parts.POPS.size()));
        report.setting(
                "%d purges/s of one key each for %d s, after a warm-up of %d s".formatted(rate, seconds, warmup));
        Parts parts = Parts.withKafka(stage);
        Tokens tokens = Tokens.make(stage.folder());
        parts.sites(Sites.purged());
        int port = parts.startPurgeService(tokens);
        parts.fleet(Parts.POPS, nodes);
        PurgeClient client = stage.with(new PurgeClient(port, tokens));

        warmUp(client, nodes, rate, warmup);
        PurgeTimes times = new PurgeTimes(nodes);
        measure(client, times, rate, seconds);

        times.print(report);
        report.goal(Goal.atMost("applied everywhere, p50 ms", times.applied().percentile(50), 8));
        report.goal(Goal.atMost("applied everywhere, p99 ms", times.applied().percentile(99), 40));
        report.goal(Goal.atMost("applied everywhere, p99.9 ms", times.applied().percentile(99.9), 120));
        report.goal(Goal.atMost("receipts in hand, p50 ms", times.inHand().percentile(50), 15));
        report.goal(Goal.atMost("receipts in hand, p99 ms", times.inHand().percentile(99), 60));
    }

    /** As {@link #measure}, and thrown away: at a quarter of the rate first, since no process is warm yet. */
    static void warmUp(PurgeClient client, int nodes, int rate, int seconds) throws InterruptedException {
        int first = seconds / 2;
        measure(client, new PurgeTimes(nodes), Math.max(1, rate / 4), first);
        measure(client, new PurgeTimes(nodes), rate, seconds - first);
    }

    /** Purges one key after the other, and records each. */
    static void measure(PurgeClient client, PurgeTimes times, int rate, int seconds) throws InterruptedException {
        OpenLoop.run(rate, Duration.ofSeconds(seconds), (number, due) -> {
            byte[] body = PurgeClient.byKeys(List.of("key-" + number));
            long sent = System.nanoTime();
            return client.purge(Sites.id(number), body)
                    .thenAccept(status -> times.record(due, sent, System.nanoTime(), status));
        });
    }
}
