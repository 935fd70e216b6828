package dev.skerry.edge.server;

import dev.skerry.edge.cache.Body;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Error;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.buffer.BufferInternal;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Sends a body, or the bytes {@code first} to {@code last} of it, no faster than the client takes it and no sooner than
 * it arrives. A body that fails cuts the connection, so that nobody takes a part for the whole. Owned by one event loop.
 */
final class BodySender {
    private final Context context;
    private final HttpServerResponse response;
    private final Body.Reader reader;
    private final LongAdder bytesOut;
    private final Handler<AsyncResult<Void>> sent;
    private final Duration patience;
    private final long first;
    private final long last;
    private final boolean sendsTrailers;
    private long position;
    private boolean over;
    private long waiting = -1;

    /**
     * @param sent called once, when all has gone out or it is known that it can't
     * @param patience how long the client may take nothing while there is something for it; a stream of HTTP/2 may stand
     *     still on a connection that does not
     * @param sendsTrailers whether the client takes trailer fields (RFC 9110 §6.5)
     */
    BodySender(
            Context context,
            HttpServerResponse response,
            Body.Reader reader,
            LongAdder bytesOut,
            Handler<AsyncResult<Void>> sent,
            Duration patience,
            long first,
            long last,
            boolean sendsTrailers) {
        this.context = context;
        this.response = response;
        this.reader = reader;
        this.bytesOut = bytesOut;
        this.sent = sent;
        this.patience = patience;
        this.first = first;
        this.last = last;
        this.sendsTrailers = sendsTrailers;
    }

    void start() {
        response.exceptionHandler(gone -> lose());
        response.closeHandler(gone -> lose());
        pump();
    }

    private void lose() {
        if (!over) {
            leave();
            sent.handle(Future.failedFuture("the client has gone"));
        }
    }

    private void waitForClient() {
        waiting = context.owner().setTimer(patience.toMillis(), late -> {
            lose();
            response.reset(Http2Error.CANCEL.code());
        });
        response.drainHandler(drained -> {
            stopWaiting();
            pump();
        });
    }

    private void stopWaiting() {
        if (waiting >= 0) {
            context.owner().cancelTimer(waiting);
            waiting = -1;
        }
    }

    private void leave() {
        over = true;
        stopWaiting();
        reader.close();
    }

    private void pump() {
        while (!over) {
            if (response.writeQueueFull()) {
                waitForClient();
                return;
            }
            byte[] segment = position > last ? null : reader.poll();
            if (segment != null) {
                write(segment);
            } else if (position > last || reader.atEnd() == Body.State.COMPLETE) {
                if (sendsTrailers) {
                    reader.trailers().forEach(line -> response.putTrailer(line.name(), line.value()));
                }
                leave();
                response.end().onComplete(sent);
            } else if (reader.atEnd() == Body.State.FAILED) {
                leave();
                response.reset(Http2Error.INTERNAL_ERROR.code());
                sent.handle(Future.failedFuture("the body was cut off"));
            } else {
                reader.onReadable(() -> context.runOnContext(now -> pump()));
                return;
            }
        }
    }

    private void write(byte[] segment) {
        long begin = Math.max(first - position, 0);
        long end = last == Long.MAX_VALUE ? segment.length : Math.min(last + 1 - position, segment.length);
        position += segment.length;
        if (begin < end) {
            bytesOut.add(end - begin);
            response.write(wrap(segment, (int) begin, (int) end));
        }
    }

    /** Shares the segment with the network layer instead of copying it: segments never change. */
    private static Buffer wrap(byte[] segment, int begin, int end) {
        return BufferInternal.buffer(
                Unpooled.wrappedBuffer(segment, begin, end - begin).asReadOnly());
    }
}
