package dev.skerry.edge.server;

import dev.skerry.contract.TraceContext;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.request.Exchange;
import dev.skerry.edge.trace.Span;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** {@link Exchange} over Vert.x. Owned by the event loop of its connection. */
final class HttpExchange implements Exchange {
    private static final Body NO_CONTENT = Body.of(List.of());

    private final HttpServerRequest raw;
    private final RequestHead request;
    private final Context context;
    private final Body content;
    private final LongAdder bytesOut;
    private final Span span;

    HttpExchange(HttpServerRequest raw, RequestHead request, Context context, LongAdder bytesOut, Span span) {
        this.raw = raw;
        @Nullable String traceparent = span.traceparent();
        this.request = traceparent == null
                ? request
                : request.withFields(request.fields().with(TraceContext.FIELD, traceparent));
        this.span = span;
        this.context = context;
        this.bytesOut = bytesOut;
        this.content = hasContent(raw) ? contentOf(raw) : NO_CONTENT;
    }

    /** RFC 9112 §6: a request has content if a length or a coding says so; in HTTP/2 if its stream goes on. */
    private static boolean hasContent(HttpServerRequest raw) {
        @Nullable String length = raw.headers().get("content-length");
        if (length != null) {
            return !length.equals("0");
        }
        return raw.headers().contains("transfer-encoding")
                || (raw.version() == HttpVersion.HTTP_2 && !raw.isEnded() && !isContentless(raw));
    }

    /** Where HTTP/2 leaves open whether content follows, these methods are taken not to have any. */
    private static boolean isContentless(HttpServerRequest raw) {
        return switch (raw.method().name()) {
            case "GET", "HEAD", "OPTIONS", "DELETE", "TRACE" -> true;
            default -> false;
        };
    }

    private static Body contentOf(HttpServerRequest raw) {
        Body body = Body.passing();
        body.onResume(raw::resume);
        raw.handler(buffer -> {
            if (!body.append(buffer.getBytes())) {
                raw.pause();
            }
        });
        raw.exceptionHandler(cut -> body.fail());
        raw.endHandler(end -> body.complete());
        return body;
    }

    @Override
    public RequestHead request() {
        return request;
    }

    @Override
    public Body content() {
        return content;
    }

    @Override
    public void execute(Runnable task) {
        if (context.equals(Vertx.currentContext())) {
            task.run();
        } else {
            context.runOnContext(now -> task.run());
        }
    }

    @Override
    public void respond(ResponseHead head, Content what) {
        HttpServerResponse response = raw.response();
        if (response.closed()) {
            span.fail("the client has gone");
            span.end();
            release(what);
            return;
        }
        note(head);
        response.setStatusCode(head.status());
        if (asksToClose()) {
            response.headers().set("connection", "close");
            response.endHandler(sent -> raw.connection().close());
        }
        for (Fields.Line line : head.fields()) {
            if (!line.name().equals("transfer-encoding")) {
                response.headers().add(line.name(), line.value());
            }
        }
        switch (what) {
            case Content.Nothing nothing -> response.end().onComplete(sent -> span.end());
            case Content.Text(String text) -> response.end(text).onComplete(sent -> span.end());
            case Content.Whole(Body.Reader reader, long length) -> {
                setLength(response, length);
                new BodySender(context, response, reader, bytesOut, span, 0, Long.MAX_VALUE).start();
            }
            case Content.Part(Body.Reader reader, long first, long last) -> {
                setLength(response, last - first + 1);
                new BodySender(context, response, reader, bytesOut, span, first, last).start();
            }
        }
    }

    @Override
    public void broken() {
        HttpServerResponse response = raw.response();
        span.fail("broken");
        span.end();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
        } else {
            response.setStatusCode(500).end();
        }
    }

    private void note(ResponseHead head) {
        if (span.equals(Span.NONE)) {
            return;
        }
        span.note("http.response.status_code", head.status());
        @Nullable String cacheStatus = head.fields().first("cache-status");
        if (cacheStatus != null) {
            span.note("skerry.cache_status", cacheStatus);
        }
        if (head.status() >= 500) {
            span.fail("status " + head.status());
        }
    }

    /** RFC 9112 §9.6: {@code close} anywhere in the list; Vert.x looks only for a field that says nothing else. */
    private boolean asksToClose() {
        @Nullable String connection = raw.headers().get("connection");
        return connection != null
                && connection.indexOf(',') >= 0
                && Arrays.stream(connection.split(","))
                        .anyMatch(option -> option.strip().equalsIgnoreCase("close"));
    }

    private void setLength(HttpServerResponse response, long length) {
        if (length >= 0) {
            response.headers().set("content-length", Long.toString(length));
            return;
        }
        response.headers().remove("content-length");
        switch (raw.version()) {
            case HTTP_1_0 -> response.headers().set("connection", "close");
            case HTTP_1_1 -> response.setChunked(true);
            case HTTP_2, HTTP_3 -> {}
        }
    }

    private static void release(Content what) {
        switch (what) {
            case Content.Nothing nothing -> {}
            case Content.Text text -> {}
            case Content.Whole(Body.Reader reader, long length) -> reader.close();
            case Content.Part(Body.Reader reader, long first, long last) -> reader.close();
        }
    }
}
