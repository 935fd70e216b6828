package dev.skerry.parts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * The broker's own process. Arguments: data folder, port for clients, port for the controller, and {@code PORT:ADVERTISED}
 * for each further listener, whose clients are sent to the other port. It formats the folder if
 * it is new, runs until SIGTERM, and needs nothing but Kafka's jars (its class path holds no other class of ours).
 */
final class KafkaBrokerMain {
    private static final Logger LOG = Logger.getLogger(KafkaBrokerMain.class.getName());

    /**
     * Sized for a control plane on one machine: megabytes of log, tens of clients. The cleaner's default buffer of 128
     * MiB would not fit into the heap; 4 MiB hold 170,000 keys. Short sessions let a broker that was killed come
     * back at once instead of waiting for its own former self to expire.
     */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("controller.listener.names", "CONTROLLER"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "1"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("share.coordinator.state.topic.num.partitions", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("broker.session.timeout.ms", "2000"),
            Map.entry("broker.heartbeat.interval.ms", "400"),
            Map.entry("log.segment.bytes", Integer.toString(16 << 20)),
            Map.entry("log.index.size.max.bytes", Integer.toString(1 << 20)),
            Map.entry("log.cleaner.threads", "1"),
            Map.entry("log.cleaner.dedupe.buffer.size", Integer.toString(4 << 20)),
            Map.entry("log.cleaner.io.buffer.size", Integer.toString(128 << 10)),
            Map.entry("num.network.threads", "2"),
            Map.entry("num.io.threads", "2"),
            Map.entry("background.threads", "2"),
            Map.entry("num.recovery.threads.per.data.dir", "1"));

    private KafkaBrokerMain() {}

    public static void main(String[] args) throws IOException {
        Logger.getLogger("").setLevel(Level.WARNING);
        LOG.setLevel(Level.INFO);
        Path data = Path.of(args[0]);
        int port = Integer.parseInt(args[1]);
        Properties settings =
                settings(data, port, Integer.parseInt(args[2]), List.of(args).subList(3, args.length));
        format(data, settings);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        server.startup();
        LOG.info("broker ready on 127.0.0.1:" + port + ", data in " + data);
        server.awaitShutdown();
    }

    private static void stop(KafkaRaftServer server) {
        LOG.info("broker stops");
        server.shutdown();
    }

    private static Properties settings(Path data, int port, int controllerPort, List<String> detours) {
        Properties settings = new Properties();
        settings.putAll(SETTINGS);
        settings.put("log.dirs", data.toString());
        String own = "PLAINTEXT://127.0.0.1:" + port;
        StringBuilder listeners = new StringBuilder(own + ",CONTROLLER://127.0.0.1:" + controllerPort);
        StringBuilder advertised = new StringBuilder(own);
        StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        for (int i = 0; i < detours.size(); i++) {
            String[] ports = detours.get(i).split(":", 2);
            listeners.append(",DETOUR").append(i).append("://127.0.0.1:").append(ports[0]);
            advertised.append(",DETOUR").append(i).append("://127.0.0.1:").append(ports[1]);
            protocols.append(",DETOUR").append(i).append(":PLAINTEXT");
        }
        settings.put("listeners", listeners.toString());
        settings.put("advertised.listeners", advertised.toString());
        settings.put("listener.security.protocol.map", protocols.toString());
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        return settings;
    }

    private static void format(Path data, Properties settings) throws IOException {
        if (Files.exists(data.resolve("meta.properties"))) {
            return;
        }
        Files.createDirectories(data);
        Path file = data.resolveSibling(data.getFileName() + ".properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = StorageTool.execute(
                new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", file.toString()},
                new PrintStream(said, true, StandardCharsets.UTF_8));
        Files.delete(file);
        if (code != 0) {
            throw new IOException("formatting " + data + " failed: " + said.toString(StandardCharsets.UTF_8));
        }
    }
}
