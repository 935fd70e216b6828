package dev.skerry.edge.conformance;

import dev.skerry.edge.Await;
import dev.skerry.edge.OpenEdge;
import dev.skerry.edge.conformance.Exchanged.Reply;
import dev.skerry.edge.conformance.Exchanged.Seen;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** A real edge between sockets. */
final class SocketStage implements Stage, AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static final Instant DAWN = Instant.EPOCH.plus(Duration.ofDays(20_000));

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong skewNanos = new AtomicLong();
    private final SocketOrigin origin = new SocketOrigin();
    private final OpenEdge edge;

    /** @param folder for the site's file */
    SocketStage(Path folder, String rules) throws IOException, InterruptedException {
        edge = OpenEdge.start(SiteFiles.write(folder, origin.url(), rules), this::now, nanos::get);
    }

    @Override
    public Instant now() {
        return DAWN.plusNanos(nanos.get() + skewNanos.get());
    }

    @Override
    public void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Override
    public void jump(Duration by) {
        skewNanos.addAndGet(by.toNanos());
    }

    /** Before another story: the same day dawns again. */
    void rest() {
        skewNanos.set(-nanos.get());
    }

    @Override
    public Reply send(Ask ask, Function<Seen, Answer> answers) throws IOException {
        origin.answers(answers);
        StringBuilder text =
                new StringBuilder(ask.method() + " " + ask.target() + " HTTP/1.1\r\nHost: " + HOST + "\r\n");
        ask.fields().forEach(line -> text.append(line).append("\r\n"));
        if (!ask.content().isEmpty()) {
            text.append("Content-Length: ").append(ask.content().length()).append("\r\n");
        }
        text.append("Connection: close\r\n\r\n").append(ask.content());
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return parse(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1));
        }
    }

    private static Reply parse(String all) throws IOException {
        List<Integer> interims = new ArrayList<>();
        String rest = all;
        while (true) {
            int end = rest.indexOf("\r\n\r\n");
            if (end < 0) {
                throw new IOException("no response head in: " + all);
            }
            List<String> lines = new ArrayList<>(List.of(rest.substring(0, end).split("\r\n")));
            int status = Integer.parseInt(lines.removeFirst().split(" ")[1]);
            rest = rest.substring(end + 4);
            if (status >= 200) {
                Lines fields = new Lines(lines);
                return new Reply(status, fields, fields.has("transfer-encoding") ? unchunked(rest) : rest, interims);
            }
            interims.add(status);
        }
    }

    private static String unchunked(String chunks) {
        StringBuilder content = new StringBuilder();
        String rest = chunks;
        while (true) {
            int line = rest.indexOf("\r\n");
            int size = line < 0 ? 0 : Integer.parseInt(rest.substring(0, line), 16);
            if (size == 0 || rest.length() < line + 2 + size) {
                return content.toString();
            }
            content.append(rest, line + 2, line + 2 + size);
            rest = rest.substring(Math.min(rest.length(), line + 4 + size));
        }
    }

    @Override
    public void settle(Reply last, BooleanSupplier asked) throws InterruptedException {
        boolean more = last.cacheStatus().startsWith("hit");
        while (more && !asked.getAsBoolean()) {
            more = origin.awaitRequest();
        }
        if (!edge.isQuiet()) {
            Await.until("the edge is quiet", edge::isQuiet);
        }
    }

    @Override
    public void close() throws IOException {
        edge.close();
        origin.close();
    }
}
