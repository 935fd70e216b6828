package dev.skerry.edge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 origin on a real socket whose every answer the test writes, byte by byte if it wants. Keeps connections
 * alive, counts them, and remembers every request.
 */
final class ScriptedOrigin implements AutoCloseable {
    /** Writes the answer to one request; may block, and may close the connection by throwing {@link IOException}. */
    @FunctionalInterface
    interface Script {
        void answer(Request request, Answer answer) throws IOException, InterruptedException;
    }

    /** A request as it arrived; names of fields and trailers in lower case, repeated ones joined. */
    record Request(
            String method, String target, Map<String, String> fields, String content, Map<String, String> trailers) {
        @Nullable
        String field(String name) {
            return fields.get(name);
        }
    }

    /** Writes to the connection. */
    record Answer(OutputStream out) {
        void raw(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }

        /** A response with a length; {@code fields} as {@code Name: value}. */
        void send(int status, String content, String... fields) throws IOException {
            raw(head(status, fields) + "Content-Length: " + content.length() + "\r\n\r\n" + content);
        }

        void chunk(String text) throws IOException {
            raw(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
        }

        static String head(int status, String... fields) {
            StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Reason\r\n");
            for (String field : fields) {
                head.append(field).append("\r\n");
            }
            return head.toString();
        }
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket server;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private volatile Script script;

    /** Sent to a request with an expectation before its content is read, if it is not empty; a final response is all. */
    private volatile String onExpectation = "";

    ScriptedOrigin(Script script) throws IOException {
        this.script = script;
        this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    void script(Script next) {
        script = next;
    }

    /** What is sent to a request that expects to be told to go on, before its content is read. */
    void onExpectation(String answer) {
        onExpectation = answer;
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (SocketException closed) {
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Request request = read(in, socket); request != null; request = read(in, socket)) {
                requests.add(request);
                script.answer(request, new Answer(socket.getOutputStream()));
            }
        } catch (IOException cut) {
            // The script, the edge or the end of the test closed the connection: nothing is left to do on it.
            open.remove(socket);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Request read(InputStream in, Socket socket) throws IOException {
        String line = line(in);
        if (line == null) {
            return null;
        }
        String[] parts = line.split(" ", 3);
        Map<String, String> fields = fields(in);
        if (fields.containsKey("expect") && !onExpectation.isEmpty()) {
            new Answer(socket.getOutputStream()).raw(onExpectation);
            if (!onExpectation.startsWith("HTTP/1.1 1")) {
                requests.add(new Request(parts[0], parts[1], fields, "", Map.of()));
                return null;
            }
        }
        if (fields.containsKey("transfer-encoding")) {
            return new Request(parts[0], parts[1], fields, chunks(in), fields(in));
        }
        byte[] content = in.readNBytes(Integer.parseInt(fields.getOrDefault("content-length", "0")));
        return new Request(parts[0], parts[1], fields, new String(content, StandardCharsets.ISO_8859_1), Map.of());
    }

    private static Map<String, String> fields(InputStream in) throws IOException {
        Map<String, String> fields = new TreeMap<>();
        String field = line(in);
        for (; field != null && !field.isEmpty(); field = line(in)) {
            int colon = field.indexOf(':');
            fields.merge(
                    field.substring(0, colon).toLowerCase(Locale.ROOT),
                    field.substring(colon + 1).strip(),
                    (a, b) -> a + ", " + b);
        }
        if (field == null) {
            throw new EOFException("the request was cut off");
        }
        return fields;
    }

    private static String chunks(InputStream in) throws IOException {
        StringBuilder content = new StringBuilder();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            content.append(new String(in.readNBytes(size), StandardCharsets.ISO_8859_1));
            line(in);
        }
        return content.toString();
    }

    private static int chunkSize(InputStream in) throws IOException {
        String line = line(in);
        if (line == null) {
            throw new EOFException("the request was cut off");
        }
        return Integer.parseInt(line.strip(), 16);
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
