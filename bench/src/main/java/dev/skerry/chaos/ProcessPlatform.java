package dev.skerry.chaos;

import dev.skerry.parts.FreePort;
import dev.skerry.parts.KafkaBroker;
import dev.skerry.stage.FakeClock;
import dev.skerry.stage.Means;
import dev.skerry.stage.Parts;
import dev.skerry.stage.SmallDisk;
import dev.skerry.stage.Stage;
import dev.skerry.stage.Tokens;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Kafka, purge-service, origin-service, three PoPs of two nodes with a Redis each, of which {@code fra} is the shield, as processes; and the
 * wires between them. Where the
 * machine allows it, Kafka and origin-service have a disk of their own, and the second node of each PoP a clock of its own.
 */
final class ProcessPlatform implements ChaosPlatform {
    private static final int NODES_PER_POP = 2;
    private static final int KAFKA_MEBIBYTES = 1024;
    private static final int CONTENT_MEBIBYTES = 256;

    private final Map<String, RunningPart> running = new LinkedHashMap<>();
    private final Map<String, Wire> wires = new LinkedHashMap<>();
    private final Map<String, SmallDisk> disks = new LinkedHashMap<>();
    private final Map<String, FakeClock> clocks = new LinkedHashMap<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Stage stage;
    private final Tokens tokens;
    private final Path contentFolder;
    private final Parts parts;
    private final Store store;
    private final int purgePort;
    private final Path heapFiller;

    /** Starts all of it and returns when all are ready; {@code means} are the machine's. */
    ProcessPlatform(Stage stage, HttpClient http, Set<Means> means, int changingOrigin)
            throws IOException, InterruptedException {
        this.stage = stage;
        tokens = Tokens.make(stage.folder());
        heapFiller = HeapFiller.writeJar(stage.folder());
        contentFolder = stage.folder().resolve("content-store");
        if (means.contains(Means.MOUNTS)) {
            disk(Place.KAFKA, Parts.kafkaFolder(stage), KAFKA_MEBIBYTES);
            disk(Place.ORIGIN_SERVICE, contentFolder, CONTENT_MEBIBYTES);
        }
        List<KafkaBroker.Detour> detours = new ArrayList<>();
        for (String pop : Parts.POPS) {
            int listener = FreePort.any();
            detours.add(new KafkaBroker.Detour(
                    listener, wire(Place.WIRE_TO_KAFKA, pop, listener).port()));
        }
        parts = Parts.of(stage, detours);
        start(Place.KAFKA, "", parts.kafka()).awaitReady();
        parts.makeTopics();
        Parts.Part purgeService = parts.purgeService(tokens);
        purgePort = purgeService.port();
        start(Place.PURGE_SERVICE, "", purgeService);
        Parts.Part originService = parts.originService(tokens, purgePort, contentFolder, Map.of());
        store = new Store(http, originService.port(), tokens.authorization());
        start(Place.ORIGIN_SERVICE, "", originService).awaitReady();
        int origin = wire(Place.WIRE_TO_ORIGIN, "", changingOrigin).port();
        ChaosSites.apply(store, "http://" + address(origin));
        startPops(means);
        running.values().forEach(RunningPart::awaitReady);
    }

    private void startPops(Set<Means> means) throws IOException {
        for (String pop : Parts.POPS) {
            Parts.Part redis = parts.redis(pop);
            wire(Place.WIRE_TO_REDIS, pop, redis.port());
            start(Place.REDIS, pop, redis);
        }
        Optional<Path> clock = means.contains(Means.CLOCK) ? FakeClock.findLibrary() : Optional.empty();
        String secret = UUID.randomUUID().toString();
        Wire toShield = wire(Place.WIRE_TO_SHIELD, "", startEdge(ChaosSites.SHIELD, 1, secret, 0, clock));
        for (int number = 1; number <= NODES_PER_POP; number++) {
            for (String pop : Parts.POPS) {
                if (!ports.containsKey(node(pop, number))) {
                    startEdge(pop, number, secret, toShield.port(), clock);
                }
            }
        }
    }

    private void disk(Place place, Path folder, int mebibytes) throws IOException, InterruptedException {
        disks.put(place.part(""), stage.with(SmallDisk.mount(folder, mebibytes)));
    }

    private Wire wire(Place place, String target, int port) throws IOException {
        Wire wire = stage.with(new Wire(port));
        wires.put(place.part(target), wire);
        return wire;
    }

    private RunningPart start(Place place, String target, Parts.Part part) {
        RunningPart started = new RunningPart(stage, part, heapFiller);
        running.put(place.part(target), started);
        return started;
    }

    /** @param shieldPort 0 for a node of the shield, which asks the origin */
    private int startEdge(String pop, int number, String secret, int shieldPort, Optional<Path> clock)
            throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("SKERRY_POP", pop);
        environment.put("SKERRY_KAFKA", address(wireTo(Place.WIRE_TO_KAFKA, pop).port()));
        environment.put(
                "SKERRY_REDIS",
                "redis://" + address(wireTo(Place.WIRE_TO_REDIS, pop).port()));
        environment.put("SKERRY_STORE", "http://" + address(store.port()));
        environment.put("SKERRY_EVENT_LOOPS", "1");
        environment.put("SKERRY_FLEET_SECRET", secret);
        if (shieldPort != 0) {
            environment.put("SKERRY_PEERS", ChaosSites.SHIELD + "=http://" + address(shieldPort));
        }
        String node = node(pop, number);
        if (clock.isPresent() && hasOwnClock(node)) {
            FakeClock own = FakeClock.start(clock.get(), stage.folder().resolve("clock-" + node));
            clocks.put(Place.EDGE.part(node), own);
            environment.putAll(own.environment());
        }
        Parts.Part edge = parts.edge(node, environment);
        ports.put(node, edge.port());
        start(Place.EDGE, node, edge);
        return edge.port();
    }

    /** The first node of each PoP goes by the machine's clock. */
    static boolean hasOwnClock(String node) {
        return !node.endsWith("-1");
    }

    private static String address(int port) {
        return "127.0.0.1:" + port;
    }

    private static String node(String pop, int number) {
        return pop + "-" + number;
    }

    @Override
    public Map<String, Integer> nodes() {
        return Map.copyOf(ports);
    }

    @Override
    public int purgePort() {
        return purgePort;
    }

    @Override
    public String authorization() {
        return tokens.authorization();
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public String bootstrap() {
        return parts.bootstrap();
    }

    @Override
    public Map<String, Victim> victims() {
        return Collections.unmodifiableMap(running);
    }

    @Override
    public Saboteur saboteur(Tally tally) {
        return new Saboteur(victims(), wires, disks, clocks, tally);
    }

    private Wire wireTo(Place place, String pop) {
        return Objects.requireNonNull(wires.get(place.part(pop)), pop);
    }
}
