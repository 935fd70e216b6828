package dev.skerry.edge.server;

import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.request.Answers;
import dev.skerry.edge.request.EdgeCounters;
import dev.skerry.edge.request.RequestPipeline;
import dev.skerry.edge.trace.Span;
import dev.skerry.edge.trace.Tracing;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens for users on every event loop.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><td>request line</td><td>{@value #MAX_LINE_BYTES} bytes</td></tr>
 * <tr><td>all fields</td><td>{@value #MAX_FIELD_BYTES} bytes</td></tr>
 * <tr><td>idle connection</td><td>{@link #IDLE}</td></tr>
 * </table>
 */
public final class EdgeServer {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeServer.class);
    private static final int MAX_LINE_BYTES = 8 * 1024 + 256;
    private static final int MAX_FIELD_BYTES = 32 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(75);

    private final Vertx vertx;
    private final RequestPipeline pipeline;
    private final Answers answers;
    private final EdgeCounters counters;
    private final Tracing tracing;
    private final Queue<HttpServer> servers = new ConcurrentLinkedQueue<>();

    /** Serves with {@code pipeline}; {@code answers} is for requests that never get so far. */
    public EdgeServer(Vertx vertx, RequestPipeline pipeline, Answers answers, EdgeCounters counters, Tracing tracing) {
        this.vertx = vertx;
        this.pipeline = pipeline;
        this.answers = answers;
        this.counters = counters;
        this.tracing = tracing;
    }

    /**
     * What TLS needs.
     *
     * @param certificate PEM file, the leaf first
     * @param key PEM file, PKCS #8
     */
    public record Tls(Path certificate, Path key) {}

    /**
     * Opens one port on {@code loops} event loops.
     *
     * @param port 0 for any
     * @param tls null for plain HTTP
     * @return completes with the port
     */
    public Future<Integer> listen(String host, int port, int loops, @Nullable Tls tls) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(host)
                .setPort(port)
                .setMaxInitialLineLength(MAX_LINE_BYTES)
                .setMaxHeaderSize(MAX_FIELD_BYTES)
                .setIdleTimeout((int) IDLE.toSeconds())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setTcpNoDelay(true)
                .setCompressionSupported(false)
                .setHandle100ContinueAutomatically(true);
        if (tls != null) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .addCertPath(tls.certificate().toString())
                            .addKeyPath(tls.key().toString()));
        }
        List<HttpServer> opened = java.util.Collections.synchronizedList(new ArrayList<>());
        return vertx.deployVerticle(
                        () -> (Deployable) context -> {
                            HttpServer server = vertx.createHttpServer(options)
                                    .requestHandler(this::handle)
                                    .exceptionHandler(e -> LOG.debug("connection: {}", e.toString()));
                            opened.add(server);
                            servers.add(server);
                            return server.listen();
                        },
                        new DeploymentOptions().setInstances(loops))
                .map(deployed -> opened.get(0).actualPort());
    }

    private void handle(HttpServerRequest raw) {
        Context context = vertx.getOrCreateContext();
        RequestHead head;
        try {
            head = RequestReader.read(raw);
        } catch (IllegalArgumentException malformed) {
            RequestHead unknown = new RequestHead(raw.method().name(), "unknown", "/", Fields.EMPTY);
            answers.badRequest(
                    new HttpExchange(raw, unknown, context, counters.bytesOut(), Span.NONE),
                    String.valueOf(malformed.getMessage()));
            return;
        }
        pipeline.handle(new HttpExchange(raw, head, context, counters.bytesOut(), tracing.request(head)));
    }

    /** Stops taking connections and requests, and waits at most {@code atMost} for answers under way. */
    public Future<Void> drain(Duration atMost) {
        List<Future<Void>> closing = new ArrayList<>();
        for (HttpServer server : servers) {
            closing.add(server.shutdown(atMost));
        }
        return Future.join(closing).mapEmpty();
    }
}
