package dev.skerry.edge.origin;

import dev.skerry.edge.policy.Fields;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;

/**
 * Puts trailer fields behind the content of one request to an upstream (RFC 9112 §7.1.2), which Vert.x's client has no way
 * to send. Beside Vert.x's handler from when the request ends to when its last chunk is written, on the connection's event
 * loop: a connection has one request at a time, and is closed if that one is given up before.
 */
final class TrailerWriter extends ChannelOutboundHandlerAdapter {
    private final HttpHeaders trailers;

    private TrailerWriter(HttpHeaders trailers) {
        this.trailers = trailers;
    }

    /**
     * Ends the chunked request that is under way on {@code connection} with {@code trailers}. From any thread.
     *
     * @param end ends the request; run on the connection's event loop, where no writer can be late for what is written
     * @throws IllegalArgumentException if a name or a value can't stand in a field line
     * @throws IllegalStateException if the connection is none of Vert.x's own
     */
    static void end(HttpConnection connection, Fields trailers, Runnable end) {
        HttpHeaders checked = DefaultHttpHeadersFactory.trailersFactory().newHeaders();
        trailers.forEach(line -> checked.add(line.name(), line.value()));
        ChannelPipeline pipeline = Channels.pipeline(connection);
        pipeline.channel().eventLoop().execute(() -> {
            if (pipeline.get(Channels.VERTX) != null) { // or the connection has been closed
                pipeline.addBefore(Channels.VERTX, null, new TrailerWriter(checked));
            }
            end.run();
        });
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof LastHttpContent last) {
            var _ = context.write(new DefaultLastHttpContent(last.content(), trailers), promise);
            context.pipeline().remove(this);
        } else {
            var _ = context.write(message, promise);
        }
    }
}
