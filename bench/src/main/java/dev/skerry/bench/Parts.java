package dev.skerry.bench;

import dev.skerry.cli.platform.HealthProbe;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.Topics;
import dev.skerry.contract.log.KafkaConnection;
import dev.skerry.contract.log.SiteRecord;
import dev.skerry.contract.log.TopicAdmin;
import dev.skerry.parts.Checkout;
import dev.skerry.parts.ChildProcess;
import dev.skerry.parts.FreePort;
import dev.skerry.parts.KafkaBroker;
import dev.skerry.parts.Launch;
import dev.skerry.parts.RedisServer;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;

/**
 * The platform's parts as processes of their own on free ports of 127.0.0.1, with more memory than {@code ./skerry
 * up} gives them and both tiers of the compiler. Not thread-safe.
 */
final class Parts {
    static final List<String> POPS = List.of("fra", "nyc", "sgp");

    private static final String LOOPBACK = "127.0.0.1";
    private static final List<String> JVM =
            List.of("-Xmx384m", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow");
    private static final List<Topics> TOPICS = List.of(Topics.PURGES, Topics.RECEIPTS, Topics.SITES, Topics.STATS);

    private final Stage stage;
    private final Checkout checkout = Checkout.find();
    private final HealthProbe probe;
    private final int kafkaPort = FreePort.any();

    /**
     * An edge.
     *
     * @param process it runs in
     * @param port for HTTP
     */
    record Edge(ChildProcess process, int port) {}

    private Parts(Stage stage) {
        this.stage = stage;
        this.probe = new HealthProbe(stage.with(HttpClient.newHttpClient()));
    }

    /** With Kafka, its topics, and nothing else yet. */
    static Parts withKafka(Stage stage) throws InterruptedException {
        Parts parts = new Parts(stage);
        Path folder = stage.folder().resolve("kafka");
        Launch launch = KafkaBroker.launch(
                folder,
                parts.kafkaPort,
                stage.folder(),
                parts.log("kafka"),
                List.of("-Xmx768m", "-XX:TieredStopAtLevel=4"));
        stage.start(launch, () -> KafkaBroker.answers(parts.kafkaPort));
        new TopicAdmin(parts.kafka(), (short) 1).ensure(TOPICS);
        return parts;
    }

    String bootstrap() {
        return LOOPBACK + ":" + kafkaPort;
    }

    private KafkaConnection kafka() {
        return new KafkaConnection(bootstrap(), "skerry-bench");
    }

    /** A Redis; returns its URI. */
    String redis(String pop) {
        int port = FreePort.any();
        String name = "redis-" + pop;
        Path folder = stage.folder().resolve(name);
        Launch launch = RedisServer.launch(name, folder, port, log(name), stage.folder());
        stage.start(launch, () -> RedisServer.answers(port));
        return "redis://" + LOOPBACK + ":" + port;
    }

    /** purge-service; returns its port. */
    int purgeService(Tokens tokens) {
        int port = FreePort.any();
        String name = "purge-service";
        Map<String, String> environment = Map.of(
                "SKERRY_KAFKA", bootstrap(),
                "SKERRY_TOKEN_PUBLIC_KEY", tokens.publicKey().toString(),
                // What is measured is the platform, not its limit.
                "SKERRY_PURGE_LIMIT_SELECTORS_PER_SECOND", "0",
                "QUARKUS_HTTP_HOST", LOOPBACK,
                "QUARKUS_HTTP_PORT", Integer.toString(port));
        stage.start(
                java(name, "purge-service/target/quarkus-app/quarkus-run.jar", environment), () -> probe.isReady(port));
        return port;
    }

    /** Puts sites in force, as origin-service does. */
    void sites(List<SiteConfig> sites) throws InterruptedException {
        try (Producer<byte[], byte[]> producer = kafka().producer()) {
            for (SiteConfig site : sites) {
                SiteVersion version = new SiteVersion(1, site, Instant.EPOCH);
                producer.send(new SiteRecord(site.site(), version).toKafka()).get(10, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the sites could not be written: " + e, e);
        }
    }

    /** Nodes of PoPs, started side by side, a Redis for each PoP, once all of them serve. */
    List<Edge> fleet(List<String> pops, int nodes) {
        Map<String, String> redis = new HashMap<>();
        pops.forEach(pop -> redis.put(pop, redis(pop)));
        List<Edge> edges = new ArrayList<>();
        List<Integer> adminPorts = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            String pop = pops.get(i % pops.size());
            int adminPort = FreePort.any();
            adminPorts.add(adminPort);
            edges.add(edge(
                    pop + "-" + (1 + i / pops.size()),
                    adminPort,
                    Map.of(
                            "SKERRY_POP", pop,
                            "SKERRY_KAFKA", bootstrap(),
                            "SKERRY_REDIS", redis.getOrDefault(pop, ""))));
        }
        for (int i = 0; i < nodes; i++) {
            int adminPort = adminPorts.get(i);
            stage.awaitReady(edges.get(i).process(), () -> probe.isReady(adminPort));
        }
        return edges;
    }

    /** An edge without Redis that is ready; {@code environment} says whether it is alone or part of the fleet. */
    Edge edge(String node, Map<String, String> environment) {
        int adminPort = FreePort.any();
        Edge edge = edge(node, adminPort, environment);
        stage.awaitReady(edge.process(), () -> probe.isReady(adminPort));
        return edge;
    }

    private Edge edge(String node, int adminPort, Map<String, String> more) {
        int port = FreePort.any();
        Map<String, String> environment = new HashMap<>(more);
        environment.put("SKERRY_NODE", node);
        environment.put("SKERRY_BIND", LOOPBACK);
        environment.put("SKERRY_HTTP_PORT", Integer.toString(port));
        environment.put("SKERRY_ADMIN_PORT", Integer.toString(adminPort));
        return new Edge(stage.launch(java("edge-" + node, "edge-service/target/edge-service.jar", environment)), port);
    }

    private Launch java(String name, String jar, Map<String, String> environment) {
        Path file = checkout.root().resolve(jar);
        if (!Files.isRegularFile(file)) {
            throw new IllegalStateException(file + " has not been built: run ./skerry, which builds what is missing");
        }
        List<String> command = new ArrayList<>();
        command.add(Launch.java().toString());
        command.addAll(JVM);
        command.add("-Djava.io.tmpdir=" + stage.folder());
        command.addAll(List.of("-jar", file.toString()));
        return new Launch(name, command, environment, stage.folder().resolve(name), log(name));
    }

    private Path log(String name) {
        return stage.folder().resolve("log").resolve(name + ".log");
    }
}
