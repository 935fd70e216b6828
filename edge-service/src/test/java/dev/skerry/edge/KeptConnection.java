package dev.skerry.edge;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A connection of HTTP/1.1 that a test keeps, and reads one answer after the other from. */
final class KeptConnection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;

    private final String host;
    private final Socket socket;
    private final InputStream in;

    /** To a node that serves {@link EdgeAlone#HOST}. */
    KeptConnection(int port) throws IOException {
        this(port, EdgeAlone.HOST);
    }

    KeptConnection(int port, String host) throws IOException {
        this.host = host;
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = socket.getInputStream();
    }

    /** Sends the heads of GET requests, in one packet. */
    void get(String... targets) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String target : targets) {
            all.append("GET ")
                    .append(target)
                    .append(" HTTP/1.1\r\nHost: ")
                    .append(host)
                    .append("\r\n\r\n");
        }
        socket.getOutputStream().write(all.toString().getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** An answer that has a length. */
    record Answer(String head, String content) {
        boolean saysClose() {
            return head.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n");
        }
    }

    /** @throws EOFException if the answer is cut */
    Answer answer() throws IOException {
        String head = head();
        String length = head.lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .findFirst()
                .orElseThrow(() -> new IOException("no length in: " + head));
        int bytes = Integer.parseInt(length.substring(length.indexOf(':') + 1).strip());
        byte[] content = in.readNBytes(bytes);
        if (content.length < bytes) {
            throw new EOFException("cut after " + content.length + " of " + bytes);
        }
        return new Answer(head, new String(content, StandardCharsets.ISO_8859_1));
    }

    /** The head of an answer, with its last line end. */
    String head() throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection ended");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** Waits for what comes next; true if that is the end. */
    boolean isClosed() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
