package dev.skerry.rolling;

import dev.skerry.parts.FreePort;
import dev.skerry.stage.Parts;
import dev.skerry.stage.Stage;
import dev.skerry.stage.Tokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The platform: Kafka, two purge-services, origin-service, telemetry, and three PoPs with a Redis and two nodes each, of which
 * {@code fra} is the shield: a name with two addresses.
 */
final class RollingFleet {
    /** Longer than it takes until all balancers know that a node ends. */
    private static final String DELAY = "2s";

    private static final String LIMIT = "15s";
    private static final String SHIELD = "fra";
    private static final String SHIELD_NAME = "shield.skerry.test";
    private static final String FIRST_ADDRESS = "127.0.0.1";
    private static final String SECOND_ADDRESS = "127.0.0.2";

    private final Stage stage;
    private final Tokens tokens;
    private final Parts parts;

    /** Twelve JVMs that start on a few cores are to serve soon, not fast. */
    private final Map<String, String> settings = Map.of(
            "SKERRY_DRAIN_DELAY", DELAY, "SKERRY_DRAIN_LIMIT", LIMIT, "JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1");

    private final List<Restartable> purgeServices;
    private final Restartable origin;
    private final Restartable telemetry;
    private final Map<String, List<Restartable>> edges = new HashMap<>();

    /** Starts all of it and returns when all are ready. */
    RollingFleet(Stage stage) throws IOException, InterruptedException {
        this.stage = stage;
        tokens = Tokens.make(stage.folder());
        parts = Parts.withKafka(stage);
        Parts.Part first = parts.purgeService("purge-service-1", tokens, settings);
        Parts.Part second = parts.purgeService("purge-service-2", tokens, settings);
        purgeServices = List.of(start("purge-service-1", first), start("purge-service-2", second));
        origin = start(
                "origin-service",
                parts.originService(tokens, first.port(), stage.folder().resolve("origin-data"), settings));
        telemetry = start("telemetry", parts.service("telemetry", "telemetry", tokens, settings));
        startEdges();
        all().forEach(Restartable::awaitReady);
    }

    private Restartable start(String name, Parts.Part part) {
        return new Restartable(stage, name, FIRST_ADDRESS, part);
    }

    private void startEdges() throws IOException {
        Path hosts = Files.writeString(
                stage.folder().resolve("hosts"),
                FIRST_ADDRESS + " localhost\n" + FIRST_ADDRESS + " " + SHIELD_NAME + "\n" + SECOND_ADDRESS + " "
                        + SHIELD_NAME + "\n");
        // The JVM's resolver reads such a file; Vert.x's own reads that of the system.
        List<String> options = List.of("-Dvertx.disableDnsResolver=true", "-Djdk.net.hosts.file=" + hosts);
        String secret = UUID.randomUUID().toString();
        int shieldPort = FreePort.any();
        for (String pop : Parts.POPS) {
            Parts.Part redis = parts.redis(pop);
            stage.start(redis.launch(), redis.ready());
            Map<String, String> environment = new HashMap<>(settings);
            environment.put("SKERRY_POP", pop);
            environment.put("SKERRY_KAFKA", parts.bootstrap());
            environment.put("SKERRY_REDIS", "redis://" + FIRST_ADDRESS + ":" + redis.port());
            environment.put("SKERRY_STORE", origin.url());
            environment.put("SKERRY_EVENT_LOOPS", "1");
            environment.put("SKERRY_FLEET_SECRET", secret);
            if (!pop.equals(SHIELD)) {
                environment.put("SKERRY_PEERS", SHIELD + "=http://" + SHIELD_NAME + ":" + shieldPort);
            }
            List<Restartable> nodes = new ArrayList<>();
            for (int number = 1; number <= 2; number++) {
                String address = pop.equals(SHIELD) && number == 2 ? SECOND_ADDRESS : FIRST_ADDRESS;
                int port = pop.equals(SHIELD) ? shieldPort : FreePort.any();
                String name = pop + "-" + number;
                nodes.add(new Restartable(stage, name, address, parts.edge(name, address, port, options, environment)));
            }
            edges.put(pop, nodes);
        }
    }

    /** The file of a site whose content is in the store. */
    static String site(String name) {
        return "site: %s\nhosts: [%s.localhost]\norigins: [{store: true}]\nshield: %s\n".formatted(name, name, SHIELD);
    }

    String authorization() {
        return tokens.authorization();
    }

    Restartable origin() {
        return origin;
    }

    List<Restartable> purgeServices() {
        return purgeServices;
    }

    /** The nodes of each PoP. */
    List<List<Restartable>> pops() {
        return List.copyOf(edges.values());
    }

    /** Every service, in the order in which they are restarted. */
    List<Restartable> all() {
        List<Restartable> all = new ArrayList<>();
        for (String pop : Parts.POPS) {
            all.addAll(edges.getOrDefault(pop, List.of()));
        }
        all.addAll(purgeServices);
        all.add(origin);
        all.add(telemetry);
        return all;
    }
}
