package dev.skerry.edge.origin;

import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/** The way under Vert.x, where it has no seam of its own for what we must see of a connection. */
public final class Channels {
    /** Vert.x's own name for the handler that turns what is decoded into requests and responses. */
    public static final String VERTX = "handler";

    private Channels() {}

    /**
     * The handlers between the socket and Vert.x.
     *
     * @throws IllegalStateException if the connection is none of Vert.x's own
     */
    public static ChannelPipeline pipeline(HttpConnection connection) {
        if (!(connection instanceof ConnectionBase base)) {
            throw new IllegalStateException("a connection without a channel: " + connection.getClass());
        }
        return base.channel().pipeline();
    }
}
