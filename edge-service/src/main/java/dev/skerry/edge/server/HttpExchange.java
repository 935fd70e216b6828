package dev.skerry.edge.server;

import dev.skerry.contract.TraceContext;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.request.Exchange;
import dev.skerry.edge.trace.Span;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@link Exchange} over Vert.x. Owned by the event loop of its connection.
 *
 * <p>Request content that nobody reads, or reads no more, is taken and thrown away, so that a client that sends all before it
 * reads gets its answer. What is left of it when the answer has been sent is waited for no longer than
 * {@link ServerLimits#linger}; HTTP/2 says with RST_STREAM that it is not wanted (RFC 9113 section 8.1).
 */
final class HttpExchange implements Exchange {
    private static final Body NO_CONTENT = Body.of(List.of());

    private final HttpServerRequest raw;
    private final RequestHead request;
    private final Context context;
    private final Body content;
    private final LongAdder bytesOut;
    private final Span span;
    private final ServerLimits limits;
    private final @Nullable Leaving leaving;
    private final InterimSender interim;
    private boolean toldToGoOn;
    private boolean closes;

    /** @param leaving who says with the answer that the node leaves; null if it does not */
    HttpExchange(
            HttpServerRequest raw,
            RequestHead request,
            Context context,
            LongAdder bytesOut,
            Span span,
            ServerLimits limits,
            @Nullable Leaving leaving) {
        this.raw = raw;
        @Nullable String traceparent = span.traceparent();
        this.request = traceparent == null
                ? request
                : request.withFields(request.fields().with(TraceContext.FIELD, traceparent));
        this.span = span;
        this.context = context;
        this.bytesOut = bytesOut;
        this.limits = limits;
        this.leaving = leaving;
        this.interim = new InterimSender(raw);
        this.content = hasContent(raw) ? contentOf() : NO_CONTENT;
    }

    /** RFC 9112 §6: a request has content if a length or a coding says so; in HTTP/2 it may have if nothing says so. */
    private static boolean hasContent(HttpServerRequest raw) {
        @Nullable String length = raw.headers().get("content-length");
        if (length != null) {
            return !length.equals("0");
        }
        return raw.headers().contains("transfer-encoding") || isOpenQuestion(raw);
    }

    /**
     * True if only the next frame tells whether content follows: a stream of HTTP/2 that ends with its head is seen to end
     * right after the request was told. Content of GET and HEAD that has no length is thrown away.
     */
    static boolean isOpenQuestion(HttpServerRequest raw) {
        return raw.version() == HttpVersion.HTTP_2
                && !raw.headers().contains("content-length")
                && !raw.method().equals(HttpMethod.GET)
                && !raw.method().equals(HttpMethod.HEAD);
    }

    private Body contentOf() {
        Body body = Body.passing();
        body.onResume(() -> context.runOnContext(now -> read()));
        body.onAbandoned(() -> context.runOnContext(now -> discard()));
        raw.handler(buffer -> {
            if (!body.append(buffer.getBytes())) {
                raw.pause();
            }
        });
        raw.exceptionHandler(cut -> body.fail());
        Supplier<Fields> trailers = RequestTrailers.of(raw);
        raw.endHandler(end -> body.complete(trailers.get()));
        return body;
    }

    private void read() {
        if (content.state() == Body.State.OPEN) {
            raw.resume();
        }
    }

    private void discard() {
        if (content.state() == Body.State.OPEN) {
            raw.handler(unread -> {});
            raw.resume();
        }
    }

    /** Nobody has begun to read the content, and now nobody will. */
    private void discardUnread() {
        if (content.state() == Body.State.OPEN) {
            Body.@Nullable Reader nobody = content.reader();
            if (nobody != null) {
                nobody.close();
            }
        }
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
    public void interim(ResponseHead head) {
        HttpServerResponse response = raw.response();
        if (response.headWritten() || response.ended() || response.closed()) {
            return;
        }
        interim.send(head);
        toldToGoOn |= head.status() == 100;
    }

    @Override
    public void respond(ResponseHead head, Content what) {
        HttpServerResponse response = raw.response();
        discardUnread();
        if (response.closed()) {
            span.fail("the client has gone");
            span.end();
            release(what);
            return;
        }
        note(head);
        response.setStatusCode(head.status());
        if (asksToClose() || isLeftWaiting() || (leaving != null && leaving.isSaidBy(raw))) {
            response.headers().set("connection", "close");
            closes = true;
        }
        for (Fields.Line line : head.fields()) {
            if (!line.name().equals("transfer-encoding")) {
                response.headers().add(line.name(), line.value());
            }
        }
        switch (what) {
            case Content.Nothing nothing -> response.end().onComplete(this::sent);
            case Content.Text(String text) -> response.end(text).onComplete(this::sent);
            case Content.Whole(Body.Reader reader, long length) -> {
                setLength(response, length);
                send(reader, 0, Long.MAX_VALUE);
            }
            case Content.Part(Body.Reader reader, long first, long last) -> {
                setLength(response, last - first + 1);
                send(reader, first, last);
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

    private void send(Body.Reader reader, long first, long last) {
        new BodySender(
                        context,
                        raw.response(),
                        reader,
                        bytesOut,
                        this::sent,
                        limits.idle(),
                        first,
                        last,
                        takesTrailers())
                .start();
    }

    /** RFC 9110 §6.5.1, §10.1.4: over HTTP/1.1 where the client says so, and only behind content without a length. */
    private boolean takesTrailers() {
        return switch (raw.version()) {
            case HTTP_1_0 -> false;
            case HTTP_1_1 -> raw.response().isChunked() && lists("te", "trailers");
            case HTTP_2, HTTP_3 -> !raw.response().headers().contains("content-length");
        };
    }

    private boolean lists(String field, String option) {
        return raw.headers().getAll(field).stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .anyMatch(member -> member.strip().equalsIgnoreCase(option));
    }

    /** The answer has gone out, or can't. */
    private void sent(AsyncResult<Void> result) {
        span.end();
        if (result.failed()) {
            return;
        }
        if (content.state() != Body.State.OPEN || isLeftWaiting()) {
            closeIfSaid();
        } else if (raw.version() == HttpVersion.HTTP_2) {
            raw.response().reset(Http2Error.NO_ERROR.code());
        } else {
            long timer = context.owner()
                    .setTimer(
                            limits.linger().toMillis(), late -> raw.connection().close());
            content.onEnd(() -> {
                context.owner().cancelTimer(timer);
                closeIfSaid();
            });
        }
    }

    private void closeIfSaid() {
        if (closes) {
            raw.connection().close();
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

    /**
     * RFC 9110 §10.1.1: the client may or may not send its content, now that it has its answer without having been told to go
     * on, so nobody can tell where the next request on the connection would begin.
     */
    private boolean isLeftWaiting() {
        return raw.version() == HttpVersion.HTTP_1_1
                && raw.headers().contains("expect")
                && !toldToGoOn
                && content.state() == Body.State.OPEN;
    }

    /** RFC 9112 §9.6: {@code close} anywhere in the list; Vert.x looks only for a field that says nothing else. */
    private boolean asksToClose() {
        @Nullable String connection = raw.headers().get("connection");
        return connection != null && connection.indexOf(',') >= 0 && lists("connection", "close");
    }

    private void setLength(HttpServerResponse response, long length) {
        if (length >= 0) {
            response.headers().set("content-length", Long.toString(length));
            return;
        }
        response.headers().remove("content-length");
        switch (raw.version()) {
            case HTTP_1_0 -> { // the end of the content is the end of the connection, whatever the client asked for
                closes = true;
                response.headersEndHandler(now -> response.headers().set("connection", "close"));
            }
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
