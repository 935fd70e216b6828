package dev.skerry.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sends exactly the bytes that a test gives and reads what comes back, with no opinion of its own. */
final class RawClient {
    private static final int TIMEOUT_MILLIS = 20_000;

    private RawClient() {}

    /** An answer: status, field lines in lower case names, and content with chunks joined. */
    record Reply(int status, List<String> lines, String content, boolean cut) {
        @Nullable
        String field(String name) {
            List<String> all = fields(name);
            return all.isEmpty() ? null : String.join(", ", all);
        }

        List<String> fields(String name) {
            List<String> values = new ArrayList<>();
            for (String line : lines) {
                int colon = line.indexOf(':');
                if (line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
                    values.add(line.substring(colon + 1).strip());
                }
            }
            return values;
        }
    }

    /** GET with extra field lines, on a connection of its own. */
    static Reply get(int port, String host, String target, String... fields) throws IOException {
        return request(port, "GET", host, target, "", fields);
    }

    /** Any request with content, on a connection of its own. */
    static Reply request(int port, String method, String host, String target, String content, String... fields)
            throws IOException {
        StringBuilder text = new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: " + host + "\r\n");
        for (String field : fields) {
            text.append(field).append("\r\n");
        }
        if (!content.isEmpty()) {
            text.append("Content-Length: ").append(content.length()).append("\r\n");
        }
        return raw(port, text + "Connection: close\r\n\r\n" + content, method.equals("HEAD"));
    }

    /** Sends {@code text} and reads all that comes until the connection closes, interim responses too. */
    static String everything(int port, String text) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    /** Sends {@code text} and reads one answer until the connection closes. */
    static Reply raw(int port, String text, boolean head) throws IOException {
        return parse(everything(port, text), head);
    }

    private static Reply parse(String all, boolean head) throws IOException {
        int end = all.indexOf("\r\n\r\n");
        if (end < 0) {
            throw new IOException("no response head in: " + all);
        }
        List<String> lines = new ArrayList<>(List.of(all.substring(0, end).split("\r\n")));
        int status = Integer.parseInt(lines.removeFirst().split(" ")[1]);
        Reply reply = new Reply(status, lines, all.substring(end + 4), false);
        String length = reply.field("content-length");
        if ("chunked".equals(reply.field("transfer-encoding"))) {
            return unchunk(reply);
        }
        boolean cut =
                !head && length != null && status != 304 && reply.content().length() < Integer.parseInt(length);
        return new Reply(status, lines, reply.content(), cut);
    }

    private static Reply unchunk(Reply reply) {
        StringBuilder content = new StringBuilder();
        String rest = reply.content();
        while (true) {
            int line = rest.indexOf("\r\n");
            int size = line < 0 ? -1 : Integer.parseInt(rest.substring(0, line), 16);
            if (size <= 0 || rest.length() < line + 2 + size) {
                return new Reply(reply.status(), reply.lines(), content.toString(), size != 0);
            }
            content.append(rest, line + 2, line + 2 + size);
            rest = rest.substring(Math.min(rest.length(), line + 4 + size));
        }
    }
}
