package dev.skerry.edge;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Sends exactly the HTTP/2 header fields that a test gives, over plain TCP. */
final class RawHttp2 {
    private RawHttp2() {}

    /** One GET by prior knowledge (RFC 9113 §3.3), headers as literals without indexing (RFC 7541 §6.2.2). */
    static String get(int port, String authority, String path, String name, String value) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        String[] fields = {":method", "GET", ":scheme", "http", ":authority", authority, ":path", path, name, value};
        for (int i = 0; i < fields.length; i += 2) {
            block.write(0);
            block.write(fields[i].length());
            block.writeBytes(fields[i].getBytes(StandardCharsets.US_ASCII));
            block.write(fields[i + 1].length());
            block.writeBytes(fields[i + 1].getBytes(StandardCharsets.US_ASCII));
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.write(frame(4, 0, 0, new byte[0]));
            out.write(frame(1, 5, 1, block.toByteArray()));
            out.flush();
            return answer(new DataInputStream(socket.getInputStream()));
        }
    }

    private static byte[] frame(int type, int flags, int stream, byte[] payload) {
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
