package dev.skerry.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A store that loses nothing is told from one that does. */
class StoreWriterTest {
    private static final int THING = World.FIRST_STORED + 7;

    private final World world = new World();
    private final Tally tally = new Tally();
    private volatile @Nullable String content;
    private volatile int status = 201;
    private volatile String condition = "";
    private HttpServer server;
    private HttpClient http;
    private StoreWriter writer;

    @BeforeEach
    void startStore() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        http = HttpClient.newHttpClient();
        writer = new StoreWriter(
                world,
                new Store(http, server.getAddress().getPort(), "Bearer any"),
                (published, purge, sent, during) -> {},
                tally,
                new Sightings(),
                new UnderWay());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("PUT")) {
                var fields = exchange.getRequestHeaders();
                condition = fields.getFirst("If-Match") + " " + fields.getFirst("If-None-Match");
                String sent = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
                if (status == 201) {
                    content = sent;
                }
                send(
                        exchange,
                        status,
                        "{\"site\":\"store\",\"path\":\"p\",\"etag\":\"\\\"" + sent.hashCode() + "\\\"\",\"size\":1}");
                return;
            }
            String now = content;
            if (now == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.getResponseHeaders().set("ETag", "\"" + now.hashCode() + "\"");
                send(exchange, 200, now);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @AfterEach
    void stopStore() {
        http.shutdownNow();
        server.stop(0);
    }

    @Test
    void an_upload_replaces_only_what_its_writer_knows() throws Exception {
        assertThat(writer.publish(THING)).isTrue();
        assertThat(condition).isEqualTo("null *");
        String before = String.valueOf(content);
        assertThat(writer.publish(THING)).isTrue();
        assertThat(condition).isEqualTo("\"" + before.hashCode() + "\" null");
        assertThat(writer.look(THING)).isEqualTo(2);
        assertThat(tally.findings()).isZero();
    }

    @Test
    void what_was_acknowledged_and_is_gone_or_old_or_not_whole_is_found() throws Exception {
        writer.publish(THING);
        writer.publish(THING);
        content = null;
        writer.look(THING);
        assertThat(tally.findings()).isEqualTo(1);
        content = ChaosOrigin.content(THING, 1);
        writer.look(THING);
        assertThat(tally.findings()).isEqualTo(2);
        content = ChaosOrigin.content(THING, 2).substring(5);
        writer.look(THING);
        assertThat(tally.findings()).isEqualTo(3);
    }

    @Test
    void what_was_refused_may_be_there_or_not() throws Exception {
        writer.publish(THING);
        status = 507;
        assertThat(writer.publish(THING)).isFalse();
        writer.look(THING);
        content = ChaosOrigin.content(THING, 2);
        writer.look(THING);
        assertThat(tally.findings()).isZero();
    }
}
