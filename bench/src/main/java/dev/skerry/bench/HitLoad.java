package dev.skerry.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

/**
 * Users who ask an edge for {@value #PATHS} paths in turn, each as soon as the last answer is there (a closed loop:
 * it finds how many requests a second an edge answers, and tells nothing of latency). HTTP/1.1, a connection and a
 * thread each.
 */
final class HitLoad {
    private static final int PATHS = 64;
    private static final int READ_LIMIT_MILLIS = 10_000;
    private static final String LENGTH = "content-length: ";

    private HitLoad() {}

    /**
     * Asks for {@code length}.
     *
     * @param port of the edge
     * @return answers 200 that came whole
     * @throws IllegalStateException if any other answer came
     */
    static long run(int port, int connections, Duration length) throws InterruptedException {
        long end = System.nanoTime() + length.toNanos();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            var users = IntStream.range(0, connections)
                    .mapToObj(user -> threads.submit(() -> ask(port, user, end)))
                    .toList();
            long answers = 0;
            for (Future<Long> user : users) {
                answers += user.get(length.toMillis() + 2L * READ_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
            }
            return answers;
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the edge does not answer as it should: " + e, e);
        }
    }

    private static long ask(int port, int user, long end) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(READ_LIMIT_MILLIS);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream(), 4 * SmallOrigin.BYTES);
            long answers = 0;
            while (System.nanoTime() < end) {
                out.write(request((int) ((user + answers) % PATHS)));
                readAnswer(in);
                answers++;
            }
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] request(int path) {
        return ("GET /" + path + " HTTP/1.1\r\nhost: " + Sites.HOST + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static void readAnswer(InputStream in) throws IOException {
        String status = line(in);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException("answered " + status);
        }
        int length = -1;
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            if (field.regionMatches(true, 0, LENGTH, 0, LENGTH.length())) {
                length = Integer.parseInt(field.substring(LENGTH.length()));
            }
        }
        if (length != SmallOrigin.BYTES) {
            throw new IOException("an answer of " + length + " bytes");
        }
        in.skipNBytes(length);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(80);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection has ended");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
