package dev.skerry.rolling;

import dev.skerry.chaos.World;
import dev.skerry.stage.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Restarts every service in turn by SIGTERM, each once the one before is ready again, while users ask and publishers publish and
 * purge. Not one request may fail, and no answer may be older than a receipt had promised.
 */
final class RollingRun {
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final Duration BETWEEN = Duration.ofSeconds(2);

    /** Beyond the delay and the limit of the fleet, and what a service takes besides. */
    private static final Duration END = Duration.ofSeconds(40);

    private final Stage stage;
    private final PrintWriter out;
    private final int rate;
    private final long seed;
    private final World world = new World();
    private final Ledger ledger = new Ledger();
    private final List<Balancer> balancers = new ArrayList<>();

    RollingRun(Stage stage, PrintWriter out, int rate, long seed) {
        this.stage = stage;
        this.out = out;
        this.rate = rate;
        this.seed = seed;
    }

    /** Whether nothing failed, and the run was worth its name. */
    boolean run() throws IOException, InterruptedException {
        say("   starting Kafka, 3 Redis, 2 purge-services, origin-service, telemetry and 6 edges");
        RollingFleet fleet = new RollingFleet(stage);
        HttpClient http = stage.with(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build());
        List<Balancer> pops = fleet.pops().stream()
                .map(nodes -> balancer(nodes, Balancer.MISSES_OF_EDGE))
                .toList();
        Balancer purges = balancer(fleet.purgeServices(), Balancer.MISSES_OF_SERVICE);
        Balancer origin = balancer(List.of(fleet.origin()), Balancer.MISSES_OF_SERVICE);
        Publishers publishers = new Publishers(world, origin, purges, fleet.authorization(), http, ledger, seed);
        for (String site : World.SITES) {
            publishers.site(site, RollingFleet.site(site));
        }
        publishers.site(World.STORE, RollingFleet.site(World.STORE));
        publishers.everything();
        say("   all are ready; more and more requests, restarts begin in %d s, with %d requests/s"
                .formatted(WARM_UP.toSeconds(), rate));
        Users users = new Users(world, pops, http, ledger, seed);
        stage.pause(BETWEEN); // edges hear of the sites
        Thread asking = Thread.ofPlatform().name("users").start(() -> users.run(rate, WARM_UP));
        Thread publishing = Thread.ofPlatform().name("publishers").start(publishers::run);
        long begun = System.nanoTime();
        stage.pause(WARM_UP);
        say("   before the first: failed %d, stale %d".formatted(ledger.failures(), ledger.staleAnswers()));
        say("   %-18s %10s %8s %10s %8s %8s".formatted("restarted", "drained", "code", "ready", "failed", "stale"));
        for (Restartable service : fleet.all()) {
            restart(service);
        }
        long length = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        publishers.end();
        users.end();
        asking.join();
        publishing.join();
        ledger.print(out);
        return conclude(length);
    }

    private Balancer balancer(List<Restartable> members, int misses) {
        Balancer balancer = stage.with(new Balancer(members, misses, ledger));
        balancers.add(balancer);
        return balancer;
    }

    private void restart(Restartable service) throws InterruptedException {
        int failures = ledger.failures();
        int stale = ledger.staleAnswers();
        long begun = System.nanoTime();
        balancers.forEach(balancer -> balancer.ends(service));
        int code = service.end(END);
        long ended = System.nanoTime();
        service.start();
        balancers.forEach(balancer -> balancer.startsAgain(service));
        service.awaitReady();
        long ready = System.nanoTime();
        stage.pause(BETWEEN);
        say("   %-18s %8.1f s %8d %8.1f s %8d %8d"
                .formatted(
                        service.name(),
                        (ended - begun) / 1e9,
                        code,
                        (ready - ended) / 1e9,
                        ledger.failures() - failures,
                        ledger.staleAnswers() - stale));
        if (code != 0 && code != 143) {
            ledger.failed(service.name() + " ended with exit code " + code);
        }
    }

    /** A run that saw next to nothing proves nothing. */
    private boolean conclude(long seconds) {
        List<String> missing = new ArrayList<>();
        if (ledger.count("users' hits") + ledger.count("users' answers from upstream") < seconds * rate * 9 / 10) {
            missing.add("fewer than nine in ten of the requests were sent and answered");
        }
        if (ledger.promisesHeld() < seconds * rate / 10) {
            missing.add("fewer than one answer in ten was checked against a promise");
        }
        if (ledger.count("purges complete within 5 s") < seconds / 5) {
            missing.add("fewer than one purge in 5 s was complete");
        }
        missing.forEach(what -> say("   this run proves too little: " + what));
        return missing.isEmpty() && ledger.failures() == 0 && ledger.staleAnswers() == 0;
    }

    private void say(String text) {
        out.println(text);
        out.flush();
    }
}
