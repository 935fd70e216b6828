package dev.skerry.chaos;

import dev.skerry.cli.platform.HealthProbe;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Asks every part whether it is ready, and for users of each PoP whether a node of it that says so serves them, four times a
 * second: what comes of it is in the {@link Recovery}. A thread for each of them, until it is closed.
 */
final class Watch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long PAUSE_MILLIS = 250;

    private final ChaosPlatform platform;
    private final Map<String, Victim> victims;
    private final HttpClient http;
    private final Tally tally;
    private final Sightings sightings;
    private final Recovery recovery;
    private final CountDownLatch closed = new CountDownLatch(1);

    Watch(ChaosPlatform platform, List<String> pops, HttpClient http, Tally tally, Sightings sightings) {
        this.platform = platform;
        this.http = http;
        this.tally = tally;
        this.sightings = sightings;
        this.victims = platform.victims();
        Map<String, BooleanSupplier> checks = new HashMap<>();
        victims.forEach((name, part) -> checks.put(name, part::isReady));
        pops.forEach(pop -> checks.put(Place.USERS + pop, () -> isServing(pop)));
        recovery = new Recovery(checks.keySet());
        checks.forEach((name, check) -> Thread.ofVirtual().name("watch " + name).start(() -> watch(name, check)));
    }

    void began(Fault fault) {
        recovery.began(fault).forEach(this::tell);
    }

    void ended(Fault fault) {
        recovery.ended(fault, System.nanoTime());
    }

    /** What has not been ready yet since a fault ended. */
    Set<String> missing() {
        return recovery.missing();
    }

    boolean isSettled() {
        return recovery.isSettled();
    }

    private void watch(String name, BooleanSupplier check) {
        try {
            do {
                long asked = System.nanoTime();
                boolean ready = check.getAsBoolean();
                recovery.seen(name, ready, asked, System.nanoTime()).forEach(this::tell);
            } while (!closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Recovery.Outcome outcome) {
        switch (outcome) {
            case Recovery.Outcome.Ready ready -> sightings.ready(ready.fault().kind(), ready.afterEnd(), ready.last());
            case Recovery.Outcome.Unknown _ -> {}
            case Recovery.Outcome.Late late ->
                tally.found("not ready " + Recovery.LIMIT.toSeconds() + " s after the end of '" + late.fault() + "': "
                        + late.missing());
        }
    }

    /** As a balancer does, which asks the first node that is ready: for what changes, and for what is stored. */
    private boolean isServing(String pop) {
        return platform.nodes().keySet().stream()
                .filter(node -> node.startsWith(pop + "-"))
                .sorted()
                .filter(node -> isReady(Place.EDGE.part(node)))
                .findFirst()
                .filter(node -> serves(node, 0) && serves(node, World.FIRST_STORED))
                .isPresent();
    }

    private boolean isReady(String part) {
        Victim victim = victims.get(part);
        return victim != null && victim.isReady();
    }

    private boolean serves(String node, int thing) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + platform.nodes().get(node) + World.path(thing)))
                .timeout(PATIENCE)
                .header("Host", World.host(thing))
                .build();
        return HealthProbe.isOk(http, request);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
