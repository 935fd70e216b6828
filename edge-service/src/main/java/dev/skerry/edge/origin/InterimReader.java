package dev.skerry.edge.origin;

import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.ResponseHead;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes interim responses (1xx but 101, RFC 9110 §15.2) out of what a connection to an upstream brings, and tells of them.
 * Vert.x knows 100 and 103 alone, and takes any other for the final response.
 *
 * <p>A connection is given up, too, whose final response cannot be one: a status that is none, a 101 since we ask for no other
 * protocol, or a transfer coding besides chunked, which nobody here would take off (RFC 9110 §15, §7.8, RFC 9112 §6.1).
 *
 * <p>One for each connection, ahead of Vert.x's handler. A connection has one request at a time. {@link #listen} may be called
 * from any thread before the request is sent; the rest runs on the connection's event loop. At most {@value #MAX_INTERIM}
 * interim responses come before a final one, else the connection is given up.
 */
final class InterimReader extends ChannelInboundHandlerAdapter {
    private static final int MAX_INTERIM = 32;
    /** RFC 9112 §7; the last two are old names. */
    private static final Set<String> CODINGS = Set.of("chunked", "compress", "deflate", "gzip", "x-compress", "x-gzip");

    private static final String NAME = "skerry-interim";

    private volatile @Nullable Consumer<ResponseHead> listener;
    private int seen;
    private boolean inInterim;
    private boolean givenUp;

    private InterimReader() {}

    /**
     * Tells {@code listener} of the interim responses to the next request on {@code connection}.
     *
     * @return whether the connection has carried a request before
     * @throws IllegalStateException if the connection is none of Vert.x's own
     * @throws java.util.NoSuchElementException if it has been closed meanwhile
     */
    static boolean listen(HttpConnection connection, Consumer<ResponseHead> listener) {
        ChannelPipeline pipeline = Channels.pipeline(connection);
        InterimReader known = (InterimReader) pipeline.get(NAME);
        InterimReader reader = known == null ? new InterimReader() : known;
        if (known == null) {
            pipeline.addBefore(Channels.VERTX, NAME, reader);
        }
        reader.listener = listener;
        return known != null;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (givenUp) {
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpResponse response
                && isInterim(response.status().code())) {
            inInterim = !(message instanceof LastHttpContent);
            tell(context, response);
            ReferenceCountUtil.release(message);
        } else if (inInterim) {
            inInterim = !(message instanceof LastHttpContent);
            ReferenceCountUtil.release(message);
        } else if (message instanceof HttpResponse response && !isReadable(response)) {
            ReferenceCountUtil.release(message);
            giveUp(
                    context,
                    "no response that can be read: status " + response.status().code() + ", transfer codings "
                            + response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING));
        } else {
            if (message instanceof HttpResponse) {
                seen = 0;
                listener = null;
            }
            context.fireChannelRead(message);
        }
    }

    private static boolean isReadable(HttpResponse response) {
        int status = response.status().code();
        return status >= 200
                && status <= 999
                && isReadable(String.join(",", response.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING)));
    }

    /** What nobody has registered is no coding that anybody applies: such content ends with its connection (RFC 9112 §6.3). */
    private static boolean isReadable(String codings) {
        List<String> names = Arrays.stream(codings.toLowerCase(Locale.ROOT).split(",", -1))
                .map(coding -> coding.split(";", 2)[0].strip())
                .toList();
        return names.equals(List.of("chunked")) || names.stream().noneMatch(CODINGS::contains);
    }

    private void giveUp(ChannelHandlerContext context, String why) {
        givenUp = true;
        context.fireExceptionCaught(new DecoderException(why));
        var _ = context.close();
    }

    private static boolean isInterim(int status) {
        return status >= 100 && status < 200 && status != 101;
    }

    private void tell(ChannelHandlerContext context, HttpResponse response) {
        if (++seen > MAX_INTERIM) {
            giveUp(context, "more than " + MAX_INTERIM + " interim responses before a final one");
            return;
        }
        Consumer<ResponseHead> told = listener;
        if (told != null) {
            Fields.Builder fields = Fields.builder();
            response.headers().forEach(line -> fields.add(line.getKey(), line.getValue()));
            told.accept(new ResponseHead(response.status().code(), fields.build()));
        }
    }
}
