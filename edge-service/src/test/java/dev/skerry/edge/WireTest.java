package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.edge.RawClient.Reply;
import dev.skerry.edge.origin.UpstreamLimits;
import dev.skerry.edge.server.ServerLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients and origins do to connections: dawdle, pause, leave, talk too early or too long. Limits are short here. */
class WireTest {
    private static final String HOST = "docs.localhost";
    private static final UpstreamLimits UPSTREAM = new UpstreamLimits(
            1,
            100,
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(50));
    private static final ServerLimits SERVER =
            new ServerLimits(8 * 1024, 32 * 1024, Duration.ofSeconds(8), Duration.ofSeconds(1));

    @TempDir
    Path folder;

    private ScriptedOrigin origin;
    private Edge edge;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        origin = new ScriptedOrigin((request, answer) -> answer.send(200, "all of it", "Cache-Control: no-store"));
        edge = start(origin.url());
    }

    private Edge start(String originUrl) throws IOException, InterruptedException {
        Path site = folder.resolve("site.yaml");
        Files.writeString(site, """
                site: docs
                hosts: [docs.localhost]
                origins: [{url: "%s"}]
                """.formatted(originUrl));
        return Edge.start(TestConfig.standalone(site), UPSTREAM, SERVER);
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
        origin.close();
    }

    @Test
    void an_upload_over_the_window_arrives_whole() throws IOException {
        String content = blocks(80);
        Reply reply = RawClient.request(edge.httpPort(), "POST", HOST, "/up", content);

        assertThat(reply.content()).isEqualTo("all of it");
        assertThat(origin.requests.getFirst().content()).isEqualTo(content);
    }

    @Test
    void an_upload_may_take_longer_than_the_head_as_long_as_it_goes_on() throws Exception {
        String piece = "p".repeat(1000);
        try (Socket socket = connect()) {
            write(
                    socket,
                    "POST /up HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: 8000\r\nConnection: close\r\n\r\n");
            for (int i = 0; i < 8; i++) {
                pause(300);
                write(socket, piece);
            }
            assertThat(readAll(socket)).startsWith("HTTP/1.1 200").endsWith("all of it");
        }
        assertThat(origin.requests.getFirst().content()).isEqualTo(piece.repeat(8));
    }

    @Test
    void an_upload_that_stops_is_given_up_and_its_connection_with_it() throws Exception {
        try (Socket socket = connect()) {
            write(socket, "POST /up HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: 8000\r\n\r\nonly this");

            assertThat(readHead(socket)).startsWith("HTTP/1.1 504");
        }
        assertThat(get("/next").content()).isEqualTo("all of it");
    }

    @Test
    void a_reader_may_pause_for_longer_than_an_origin_may_be_silent() throws Exception {
        String content = blocks(300);
        origin.script((request, answer) -> answer.send(200, content, "Cache-Control: no-store"));
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(64 * 1024);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.httpPort()));
            socket.setSoTimeout(20_000);
            write(socket, "GET /big HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n\r\n");
            String head = readHead(socket);
            pause(2500);

            assertThat(head).startsWith("HTTP/1.1 200");
            assertThat(readAll(socket)).isEqualTo(content);
        }
    }

    @Test
    void content_far_larger_than_the_cache_takes_streams_through_in_order() throws IOException {
        origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 300; i++) {
                answer.chunk(block(i));
            }
            answer.raw("0\r\n\r\n");
        });
        Reply reply = get("/big");

        assertThat(reply.cut()).isFalse();
        assertThat(reply.content()).isEqualTo(blocks(300));
        assertThat(edge.cachedObjects()).isZero();
    }

    @Test
    void an_origin_that_falls_silent_within_its_content_is_cut_off() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart");
            end.await();
        });
        Reply reply = get("/half");
        end.countDown();

        assertThat(reply.content()).isEqualTo("part");
        assertThat(reply.cut()).isTrue();
    }

    @Test
    void a_client_that_leaves_ends_the_fetch_that_was_for_it_alone() throws Exception {
        CompletableFuture<Integer> gone = new CompletableFuture<>();
        origin.script((request, answer) -> ticks(answer, gone));
        try (Socket socket = connect()) {
            write(socket, "GET /events HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
            assertThat(readHead(socket)).startsWith("HTTP/1.1 200");
        }

        assertThat(gone.get(20, TimeUnit.SECONDS)).as("ticks sent").isLessThan(400);
        origin.script((request, answer) -> answer.send(200, "free again"));
        assertThat(get("/next").content()).isEqualTo("free again");
    }

    static void ticks(ScriptedOrigin.Answer answer, CompletableFuture<Integer> gone)
            throws IOException, InterruptedException {
        int sent = 0;
        try {
            answer.raw("HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (; sent < 400; sent++) {
                answer.chunk("tick");
                pause(25);
            }
        } finally {
            gone.complete(sent);
        }
    }

    @Test
    void a_request_waits_for_a_connection_only_so_long() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 200 && end.getCount() > 0; i++) {
                answer.chunk("tick");
                pause(100);
            }
            answer.raw("0\r\n\r\n");
        });
        try (Socket socket = connect()) {
            write(socket, "GET /busy HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n");
            assertThat(readHead(socket)).startsWith("HTTP/1.1 200");
            Reply reply = get("/waits");
            end.countDown();

            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.field("cache-status")).contains("upstream-overloaded");
        }
    }

    @Test
    void rfc9112_9_3_http_1_0_content_of_unknown_length_ends_with_the_connection() throws IOException {
        origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nTransfer-Encoding: chunked\r\n\r\n");
            answer.chunk("unknown ");
            answer.chunk("length");
            answer.raw("0\r\n\r\n");
        });
        long begun = System.nanoTime();
        Reply reply = RawClient.raw(
                edge.httpPort(), "GET /old HTTP/1.0\r\nHost: " + HOST + "\r\nConnection: keep-alive\r\n\r\n", false);

        assertThat(reply.content()).isEqualTo("unknown length");
        assertThat(reply.field("connection")).isEqualTo("close");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SERVER.idle());
    }

    @Test
    void a_client_that_sends_all_before_it_reads_gets_our_refusal_and_keeps_its_connection() throws Exception {
        String content = blocks(500);
        try (Socket socket = connect()) {
            write(socket, "POST /x HTTP/1.1\r\nHost: nobody.test\r\nContent-Length: " + content.length() + "\r\n\r\n");
            write(socket, content);
            String head = readHead(socket);
            int length = Integer.parseInt(head.replaceAll("(?s).*[Cc]ontent-[Ll]ength: (\\d+).*", "$1"));
            socket.getInputStream().skipNBytes(length);
            write(socket, "GET /y HTTP/1.1\r\nHost: " + HOST + "\r\nConnection: close\r\n\r\n");

            assertThat(head).startsWith("HTTP/1.1 421");
            assertThat(readAll(socket)).startsWith("HTTP/1.1 200").endsWith("all of it");
        }
    }

    @Test
    void content_without_end_is_borne_only_so_long_after_the_answer() throws Exception {
        try (Socket socket = connect()) {
            write(socket, "POST /x HTTP/1.1\r\nHost: nobody.test\r\nTransfer-Encoding: chunked\r\n\r\n");
            assertThat(readHead(socket)).startsWith("HTTP/1.1 421");

            assertThatThrownBy(() -> {
                        for (int i = 0; i < 200; i++) {
                            write(socket, "4\r\nmore\r\n");
                            pause(25);
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void rfc9112_9_5_an_origin_that_answers_before_it_has_read_all_is_heard() throws Exception {
        try (ServerSocket hasty = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            edge.close();
            edge = start("http://127.0.0.1:" + hasty.getLocalPort());
            Thread.ofVirtual().start(() -> refuse(hasty));
            String content = blocks(500);
            try (Socket socket = connect()) {
                write(
                        socket,
                        "PUT /x HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: " + content.length() + "\r\n\r\n");
                write(socket, content);

                assertThat(readHead(socket)).startsWith("HTTP/1.1 413");
            }
        }
    }

    private static void refuse(ServerSocket server) {
        try (Socket socket = server.accept()) {
            readHead(socket);
            write(socket, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
            assertThat(socket.getInputStream().skip(Long.MAX_VALUE)).isNotNegative();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void rfc9112_6_1_a_transfer_coding_that_is_not_understood_is_501() throws IOException {
        Reply reply = RawClient.raw(
                edge.httpPort(),
                "POST /x HTTP/1.1\r\nHost: " + HOST
                        + "\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n4\r\nzzzz\r\n0\r\n\r\n",
                false);

        assertThat(reply.status()).isEqualTo(501);
        assertThat(origin.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "unheard-of"})
    void rfc9112_6_3_content_in_no_coding_that_is_registered_ends_with_its_connection(String coding)
            throws IOException {
        origin.script((request, answer) -> {
            answer.raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: " + coding + "\r\n\r\nabc");
            throw new IOException("closed");
        });

        Reply reply = get("/a");
        assertThat(reply.content()).isEqualTo("abc");
        assertThat(reply.field("transfer-encoding")).isIn(null, "chunked");
        assertThat(get("/a").field("cache-status")).contains("hit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip, chunked", "chunked, chunked", "identity, chunked", "GZIP", "x-gzip;q=1"})
    void rfc9112_6_1_a_response_in_a_transfer_coding_that_is_not_understood_is_no_answer(String coding)
            throws IOException {
        origin.script(
                (request, answer) -> answer.raw("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: "
                        + coding + "\r\n\r\n4\r\nzzzz\r\n0\r\n\r\n"));

        assertThat(get("/coded").status()).isEqualTo(502);
        assertThat(edge.cachedObjects()).isZero();
        origin.script((request, answer) -> answer.send(200, "plain"));
        assertThat(get("/coded").content()).isEqualTo("plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "099", "101", "1000"})
    void rfc9110_15_what_is_no_status_of_a_final_response_is_no_answer(String status) throws IOException {
        origin.script((request, answer) ->
                answer.raw("HTTP/1.1 " + status + " Odd\r\nUpgrade: x\r\nContent-Length: 2\r\n\r\nno"));

        Reply reply = get("/odd");
        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.field("cache-status")).contains("upstream-protocol");
    }

    private Reply get(String target) throws IOException {
        return RawClient.get(edge.httpPort(), HOST, target);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.httpPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String readHead(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Real time, in which a client or an origin does nothing. */
    private static void pause(int millis) throws InterruptedException {
        assertThat(new Semaphore(0).tryAcquire(millis, TimeUnit.MILLISECONDS)).isFalse();
    }

    /** 64 KiB that no other block has. */
    static String block(int number) {
        return "%08x%08x".formatted(number, number * 31 + 7).repeat(4096);
    }

    static String blocks(int count) {
        StringBuilder all = new StringBuilder(count * 65536);
        for (int i = 0; i < count; i++) {
            all.append(block(i));
        }
        return all.toString();
    }
}
