package dev.skerry.chaos;

import dev.skerry.contract.Json;
import dev.skerry.contract.SiteConfig;
import dev.skerry.parts.FreePort;
import dev.skerry.parts.KafkaBroker;
import dev.skerry.stage.Parts;
import dev.skerry.stage.Stage;
import dev.skerry.stage.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Kafka, purge-service, three PoPs of two nodes with a Redis each, of which {@code fra} is the shield, as processes; and the
 * wires between them. One thread begins and ends faults.
 */
final class ChaosFleet {
    private static final String SHIELD = "fra";
    private static final int NODES_PER_POP = 2;
    private static final String KAFKA = "kafka";
    private static final String PURGE_SERVICE = "purge-service";
    private static final Map<String, String> LEASES =
            Map.of("strict", "{policy: strict}", "bounded", "{policy: bounded, grace: 3s}");

    private final Map<String, RunningPart> running = new LinkedHashMap<>();
    private final Map<String, Wire> wires = new LinkedHashMap<>();
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Tokens tokens;
    private final int purgePort;

    /** Starts all of it and returns when all are ready. */
    ChaosFleet(Stage stage, int originPort) throws IOException, InterruptedException {
        tokens = Tokens.make(stage.folder());
        List<KafkaBroker.Detour> detours = new ArrayList<>();
        for (String pop : Parts.POPS) {
            int listener = FreePort.any();
            Wire wire = wire(stage, FaultKind.KAFKA_CUT.part(pop), listener);
            detours.add(new KafkaBroker.Detour(listener, wire.port()));
        }
        Wire toOrigin = wire(stage, FaultKind.ORIGIN_CUT.part(""), originPort);
        Parts parts = Parts.of(stage, detours);
        start(stage, KAFKA, parts.kafka()).awaitReady();
        parts.makeTopics();
        parts.sites(
                World.SITES.stream().map(site -> site(site, toOrigin.port())).toList());
        Parts.Part purgeService = parts.purgeService(tokens);
        purgePort = purgeService.port();
        start(stage, PURGE_SERVICE, purgeService);
        for (String pop : Parts.POPS) {
            Parts.Part redis = parts.redis(pop);
            wire(stage, FaultKind.REDIS_CUT.part(pop), redis.port());
            start(stage, FaultKind.REDIS_KILLED.part(pop), redis);
        }
        String secret = UUID.randomUUID().toString();
        Wire toShield = wire(stage, FaultKind.SHIELD_CUT.part(""), startEdge(stage, parts, SHIELD, 1, secret, 0));
        for (int number = 1; number <= NODES_PER_POP; number++) {
            for (String pop : Parts.POPS) {
                if (!ports.containsKey(node(pop, number))) {
                    startEdge(stage, parts, pop, number, secret, toShield.port());
                }
            }
        }
        running.values().forEach(RunningPart::awaitReady);
    }

    private static SiteConfig site(String name, int originPort) {
        String file =
                "site: %s\nhosts: [%s.localhost]\norigins: [{url: \"http://127.0.0.1:%d\"}]\nshield: %s\nlease: %s\n"
                        .formatted(name, name, originPort, SHIELD, LEASES.get(name));
        return Json.readYaml(file.getBytes(StandardCharsets.UTF_8), SiteConfig.class);
    }

    private Wire wire(Stage stage, String name, int target) throws IOException {
        Wire wire = stage.with(new Wire(target));
        wires.put(name, wire);
        return wire;
    }

    private RunningPart start(Stage stage, String name, Parts.Part part) {
        RunningPart started = new RunningPart(stage, part);
        running.put(name, started);
        return started;
    }

    /** @param shieldPort 0 for a node of the shield, which asks the origin */
    private int startEdge(Stage stage, Parts parts, String pop, int number, String secret, int shieldPort) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("SKERRY_POP", pop);
        environment.put("SKERRY_KAFKA", address(wireTo(FaultKind.KAFKA_CUT, pop).port()));
        environment.put(
                "SKERRY_REDIS",
                "redis://" + address(wireTo(FaultKind.REDIS_CUT, pop).port()));
        environment.put("SKERRY_EVENT_LOOPS", "1");
        environment.put("SKERRY_FLEET_SECRET", secret);
        if (shieldPort != 0) {
            environment.put("SKERRY_PEERS", SHIELD + "=http://" + address(shieldPort));
        }
        String node = node(pop, number);
        Parts.Part edge = parts.edge(node, environment);
        ports.put(node, edge.port());
        start(stage, FaultKind.EDGE_KILLED.part(node), edge);
        return edge.port();
    }

    private static String address(int port) {
        return "127.0.0.1:" + port;
    }

    private static String node(String pop, int number) {
        return pop + "-" + number;
    }

    /** The nodes and their ports for HTTP. */
    Map<String, Integer> nodes() {
        return Map.copyOf(ports);
    }

    /** The port of purge-service. */
    int purgePort() {
        return purgePort;
    }

    /** What purges and looks at purges. */
    String authorization() {
        return tokens.authorization();
    }

    /** Parts that do not say that they are ready. */
    List<String> notReady() {
        return running.entrySet().stream()
                .filter(part -> !part.getValue().isReady())
                .map(Map.Entry::getKey)
                .toList();
    }

    void begin(Fault fault) throws IOException, InterruptedException {
        switch (fault.kind()) {
            case EDGE_KILLED, KAFKA_KILLED, PURGE_SERVICE_KILLED, REDIS_KILLED ->
                part(fault).kill();
            case EDGE_PAUSED, KAFKA_PAUSED, PURGE_SERVICE_PAUSED, REDIS_PAUSED ->
                part(fault).pause();
            case KAFKA_CUT, REDIS_CUT, SHIELD_CUT, ORIGIN_CUT -> wire(fault).cut();
            case KAFKA_STALLED, REDIS_STALLED, SHIELD_STALLED, ORIGIN_STALLED ->
                wire(fault).stall();
        }
    }

    void end(Fault fault) throws IOException, InterruptedException {
        switch (fault.kind()) {
            case EDGE_KILLED, KAFKA_KILLED, PURGE_SERVICE_KILLED, REDIS_KILLED ->
                part(fault).start();
            case EDGE_PAUSED, KAFKA_PAUSED, PURGE_SERVICE_PAUSED, REDIS_PAUSED ->
                part(fault).resume();
            case KAFKA_CUT,
                    REDIS_CUT,
                    SHIELD_CUT,
                    ORIGIN_CUT,
                    KAFKA_STALLED,
                    REDIS_STALLED,
                    SHIELD_STALLED,
                    ORIGIN_STALLED -> wire(fault).mend();
        }
    }

    private RunningPart part(Fault fault) {
        return Objects.requireNonNull(running.get(fault.part()), fault.part());
    }

    private Wire wire(Fault fault) {
        return Objects.requireNonNull(wires.get(fault.part()), fault.part());
    }

    private Wire wireTo(FaultKind kind, String pop) {
        return Objects.requireNonNull(wires.get(kind.part(pop)), pop);
    }
}
