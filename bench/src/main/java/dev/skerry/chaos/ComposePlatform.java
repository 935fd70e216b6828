package dev.skerry.chaos;

import dev.skerry.cli.platform.HealthProbe;
import dev.skerry.parts.Checkout;
import dev.skerry.parts.FreePort;
import dev.skerry.stage.FakeClock;
import dev.skerry.stage.Means;
import dev.skerry.stage.Parts;
import dev.skerry.stage.SmallDisk;
import dev.skerry.stage.Stage;
import dev.skerry.stage.SystemCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The containers of {@code docker-compose.yml}, as a project of their own with volumes of their own, on the ports that the file
 * has; all of it is gone at the end. What is changed stands in a second file: the wires lie on this machine, and so PoPs reach
 * Kafka, their Redis, the shield and the origin by an address of it; nothing is started again but by the run; Kafka and
 * origin-service have a small disk and the second nodes a clock of their own where the machine allows it; nobody's purges are limited.
 */
final class ComposePlatform implements ChaosPlatform {
    private static final String PROJECT = "skerry-chaos";
    private static final String COMPOSE_FILE = "docker-compose.yml";
    private static final Duration UP = Duration.ofMinutes(20);
    private static final Duration DOWN = Duration.ofMinutes(2);
    private static final int PURGE_PORT = 8082;
    private static final int ORIGIN_PORT = 8081;
    private static final int HTTP = 9001;
    private static final int ADMIN = 9901;
    private static final int SECOND_NODE = 10;
    private static final int KAFKA_MEBIBYTES = 1024;
    private static final int CONTENT_MEBIBYTES = 256;
    private static final int FIRST_LISTENER = 9095;
    private static final List<String> SCOPES =
            List.of("purge:select", "purge:all", "purge:read", "content:write", "sites:write");

    private final Stage stage;
    private final Path root = sources();
    private final InetAddress host;
    private final Path override;
    private final Path heapFiller;
    private final int kafkaPort = FreePort.any();
    private final String authorization;
    private final Store store;
    private final Map<String, Victim> victims = new LinkedHashMap<>();
    private final Map<String, Wire> wires = new LinkedHashMap<>();
    private final Map<String, SmallDisk> disks = new LinkedHashMap<>();
    private final Map<String, FakeClock> clocks = new LinkedHashMap<>();
    private final Map<String, Integer> nodes = new LinkedHashMap<>();

    /** Builds the images where they are not those of these sources, starts all and returns when all are healthy. */
    ComposePlatform(Stage stage, HttpClient http, Set<Means> means, int changingOrigin)
            throws IOException, InterruptedException {
        this.stage = stage;
        this.host = InetAddress.getByName(hostAddress());
        this.heapFiller = HeapFiller.writeJar(stage.folder());
        for (int pop = 0; pop < Parts.POPS.size(); pop++) {
            nodes.put(Parts.POPS.get(pop) + "-1", HTTP + pop);
            nodes.put(Parts.POPS.get(pop) + "-2", HTTP + pop + SECOND_NODE);
        }
        StringBuilder services = new StringBuilder();
        layWires(changingOrigin, services);
        this.override = Files.writeString(
                stage.folder().resolve("compose.yml"),
                "services:\n" + services + edges(means) + unattended() + networks() + volumes(means));
        AutoCloseable down = this::down;
        stage.with(down);
        compose(UP, "up", "--build", "--detach", "--wait");
        authorization = "Bearer " + token();
        store = new Store(http, ORIGIN_PORT, authorization);
        ChaosSites.apply(store, "http://" + near(Place.WIRE_TO_ORIGIN, ""));
        take(new HealthProbe(http));
    }

    /** We may run from a copy of what was built, which lies below the checkout. */
    private static Path sources() {
        Path built = Checkout.find().root();
        for (Path folder = built; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve(COMPOSE_FILE))) {
                return folder;
            }
        }
        throw new IllegalStateException(
                "there is no " + COMPOSE_FILE + " in " + built + " or above it: run ./skerry of a checkout");
    }

    /** The address of this machine that containers reach. */
    private static String hostAddress() throws IOException, InterruptedException {
        return SystemCommand.run(
                "docker", "network", "inspect", "bridge", "--format", "{{(index .IPAM.Config 0).Gateway}}");
    }

    /** Lays the wires, and gives Kafka and the Redis a port of this machine that each leads to. */
    private void layWires(int changingOrigin, StringBuilder services) throws IOException {
        StringBuilder listeners = new StringBuilder("PLAINTEXT://:9092,CONTROLLER://localhost:9093,HOST://:9094");
        StringBuilder advertised = new StringBuilder("PLAINTEXT://kafka:9092,HOST://127.0.0.1:" + kafkaPort);
        StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,HOST:PLAINTEXT");
        StringBuilder ports = new StringBuilder("\"127.0.0.1:" + kafkaPort + ":9094\"");
        int listener = FIRST_LISTENER;
        for (String pop : Parts.POPS) {
            int kafka = FreePort.any();
            lay(Place.WIRE_TO_KAFKA, pop, kafka);
            listeners.append(",%S://:%d".formatted(pop, listener));
            advertised.append(",%S://%s".formatted(pop, near(Place.WIRE_TO_KAFKA, pop)));
            protocols.append(",%S:PLAINTEXT".formatted(pop));
            ports.append(", \"127.0.0.1:%d:%d\"".formatted(kafka, listener++));
            int redis = FreePort.any();
            lay(Place.WIRE_TO_REDIS, pop, redis);
            services.append("  %s-redis: { restart: \"no\", ports: [\"127.0.0.1:%d:6379\"] }\n".formatted(pop, redis));
        }
        lay(Place.WIRE_TO_SHIELD, "", Objects.requireNonNull(nodes.get(ChaosSites.SHIELD + "-1")));
        lay(Place.WIRE_TO_ORIGIN, "", changingOrigin);
        services.append("""
                  kafka:
                    restart: "no"
                    command:
                      - /etc/skerry/kafka/start.sh
                      - --override
                      - listeners=%s
                      - --override
                      - advertised.listeners=%s
                      - --override
                      - listener.security.protocol.map=%s
                    ports: [%s]
                """.formatted(listeners, advertised, protocols, ports).indent(0));
    }

    private void lay(Place place, String target, int port) throws IOException {
        wires.put(place.part(target), stage.with(new Wire(host, port)));
    }

    /** Address and port at which a wire begins, for containers. */
    private String near(Place place, String target) {
        Wire wire = Objects.requireNonNull(wires.get(place.part(target)), target);
        return host.getHostAddress() + ":" + wire.port();
    }

    private String edges(Set<Means> means) throws IOException {
        StringBuilder edges = new StringBuilder();
        for (String node : nodes.keySet()) {
            String pop = node.substring(0, node.indexOf('-'));
            Map<String, String> environment = new LinkedHashMap<>();
            environment.put("SKERRY_KAFKA", near(Place.WIRE_TO_KAFKA, pop));
            environment.put("SKERRY_REDIS", "redis://" + near(Place.WIRE_TO_REDIS, pop));
            if (!pop.equals(ChaosSites.SHIELD)) {
                environment.put("SKERRY_PEERS", ChaosSites.SHIELD + "=http://" + near(Place.WIRE_TO_SHIELD, ""));
            }
            edges.append("  %s:\n    restart: \"no\"\n".formatted(node));
            if (means.contains(Means.CLOCK) && ProcessPlatform.hasOwnClock(node)) {
                Path library = FakeClock.findLibrary().orElseThrow();
                Path folder = Files.createDirectories(stage.folder().resolve("clock-" + node));
                FakeClock clock = FakeClock.start(library, folder.resolve("offset"));
                clocks.put(Place.EDGE.part(node), clock);
                environment.putAll(clock.environment());
                edges.append("    volumes: [\"%1$s:%1$s:ro\", \"%2$s:%2$s:ro\"]\n".formatted(library, folder));
            }
            edges.append("    environment:\n");
            environment.forEach((name, value) -> edges.append("      %s: \"%s\"\n".formatted(name, value)));
        }
        return edges.toString();
    }

    private static String unattended() {
        return """
                  origin: { restart: "no" }
                  purge:
                    restart: "no"
                    environment:
                      SKERRY_PURGE_LIMIT_SELECTORS_PER_SECOND: "0"
                      SKERRY_PURGE_LIMIT_EVERYTHING_PER_MINUTE: "0"
                """.indent(0);
    }

    /** Ports are open to this machine only where a network leads out of it. */
    private static String networks() {
        StringBuilder networks = new StringBuilder("networks:\n");
        Parts.POPS.forEach(pop -> networks.append("  %s: { internal: false }\n".formatted(pop)));
        return networks.toString();
    }

    private String volumes(Set<Means> means) throws IOException, InterruptedException {
        return means.contains(Means.MOUNTS)
                ? "volumes:\n" + disk(Place.KAFKA, "kafka", KAFKA_MEBIBYTES)
                        + disk(Place.ORIGIN_SERVICE, "origin", CONTENT_MEBIBYTES)
                : "";
    }

    /** Whoever runs in the container may write to it. */
    private String disk(Place place, String volume, int mebibytes) throws IOException, InterruptedException {
        Path folder = stage.folder().resolve("disk-" + volume);
        disks.put(place.part(""), stage.with(SmallDisk.mount(folder, mebibytes)));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        return "  %s: { driver_opts: { type: none, o: bind, device: \"%s\" } }\n".formatted(volume, folder);
    }

    /** All is there: from now on it may be asked, and things may be done to it. */
    private void take(HealthProbe probe) {
        ContainerStates states = stage.with(new ContainerStates(PROJECT));
        for (String pop : Parts.POPS) {
            victim(Place.REDIS, pop, pop + "-redis", states, null);
        }
        nodes.forEach((node, port) -> victim(Place.EDGE, node, node, states, () -> probe.isReady(port - HTTP + ADMIN)));
        victim(Place.KAFKA, "", "kafka", states, null);
        victim(Place.PURGE_SERVICE, "", "purge", states, () -> probe.isReady(PURGE_PORT));
        victim(Place.ORIGIN_SERVICE, "", "origin", states, () -> probe.isReady(ORIGIN_PORT));
    }

    /** @param ready null for what Docker's own check says */
    private void victim(
            Place place, String target, String service, ContainerStates states, @Nullable BooleanSupplier ready) {
        String name = PROJECT + "-" + service + "-1";
        BooleanSupplier check = ready == null ? () -> states.isHealthy(name) : ready;
        victims.put(place.part(target), new ContainerPart(name, states, check, heapFiller));
    }

    private String token() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("run", "--rm", "-T", "skerry", "token", "*"));
        command.addAll(SCOPES);
        command.addAll(List.of("--ttl", "25h"));
        Path printed = compose(DOWN, command.toArray(String[]::new));
        return Files.readAllLines(printed).getLast().strip();
    }

    private void down() throws IOException, InterruptedException {
        compose(DOWN, "logs", "--no-color", "--timestamps");
        compose(DOWN, "--profile=*", "down", "--volumes", "--remove-orphans", "--timeout=1");
    }

    /** Returns what it printed to its standard output, in a file. */
    private Path compose(Duration limit, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "docker",
                "compose",
                "--ansi=never",
                "--progress=quiet",
                "--project-name=" + PROJECT,
                "--project-directory=" + root,
                "--file=" + root.resolve(COMPOSE_FILE),
                "--file=" + override));
        command.addAll(List.of(arguments));
        String what = Arrays.stream(arguments)
                .filter(argument -> !argument.startsWith("-"))
                .findFirst()
                .orElse("");
        Path folder = Files.createDirectories(stage.folder().resolve("log"));
        Path out = folder.resolve("compose-" + what + ".out");
        Path said = folder.resolve("compose-" + what + ".err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(said.toFile())
                .start();
        process.getOutputStream().close();
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
            process.destroy();
            throw new IllegalStateException("docker compose " + what + " has not ended within " + limit);
        }
        if (process.exitValue() != 0) {
            throw new IllegalStateException(
                    "docker compose " + what + " failed; if a port of docker-compose.yml is taken, end"
                            + " what has it. " + Files.readString(said).strip());
        }
        return out;
    }

    @Override
    public Map<String, Integer> nodes() {
        return Map.copyOf(nodes);
    }

    @Override
    public int purgePort() {
        return PURGE_PORT;
    }

    @Override
    public String authorization() {
        return authorization;
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public String bootstrap() {
        return "127.0.0.1:" + kafkaPort;
    }

    @Override
    public Map<String, Victim> victims() {
        return Collections.unmodifiableMap(victims);
    }

    @Override
    public Saboteur saboteur(Tally tally) {
        return new Saboteur(victims(), wires, disks, clocks, tally);
    }
}
