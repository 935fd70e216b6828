package dev.skerry.edge.origin;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.skerry.edge.Await;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upstreams that have several addresses, drain, and come back. */
class HttpUpstreamTest {
    private static final int SECONDS = 20;

    private final Map<String, HttpServer> servers = new HashMap<>();
    private final AtomicBoolean draining = new AtomicBoolean();
    private Vertx vertx;
    private HttpUpstream upstream;
    private int port;

    @BeforeEach
    void start() throws IOException {
        vertx = Vertx.vertx();
        upstream = new HttpUpstream(
                vertx,
                UpstreamLimits.DEFAULT,
                name -> Future.succeededFuture(
                        List.of(InetAddress.ofLiteral("127.0.0.1"), InetAddress.ofLiteral("127.0.0.2"))));
        try (ServerSocket any = new ServerSocket(0)) {
            port = any.getLocalPort();
        }
    }

    @AfterEach
    void stop() throws Exception {
        servers.values().forEach(server -> server.stop(0));
        vertx.close().toCompletionStage().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    /** Answers with its address, and says close while it drains. */
    private void serve(String address) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), port), 0);
        server.createContext("/", exchange -> {
            if (draining.get()) {
                exchange.getResponseHeaders().set("Connection", "close");
            }
            byte[] content = address.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
        });
        server.start();
        servers.put(address, server);
    }

    private void end(String address) {
        Objects.requireNonNull(servers.remove(address)).stop(0);
    }

    /** The content of the answer, or why there is none. */
    private CompletableFuture<String> ask(String method, Duration patience) {
        UpstreamTarget target = UpstreamTarget.of(UpstreamTarget.Kind.SHIELD, "http://fra:" + port);
        RequestHead request = new RequestHead(method, "fra", "/a", Fields.of("host", "docs.localhost"));
        CompletableFuture<String> content = new CompletableFuture<>();
        var _ = upstream.send(target, request, Body.of(List.of()), interim -> {}, patience)
                .whenComplete((response, failure) -> {
                    if (response == null) {
                        Throwable cause = failure instanceof CompletionException wrapped ? wrapped.getCause() : failure;
                        content.complete(
                                cause instanceof UpstreamException known
                                        ? known.reason().text()
                                        : String.valueOf(cause));
                        return;
                    }
                    Body body = Body.passing();
                    Body.Reader reader = Objects.requireNonNull(body.reader());
                    body.onEnd(() -> content.complete(read(reader)));
                    response.into(body);
                });
        return content;
    }

    private static String read(Body.Reader reader) {
        StringBuilder text = new StringBuilder();
        for (byte[] segment = reader.poll(); segment != null; segment = reader.poll()) {
            text.append(new String(segment, StandardCharsets.US_ASCII));
        }
        return text.toString();
    }

    private String get() throws Exception {
        return ask("GET", Duration.ZERO).get(SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void requests_are_spread_over_the_addresses_of_a_name() throws Exception {
        serve("127.0.0.1");
        serve("127.0.0.2");
        assertThat(List.of(get(), get(), get(), get()))
                .containsExactly("127.0.0.1", "127.0.0.2", "127.0.0.1", "127.0.0.2");
    }

    @Test
    void a_connection_that_is_refused_goes_to_the_next_address() throws Exception {
        serve("127.0.0.2");
        assertThat(List.of(get(), get(), get())).containsOnly("127.0.0.2");
    }

    @Test
    void where_all_refuse_the_failure_is_told() throws Exception {
        assertThat(get()).isEqualTo("upstream-connect");
    }

    @Test
    void a_node_that_drains_and_ends_costs_nobody_an_answer() throws Exception {
        serve("127.0.0.1");
        serve("127.0.0.2");
        for (int i = 0; i < 10; i++) {
            get();
        }
        draining.set(true);
        assertThat(List.of(get(), get())).containsOnly("127.0.0.1", "127.0.0.2");
        end("127.0.0.1");
        assertThat(List.of(get(), get(), get(), get())).containsOnly("127.0.0.2");
    }

    @Test
    void pooled_connections_that_the_other_side_has_closed_cost_nobody_an_answer() throws Exception {
        serve("127.0.0.1");
        serve("127.0.0.2");
        for (int i = 0; i < 10; i++) {
            get();
        }
        end("127.0.0.1");
        for (int i = 0; i < 10; i++) {
            assertThat(get()).isEqualTo("127.0.0.2");
        }
    }

    @Test
    void an_upstream_that_restarts_is_waited_for_by_who_is_patient() throws Exception {
        CompletableFuture<String> patient = ask("POST", Duration.ofSeconds(SECONDS));
        assertThat(get()).isEqualTo("upstream-connect");
        assertThat(patient).isNotDone();
        serve("127.0.0.1");
        assertThat(patient.get(SECONDS, TimeUnit.SECONDS)).isEqualTo("127.0.0.1");
    }

    @Test
    void patience_ends() throws Exception {
        CompletableFuture<String> patient = ask("GET", Duration.ofMillis(300));
        Await.until("it has given up", patient::isDone);
        assertThat(patient.get()).isEqualTo("upstream-connect");
    }
}
