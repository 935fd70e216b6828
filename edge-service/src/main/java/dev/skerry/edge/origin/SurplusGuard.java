package dev.skerry.edge.origin;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.ClosedChannelException;

/**
 * Gives up a connection to an upstream on which there is more than the response that was asked for. The decoder keeps such
 * bytes and would read the next response behind them, so that whoever writes what an origin sends too much of could write the
 * head of another URL's response, and have it stored (RFC 9112 §6.3: such data must not be taken for a response; §9.2).
 *
 * <p>One for each connection, right ahead of Vert.x's handler, so that it sees final responses alone, and with an eye on what
 * reaches the codec. Runs on the connection's event loop; {@link #hasRefused} may be called from any thread.
 */
final class SurplusGuard extends ChannelDuplexHandler {
    private static final String NAME = "skerry-surplus";
    private static final String BYTES = "skerry-surplus-bytes";

    /** Vert.x's own name for Netty's codec. */
    private static final String CODEC = "codec";

    /** Netty tells of the bytes that a decoder holds to its subclasses alone, and of the decoder in a codec too. */
    private static final MethodHandle DECODER = handle(
            CombinedChannelDuplexHandler.class, "inboundHandler", MethodType.methodType(ChannelInboundHandler.class));

    private static final MethodHandle UNREAD =
            handle(ByteToMessageDecoder.class, "actualReadableBytes", MethodType.methodType(int.class));

    /** Whether no response is awaited. */
    private boolean idle = true;

    private boolean spoiled;

    private volatile boolean refused;

    private SurplusGuard() {}

    /**
     * The guard of {@code connection}, on which there is one from its first request on. May be called from any thread before
     * a request is sent.
     *
     * @throws IllegalStateException if the connection is none of Vert.x's own
     * @throws java.util.NoSuchElementException if it has been closed meanwhile
     */
    static SurplusGuard of(HttpConnection connection) {
        ChannelPipeline pipeline = Channels.pipeline(connection);
        if (pipeline.get(NAME) instanceof SurplusGuard known) {
            return known;
        }
        SurplusGuard guard = new SurplusGuard();
        pipeline.addBefore(CODEC, BYTES, guard.new Bytes());
        pipeline.addBefore(Channels.VERTX, NAME, guard);
        return guard;
    }

    private static MethodHandle handle(Class<?> type, String name, MethodType signature) {
        try {
            return MethodHandles.privateLookupIn(type, MethodHandles.lookup()).findVirtual(type, name, signature);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What comes while nothing is awaited does not get as far as the decoder, which would take it for the next response. */
    private final class Bytes extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (idle) {
                ReferenceCountUtil.release(message);
                spoiled = true;
                var _ = context.close();
            } else {
                context.fireChannelRead(message);
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (spoiled) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof LastHttpContent) {
            idle = true;
            // Netty hands on what it has decoded before it decodes on: what is left is all that came behind it.
            spoiled = hasUnread(context);
        }
        context.fireChannelRead(message);
        if (spoiled) {
            var _ = context.close();
        }
    }

    /** While the end of a response is handed on, the pool may lend its connection to the next request. */
    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof HttpRequest) {
            if (spoiled) {
                refused = true;
                ReferenceCountUtil.release(message);
                var _ = promise.setFailure(new ClosedChannelException());
                return;
            }
            idle = false;
        }
        var _ = context.write(message, promise);
    }

    /** Whether a request was not sent because of what was there. */
    boolean hasRefused() {
        return refused;
    }

    private static boolean hasUnread(ChannelHandlerContext context) {
        ChannelHandler codec = context.pipeline().get(CODEC);
        try {
            return (int) UNREAD.invoke(DECODER.invoke(codec)) > 0;
        } catch (Throwable e) {
            throw new IllegalStateException("the codec of " + context.channel() + " is none of Netty's: " + codec, e);
        }
    }
}
