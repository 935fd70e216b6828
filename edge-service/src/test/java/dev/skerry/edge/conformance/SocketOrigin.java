package dev.skerry.edge.conformance;

import dev.skerry.edge.conformance.Exchanged.Seen;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An origin on a socket: one request per connection, each answered as the story has it. */
final class SocketOrigin implements AutoCloseable {
    private final ServerSocket server;
    private volatile Function<Seen, Answer> answers = seen -> Answer.failing(Answer.Ending.CLOSED);

    /** The request whose connection was closed: the same once more is its second try (RFC 9110 §9.2.2), closed too. */
    private volatile @Nullable String closed;

    private final Semaphore arrivals = new Semaphore(0);

    SocketOrigin() throws IOException {
        server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    /** Answers from now on. */
    void answers(Function<Seen, Answer> next) {
        closed = null;
        arrivals.drainPermits();
        answers = next;
    }

    /** Waits for one more request, for 2 s at most; false if none came. */
    boolean awaitRequest() throws InterruptedException {
        return arrivals.tryAcquire(2, TimeUnit.SECONDS);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
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
            Seen seen = read(in);
            String request = seen.method() + " " + seen.target();
            if (request.equals(closed)) {
                closed = null;
                return;
            }
            Answer answer = answers.apply(seen);
            arrivals.release();
            closed = answer.ending() == Answer.Ending.CLOSED ? request : null;
            socket.getOutputStream().write(bytes(seen.method(), answer));
            socket.getOutputStream().flush();
            if (answer.ending() == Answer.Ending.TIMEOUT) {
                while (in.read() >= 0) {
                    // Silent until the edge gives up.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(String method, Answer answer) {
        StringBuilder text = new StringBuilder();
        for (Answer.Interim interim : answer.interims()) {
            text.append(head(interim.status(), interim.fields())).append("\r\n");
        }
        switch (answer.ending()) {
            case WHOLE, BROKEN -> {
                text.append(head(answer.status(), answer.fields())).append("Connection: close\r\n\r\n");
                if (answer.hasContentFor(method)) {
                    text.append(answer.content());
                }
            }
            case CLOSED, TIMEOUT, REFUSED -> {}
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String head(int status, List<String> fields) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Reason\r\n");
        fields.forEach(line -> head.append(line).append("\r\n"));
        return head.toString();
    }

    private static Seen read(InputStream in) throws IOException {
        String[] parts = line(in).split(" ", 3);
        List<String> lines = new ArrayList<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            lines.add(line);
        }
        Lines fields = new Lines(lines);
        String length = fields.joined("content-length");
        if (length != null) {
            in.readNBytes(Integer.parseInt(length));
        } else if (fields.has("transfer-encoding")) {
            for (int size = Integer.parseInt(line(in), 16); size > 0; size = Integer.parseInt(line(in), 16)) {
                in.readNBytes(size + 2);
            }
            line(in);
        }
        return new Seen(parts[0], parts[1], fields);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the connection ended within a request: " + line);
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
    }
}
