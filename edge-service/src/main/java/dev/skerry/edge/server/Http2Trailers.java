package dev.skerry.edge.server;

import dev.skerry.edge.origin.Channels;
import dev.skerry.edge.policy.Fields;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the trailer fields of requests over HTTP/2 (RFC 9113 §8.1), the fields of a stream that come after its first, with
 * their stream. Netty has checked that they are the last, their names, and that they are within
 * {@link ServerLimits#fieldBytes}; it leaves values as they came.
 *
 * <p>One for each connection that has carried a request with content, between Netty's decoder and Vert.x. Runs on the
 * connection's event loop.
 */
final class Http2Trailers extends Http2FrameListenerDecorator {
    private final Http2Connection connection;
    private final Http2Connection.PropertyKey key;

    private Http2Trailers(Http2Connection connection, Http2FrameListener vertx) {
        super(vertx);
        this.connection = connection;
        this.key = connection.newKey();
    }

    /** The trailer fields of {@code raw} that may go on, once it has ended; to be called before they can have come. */
    static Supplier<Fields> of(HttpServerRequest raw) {
        Http2ConnectionHandler handler = Channels.pipeline(raw.connection()).get(Http2ConnectionHandler.class);
        Http2Trailers kept = on(handler);
        Http2Stream stream = handler.connection().stream((int) raw.streamId());
        return () -> {
            @Nullable Fields trailers = stream.getProperty(kept.key);
            return trailers == null ? Fields.EMPTY : trailers;
        };
    }

    private static Http2Trailers on(Http2ConnectionHandler handler) {
        Http2ConnectionDecoder decoder = handler.decoder();
        if (decoder.frameListener() instanceof Http2Trailers known) {
            return known;
        }
        Http2Trailers made = new Http2Trailers(handler.connection(), decoder.frameListener());
        decoder.frameListener(made);
        return made;
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int streamId,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean end)
            throws Http2Exception {
        Http2Stream stream = connection.stream(streamId);
        if (stream.isTrailersReceived()) {
            check(streamId, headers);
            stream.setProperty(key, RequestTrailers.forwarded(List.of(), headers));
        }
        super.onHeadersRead(context, streamId, headers, dependency, weight, exclusive, padding, end);
    }

    /** RFC 9113 §8.2.1: a request with such a field is malformed, and its stream in error. */
    private static void check(int streamId, Http2Headers trailers) throws Http2Exception {
        for (Map.Entry<CharSequence, CharSequence> line : trailers) {
            if (HttpHeaderValidationUtil.validateValidHeaderValue(line.getValue()) >= 0) {
                throw Http2Exception.streamError(
                        streamId, Http2Error.PROTOCOL_ERROR, "the trailer field %s has no valid value", line.getKey());
            }
        }
    }
}
