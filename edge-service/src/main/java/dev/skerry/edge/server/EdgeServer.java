package dev.skerry.edge.server;

import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.request.Answers;
import dev.skerry.edge.request.EdgeCounters;
import dev.skerry.edge.request.Exchange;
import dev.skerry.edge.request.PurgeForwarding;
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
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for users on every event loop, within {@link ServerLimits}. */
public final class EdgeServer {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeServer.class);
    private static final ResponseHead NOT_IMPLEMENTED =
            new ResponseHead(501, Fields.of("content-type", "text/plain; charset=utf-8", "cache-control", "no-store"));

    private static final ResponseHead EXPECTATION_FAILED =
            new ResponseHead(417, Fields.of("content-type", "text/plain; charset=utf-8", "cache-control", "no-store"));

    /** Numbers the ports that may be any: all loops of a listener share one by its number. */
    private static final AtomicInteger ANY_PORT = new AtomicInteger();

    private final Vertx vertx;
    private final RequestPipeline pipeline;
    private final PurgeForwarding purges;
    private final Answers answers;
    private final EdgeCounters counters;
    private final Tracing tracing;
    private final ServerLimits limits;
    private final Queue<HttpServer> servers = new ConcurrentLinkedQueue<>();
    private final Queue<HttpServer> secureServers = new ConcurrentLinkedQueue<>();
    private final Leaving leaving = new Leaving();
    private volatile @Nullable ServerCertificate certificate;

    /** Serves with {@code pipeline}, PURGE with {@code purges}; {@code answers} is for requests that never get so far. */
    public EdgeServer(
            Vertx vertx,
            RequestPipeline pipeline,
            PurgeForwarding purges,
            Answers answers,
            EdgeCounters counters,
            Tracing tracing,
            ServerLimits limits) {
        this.vertx = vertx;
        this.pipeline = pipeline;
        this.purges = purges;
        this.answers = answers;
        this.counters = counters;
        this.tracing = tracing;
        this.limits = limits;
    }

    /**
     * Opens one port on {@code loops} event loops.
     *
     * @param port 0 for any
     * @param secure whether for HTTPS, with the certificate that was {@linkplain #use given} before
     * @return completes with the port
     */
    public Future<Integer> listen(String host, int port, int loops, boolean secure) {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(limits.lineBytes())
                .setMaxHeaderSize(limits.fieldBytes())
                .setIdleTimeout((int) limits.idle().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setTcpNoDelay(true)
                .setCompressionSupported(false)
                .setHandle100ContinueAutomatically(false);
        options.getInitialSettings().setMaxHeaderListSize(limits.fieldBytes());
        if (secure) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                    .setKeyCertOptions(certificate().pem());
        }
        SocketAddress address = port == 0
                ? SocketAddress.sharedRandomPort(ANY_PORT.incrementAndGet(), host)
                : SocketAddress.inetSocketAddress(port, host);
        List<HttpServer> opened = java.util.Collections.synchronizedList(new ArrayList<>());
        return vertx.deployVerticle(
                        () -> (Deployable) context -> {
                            HttpServer server = vertx.createHttpServer(options)
                                    .connectionHandler(leaving::watch)
                                    .requestHandler(this::handle)
                                    .exceptionHandler(e -> LOG.debug("connection: {}", e.toString()));
                            opened.add(server);
                            servers.add(server);
                            if (secure) {
                                secureServers.add(server);
                            }
                            return server.listen(address);
                        },
                        new DeploymentOptions().setInstances(loops))
                .map(deployed -> opened.get(0).actualPort());
    }

    /** New connections are met with {@code given} once this completes; those that are open go on. */
    public Future<Void> use(ServerCertificate given) {
        certificate = given;
        ServerSSLOptions options = new ServerSSLOptions()
                .setKeyCertOptions(given.pem())
                .setApplicationLayerProtocols(List.of(HttpVersion.HTTP_2.alpnName(), HttpVersion.HTTP_1_1.alpnName()));
        return Future.join(secureServers.stream()
                        .map(server -> server.updateSSLOptions(options))
                        .toList())
                .mapEmpty();
    }

    /**
     * The certificate that new connections are met with.
     *
     * @throws IllegalStateException if none was given yet
     */
    public ServerCertificate certificate() {
        @Nullable ServerCertificate given = certificate;
        if (given == null) {
            throw new IllegalStateException("no certificate was given");
        }
        return given;
    }

    private void handle(HttpServerRequest raw) {
        Context context = vertx.getOrCreateContext();
        RequestHead head;
        try {
            head = RequestReader.read(raw);
        } catch (IllegalArgumentException malformed) {
            answers.badRequest(unread(raw, context), String.valueOf(malformed.getMessage()));
            return;
        }
        if (isCoded(raw)) {
            unread(raw, context).respond(NOT_IMPLEMENTED, new Exchange.Content.Text("""
                    Send the content without a transfer coding other than chunked.
                    """));
            return;
        }
        if (expectsTheUnknown(raw)) {
            unread(raw, context).respond(EXPECTATION_FAILED, new Exchange.Content.Text("""
                    The only expectation that is met here is 100-continue.
                    """));
            return;
        }
        @Nullable Leaving said = said();
        HttpExchange exchange =
                new HttpExchange(raw, head, context, counters.bytesOut(), tracing.request(head), limits, said);
        // What was sent behind the request, in the same packet, is known only when all of that has been read.
        if (said != null || HttpExchange.isOpenQuestion(raw)) {
            context.runOnContext(now -> serve(exchange));
        } else {
            serve(exchange);
        }
    }

    private void serve(Exchange exchange) {
        if (PurgeForwarding.concerns(exchange.request())) {
            purges.handle(exchange);
        } else {
            pipeline.handle(exchange);
        }
    }

    /** The exchange of a request whose head can't be used. */
    private HttpExchange unread(HttpServerRequest raw, Context context) {
        RequestHead unknown = new RequestHead(raw.method().name(), "unknown", "/", Fields.EMPTY);
        return new HttpExchange(raw, unknown, context, counters.bytesOut(), Span.NONE, limits, said());
    }

    /** A request that was read before is not told: what was pipelined behind it then is not known. */
    private @Nullable Leaving said() {
        return leaving.hasBegun() ? leaving : null;
    }

    /** RFC 9110 §10.1.1: of clients of HTTP/1.0 an expectation is ignored. */
    private static boolean expectsTheUnknown(HttpServerRequest raw) {
        @Nullable String expectation = raw.headers().get("expect");
        return expectation != null
                && raw.version() != HttpVersion.HTTP_1_0
                && !expectation.strip().equalsIgnoreCase("100-continue");
    }

    /** RFC 9112 §6.1: codings but {@code chunked} are not taken off here, and must not be lost on the way. */
    private static boolean isCoded(HttpServerRequest raw) {
        List<String> codings = raw.headers().getAll("transfer-encoding");
        return !codings.isEmpty() && !String.join(",", codings).strip().equalsIgnoreCase("chunked");
    }

    /** From now on answers say that their connection ends with them; connections and requests are taken as before. */
    public void leave() {
        leaving.begin();
    }

    /**
     * Stops taking connections and requests, closes those on which nothing is under way, and waits at most {@code atMost} for
     * answers under way, which are cut then.
     */
    public Future<Void> drain(Duration atMost) {
        leaving.end();
        List<Future<Void>> closing = new ArrayList<>();
        for (HttpServer server : servers) {
            closing.add(server.shutdown(atMost));
        }
        return Future.join(closing).mapEmpty();
    }
}
