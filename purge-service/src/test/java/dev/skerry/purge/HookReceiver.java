package dev.skerry.purge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A receiver of webhooks, over real HTTP. Answers 204, or what it was told to answer first. */
public final class HookReceiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final BlockingQueue<Hook> hooks = new LinkedBlockingQueue<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    /**
     * A call.
     *
     * @param headers the first of each, by name in lower case
     */
    public record Hook(String method, String path, Map<String, String> headers, String body) {
        /** The value of a header; empty if there is none. */
        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** How to answer a call. */
    @FunctionalInterface
    public interface Answer {
        /** Writes the answer. */
        void to(HttpExchange exchange) throws IOException;
    }

    /** Listens on a free port of 127.0.0.1. */
    public HookReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                    .collect(Collectors.toMap(
                            header -> header.getKey().toLowerCase(java.util.Locale.ROOT),
                            header -> header.getValue().getFirst()));
            hooks.add(new Hook(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    headers,
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Answer answer = answers.poll();
            if (answer == null) {
                exchange.sendResponseHeaders(204, -1);
            } else {
                answer.to(exchange);
            }
        }
    }

    /** Answers the next calls that no answer is said for with these statuses, one each. */
    public void answer(int... statuses) {
        for (int status : statuses) {
            answer(exchange -> exchange.sendResponseHeaders(status, -1));
        }
    }

    /** Answers the next call that no answer is said for so. */
    public void answer(Answer answer) {
        answers.add(answer);
    }

    /** Where it listens. */
    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** The next call; fails after 30 s. */
    public Hook next() throws InterruptedException {
        @Nullable Hook hook = hooks.poll(30, TimeUnit.SECONDS);
        if (hook == null) {
            throw new AssertionError("waited in vain for a webhook");
        }
        return hook;
    }

    /** The next call if it comes within {@code time}; else null. */
    public @Nullable Hook within(Duration time) throws InterruptedException {
        return hooks.poll(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
