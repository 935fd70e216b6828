package dev.skerry.chaos;

import dev.skerry.chaos.World.Change;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import dev.skerry.stage.Means;
import dev.skerry.stage.Parts;
import dev.skerry.stage.Stage;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Holds the guarantee of DESIGN section 4 against real processes. Publishers change content and purge it, users ask all nodes, and
 * two things at a time go wrong. A user who is served something older than a receipt had promised is a violation; so is content
 * of the store that was acknowledged and is lost, a purge that does not get complete or that the log has lost, and a part that is
 * not ready again in time. At the end, with nothing wrong any more, every node must serve the newest of everything.
 */
final class ChaosRun {
    private static final int PUBLISHERS = 3;
    private static final int WRITERS = 2;
    private static final int USERS = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration TICK = Duration.ofMillis(100);

    /** Purges that are still owed are tried again after 10 s at most. */
    private static final Duration SETTLING = Duration.ofSeconds(30);

    /** Within so many seconds every kind has its turn. */
    private static final int ALL_KINDS_SECONDS = 300;

    private final Stage stage;
    private final PrintWriter out;
    private final long seed;
    private final Duration length;
    private final Set<FaultKind> without;
    private final boolean containers;
    private final World world = new World();
    private final Tally tally = new Tally();
    private final Sightings sightings = new Sightings();
    private final UnderWay underWay = new UnderWay();
    private final CountDownLatch ended = new CountDownLatch(1);
    private long begun;

    /**
     * Starts nothing yet.
     *
     * @param without kinds that are left out, which the run says at its begin
     * @param containers whether the platform is that of docker-compose.yml, else processes
     */
    ChaosRun(Stage stage, PrintWriter out, long seed, Duration length, Set<FaultKind> without, boolean containers) {
        this.stage = stage;
        this.out = out;
        this.seed = seed;
        this.length = length;
        this.without = without;
        this.containers = containers;
    }

    /** Whether the guarantee held, and the run was worth its name. */
    boolean run() throws IOException, InterruptedException {
        Set<Means> means = Means.here(stage.folder());
        Set<FaultKind> kinds = kinds(means);
        say(
                containers
                        ? "building images and starting the containers of docker-compose.yml"
                        : "starting Kafka, purge-service, origin-service, 3 Redis and 6 edges");
        ChaosOrigin origin = stage.with(new ChaosOrigin(world));
        HttpClient http = stage.with(HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build());
        ChaosPlatform platform = containers
                ? new ComposePlatform(stage, http, means, origin.port())
                : new ProcessPlatform(stage, http, means, origin.port());
        Publisher publisher = new Publisher(world, stage, http, platform, tally, sightings, underWay);
        StoreWriter writer = new StoreWriter(world, platform.store(), publisher::follow, tally, sightings, underWay);
        User user = new User(world, platform.nodes(), http, tally, sightings, underWay);
        fill(writer);
        begun = System.nanoTime();
        List<Thread> threads = start(publisher, writer, user);
        say("all are ready; faults begin in " + WARM_UP.toSeconds() + " s");
        stage.pause(WARM_UP);
        Watch watch = stage.with(new Watch(platform, Parts.POPS, http, tally, sightings));
        FaultPlan plan = new FaultPlan(
                seed,
                kinds,
                Parts.POPS,
                platform.nodes().keySet().stream().sorted().toList());
        new Faults(stage, plan, platform.saboteur(tally), watch, underWay, tally, sightings, this::say).go(length);
        ended.countDown();
        for (Thread thread : threads) {
            if (!thread.join(Publisher.LIMIT)) {
                tally.found(thread.getName() + " does not end");
            }
        }
        say("no faults any more; waiting for all parts and all purges");
        awaitReady(watch);
        publisher.awaitComplete();
        checkStore(writer, user, platform);
        checkAll(publisher, writer, user, platform);
        publisher.acknowledged().lost(platform.bootstrap()).forEach(tally::found);
        tally.print(out);
        print(sightings.table().aligned());
        print(Sightings.LEGEND);
        return conclude(kinds);
    }

    /** What the faults have shown, once the run is over. */
    Table table() {
        return sightings.table();
    }

    /** What can be done here; of the rest it is said why not. */
    private Set<FaultKind> kinds(Set<Means> means) {
        Set<FaultKind> kinds = EnumSet.allOf(FaultKind.class);
        kinds.removeIf(kind -> !means.contains(kind.means()));
        for (Means missing : EnumSet.complementOf(EnumSet.copyOf(means))) {
            String without = Arrays.stream(FaultKind.values())
                    .filter(kind -> kind.means() == missing)
                    .map(FaultKind::toString)
                    .collect(Collectors.joining(", "));
            say("left out: " + without + "; that needs " + missing);
        }
        kinds.removeAll(without);
        if (!without.isEmpty()) {
            say("left out, as was asked for: " + without);
        }
        return kinds;
    }

    private void fill(StoreWriter writer) throws InterruptedException {
        for (int thing = World.FIRST_STORED; thing < World.THINGS; thing++) {
            if (!writer.publish(thing)) {
                throw new IllegalStateException("the content store does not take content, with nothing wrong yet");
            }
        }
    }

    private List<Thread> start(Publisher publisher, StoreWriter writer, User user) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            Random random = new Random(seed + i);
            threads.add(start("publisher " + i, () -> {
                var _ = publisher.publish(world.change(random));
                return 50 + random.nextInt(400);
            }));
        }
        for (int i = 0; i < WRITERS; i++) {
            int first = World.FIRST_STORED + i;
            Random random = new Random(seed + PUBLISHERS + i);
            threads.add(start("writer " + i, () -> {
                var _ = writer.publish(first + WRITERS * random.nextInt((World.THINGS - first) / WRITERS));
                return 50 + random.nextInt(400);
            }));
        }
        for (int i = 0; i < USERS; i++) {
            Random random = new Random(seed - 1 - i);
            threads.add(start("user " + i, () -> {
                user.askAny(random);
                return random.nextInt(30);
            }));
        }
        return threads;
    }

    /** One turn of somebody, who tells for how many milliseconds to pause after it. */
    @FunctionalInterface
    private interface Step {
        int go() throws InterruptedException;
    }

    private Thread start(String name, Step step) {
        return Thread.ofVirtual().name(name).start(() -> repeat(step));
    }

    private void repeat(Step step) {
        try {
            while (!ended.await(step.go(), TimeUnit.MILLISECONDS)) {}
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is late is found by the watch itself. */
    private void awaitReady(Watch watch) throws InterruptedException {
        long deadline = System.nanoTime() + 2 * Recovery.LIMIT.toNanos();
        while (!watch.isSettled() && System.nanoTime() - deadline < 0) {
            stage.pause(TICK);
        }
    }

    /** Everything acknowledged is in the store, and all nodes serve what is there, without any further purge. */
    private void checkStore(StoreWriter writer, User user, ChaosPlatform platform) throws InterruptedException {
        say("checking that nothing is lost from the content store");
        for (int thing = World.FIRST_STORED; thing < World.THINGS; thing++) {
            long version = writer.look(thing);
            if (version < 0) {
                tally.found("the content store does not say what it has of " + World.path(thing));
            }
            for (String node : platform.nodes().keySet()) {
                awaitVersion(user, node, thing, version);
            }
        }
    }

    private void awaitVersion(User user, String node, int thing, long version) throws InterruptedException {
        long deadline = System.nanoTime() + SETTLING.toNanos();
        long served = user.ask(node, thing, null);
        while (served != version && System.nanoTime() - deadline < 0) {
            stage.pause(TICK);
            served = user.ask(node, thing, null);
        }
        if (served != version) {
            tally.found("%s serves %s in version %d, the content store has %d"
                    .formatted(node, World.path(thing), served, version));
        }
    }

    /** Everything is changed and purged once more: every node must have a receipt, and serve the newest. */
    private void checkAll(Publisher publisher, StoreWriter writer, User user, ChaosPlatform platform)
            throws InterruptedException {
        say("checking everything at every node");
        for (int site = 0; site < World.SITES.size(); site++) {
            Change change = world.everything(site);
            Optional<PurgeStatus> status = publisher.publish(change);
            long applied = status.stream()
                    .flatMap(purge -> purge.receipts().stream())
                    .filter(receipt ->
                            receipt.state() == Receipt.State.APPLIED || receipt.state() == Receipt.State.ERASED)
                    .count();
            if (applied != platform.nodes().size()) {
                tally.found("the last purge of " + change.site() + " has " + applied + " receipts: " + status);
            }
        }
        for (int thing = World.FIRST_STORED; thing < World.THINGS; thing++) {
            if (!writer.publish(thing)) {
                tally.found("the content store takes no new " + World.path(thing));
            }
        }
        publisher.awaitComplete();
        for (String node : platform.nodes().keySet()) {
            for (int thing = 0; thing < World.THINGS; thing++) {
                if (user.ask(node, thing, null) != world.version(thing)) {
                    tally.found(node + " does not serve the newest " + World.path(thing));
                }
            }
        }
    }

    /** A run that saw next to nothing proves nothing. */
    private boolean conclude(Set<FaultKind> kinds) {
        List<String> missing = new ArrayList<>();
        long seconds = length.toSeconds();
        if (tally.fromCache() < 10 * seconds) {
            missing.add("fewer than 10 hits a second");
        }
        if (tally.held() < 10 * seconds) {
            missing.add("fewer than 10 answers a second were checked against a promise");
        }
        if (tally.purges("complete") < seconds / 2) {
            missing.add("fewer than one purge in 2 s was complete");
        }
        if (tally.stored() < seconds / 2) {
            missing.add("fewer than one upload in 2 s was stored");
        }
        if (seconds >= ALL_KINDS_SECONDS) {
            kinds.stream().filter(kind -> tally.longest(kind).isZero()).forEach(kind -> missing.add("never: " + kind));
            for (FaultKind kind : List.of(FaultKind.KAFKA_KILLED, FaultKind.REDIS_KILLED)) {
                if (tally.longest(kind).toMillis() < FaultPlan.LONG_MILLIS) {
                    missing.add("never for " + FaultPlan.LONG_MILLIS / 1_000 + " s: " + kind);
                }
            }
        }
        missing.forEach(what -> say("this run proves too little: " + what));
        return missing.isEmpty() && tally.findings() == 0;
    }

    private void print(List<String> lines) {
        out.println();
        lines.forEach(line -> out.println("   " + line));
        out.flush();
    }

    private void say(String text) {
        long seconds =
                begun == 0 ? 0 : Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        out.printf("   %4d s  %s%n", seconds, text);
        out.flush();
    }
}
