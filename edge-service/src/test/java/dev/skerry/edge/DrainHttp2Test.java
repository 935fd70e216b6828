package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node that is told to end, over HTTP/2, frame by frame. */
class DrainHttp2Test extends DrainFixture {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int GO_AWAY = 7;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int NO_ERROR = 0;

    /** A frame as it came; {@code flags} and {@code stream} are of its head. */
    private record Frame(int type, int flags, int stream, ByteBuffer payload) {
        int number(int at) {
            return payload.getInt(at);
        }
    }

    /** A connection by prior knowledge. */
    private static final class Http2 implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;
        private final Deque<Frame> goAways = new ArrayDeque<>();

        Http2(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(20_000);
            in = new DataInputStream(socket.getInputStream());
            send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            send(RawHttp2.frame(SETTINGS, 0, 0, new byte[0]));
        }

        private void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        }

        void get(int stream, String path) throws IOException {
            byte[] block = RawHttp2.block(
                    List.of(":method", "GET", ":scheme", "http", ":authority", EdgeAlone.HOST, ":path", path));
            send(RawHttp2.frame(HEADERS, END_HEADERS | END_STREAM, stream, block));
        }

        Frame next() throws IOException {
            int lengthAndType = in.readInt();
            int flags = in.readUnsignedByte();
            int stream = in.readInt();
            Frame frame =
                    new Frame(lengthAndType & 0xff, flags, stream, ByteBuffer.wrap(in.readNBytes(lengthAndType >>> 8)));
            if (frame.type() == GO_AWAY) {
                goAways.add(frame);
            }
            return frame;
        }

        /** The first GOAWAY that was not asked for yet, also one that came among other frames. */
        Frame goAway() throws IOException {
            while (goAways.isEmpty()) {
                next();
            }
            return goAways.remove();
        }

        /** The next frame of one of these types. */
        Frame next(List<Integer> types) throws IOException {
            Frame frame = next();
            while (!types.contains(frame.type())) {
                frame = next();
            }
            return frame;
        }

        /** Content of a stream up to its end; what else comes meanwhile is left out. */
        String content(int stream) throws IOException {
            StringBuilder content = new StringBuilder();
            while (true) {
                Frame frame = next(List.of(DATA, HEADERS, RST_STREAM));
                if (frame.stream() != stream) {
                    continue;
                }
                if (frame.type() == RST_STREAM) {
                    return "reset after " + content;
                }
                if (frame.type() == DATA) {
                    content.append(StandardCharsets.ISO_8859_1.decode(frame.payload()));
                }
                if ((frame.flags() & END_STREAM) != 0) {
                    return content.toString();
                }
            }
        }

        void awaitEnd() throws IOException {
            try {
                while (true) {
                    next();
                }
            } catch (EOFException end) {
                return;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static CompletableFuture<Void> closing(Edge node) {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            node.close();
            closed.complete(null);
        });
        return closed;
    }

    @Test
    void rfc9113_6_8_a_client_is_told_in_time_and_what_it_still_sends_is_answered() throws Exception {
        Edge node = start("1s", "5s");
        try (Http2 connection = new Http2(node.httpPort())) {
            connection.get(1, "/a");
            assertThat(connection.content(1)).isEqualTo("content of /a");
            CompletableFuture<Void> closed = closing(node);

            Frame warning = connection.goAway();
            assertThat(warning.number(0)).isEqualTo(Integer.MAX_VALUE);
            assertThat(warning.number(4)).isEqualTo(NO_ERROR);
            connection.get(3, "/sent-before-it-was-heard");
            assertThat(connection.content(3)).isEqualTo("content of /sent-before-it-was-heard");

            Frame last = connection.goAway();
            assertThat(last.number(0)).isEqualTo(3);
            assertThat(last.number(4)).isEqualTo(NO_ERROR);
            connection.awaitEnd();
            closed.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void a_new_connection_is_answered_and_told_with_the_answer() throws Exception {
        Edge node = start("2s", "5s");
        CompletableFuture<Void> closed = closing(node);
        Await.until("readiness is down", () -> isNotReady(node));
        try (Http2 connection = new Http2(node.httpPort())) {
            connection.get(1, "/a");
            assertThat(connection.content(1)).isEqualTo("content of /a");
            assertThat(connection.goAway().number(0)).isEqualTo(Integer.MAX_VALUE);
        }
        closed.get(20, TimeUnit.SECONDS);
    }

    @Test
    void a_stream_under_way_is_finished_and_one_beyond_the_limit_is_cut() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
            (request.target().equals("/slow") ? finish : never).await();
            answer.raw("cd");
        });
        Edge node = start("0s", "2s");
        try (Http2 patient = new Http2(node.httpPort());
                Http2 endless = new Http2(node.httpPort())) {
            patient.get(1, "/slow");
            endless.get(1, "/endless");
            Await.until("both are under way", () -> origin.requests.size() == 2);
            CompletableFuture<Void> closed = closing(node);
            CompletableFuture<String> content = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    content.complete(patient.content(1));
                } catch (IOException cut) {
                    content.completeExceptionally(cut);
                }
            });
            Await.until("readiness is down", () -> isNotReady(node));
            finish.countDown();
            assertThat(content.get(20, TimeUnit.SECONDS)).isEqualTo("abcd");
            endless.awaitEnd();
            closed.get(20, TimeUnit.SECONDS);
        } finally {
            never.countDown();
        }
    }
}
