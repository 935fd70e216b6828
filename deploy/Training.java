import dev.skerry.parts.ChildProcess;
import dev.skerry.parts.FreePort;
import dev.skerry.parts.KafkaBroker;
import dev.skerry.parts.Launch;
import dev.skerry.parts.PartFailedException;
import dev.skerry.parts.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Makes the caches that the JVMs of the images start from (JEP 514). A platform with one PoP is run once, by the command lines
 * and on the files of the images, and used a little; each JVM writes down at its end which classes it had loaded and linked.
 * Then all of them are started again from these caches, and must accept them: a JVM that does without one starts slower and
 * says nothing.
 *
 * <p>Part of the image build: see Dockerfile. Arguments: the {@code java} of the images, the folder that holds each image's
 * {@code /opt/skerry}, and one for everything else. Ends with 1, and says why, if a cache is not made or not accepted.
 */
final class Training {
    private static final Duration READY = Duration.ofSeconds(120);

    /** With the writing of the cache. */
    private static final Duration END = Duration.ofSeconds(120);

    private static final int ANSWER_MILLIS = 10_000;
    private static final int USES = 20;
    private static final int KAFKA = FreePort.any();
    private static final int REDIS = FreePort.any();

    /** Ports that the command line knows. */
    private static final int TELEMETRY = 8080, ORIGIN = 8081, PURGE = 8082, EDGE = 9001, ADMIN = 9901;

    /** What a JVM does about its cache. */
    private enum Cache {
        WRITE,
        REQUIRE;

        List<String> options(String name) {
            return switch (this) {
                case WRITE -> List.of("-XX:AOTCacheOutput=" + name + ".aot");
                case REQUIRE -> List.of("-XX:AOTMode=on", "-XX:AOTCache=" + name + ".aot");
            };
        }
    }

    private final String java;
    private final Path images;
    private final Path work;

    private Training(String java, Path images, Path work) {
        this.java = java;
        this.images = images;
        this.work = work;
    }

    public static void main(String[] args) throws IOException {
        try {
            new Training(args[0], Path.of(args[1]).toAbsolutePath(), Path.of(args[2]).toAbsolutePath()).run();
        } catch (PartFailedException e) {
            System.err.println("training: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws IOException {
        try (var kafka = ChildProcess.start(
                        KafkaBroker.launch(work.resolve("kafka"), KAFKA, work, work.resolve("kafka.log"), List.of()));
                var redis = ChildProcess.start(RedisServer.launch("redis", work, REDIS, work.resolve("redis.log"), work))) {
            kafka.awaitReady(() -> KafkaBroker.answers(KAFKA), READY);
            redis.awaitReady(() -> RedisServer.answers(REDIS), READY);
            skerry(List.of(), "containers", "secrets", "--hand-out", secrets().toString());
            for (Cache cache : Cache.values()) {
                usePlatform(cache);
            }
        }
        try (var files = Files.find(images, 2, (file, _) -> file.toString().endsWith(".aot"))) {
            for (Path file : files.sorted().toList()) {
                System.out.println("training: " + file.getFileName() + ", " + Files.size(file) / 1_000_000 + " MB, is accepted");
            }
        }
    }

    /** Starts all services, asks for a page some times, purges, and stops them. */
    private void usePlatform(Cache cache) {
        List<ChildProcess> services = new ArrayList<>();
        try {
            services.add(service("purge", cache, PURGE));
            services.add(service("origin", cache, ORIGIN));
            services.add(service("telemetry", cache, TELEMETRY));
            skerry(List.of(), "containers", "demo");
            services.add(start("edge", "edge.options", cache.options("edge"), edgeSettings(), ADMIN));
            for (int i = 0; i < USES; i++) {
                expect("200", ask(EDGE, "/index.html"));
            }
            expect("200", ask(ADMIN, "/q/metrics"));
            expect("200", ask(TELEMETRY, "/q/metrics"));
            skerry(cache.options("cli"), "purge", "demo", "--all", "--wait");
            expect("200", ask(EDGE, "/index.html"));
            runToEnd("probe", command(cache.options("probe"), List.of("@probe.options")), Map.of("HEALTH_PORT", "" + ADMIN));
        } finally {
            services.reversed().forEach(service -> service.stop(END));
        }
    }

    private ChildProcess service(String name, Cache cache, int port) {
        return start(name, "service.options", cache.options(name), Map.ofEntries(
                Map.entry("QUARKUS_HTTP_HOST", "127.0.0.1"),
                Map.entry("QUARKUS_HTTP_PORT", "" + port),
                Map.entry("SKERRY_DATA", work.resolve(name).toString()),
                Map.entry("SKERRY_KAFKA", "127.0.0.1:" + KAFKA),
                Map.entry("SKERRY_TOKEN_PUBLIC_KEY", secrets().resolve("verifier/token-public.pem").toString()),
                Map.entry("SKERRY_PURGE_WEBHOOK_KEY_FILE", secrets().resolve("purge/webhook-key").toString()),
                Map.entry("SKERRY_SERVICE_TOKEN_FILE", secrets().resolve("origin/origin-service-token").toString()),
                Map.entry("OTEL_SDK_DISABLED", "false"),
                Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + TELEMETRY)), port);
    }

    private Map<String, String> edgeSettings() {
        return Map.ofEntries(
                Map.entry("SKERRY_POP", "fra"),
                Map.entry("SKERRY_KAFKA", "127.0.0.1:" + KAFKA),
                Map.entry("SKERRY_REDIS", "redis://127.0.0.1:" + REDIS),
                Map.entry("SKERRY_STORE", "http://127.0.0.1:" + ORIGIN),
                Map.entry("SKERRY_PURGE", "http://127.0.0.1:" + PURGE),
                Map.entry("SKERRY_FLEET_SECRET_FILE", secrets().resolve("edge/fleet-secret").toString()),
                Map.entry("SKERRY_TOKEN_PUBLIC_KEY", secrets().resolve("verifier/token-public.pem").toString()),
                Map.entry("SKERRY_TLS_CERT", secrets().resolve("edge/localhost.pem").toString()),
                Map.entry("SKERRY_TLS_KEY", secrets().resolve("edge/localhost-key.pem").toString()),
                Map.entry("OTEL_SDK_DISABLED", "false"),
                Map.entry("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + TELEMETRY));
    }

    private Path secrets() {
        return work.resolve("secrets");
    }

    /** As the entry points in Dockerfile have it. */
    private List<String> command(List<String> cache, List<String> more) {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(cache);
        command.addAll(more);
        return command;
    }

    private ChildProcess start(String name, String options, List<String> cache, Map<String, String> settings, int health) {
        ChildProcess started = ChildProcess.start(new Launch(
                name, command(cache, List.of("@jvm.options", "@" + options)), settings, images.resolve(name), log(name)));
        started.awaitReady(() -> ask(health, "/q/health/ready").contains(" 200 "), READY);
        return started;
    }

    /** The command line, to its end. */
    private void skerry(List<String> cache, String... arguments) {
        List<String> more = new ArrayList<>(List.of("@jvm.options", "@cli.options"));
        more.addAll(List.of(arguments));
        more.addAll(List.of("--data", work.resolve("data").toString()));
        runToEnd("cli", command(cache, more), Map.of());
    }

    private void runToEnd(String name, List<String> command, Map<String, String> settings) {
        ChildProcess started = ChildProcess.start(new Launch(name, command, settings, images.resolve(name), log(name)));
        int code = started.onExit().orTimeout(END.toSeconds(), TimeUnit.SECONDS).join();
        if (code != 0) {
            throw failed(String.join(" ", command) + " ended with " + code);
        }
    }

    private Path log(String name) {
        return work.resolve(name + ".log");
    }

    private PartFailedException failed(String what) {
        StringBuilder message = new StringBuilder(what);
        try (var logs = Files.list(work)) {
            for (Path log : logs.filter(file -> file.toString().endsWith(".log")).toList()) {
                message.append("\n---- ").append(log).append('\n').append(Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new PartFailedException(message.toString());
    }

    private void expect(String status, String answer) {
        if (!answer.startsWith("HTTP/1.1 " + status)) {
            throw failed("expected " + status + ", got: " + answer);
        }
    }

    /** The beginning of the answer to a GET, or what was wrong. */
    private static String ask(int port, String path) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(ANSWER_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: demo.localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(64), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return "port " + port + ": " + e.getMessage();
        }
    }
}
