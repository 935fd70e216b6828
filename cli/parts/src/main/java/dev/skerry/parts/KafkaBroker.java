package dev.skerry.parts;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Kafka broker of one node (KRaft, broker and controller in one), from its Maven artifacts, in a JVM of its own.
 * It listens on 127.0.0.1 only, makes no topics by itself, and keeps its data over restarts. See {@link KafkaBrokerMain}
 * for its settings.
 */
public final class KafkaBroker {
    private static final int PROBE_MILLIS = 500;
    private static final short API_VERSIONS = 18;

    /** The compiler's first tier alone and one collector thread: the broker is idle mostly, and must start fast. */
    private static final List<String> JVM_OPTIONS = List.of(
            "-Xmx256m",
            "-Xms64m",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-XX:TieredStopAtLevel=1",
            "-Xss512k",
            "-XX:+ExitOnOutOfMemoryError",
            "--sun-misc-unsafe-memory-access=allow");

    private KafkaBroker() {}

    /**
     * How to start the broker.
     *
     * @param folder its own; the log of messages is in {@code data} there, formatted if it is new
     * @param port on 127.0.0.1 for its clients; another free one is picked for its controller
     * @param temp where the JVM puts temporary files
     * @param log what it prints
     * @param jvmOptions more of them
     * @throws IllegalStateException if the broker's jars have not been built
     */
    public static Launch launch(Path folder, int port, Path temp, Path log, List<String> jvmOptions) {
        return launch(folder, port, List.of(), temp, log, jvmOptions);
    }

    /**
     * A listener that tells its clients to come by another port, on which something stands between them and the broker.
     *
     * @param port that the broker listens on
     * @param advertised that clients are sent to
     */
    public record Detour(int port, int advertised) {}

    /** The same with detours beside {@code port}. */
    public static Launch launch(
            Path folder, int port, List<Detour> detours, Path temp, Path log, List<String> jvmOptions) {
        List<String> command = new ArrayList<>();
        command.add(Launch.java().toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(jvmOptions);
        command.add("-Djava.io.tmpdir=" + temp);
        command.add("-Djava.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL %4$s %3$s: %5$s%6$s%n");
        command.addAll(List.of("-cp", Checkout.find().brokerJars() + "/*", KafkaBrokerMain.class.getName()));
        command.addAll(
                List.of(folder.resolve("data").toString(), Integer.toString(port), Integer.toString(FreePort.any())));
        detours.forEach(detour -> command.add(detour.port + ":" + detour.advertised));
        return new Launch("kafka", command, Map.of(), folder, log);
    }

    /**
     * Whether a broker answers an ApiVersions request (version 0) on {@code port} of 127.0.0.1. A broker does so only
     * when the controller has admitted it, so that topics can be made at once.
     */
    public static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PROBE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_MILLIS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write(new byte[] {0, 0, 0, 10, 0, API_VERSIONS, 0, 0, 0, 0, 0, 1, -1, -1});
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readInt();
            int correlation = in.readInt();
            short error = in.readShort();
            return length > 6 && correlation == 1 && error == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
