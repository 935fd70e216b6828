package dev.skerry.edge.origin;

import dev.skerry.edge.cache.Body;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * {@link Upstream} over HTTP/1.1 by Vert.x, within {@link UpstreamLimits}; a response head may have
 * {@value #MAX_HEAD_BYTES} bytes.
 *
 * <p>A request without content and with a safe method that meets a pooled connection just closed by the other side, or one
 * on which something unreadable of the response before is left, is sent once more. So is any request, up to
 * {@value #MAX_REPEATS} times, whose pooled connection was closed before anything of it was sent.
 */
public final class HttpUpstream implements Upstream {
    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final Set<String> SAFE_TO_REPEAT = Set.of("GET", "HEAD");

    private static final int MAX_REPEATS = 3;

    private final Vertx vertx;
    private final UpstreamLimits limits;
    private final HttpClientAgent client;

    /** Uses the event loops of {@code vertx}; {@link #close} it before them. */
    public HttpUpstream(Vertx vertx, UpstreamLimits limits) {
        this.vertx = vertx;
        this.limits = limits;
        client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout((int) limits.connect().toMillis())
                        .setSslHandshakeTimeout(limits.connect().toMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setKeepAliveTimeout((int) limits.keepAlive().toSeconds())
                        .setMaxHeaderSize(MAX_HEAD_BYTES)
                        .setDecompressionSupported(false))
                .with(new PoolOptions().setHttp1MaxSize(limits.connections()).setMaxWaitQueueSize(limits.waiting()))
                .build();
    }

    /** Closes all connections, waiting briefly for responses under way. */
    public Future<Void> close() {
        return client.shutdown(2, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<Response> send(
            UpstreamTarget target, RequestHead request, Body content, Consumer<ResponseHead> interim) {
        CompletableFuture<Response> result = new CompletableFuture<>();
        boolean repeatable = SAFE_TO_REPEAT.contains(request.method()) && content.isEmpty();
        attempt(target, new Sending(request, content, interim), repeatable, MAX_REPEATS, result);
        return result;
    }

    private record Sending(RequestHead request, Body content, Consumer<ResponseHead> interim) {}

    private void attempt(
            UpstreamTarget target,
            Sending sending,
            boolean mayRepeat,
            int repeats,
            CompletableFuture<Response> result) {
        RequestHead request = sending.request();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(request.method()))
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.tls())
                .setURI(request.target())
                .setConnectTimeout(limits.connection().toMillis())
                .setFollowRedirects(false);
        client.request(options).onComplete(connected -> {
            if (repeats > 0 && connected.cause() instanceof HttpClosedException) {
                attempt(target, sending, mayRepeat, repeats - 1, result);
                return;
            }
            if (connected.failed()) {
                result.completeExceptionally(unconnected(connected.cause()));
                return;
            }
            CompletableFuture<Response> answered = new CompletableFuture<>();
            UpstreamExchange exchange =
                    new UpstreamExchange(vertx, limits, connected.result(), sending.interim(), answered);
            var _ = answered.whenComplete((response, failure) -> {
                if (response != null) {
                    result.complete(response);
                } else if (repeats > 0 && exchange.isUntouched()) {
                    attempt(target, sending, mayRepeat, repeats - 1, result);
                } else if (mayRepeat && isOfAnEarlierExchange(failure, exchange)) {
                    attempt(target, sending, false, repeats, result);
                } else {
                    result.completeExceptionally(failure);
                }
            });
            begin(exchange, connected.result(), sending, answered);
        });
    }

    private static void begin(
            UpstreamExchange exchange, HttpClientRequest out, Sending sending, CompletableFuture<Response> answered) {
        try {
            exchange.start(sending.request(), sending.content().isEmpty() ? null : sending.content());
        } catch (RuntimeException refused) { // a field that Vert.x does not send, for one
            var _ = out.reset();
            answered.completeExceptionally(new UpstreamException(UpstreamFailure.PROTOCOL, refused));
        }
    }

    /** A pooled connection was closed meanwhile, or brought what an upstream had sent too much of with the response before. */
    private static boolean isOfAnEarlierExchange(Throwable failure, UpstreamExchange exchange) {
        return failure instanceof UpstreamException known
                && (known.reason() == UpstreamFailure.CLOSED
                        || (known.reason() == UpstreamFailure.PROTOCOL && exchange.onUsedConnection()));
    }

    /** A connection that is refused in time is another thing than none that is free in time. */
    private static UpstreamException unconnected(Throwable cause) {
        UpstreamFailure reason = switch (cause) {
            case ConnectionPoolTooBusyException busy -> UpstreamFailure.OVERLOADED;
            case TimeoutException waited -> UpstreamFailure.OVERLOADED;
            default -> UpstreamFailure.CONNECT;
        };
        return new UpstreamException(reason, cause);
    }
}
