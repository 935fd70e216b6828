package dev.skerry.parts;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A real Redis as a PoP's shared cache tier: on 127.0.0.1 only, 64 MiB, least recently used entries go first, nothing is
 * written to disk. The program is {@code redis-server} or {@code valkey-server} of the machine, else the one that
 * embedded-redis carries.
 */
public final class RedisServer {
    private static final int PROBE_MILLIS = 500;

    private RedisServer() {}

    /**
     * How to start a server.
     *
     * @param name of the part, such as {@code redis fra}
     * @param folder working directory of the server
     * @param port on 127.0.0.1
     * @param log what it prints
     * @param bin folder that the carried program is unpacked to where the machine has none; kept for the next time
     * @throws PartFailedException if the machine has none and there is no carried one for its kind
     */
    public static Launch launch(String name, Path folder, int port, Path log, Path bin) {
        List<String> command = List.of(
                program(bin).toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dir",
                folder.toAbsolutePath().toString(),
                "--save",
                "",
                "--appendonly",
                "no",
                "--maxmemory",
                "64mb",
                "--maxmemory-policy",
                "allkeys-lru");
        return new Launch(name, command, Map.of(), folder, log);
    }

    private static Path program(Path bin) {
        return Programs.find("redis-server")
                .or(() -> Programs.find("valkey-server"))
                .orElseGet(() -> carried(bin, System.getProperty("os.name"), System.getProperty("os.arch")));
    }

    /** Unpacks the carried program for a system: not by embedded-redis itself, which litters the temporary folder. */
    static Path carried(Path bin, String os, String arch) {
        String resource = resource(os, arch);
        Path program = bin.resolve(resource);
        if (Files.isExecutable(program)) {
            return program;
        }
        try (InputStream in = RedisServer.class.getResourceAsStream("/" + resource)) {
            if (in == null) {
                throw new PartFailedException("embedded-redis carries no " + resource + install());
            }
            Files.createDirectories(bin);
            Path partial = Files.createTempFile(bin, resource, ".part");
            Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            if (!partial.toFile().setExecutable(true)) {
                throw new PartFailedException(partial + " cannot be made executable" + install());
            }
            return Files.move(partial, program, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new PartFailedException("unpacking redis-server to " + bin + " failed: " + e.getMessage(), e);
        }
    }

    private static String resource(String os, String arch) {
        boolean arm = arch.equals("aarch64") || arch.equals("arm64");
        boolean intel = arch.equals("amd64") || arch.equals("x86_64");
        String system = os.toLowerCase(Locale.ROOT);
        if (system.startsWith("linux") && (arm || intel)) {
            return arm ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
        }
        if (system.startsWith("mac") && (arm || intel)) {
            return arm ? "redis-server-6.2.6-v5-darwin-arm64" : "redis-server-6.2.6-v5-darwin-amd64";
        }
        throw new PartFailedException(
                "there is no redis-server on PATH and none is carried for " + os + " on " + arch + install());
    }

    private static String install() {
        return ": install redis or valkey (apt install redis-server, brew install redis)";
    }

    /** Whether a server answers {@code PING} on {@code port} of 127.0.0.1. */
    public static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PROBE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PROBE_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(7);
            return new String(answer, StandardCharsets.US_ASCII).equals("+PONG\r\n");
        } catch (IOException e) {
            return false;
        }
    }
}
