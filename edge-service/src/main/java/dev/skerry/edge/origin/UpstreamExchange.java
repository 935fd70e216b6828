package dev.skerry.edge.origin;

import dev.skerry.edge.cache.Body;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.Trailers;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.internal.ContextInternal;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on a connection, and its response. Request content is sent as it arrives, no faster than the upstream takes
 * it; the response is read no faster than its readers do.
 *
 * <p>Two silences are measured, apart: of the request (content under way, then the wait for the head), and of the response,
 * which counts only while we want to read on: an upstream that is kept waiting by a slow reader is not silent.
 *
 * <p>Belongs to the event loop that the request was made on; what comes from other threads is handed over to it.
 */
final class UpstreamExchange implements Upstream.Response {
    private static final ResponseHead CONTINUE = new ResponseHead(100, Fields.EMPTY);
    private static final long NONE = -1;

    /** How long an upstream may leave an expectation unanswered before the sender is told to go on: old ones ignore it. */
    private static final long EXPECTATION_MILLIS = 1000;

    private final Vertx vertx;
    private final ContextInternal context;
    private final UpstreamLimits limits;
    private final HttpClientRequest out;
    private final Consumer<ResponseHead> interim;
    private final CompletableFuture<Upstream.Response> answered;
    private final Patience sending;
    private final Patience reading;
    private Body.@Nullable Reader content;
    private @Nullable HttpClientResponse response;
    private @Nullable Body body;
    private long expectation = NONE;
    private boolean goesOn;
    private @Nullable SurplusGuard guard;
    private boolean hasContent;
    private boolean unsent;
    private boolean onUsedConnection;
    private boolean responseEnded;
    private boolean over;

    /**
     * @param interim told of interim responses
     * @param answered completed with the response, or exceptionally with {@link UpstreamException}
     */
    UpstreamExchange(
            Vertx vertx,
            UpstreamLimits limits,
            HttpClientRequest out,
            Consumer<ResponseHead> interim,
            CompletableFuture<Upstream.Response> answered) {
        this.vertx = vertx;
        this.context = (ContextInternal) vertx.getOrCreateContext();
        this.limits = limits;
        this.out = out;
        this.interim = interim;
        this.answered = answered;
        this.sending = new Patience(vertx, this::silent);
        this.reading = new Patience(vertx, this::silent);
    }

    /** Sends {@code request}; {@code from} is null where nothing follows the head. */
    void start(RequestHead request, @Nullable Body from) {
        for (Fields.Line line : request.fields()) {
            out.headers().add(line.name(), line.value());
        }
        try {
            // In this order: interim responses are none of the guard's business.
            onUsedConnection = InterimReader.listen(out.connection(), head -> context.emit(head, this::heard));
            guard = SurplusGuard.of(out.connection());
        } catch (NoSuchElementException closed) {
            unsent = true;
            giveUp(UpstreamFailure.CLOSED, closed);
            return;
        }
        out.response().onSuccess(this::arrived).onFailure(this::failed);
        if (from == null) {
            sending.expect(limits.head());
            out.end();
            return;
        }
        hasContent = true;
        content = Objects.requireNonNull(from.reader(), "request content can be read only once");
        if (!out.headers().contains("content-length")) {
            out.setChunked(true);
        }
        out.exceptionHandler(cut -> stopSending());
        sending.expect(limits.content());
        if (out.headers().contains("expect")) {
            expectation = vertx.setTimer(EXPECTATION_MILLIS, late -> goOn());
        }
        out.writeHead();
        pump(content);
    }

    /** Whether the connection was closed before anything of the request was sent or its content was read. */
    boolean isUntouched() {
        return unsent || (!hasContent && guard != null && guard.hasRefused());
    }

    /** Whether the connection has carried a request before this one. */
    boolean onUsedConnection() {
        return onUsedConnection;
    }

    /** An upstream that says something is not silent. */
    private void heard(ResponseHead head) {
        if (over || response != null) {
            return;
        }
        sending.progress();
        expectNoMore();
        if (head.status() != 100 || !goesOn) {
            interim.accept(head);
        }
    }

    /** RFC 9110 §10.1.1: whoever waits to be told to go on is told by us, and then not once more by the upstream. */
    private void goOn() {
        expectation = NONE;
        goesOn = true;
        interim.accept(CONTINUE);
    }

    private void pump(Body.Reader reader) {
        while (!over && reader.equals(content)) {
            if (out.writeQueueFull()) {
                out.drainHandler(drained -> pump(reader));
                return;
            }
            byte[] segment = reader.poll();
            if (segment != null) {
                sending.progress();
                out.write(Buffer.buffer(segment)).onSuccess(taken -> sending.progress());
                continue;
            }
            switch (reader.atEnd()) {
                case OPEN -> {
                    reader.onReadable(() -> context.runOnContext(now -> pump(reader)));
                    return;
                }
                case COMPLETE -> {
                    Fields trailers = reader.trailers();
                    stopSending();
                    end(trailers);
                }
                case FAILED -> giveUp(UpstreamFailure.CLOSED, new IllegalStateException("the request was cut off"));
            }
        }
    }

    /** RFC 9112 §7.1.2: only chunks have trailers. HTTP/2 has them behind content with a length too, where they are left out. */
    private void end(Fields trailers) {
        if (trailers.size() == 0 || !out.isChunked()) {
            out.end().onSuccess(this::sent);
            return;
        }
        try {
            TrailerWriter.end(out.connection(), trailers, () -> out.end().onSuccess(this::sent));
        } catch (IllegalArgumentException malformed) {
            failed(malformed);
        }
    }

    private void sent(@Nullable Void nothing) {
        if (response == null && !over) {
            sending.expect(limits.head());
        } else {
            sending.expectNothing();
        }
    }

    private void stopSending() {
        Body.Reader reader = content;
        content = null;
        if (reader != null) {
            reader.close();
        }
    }

    private void arrived(HttpClientResponse head) {
        response = head.pause();
        expectNoMore();
        if (content == null) {
            sending.expectNothing();
        }
        answered.complete(this);
    }

    private void failed(Throwable cause) {
        giveUp(
                switch (cause) {
                    case TimeoutException timeout -> UpstreamFailure.TIMEOUT;
                    case DecoderException malformed -> UpstreamFailure.PROTOCOL;
                    case IllegalArgumentException malformed -> UpstreamFailure.PROTOCOL;
                    default -> UpstreamFailure.CLOSED;
                },
                cause);
    }

    private void silent() {
        giveUp(UpstreamFailure.TIMEOUT, new TimeoutException("nothing was heard within the time limit"));
    }

    /** Ends the exchange: whoever waits for the head gets {@code reason}, whoever reads the body sees it fail. */
    private void giveUp(UpstreamFailure reason, Throwable cause) {
        if (over) {
            return;
        }
        finish();
        letGo();
        answered.completeExceptionally(new UpstreamException(reason, cause));
        if (body != null) {
            body.fail();
        }
    }

    /**
     * A response that has arrived whole, though it has not been read yet, has left its connection to others: a reset would
     * cut theirs. So what has arrived is thrown away first, and the connection given up only if that was not the end.
     */
    private void letGo() {
        HttpClientResponse from = response;
        if (responseEnded) {
            return;
        }
        if (from == null) {
            out.reset();
            return;
        }
        from.exceptionHandler(cut -> {});
        from.handler(unread -> {});
        from.endHandler(end -> responseEnded = true);
        from.resume();
        context.runOnContext(now -> {
            if (!responseEnded) {
                out.reset();
            }
        });
    }

    private void expectNoMore() {
        if (expectation != NONE) {
            vertx.cancelTimer(expectation);
            expectation = NONE;
        }
    }

    private void finish() {
        over = true;
        expectNoMore();
        sending.expectNothing();
        reading.expectNothing();
        stopSending();
    }

    @Override
    public ResponseHead head() {
        HttpClientResponse from = present();
        Fields.Builder fields = Fields.builder();
        from.headers().forEach(fields::add);
        return new ResponseHead(from.statusCode(), fields.build());
    }

    private HttpClientResponse present() {
        return Objects.requireNonNull(response, "the response is handed out when it has arrived");
    }

    @Override
    public void into(Body target) {
        HttpClientResponse from = present();
        body = target;
        target.onResume(() -> context.runOnContext(now -> resume()));
        target.onAbandoned(() -> context.runOnContext(now -> cancel()));
        from.exceptionHandler(cut -> {
            responseEnded = true;
            giveUp(UpstreamFailure.CLOSED, cut);
        });
        from.handler(buffer -> {
            reading.progress();
            if (!target.append(buffer.getBytes())) {
                from.pause();
                reading.expectNothing();
                if (target.isUnread()) { // and never was read, or it would have said so
                    cancel();
                }
            }
        });
        from.endHandler(end -> ended(target));
        resume();
    }

    private void resume() {
        if (!over) {
            reading.expect(limits.idle());
            present().resume();
        }
    }

    private void ended(Body target) {
        responseEnded = true;
        if (over) {
            return;
        }
        boolean unsent = content != null;
        finish();
        if (unsent) { // the upstream has said all without hearing us out (RFC 9112 section 9.5): the connection is of
            // no use
            out.reset();
        }
        target.complete(trailers());
    }

    private Fields trailers() {
        if (present().trailers().isEmpty()) {
            return Fields.EMPTY;
        }
        Fields.Builder trailers = Fields.builder();
        present().trailers().forEach(trailers::add);
        return Trailers.forwarded(head().fields(), trailers.build());
    }

    @Override
    public void cancel() {
        if (over) {
            return;
        }
        finish();
        letGo();
        if (body != null) {
            body.fail();
        }
    }
}
