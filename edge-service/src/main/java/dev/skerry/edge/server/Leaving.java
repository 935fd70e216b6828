package dev.skerry.edge.server;

import dev.skerry.edge.origin.Channels;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.http1.Http1ServerRequest;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Tells connections that the node is about to leave, while it goes on answering: HTTP/1.1 by {@code Connection: close} in each
 * answer that nothing pipelined follows (RFC 9112 §9.6), HTTP/2 by GOAWAY (RFC 9113 §6.8), which first allows every stream and
 * at the end names the last one. Knows the connections of HTTP/2 that are open. Thread-safe.
 */
final class Leaving {
    /** The last stream that a client may open: all that it has sent before it hears of the end are answered. */
    private static final int ANY_STREAM = Integer.MAX_VALUE;

    private final Set<HttpConnection> multiplexed = ConcurrentHashMap.newKeySet();
    private volatile boolean begun;

    /** Watches a new connection, of which nothing has been read. */
    void watch(HttpConnection connection) {
        Http1Trailers.watch(connection, this);
        if (connection.protocolVersion() == HttpVersion.HTTP_2) {
            multiplexed.add(connection);
            connection.closeHandler(closed -> multiplexed.remove(connection));
        }
    }

    /** Whether answers are to say so. */
    boolean hasBegun() {
        return begun;
    }

    /** Answers say so from now on. */
    void begin() {
        begun = true;
        multiplexed.forEach(connection -> goAway(connection, any -> ANY_STREAM));
    }

    /** No stream is taken from now on, and clients are told which was the last, so that they ask others for the rest. */
    void end() {
        multiplexed.forEach(
                connection -> goAway(connection, known -> known.remote().lastStreamCreated()));
    }

    /**
     * Says so with the answer to {@code raw}, where its version does it on the connection. On the connection's event loop.
     *
     * @return whether the answer must say it itself, and the connection be closed behind it
     */
    boolean isSaidBy(HttpServerRequest raw) {
        return switch (raw.version()) {
            case HTTP_1_0, HTTP_1_1 -> isNewest(raw);
            case HTTP_2, HTTP_3 -> {
                goAway(raw.connection(), any -> ANY_STREAM);
                yield false;
            }
        };
    }

    /** What Vert.x does not offer: it only knows how to end at once. Sent once, however often it is said. */
    private static void goAway(HttpConnection connection, ToIntFunction<Http2Connection> lastStream) {
        ChannelPipeline pipeline = Channels.pipeline(connection);
        @Nullable Http2ConnectionHandler handler = pipeline.get(Http2ConnectionHandler.class);
        if (handler == null) {
            return;
        }
        ChannelHandlerContext context = pipeline.context(handler);
        context.executor().execute(() -> {
            int last = lastStream.applyAsInt(handler.connection());
            if (last == ANY_STREAM && handler.connection().goAwaySent()) {
                return;
            }
            var _ = handler.goAway(
                    context, last, Http2Error.NO_ERROR.code(), Unpooled.EMPTY_BUFFER, context.newPromise());
            context.flush();
        });
    }

    private static boolean isNewest(HttpServerRequest raw) {
        @Nullable Http1Trailers watcher = Channels.pipeline(raw.connection()).get(Http1Trailers.class);
        return !(watcher != null
                && raw instanceof Http1ServerRequest request
                && watcher.hasReadBehind(request.nettyRequest()));
    }
}
