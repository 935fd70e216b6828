package dev.skerry.chaos;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Serves the things of a {@link World} in the version that they have when the request comes, fresh for an hour, with a strong tag
 * and a surrogate key. One answer in five is late, so that its fill ends long after purges that came meanwhile. Thread-safe.
 */
public final class ChaosOrigin implements AutoCloseable {
    private static final int MOST_LATE_MILLIS = 600;

    private final World world;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);

    ChaosOrigin(World world) throws IOException {
        this.world = world;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /**
     * The content of a thing in a version: it says so at both ends, so that no part of another can hide in it. What is stored
     * is larger, up to 20,000 bytes.
     */
    public static String content(int thing, long version) {
        String name = thing + " " + version;
        int length = 200 + thing * (World.isStored(thing) ? 66 : 7);
        return name + "\n" + ".".repeat(length) + "\n" + name + "\n";
    }

    /** The version that a content says it is; -1 if it is not, whole and byte for byte, the content of a version. */
    public static long version(int thing, String content) {
        String first = content.lines().findFirst().orElse("");
        int space = first.indexOf(' ');
        try {
            long version = space < 0 ? -1 : Long.parseLong(first.substring(space + 1));
            return content.equals(content(thing, version)) ? version : -1;
        } catch (NumberFormatException noContent) {
            return -1;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            int thing = World.thing(exchange.getRequestURI().getPath());
            if (thing < 0) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            long version = world.version(thing);
            linger();
            String tag = "\"" + thing + "-" + version + "\"";
            var fields = exchange.getResponseHeaders();
            fields.set("Cache-Control", "max-age=3600");
            fields.set("Surrogate-Key", World.key(thing) + " all");
            fields.set("ETag", tag);
            if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                exchange.sendResponseHeaders(304, -1);
                return;
            }
            byte[] content = content(thing, version).getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
        }
    }

    private void linger() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        if (random.nextInt(5) > 0) {
            return;
        }
        try {
            var _ = closed.await(random.nextInt(MOST_LATE_MILLIS), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
