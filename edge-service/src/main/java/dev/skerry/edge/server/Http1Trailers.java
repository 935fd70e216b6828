package dev.skerry.edge.server;

import dev.skerry.edge.origin.Channels;
import dev.skerry.edge.policy.Fields;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.http1.Http1ServerConnection;
import io.vertx.core.http.impl.http1.Http1ServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the trailer fields of chunked requests (RFC 9112 §7.1.2) with the head of their request. Netty's decoder has checked
 * their names and values, and counts them to the {@link ServerLimits#fieldBytes} of the request; what is malformed or too
 * large ends the connection, and with it the request.
 *
 * <p>One for each connection, ahead of Vert.x's handler, from the beginning: what follows a request that is pipelined has gone
 * by when Vert.x tells of it. Of a request without content it costs a look at the head; nothing is made. Runs on the
 * connection's event loop.
 */
final class Http1Trailers extends ChannelInboundHandlerAdapter {
    private final Leaving leaving;
    private @Nullable Chunked current;

    /** The last request read; not held before it matters. */
    private @Nullable HttpRequest newest;

    private Http1Trailers(Leaving leaving) {
        this.leaving = leaving;
    }

    /** What Vert.x takes for the request and gives back with it. */
    private static final class Chunked extends DefaultHttpRequest {
        private Fields trailers = Fields.EMPTY;

        Chunked(HttpRequest head) {
            super(head.protocolVersion(), head.method(), head.uri(), head.headers());
        }
    }

    /** Watches {@code connection}, if it is one of HTTP/1.1; nothing may have been read from it yet. */
    static void watch(HttpConnection connection, Leaving leaving) {
        if (connection instanceof Http1ServerConnection) {
            Channels.pipeline(connection).addBefore(Channels.VERTX, null, new Http1Trailers(leaving));
        }
    }

    /** Whether a request behind {@code request} has been read, as far as that was watched: since the node leaves. */
    boolean hasReadBehind(HttpRequest request) {
        return newest != null && !newest.equals(request);
    }

    /** The trailer fields of {@code raw} that may go on, once it has ended. */
    static Fields of(HttpServerRequest raw) {
        return raw instanceof Http1ServerRequest request && request.nettyRequest() instanceof Chunked chunked
                ? chunked.trailers
                : Fields.EMPTY;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof HttpRequest head) {
            boolean chunked =
                    head.decoderResult().isSuccess() && head.headers().contains(HttpHeaderNames.TRANSFER_ENCODING);
            current = chunked ? new Chunked(head) : null;
            HttpRequest told = current == null ? head : current;
            if (leaving.hasBegun()) {
                newest = told;
            }
            context.fireChannelRead(told);
            return;
        }
        if (current != null && message instanceof LastHttpContent last) {
            if (!last.trailingHeaders().isEmpty()) {
                current.trailers = RequestTrailers.forwarded(current.headers(), last.trailingHeaders());
            }
            current = null;
        }
        context.fireChannelRead(message);
    }
}
