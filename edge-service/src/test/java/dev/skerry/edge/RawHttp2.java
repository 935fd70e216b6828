package dev.skerry.edge;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sends exactly the HTTP/2 header fields that a test gives, over plain TCP. */
final class RawHttp2 {
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private RawHttp2() {}

    /** One GET by prior knowledge (RFC 9113 §3.3). */
    static String get(int port, String authority, String path, String name, String value) throws IOException {
        return exchange(port, head(END_HEADERS | END_STREAM, "GET", authority, path, List.of(name, value)));
    }

    /**
     * One POST with {@code content} and {@code trailers} behind it.
     *
     * @param head what is in its head beside the pseudo fields: name, value, name, value ...; so {@code trailers}
     */
    static String post(
            int port, String authority, String path, List<String> head, String content, List<String> trailers)
            throws IOException {
        return exchange(
                port,
                head(END_HEADERS, "POST", authority, path, head),
                frame(0, 0, 1, content.getBytes(StandardCharsets.US_ASCII)),
                frame(1, END_HEADERS | END_STREAM, 1, block(trailers)));
    }

    private static byte[] head(int flags, String method, String authority, String path, List<String> fields) {
        List<String> all =
                new ArrayList<>(List.of(":method", method, ":scheme", "http", ":authority", authority, ":path", path));
        all.addAll(fields);
        return frame(1, flags, 1, block(all));
    }

    /** Literals without indexing (RFC 7541 §6.2.2), each shorter than 127 bytes. */
    static byte[] block(List<String> namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.size(); i++) {
            if (i % 2 == 0) {
                block.write(0);
            }
            block.write(namesAndValues.get(i).length());
            block.writeBytes(namesAndValues.get(i).getBytes(StandardCharsets.US_ASCII));
        }
        return block.toByteArray();
    }

    private static String exchange(int port, byte[]... frames) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(frame(4, 0, 0, new byte[0]));
            for (byte[] frame : frames) {
                out.write(frame);
            }
            out.flush();
            return answer(new DataInputStream(socket.getInputStream()));
        }
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .putInt(payload.length << 8 | type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** The content, or {@code reset} if there will be none. */
    private static String answer(DataInputStream in) throws IOException {
        StringBuilder content = new StringBuilder();
        while (true) {
            int lengthAndType = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            byte[] payload = in.readNBytes(lengthAndType >>> 8);
            int type = lengthAndType & 0xff;
            if (stream == 1 && type == 3) {
                return "reset";
            }
            if (stream == 1 && type == 0) {
                content.append(new String(payload, StandardCharsets.ISO_8859_1));
            }
            if (stream == 1 && (flags & 1) == 1) {
                return content.toString();
            }
        }
    }
}
