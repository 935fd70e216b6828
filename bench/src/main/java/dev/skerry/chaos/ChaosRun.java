package dev.skerry.chaos;

import dev.skerry.chaos.World.Change;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import dev.skerry.stage.Parts;
import dev.skerry.stage.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Holds the guarantee of DESIGN section 4 against real processes. Publishers change content and purge it, users ask all nodes, and
 * two things at a time go wrong. A user who is served something older than a receipt had promised is a violation; so is a purge
 * that does not get complete, and a part that does not get ready again. At the end, with nothing wrong any more, every node must
 * serve the newest of everything.
 */
final class ChaosRun {
    private static final int PUBLISHERS = 3;
    private static final int USERS = 8;
    private static final int MOST_FAULTS = 2;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration PROGRESS = Duration.ofSeconds(10);
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    private final Stage stage;
    private final PrintWriter out;
    private final long seed;
    private final Duration length;
    private final World world = new World();
    private final Tally tally = new Tally();
    private final Map<Fault, Long> underWay = new ConcurrentHashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private long begun;

    ChaosRun(Stage stage, PrintWriter out, long seed, Duration length) {
        this.stage = stage;
        this.out = out;
        this.seed = seed;
        this.length = length;
    }

    /** Whether the guarantee held, and the run was worth its name. */
    boolean run() throws IOException, InterruptedException {
        say("starting Kafka, purge-service, 3 Redis and 6 edges");
        ChaosOrigin origin = stage.with(new ChaosOrigin(world));
        ChaosFleet fleet = new ChaosFleet(stage, origin.port());
        HttpClient http = stage.with(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build());
        Publisher publisher = new Publisher(world, stage, http, fleet, tally);
        User user = new User(
                world, fleet.nodes(), http, tally, () -> underWay.keySet().toString());
        begun = System.nanoTime();
        List<Thread> threads = start(publisher, user);
        say("all are ready; faults begin in " + WARM_UP.toSeconds() + " s");
        stage.pause(WARM_UP);
        letGoWrong(fleet);
        ended.countDown();
        for (Thread thread : threads) {
            if (!thread.join(Publisher.LIMIT)) {
                tally.found(thread.getName() + " does not end");
            }
        }
        say("no faults any more; waiting for all parts and all purges");
        awaitReady(fleet);
        publisher.awaitComplete();
        checkAll(publisher, user, fleet);
        tally.print(out);
        return conclude();
    }

    private List<Thread> start(Publisher publisher, User user) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            Random random = new Random(seed + i);
            threads.add(Thread.ofVirtual()
                    .name("publisher " + i)
                    .start(() -> repeat(() -> {
                        var _ = publisher.publish(world.change(random));
                        return 50 + random.nextInt(400);
                    })));
        }
        for (int i = 0; i < USERS; i++) {
            Random random = new Random(seed - 1 - i);
            threads.add(Thread.ofVirtual()
                    .name("user " + i)
                    .start(() -> repeat(() -> {
                        user.askAny(random);
                        return random.nextInt(30);
                    })));
        }
        return threads;
    }

    /** One turn of somebody, who tells for how many milliseconds to pause after it. */
    @FunctionalInterface
    private interface Step {
        int go() throws InterruptedException;
    }

    private void repeat(Step step) {
        try {
            while (!ended.await(step.go(), TimeUnit.MILLISECONDS)) {}
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void letGoWrong(ChaosFleet fleet) throws IOException, InterruptedException {
        FaultPlan plan = new FaultPlan(
                seed, Parts.POPS, fleet.nodes().keySet().stream().sorted().toList());
        long end = System.nanoTime() + length.toNanos();
        long next = System.nanoTime();
        long nextProgress = System.nanoTime() + PROGRESS.toNanos();
        while (System.nanoTime() - end < 0) {
            endFaults(fleet, false);
            long now = System.nanoTime();
            if (now - next >= 0 && underWay.size() < MOST_FAULTS) {
                begin(fleet, plan);
                next = now + plan.gap().toNanos();
            }
            if (now - nextProgress >= 0) {
                say(tally.progress());
                nextProgress = now + PROGRESS.toNanos();
            }
            stage.pause(TICK);
        }
        endFaults(fleet, true);
    }

    private void begin(ChaosFleet fleet, FaultPlan plan) throws IOException, InterruptedException {
        Set<String> busy = new HashSet<>();
        underWay.keySet().forEach(fault -> busy.add(fault.part()));
        Optional<Fault> fault = plan.next(busy);
        if (fault.isPresent()) {
            fleet.begin(fault.get());
            underWay.put(fault.get(), System.nanoTime() + fault.get().length().toNanos());
            tally.fault(fault.get());
            say(fault.get().toString());
        }
    }

    private void endFaults(ChaosFleet fleet, boolean all) throws IOException, InterruptedException {
        for (Map.Entry<Fault, Long> fault : Map.copyOf(underWay).entrySet()) {
            if (all || System.nanoTime() - fault.getValue() >= 0) {
                fleet.end(fault.getKey());
                underWay.remove(fault.getKey());
            }
        }
    }

    private void awaitReady(ChaosFleet fleet) throws InterruptedException {
        long deadline = System.nanoTime() + RECOVERY.toNanos();
        List<String> missing = fleet.notReady();
        while (!missing.isEmpty() && System.nanoTime() - deadline < 0) {
            stage.pause(TICK);
            missing = fleet.notReady();
        }
        if (!missing.isEmpty()) {
            tally.found("not ready " + RECOVERY.toSeconds() + " s after the last fault: " + missing);
        }
    }

    /** Everything is changed and purged once more: every node must have a receipt, and serve the newest. */
    private void checkAll(Publisher publisher, User user, ChaosFleet fleet) throws InterruptedException {
        say("checking everything at every node");
        for (int site = 0; site < World.SITES.size(); site++) {
            Change change = world.everything(site);
            Optional<PurgeStatus> status = publisher.publish(change);
            long applied = status.stream()
                    .flatMap(purge -> purge.receipts().stream())
                    .filter(receipt ->
                            receipt.state() == Receipt.State.APPLIED || receipt.state() == Receipt.State.ERASED)
                    .count();
            if (applied != fleet.nodes().size()) {
                tally.found("the last purge of " + change.site() + " has " + applied + " receipts: " + status);
            }
        }
        for (String node : fleet.nodes().keySet()) {
            for (int thing = 0; thing < World.THINGS; thing++) {
                if (user.ask(node, thing, null) != world.version(thing)) {
                    tally.found(node + " does not serve the newest " + World.path(thing));
                }
            }
        }
    }

    /** A run that saw next to nothing proves nothing. */
    private boolean conclude() {
        List<String> missing = new ArrayList<>();
        long seconds = length.toSeconds();
        if (tally.answers(User.HIT) < 10 * seconds) {
            missing.add("fewer than 10 hits a second");
        }
        if (tally.held() < 10 * seconds) {
            missing.add("fewer than 10 answers a second were checked against a promise");
        }
        if (tally.purges("complete") < seconds / 2) {
            missing.add("fewer than one purge in 2 s was complete");
        }
        for (FaultKind kind : FaultKind.values()) {
            if (seconds >= 300 && tally.faults(kind) == 0) {
                missing.add("never: " + kind);
            }
        }
        missing.forEach(what -> say("this run proves too little: " + what));
        return missing.isEmpty() && tally.findings() == 0;
    }

    private void say(String text) {
        long seconds =
                begun == 0 ? 0 : Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        out.printf("   %4d s  %s%n", seconds, text);
        out.flush();
    }
}
