package dev.skerry.origin.http;

import dev.skerry.origin.Refusal;
import dev.skerry.origin.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Carries a request's body to a blocking sink, {@value #BATCH} bytes at a time; the request stands still while the sink
 * writes, so a slow disk slows the client and fills no memory. Used on the call's event loop.
 */
final class BodyReader {
    private static final int BATCH = 64 << 10;

    private final Call call;
    private final long limit;
    private final Sink sink;
    private final Promise<Void> done = Promise.promise();
    private Buffer pending = Buffer.buffer();
    private long received;
    private boolean writing;
    private boolean ended;
    private @Nullable Throwable failure;

    /** Takes bytes on a worker thread, one call at a time, in order. */
    @FunctionalInterface
    interface Sink {
        void write(ByteBuffer bytes) throws IOException;
    }

    private BodyReader(Call call, long limit, Sink sink) {
        this.call = call;
        this.limit = limit;
        this.sink = sink;
    }

    /**
     * Reads a paused request to its end. The future fails with {@link Refusal#TOO_LARGE} as soon as there are more than
     * {@code limit} bytes, with {@link Refusal#CUT_OFF} if the body ends early, and with what the sink throws; once it
     * has completed, the sink is not called any more.
     */
    static Future<Void> read(Call call, long limit, Sink sink) {
        BodyReader reader = new BodyReader(call, limit, sink);
        call.request()
                .exceptionHandler(reader::broke)
                .handler(reader::take)
                .endHandler(end -> reader.end())
                .resume();
        if ("100-continue".equalsIgnoreCase(call.header("Expect"))) {
            call.response().writeContinue();
        }
        return reader.done.future();
    }

    /** @throws RefusedException with {@link Refusal#TOO_LARGE} if the announced length is over {@code limit} */
    static void requireLength(Call call, long limit) {
        String length = call.header("Content-Length");
        if (length != null && (length.length() > 18 || Long.parseLong(length) > limit)) {
            throw tooLarge(limit);
        }
    }

    private static RefusedException tooLarge(long limit) {
        return new RefusedException(Refusal.TOO_LARGE, "the body is too large: at most " + limit + " bytes are taken");
    }

    private void take(Buffer chunk) {
        received += chunk.length();
        if (received > limit) {
            fail(tooLarge(limit));
        } else if (failure == null) {
            pending.appendBuffer(chunk);
            if (pending.length() >= BATCH && !writing) {
                write();
            }
        }
    }

    private void end() {
        ended = true;
        if (!writing) {
            write();
        }
    }

    private void broke(Throwable cause) {
        fail(new RefusedException(
                Refusal.CUT_OFF, "the body ended after " + received + " bytes: " + cause.getMessage()));
    }

    private void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
            pending = Buffer.buffer();
            if (!writing) {
                done.tryFail(cause);
            }
        }
    }

    private void write() {
        byte[] batch = pending.getBytes();
        pending = Buffer.buffer();
        writing = true;
        call.request().pause();
        Future<Void> written = call.blocking(() -> {
            sink.write(ByteBuffer.wrap(batch));
            return null;
        });
        written.onComplete(result -> {
            writing = false;
            if (result.failed()) {
                fail(result.cause());
            }
            if (failure != null) {
                done.tryFail(failure);
            } else if (!ended || pending.length() > 0) {
                next();
            } else {
                done.tryComplete();
            }
        });
    }

    private void next() {
        if (ended || pending.length() >= BATCH) {
            write();
        } else {
            call.request().resume();
        }
    }
}
