package dev.skerry.origin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.skerry.contract.Json;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A real HTTP server in purge-service's place: commits every purge at once, notes it, and can be told to
 * fail or to wait; the last purge is complete as soon as somebody waits for it.
 */
final class PurgeStandIn implements AutoCloseable {
    static final String TOKEN = "service-token-of-the-test";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<Purge> purges = new LinkedBlockingQueue<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicLong offset = new AtomicLong();
    private final BlockingQueue<String> waits = new LinkedBlockingQueue<>();
    private volatile @Nullable PurgeStatus complete;
    private volatile CountDownLatch release = new CountDownLatch(0);

    /** A purge that was asked for. */
    record Purge(
            String path,
            @Nullable String query,
            @Nullable String authorization,
            @Nullable String traceparent,
            @Nullable String force,
            PurgeRequest request) {}

    PurgeStandIn() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers the next {@code count} requests with 503, and does not note them. */
    void failNext(int count) {
        failures.set(count);
    }

    /** Notes purges from now on, and answers them only once the returned one is counted down; 20 s at most. */
    CountDownLatch hold() {
        CountDownLatch next = new CountDownLatch(1);
        release = next;
        return next;
    }

    /** The next purge that was asked for and is not taken yet; fails after 10 s. */
    Purge next() throws InterruptedException {
        return Objects.requireNonNull(purges.poll(10, TimeUnit.SECONDS), "no purge within 10 s");
    }

    /** Forgets all purges so far. */
    void clear() {
        purges.clear();
    }

    boolean isEmpty() {
        return purges.isEmpty();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            String path = exchange.getRequestURI().getPath();
            if (exchange.getRequestMethod().equals("GET")) {
                waits.add(String.valueOf(exchange.getRequestURI()));
                respond(exchange, 200, complete);
                return;
            }
            PurgeRequest request = Json.readInput(body, PurgeRequest.class);
            purges.add(new Purge(
                    path,
                    exchange.getRequestURI().getQuery(),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    exchange.getRequestHeaders().getFirst("traceparent"),
                    exchange.getRequestHeaders().getFirst("Skerry-Purge-Force"),
                    request));
            awaitRelease();
            PurgeStatus status = new PurgeStatus(
                    new PurgeId("purge-00" + offset.incrementAndGet()),
                    new SiteId(path.split("/", -1)[3]),
                    request.mode(),
                    request.selectors().stream().map(PurgeSelector::text).toList(),
                    PurgeStatus.State.COMMITTED,
                    new Position(0, offset.get()),
                    List.of(),
                    Instant.EPOCH,
                    "origin-service",
                    1);
            complete = new PurgeStatus(
                    status.id(),
                    status.site(),
                    status.mode(),
                    status.selectors(),
                    PurgeStatus.State.COMPLETE,
                    status.position(),
                    status.receipts(),
                    status.requestedAt(),
                    status.requestedBy(),
                    status.durationMs());
            respond(exchange, 202, status);
        }
    }

    private static void respond(HttpExchange exchange, int code, @Nullable PurgeStatus status) throws IOException {
        byte[] json = Json.write(Objects.requireNonNull(status));
        exchange.sendResponseHeaders(code, json.length);
        exchange.getResponseBody().write(json);
    }

    /** The next request that waited for a purge; fails after 10 s. */
    String nextWait() throws InterruptedException {
        return Objects.requireNonNull(waits.poll(10, TimeUnit.SECONDS), "nobody waited within 10 s");
    }

    private void awaitRelease() throws IOException {
        try {
            if (!release.await(20, TimeUnit.SECONDS)) {
                throw new IOException("not released within 20 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
