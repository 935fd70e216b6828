package dev.skerry.cli.platform;

import dev.skerry.parts.Checkout;
import dev.skerry.parts.KafkaBroker;
import dev.skerry.parts.Launch;
import dev.skerry.parts.RedisServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All parts of a platform and how each is configured: this is the place to see which process gets which setting.
 *
 * @param checkout whose build results are run
 * @param data where everything is kept
 * @param layout PoPs and ports
 * @param probe asks services whether they are ready
 */
record Blueprint(Checkout checkout, DataFolder data, Layout layout, HealthProbe probe) {
    private static final String LOOPBACK = "127.0.0.1";

    /** In the order in which they are started: what others wait for comes first. */
    List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        parts.add(kafka());
        layout.pops().forEach(pop -> parts.add(redis(pop)));
        parts.add(service(
                "purge-service",
                layout.purge(),
                Map.of(
                        "SKERRY_PURGE_WEBHOOK_KEY_FILE",
                        secrets().webhookKeyFile().toString())));
        parts.add(service(
                "origin-service",
                layout.origin(),
                Map.of(
                        "SKERRY_PURGE_URL", url(layout.purge()),
                        "SKERRY_SERVICE_TOKEN_FILE", secrets().serviceToken().toString())));
        parts.add(service(
                "telemetry",
                layout.console(),
                Map.of(
                        "SKERRY_SERVICES",
                        "origin=" + url(layout.origin()) + ",purge=" + url(layout.purge()),
                        "SKERRY_ADMINS",
                        layout.pops().stream()
                                .map(pop -> pop.pop() + "=" + url(pop.admin()))
                                .collect(Collectors.joining(",")))));
        layout.pops().forEach(pop -> parts.add(edge(pop)));
        return parts;
    }

    private Secrets secrets() {
        return new Secrets(data.secrets());
    }

    private static String url(int port) {
        return "http://" + LOOPBACK + ":" + port;
    }

    private String bootstrapServers() {
        return LOOPBACK + ":" + layout.kafka();
    }

    private Part kafka() {
        Launch launch = KafkaBroker.launch(
                data.data("kafka"),
                layout.kafka(),
                data.temp("kafka"),
                data.log("kafka"),
                Jvm.classArchive(data.classArchive("kafka"), checkout.brokerJars()));
        return new Part(PartKind.KAFKA, launch, layout.kafka(), () -> KafkaBroker.answers(layout.kafka()));
    }

    private Part redis(PopPorts pop) {
        String name = DataFolder.redis(pop.pop());
        Launch launch = RedisServer.launch(name, data.temp(name), pop.redis(), data.log(name), data.bin());
        return new Part(PartKind.REDIS, launch, pop.redis(), () -> RedisServer.answers(pop.redis()));
    }

    private Part service(String name, int port, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("SKERRY_BIND", LOOPBACK);
        environment.put("QUARKUS_HTTP_HOST", LOOPBACK);
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        environment.put("SKERRY_KAFKA", bootstrapServers());
        environment.put("SKERRY_DATA", data.data(name).toString());
        environment.put("SKERRY_TOKEN_PUBLIC_KEY", secrets().tokenPublicKey().toString());
        common(environment);
        Path jar = built(name + "/target/quarkus-app/quarkus-run.jar");
        List<String> command = Jvm.service(jar, data.temp(name), data.classArchive(name));
        return new Part(
                PartKind.SERVICE,
                new Launch(name, command, environment, data.data(name), data.log(name)),
                port,
                () -> probe.isReady(port));
    }

    private Part edge(PopPorts pop) {
        String name = DataFolder.edge(pop.pop());
        DevelopmentCertificates certificates = new DevelopmentCertificates(data.secrets());
        String peers = layout.pops().stream()
                .filter(peer -> !peer.equals(pop))
                .map(peer -> peer.pop() + "=" + url(peer.http()))
                .collect(Collectors.joining(","));
        Map<String, String> environment = new HashMap<>();
        environment.put("SKERRY_POP", pop.pop().value());
        environment.put("SKERRY_NODE", pop.pop() + "-1");
        environment.put("SKERRY_BIND", LOOPBACK);
        environment.put("SKERRY_HTTP_PORT", Integer.toString(pop.http()));
        environment.put("SKERRY_HTTPS_PORT", Integer.toString(pop.https()));
        environment.put("SKERRY_ADMIN_PORT", Integer.toString(pop.admin()));
        environment.put("SKERRY_KAFKA", bootstrapServers());
        environment.put("SKERRY_REDIS", "redis://" + LOOPBACK + ":" + pop.redis());
        environment.put("SKERRY_STORE", url(layout.origin()));
        environment.put("SKERRY_PURGE", url(layout.purge()));
        environment.put("SKERRY_DATA", data.data(name).toString());
        environment.put("SKERRY_MEMORY", "64MiB");
        environment.put("SKERRY_TLS_CERT", certificates.certificate().toString());
        environment.put("SKERRY_TLS_KEY", certificates.key().toString());
        environment.put("SKERRY_FLEET_SECRET_FILE", secrets().fleetSecret().toString());
        environment.put("SKERRY_TOKEN_PUBLIC_KEY", secrets().tokenPublicKey().toString());
        common(environment);
        if (!peers.isEmpty()) {
            environment.put("SKERRY_PEERS", peers);
        }
        List<String> command =
                Jvm.edge(built("edge-service/target/edge-service.jar"), data.temp(name), data.classArchive(name));
        return new Part(
                PartKind.EDGE,
                new Launch(name, command, environment, data.data(name), data.log(name)),
                pop.http(),
                () -> probe.isReady(pop.admin()));
    }

    /**
     * What every part has that is ours. A part is stopped by force after ten seconds, so it must have ended before. Traces are set
     * up by the variables that OpenTelemetry fixes; the console is the collector.
     */
    private void common(Map<String, String> environment) {
        environment.put("SKERRY_DRAIN_LIMIT", "5s");
        environment.put("OTEL_SDK_DISABLED", "false");
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", url(layout.console()));
    }

    private Path built(String path) {
        Path file = checkout.root().resolve(path);
        if (!Files.isRegularFile(file)) {
            throw new CommandFailed(file + " has not been built", "Run ./skerry itself: it builds what is missing.");
        }
        return file;
    }
}
