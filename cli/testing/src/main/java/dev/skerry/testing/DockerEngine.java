package dev.skerry.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Asks whether a Docker engine answers, in at most two seconds and without a word in the log: Testcontainers' own search
 * is slow and loud where there is none.
 */
final class DockerEngine {
    private static final int LIMIT_MILLIS = 2000;
    private static final byte[] PING =
            "GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private DockerEngine() {}

    /** Asked once per JVM. */
    static boolean answers() {
        return OfThisMachine.ANSWERS;
    }

    /** A class of its own: the thread that asks needs the outer one, which must be initialised by then. */
    private static final class OfThisMachine {
        static final boolean ANSWERS = DockerEngine.answers(addresses());
    }

    static boolean answers(List<URI> addresses) {
        return addresses.stream().anyMatch(DockerEngine::answers);
    }

    static List<URI> addresses() {
        String host = System.getenv("DOCKER_HOST");
        if (host != null && !host.isBlank()) {
            return List.of(URI.create(host));
        }
        return Stream.of(
                        Optional.of(Path.of("/var/run/docker.sock")),
                        Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR")).map(dir -> Path.of(dir, "docker.sock")),
                        Optional.of(Path.of(System.getProperty("user.home"), ".docker", "run", "docker.sock")))
                .flatMap(Optional::stream)
                .filter(Files::exists)
                .map(path -> URI.create("unix://" + path))
                .toList();
    }

    private static boolean answers(URI address) {
        return CompletableFuture.supplyAsync(() -> ping(address), Thread.ofVirtual()::start)
                .completeOnTimeout(false, LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .join();
    }

    private static boolean ping(URI address) {
        try {
            if (Objects.equals(address.getScheme(), "unix")) {
                try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(address.getPath()))) {
                    return ping(Channels.newOutputStream(channel), Channels.newInputStream(channel));
                }
            }
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(LIMIT_MILLIS);
                socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), LIMIT_MILLIS);
                return ping(socket.getOutputStream(), socket.getInputStream());
            }
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean ping(OutputStream out, InputStream in) throws IOException {
        out.write(PING);
        out.flush();
        return new String(in.readNBytes(12), StandardCharsets.US_ASCII).matches("HTTP/1\\.[01] 200");
    }
}
