package dev.skerry.edge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Takes spans by OTLP over HTTP, as a collector does. */
final class TraceCollector implements AutoCloseable {
    private final LinkedBlockingQueue<Span> spans = new LinkedBlockingQueue<>();
    private final HttpServer server;

    TraceCollector() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void take(HttpExchange exchange) throws IOException {
        ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
        request.getResourceSpansList()
                .forEach(resource -> resource.getScopeSpansList().forEach(scope -> spans.addAll(scope.getSpansList())));
        exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    /** The next {@code count} spans; fails if they don't come within 10 s each. */
    List<Span> await(int count) throws InterruptedException {
        List<Span> taken = new ArrayList<>();
        while (taken.size() < count) {
            Span span = spans.poll(10, TimeUnit.SECONDS);
            if (span == null) {
                throw new AssertionError("only " + taken + " of " + count + " spans came");
            }
            taken.add(span);
        }
        return taken;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
