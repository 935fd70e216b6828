package dev.skerry.testing;

import dev.skerry.parts.Checkout;
import dev.skerry.parts.ChildProcess;
import dev.skerry.parts.FreePort;
import dev.skerry.parts.KafkaBroker;
import dev.skerry.parts.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The one Kafka and the one Redis of a JVM, reached through {@link RealParts} only. Public so that it can be called
 * across class loaders, in plain strings; each part's holder class starts it on first use.
 */
public final class PartsOfThisJvm {
    private static final Logger LOG = LoggerFactory.getLogger(PartsOfThisJvm.class);
    private static final Duration START = Duration.ofSeconds(60);

    private PartsOfThisJvm() {}

    /** {@code HOST:PORT} of Kafka. */
    public static String kafka() {
        return Kafka.ADDRESS;
    }

    /** {@code HOST:PORT} of Redis. */
    public static String redis() {
        return Redis.ADDRESS;
    }

    private static final class Kafka {
        static final String ADDRESS = switch (PartsKind.ofThisJvm()) {
            case DOCKER -> inDocker();
            case EMBEDDED -> asChild();
        };

        private static String inDocker() {
            KafkaContainer container = new KafkaContainer(DockerImageName.parse("apache/kafka:4.2.1"))
                    .withEnv("KAFKA_HEAP_OPTS", "-Xmx256m")
                    .withEnv("KAFKA_LOG_CLEANER_DEDUPE_BUFFER_SIZE", Integer.toString(4 << 20))
                    .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
            container.start();
            atEnd("kafka", container::stop);
            return said("Kafka in Docker", container.getBootstrapServers().replaceFirst("^.*://", ""));
        }

        private static String asChild() {
            Path folder = folder("kafka");
            int port = FreePort.any();
            ChildProcess child = ChildProcess.start(
                    KafkaBroker.launch(folder, port, folder, folder.resolve("kafka.log"), List.of()));
            atEnd("kafka", () -> stop(child, folder));
            child.awaitReady(() -> KafkaBroker.answers(port), START);
            return said("Kafka as a child process (embedded)", "127.0.0.1:" + port);
        }
    }

    private static final class Redis {
        private static final int PORT = 6379;
        static final String ADDRESS = switch (PartsKind.ofThisJvm()) {
            case DOCKER -> inDocker();
            case EMBEDDED -> asChild();
        };

        private static String inDocker() {
            GenericContainer<?> container =
                    new GenericContainer<>(DockerImageName.parse("redis:8.0")).withExposedPorts(PORT);
            container.start();
            atEnd("redis", container::stop);
            return said("Redis in Docker", container.getHost() + ":" + container.getMappedPort(PORT));
        }

        private static String asChild() {
            Path folder = folder("redis");
            int port = FreePort.any();
            Path bin = workspace().resolve("bin");
            ChildProcess child =
                    ChildProcess.start(RedisServer.launch("redis", folder, port, folder.resolve("redis.log"), bin));
            atEnd("redis", () -> stop(child, folder));
            child.awaitReady(() -> RedisServer.answers(port), START);
            return said("Redis as a child process (embedded)", "127.0.0.1:" + port);
        }
    }

    private static String said(String what, String address) {
        LOG.info("tests use {} at {}", what, address);
        return address;
    }

    private static void atEnd(String part, Runnable stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop-" + part));
    }

    private static Path workspace() {
        return Checkout.find().root().resolve("cli/testing/target/real-parts");
    }

    private static Path folder(String part) {
        return workspace().resolve(part + "-" + ProcessHandle.current().pid());
    }

    private static void stop(ChildProcess child, Path folder) {
        child.kill(); // nothing of it is kept, so it need not be asked
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("removing " + folder, e);
        }
    }
}
