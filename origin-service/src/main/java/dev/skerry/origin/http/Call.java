package dev.skerry.origin.http;

import dev.skerry.contract.Json;
import dev.skerry.contract.Printable;
import dev.skerry.contract.Problem;
import dev.skerry.contract.TimeSpan;
import dev.skerry.contract.TraceContext;
import dev.skerry.contract.token.BearerChallenge;
import dev.skerry.origin.OriginMetrics;
import dev.skerry.origin.Refusal;
import dev.skerry.origin.RefusedException;
import dev.skerry.origin.publish.PurgeWish;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One request and the one answer it gets. Used on its event loop. */
final class Call {
    /** How much of a body that is not wanted is read all the same, so that the client sees the answer. */
    private static final int MAX_DISCARDED = 8 << 20;

    /** For how long, at most; then the connection is closed. */
    private static final long LINGER_MS = 2_000;

    private static final Logger LOG = Logger.getLogger(Call.class);
    private static final TimeSpan DEFAULT_WAIT = TimeSpan.parse("5s");
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final HttpServerRequest request;
    private final Context context;
    private final Clock clock;
    private final OriginMetrics metrics;
    private final String kind;

    Call(HttpServerRequest request, Context context, Clock clock, OriginMetrics metrics, String kind) {
        this.request = request;
        this.context = context;
        this.clock = clock;
        this.metrics = metrics;
        this.kind = kind;
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return request.response();
    }

    Clock clock() {
        return clock;
    }

    OriginMetrics metrics() {
        return metrics;
    }

    String method() {
        return request.method().name();
    }

    boolean isHead() {
        return method().equals("HEAD");
    }

    @Nullable
    String header(String name) {
        return request.getHeader(name);
    }

    /** All values of a list field as one. */
    String listHeader(String name, String separator) {
        return String.join(separator, request.headers().getAll(name));
    }

    Preconditions preconditions() {
        return new Preconditions(
                header("If-Match"),
                header("If-None-Match"),
                header("If-Modified-Since"),
                header("If-Unmodified-Since"),
                header("If-Range"));
    }

    /** {@code ?wait=complete&timeout=5s} and the trace that this call is part of. */
    PurgeWish purgeWish() {
        String wait = request.getParam("wait");
        String timeout = request.getParam("timeout");
        if (wait != null && !wait.equals("complete")) {
            throw new RefusedException(
                    Refusal.BAD_REQUEST, "wait '" + Printable.of(wait) + "' is unknown: use wait=complete or none");
        }
        try {
            TimeSpan limit = timeout == null ? DEFAULT_WAIT : TimeSpan.parse(timeout);
            if (limit.duration().compareTo(MAX_WAIT) > 0) {
                throw new RefusedException(Refusal.BAD_REQUEST, "timeout " + limit + " is too long: at most 30s");
            }
            return new PurgeWish(wait == null ? null : limit, traceparent());
        } catch (IllegalArgumentException e) {
            throw new RefusedException(Refusal.BAD_REQUEST, "timeout: " + e.getMessage());
        }
    }

    /** Of the span that this call is; of its caller's where traces are off. */
    private @Nullable String traceparent() {
        SpanContext span = Span.current().getSpanContext();
        TraceContext own = span.isValid()
                ? new TraceContext(
                        span.getTraceId(),
                        span.getSpanId(),
                        span.getTraceFlags().asHex())
                : TraceContext.parse(header(TraceContext.FIELD));
        return own == null ? null : own.traceparent();
    }

    /** Runs blocking work on a worker thread; calls of one request may overlap only if it starts them so. */
    @SuppressWarnings("NullAway") // Vert.x declares every result nullable; here T itself says whether it is.
    <T extends @Nullable Object> Future<T> blocking(Callable<T> work) {
        return context.executeBlocking(work, false);
    }

    /** The stage's result, on this call's event loop. */
    <T extends @Nullable Object> Future<T> await(CompletionStage<T> stage) {
        return Future.fromCompletionStage(stage, context);
    }

    /** Answers with JSON. */
    void answer(int status, Object body) {
        answer(status, "application/json", Json.write(body));
    }

    /** Answers with an error; what is no refusal and no full disk is a defect, and logged as one. */
    void fail(Throwable error) {
        if (response().headWritten()) {
            LOG.warnf("%s %s broke off: %s", method(), Printable.of(request.uri()), error);
            request.connection().close();
            return;
        }
        RefusedException refused = refusal(error);
        if (refused.reason() == Refusal.INTERNAL) {
            LOG.errorf(error, "%s %s failed", method(), Printable.of(request.uri()));
        }
        metrics.refused(refused.reason());
        if (response().closed()) {
            LOG.infof("%s %s broke off: %s", method(), Printable.of(request.uri()), refused.detail());
            return;
        }
        switch (refused.reason()) {
            case UNAUTHORIZED ->
                response()
                        .putHeader(
                                "WWW-Authenticate",
                                header("Authorization") == null
                                        ? BearerChallenge.TOKEN_NEEDED
                                        : BearerChallenge.INVALID_TOKEN);
            case FORBIDDEN -> response().putHeader("WWW-Authenticate", BearerChallenge.INSUFFICIENT_SCOPE);
            case LOG_UNAVAILABLE, BACKLOG_FULL -> response().putHeader("Retry-After", "5");
            default -> {}
        }
        Problem problem = refused.reason().problem(refused.detail());
        response().putHeader("Cache-Control", "no-store");
        answer(problem.status(), Problem.MEDIA_TYPE, Json.write(problem));
        discardBody();
    }

    static RefusedException refusal(Throwable error) {
        if (error instanceof RefusedException refused) {
            return refused;
        }
        if (error instanceof IOException && isFull(String.valueOf(error.getMessage()))) {
            return new RefusedException(Refusal.DISK_FULL, "the disk takes no more: nothing was changed");
        }
        return new RefusedException(Refusal.INTERNAL, "this is a defect: the service's log tells more");
    }

    /** The system's own words, which is all that Java passes on: ENOSPC, EDQUOT, EFBIG. */
    private static boolean isFull(String message) {
        return message.contains("No space left on device")
                || message.contains("Disk quota exceeded")
                || message.contains("File too large");
    }

    private void answer(int status, String type, byte[] body) {
        begin(status).putHeader("Content-Type", type).putHeader("Content-Length", Integer.toString(body.length));
        finish(isHead() ? response().end() : response().end(Buffer.buffer(body)));
    }

    /** Sets the status and {@code Date} (RFC 9110 §6.6.1), and counts the answer. */
    HttpServerResponse begin(int status) {
        metrics.answered(kind, method(), status);
        return response().setStatusCode(status).putHeader("Date", HttpDates.format(clock.instant()));
    }

    /** Notes that a client did not wait for its answer. */
    void finish(Future<Void> ended) {
        ended.onFailure(gone -> LOG.debugf("%s was not there for its answer: %s", request.remoteAddress(), gone));
    }

    private void discardBody() {
        if (request.isEnded()) {
            return;
        }
        long[] discarded = {0};
        long late = context.owner()
                .setTimer(LINGER_MS, passed -> request.connection().close());
        request.exceptionHandler(gone -> context.owner().cancelTimer(late));
        request.endHandler(end -> context.owner().cancelTimer(late));
        request.handler(chunk -> {
            discarded[0] += chunk.length();
            if (discarded[0] > MAX_DISCARDED) {
                request.connection().close();
            }
        });
        request.resume();
    }
}
