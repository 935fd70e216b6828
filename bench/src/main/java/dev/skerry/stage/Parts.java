package dev.skerry.stage;

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
import dev.skerry.parts.ReadyCheck;
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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;

/**
 * The platform's parts as processes of their own on free ports of 127.0.0.1, with more memory than {@code ./skerry
 * up} gives them and both tiers of the compiler. Not thread-safe.
 */
public final class Parts {
    /** The PoPs of a fleet. */
    public static final List<String> POPS = List.of("fra", "nyc", "sgp");

    private static final String LOOPBACK = "127.0.0.1";
    private static final List<String> JVM = List.of(
            "-Xmx384m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "--sun-misc-unsafe-memory-access=allow");
    private static final List<Topics> TOPICS = List.of(Topics.PURGES, Topics.RECEIPTS, Topics.SITES, Topics.STATS);

    private final Stage stage;
    private final Checkout checkout = Checkout.find();
    private final HealthProbe probe;
    private final Part kafka;

    /**
     * How to start a part, also once more.
     *
     * @param launch its process
     * @param ready whether it is
     * @param port that it serves on
     */
    public record Part(Launch launch, ReadyCheck ready, int port) {}

    /**
     * An edge.
     *
     * @param process it runs in
     * @param port for HTTP
     */
    public record Edge(ChildProcess process, int port) {}

    private Parts(Stage stage, List<KafkaBroker.Detour> detours) {
        this.stage = stage;
        this.probe = new HealthProbe(stage.with(HttpClient.newHttpClient()));
        int port = FreePort.any();
        Launch launch = KafkaBroker.launch(
                kafkaFolder(stage),
                port,
                detours,
                stage.folder(),
                log("kafka"),
                List.of("-Xmx768m", "-XX:TieredStopAtLevel=4"));
        this.kafka = new Part(launch, () -> KafkaBroker.answers(port), port);
    }

    /** With Kafka, its topics, and nothing else yet. */
    public static Parts withKafka(Stage stage) throws InterruptedException {
        Parts parts = of(stage, List.of());
        stage.start(parts.kafka.launch, parts.kafka.ready);
        parts.makeTopics();
        return parts;
    }

    /** With nothing started yet. */
    public static Parts of(Stage stage, List<KafkaBroker.Detour> detours) {
        return new Parts(stage, detours);
    }

    /** Makes the platform's topics; Kafka runs. */
    public void makeTopics() throws InterruptedException {
        new TopicAdmin(connection(), (short) 1).ensure(TOPICS);
    }

    /** Where Kafka is. */
    public String bootstrap() {
        return LOOPBACK + ":" + kafka.port;
    }

    /** The folder of Kafka, for who wants to put a disk of its own there before it starts. */
    public static Path kafkaFolder(Stage stage) {
        return stage.folder().resolve("kafka");
    }

    /** Kafka. */
    public Part kafka() {
        return kafka;
    }

    private KafkaConnection connection() {
        return new KafkaConnection(bootstrap(), "skerry-bench");
    }

    /** How many records a topic of one partition has had. */
    public long end(Topics topic) throws InterruptedException {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get(10, TimeUnit.SECONDS)
                    .offset();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the end of " + topic.name() + " is not known: " + e, e);
        }
    }

    /** The Redis of a PoP. */
    public Part redis(String pop) {
        int port = FreePort.any();
        String name = "redis-" + pop;
        Launch launch = RedisServer.launch(name, stage.folder().resolve(name), port, log(name), stage.folder());
        return new Part(launch, () -> RedisServer.answers(port), port);
    }

    private String startRedis(String pop) {
        Part redis = redis(pop);
        stage.start(redis.launch, redis.ready);
        return "redis://" + LOOPBACK + ":" + redis.port;
    }

    /** purge-service, which limits nobody: what is looked at is the platform, not its limits. */
    public Part purgeService(Tokens tokens) {
        return purgeService("purge-service", tokens, Map.of());
    }

    /** As {@link #purgeService(Tokens)}, one of several, with further settings. */
    public Part purgeService(String name, Tokens tokens, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("SKERRY_PURGE_LIMIT_SELECTORS_PER_SECOND", "0");
        environment.put("SKERRY_PURGE_LIMIT_EVERYTHING_PER_MINUTE", "0");
        return service(name, "purge-service", tokens, environment);
    }

    /**
     * origin-service.
     *
     * @param purgePort of purge-service
     * @param data folder that everything durable is in
     * @param more settings
     */
    public Part originService(Tokens tokens, int purgePort, Path data, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("SKERRY_DATA", data.toString());
        environment.put("SKERRY_PURGE_URL", "http://" + LOOPBACK + ":" + purgePort);
        environment.put("SKERRY_SERVICE_TOKEN", tokens.bearer());
        return service("origin-service", "origin-service", tokens, environment);
    }

    /** Starts purge-service; returns its port. */
    public int startPurgeService(Tokens tokens) {
        Part service = purgeService(tokens);
        stage.start(service.launch, service.ready);
        return service.port;
    }

    /** Puts sites in force, as origin-service does. */
    public void sites(List<SiteConfig> sites) throws InterruptedException {
        try (Producer<byte[], byte[]> producer = connection().producer()) {
            for (SiteConfig site : sites) {
                SiteVersion version = new SiteVersion(1, site, Instant.EPOCH);
                producer.send(new SiteRecord(site.site(), version).toKafka()).get(10, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the sites could not be written: " + e, e);
        }
    }

    /** Nodes of PoPs, started side by side, a Redis for each PoP, once all of them serve. */
    public List<Edge> fleet(List<String> pops, int nodes) {
        Map<String, String> redis = new HashMap<>();
        pops.forEach(pop -> redis.put(pop, startRedis(pop)));
        List<Part> parts = new ArrayList<>();
        List<Edge> edges = new ArrayList<>();
        for (int i = 0; i < nodes; i++) {
            String pop = pops.get(i % pops.size());
            Part part = edge(
                    pop + "-" + (1 + i / pops.size()),
                    Map.of(
                            "SKERRY_POP", pop,
                            "SKERRY_KAFKA", bootstrap(),
                            "SKERRY_REDIS", redis.getOrDefault(pop, "")));
            parts.add(part);
            edges.add(new Edge(stage.launch(part.launch), part.port));
        }
        for (int i = 0; i < nodes; i++) {
            stage.awaitReady(edges.get(i).process(), parts.get(i).ready);
        }
        return edges;
    }

    /** Starts an edge that is ready once it returns; {@code environment} says whether it is alone or part of the fleet. */
    public Edge startEdge(String node, Map<String, String> environment) {
        Part part = edge(node, environment);
        return new Edge(stage.start(part.launch, part.ready), part.port);
    }

    /** An edge; {@code more} says what it is part of. */
    public Part edge(String node, Map<String, String> more) {
        return edge(node, LOOPBACK, FreePort.any(), List.of(), more);
    }

    /** An edge on a port of one of the addresses of this machine, with further options of its JVM. */
    public Part edge(String node, String address, int port, List<String> options, Map<String, String> more) {
        int adminPort = FreePort.any();
        Map<String, String> environment = new HashMap<>(more);
        environment.put("SKERRY_NODE", node);
        environment.put("SKERRY_BIND", address);
        environment.put("SKERRY_HTTP_PORT", Integer.toString(port));
        environment.put("SKERRY_ADMIN_PORT", Integer.toString(adminPort));
        Launch launch = java("edge-" + node, "edge-service/target/edge-service.jar", options, environment);
        return new Part(launch, () -> probe.isReady(address, adminPort), port);
    }

    /** A service that runs on Quarkus, of the folder of its module; {@code more} says what only it needs. */
    public Part service(String name, String module, Tokens tokens, Map<String, String> more) {
        int port = FreePort.any();
        Map<String, String> environment = new HashMap<>(more);
        environment.put("SKERRY_KAFKA", bootstrap());
        environment.put("SKERRY_TOKEN_PUBLIC_KEY", tokens.publicKey().toString());
        environment.put("SKERRY_BIND", LOOPBACK);
        environment.put("QUARKUS_HTTP_HOST", LOOPBACK);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        Launch launch = java(name, module + "/target/quarkus-app/quarkus-run.jar", List.of(), environment);
        return new Part(launch, () -> probe.isReady(port), port);
    }

    private Launch java(String name, String jar, List<String> options, Map<String, String> environment) {
        Path file = checkout.root().resolve(jar);
        if (!Files.isRegularFile(file)) {
            throw new IllegalStateException(file + " has not been built: run ./skerry, which builds what is missing");
        }
        List<String> command = new ArrayList<>();
        command.add(Launch.java().toString());
        command.addAll(JVM);
        command.addAll(options);
        command.add("-Djava.io.tmpdir=" + stage.folder());
        command.addAll(List.of("-jar", file.toString()));
        return new Launch(name, command, environment, stage.folder().resolve(name), log(name));
    }

    private Path log(String name) {
        return stage.folder().resolve("log").resolve(name + ".log");
    }
}
