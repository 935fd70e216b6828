package dev.skerry.edge.origin;

import com.github.benmanes.caffeine.cache.Ticker;
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
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.SocketAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * {@link Upstream} over HTTP/1.1 by Vert.x, within {@link UpstreamLimits}; a response head may have
 * {@value #MAX_HEAD_BYTES} bytes.
 *
 * <p>Requests go to the addresses of a name in turn, as {@link Addresses} has it, and one that gets no connection to one of them
 * goes to the next. The limits are those of each address.
 *
 * <p>A request without content and with a safe method that meets a pooled connection just closed by the other side, or one
 * on which something unreadable of the response before is left, is sent once more. So is any request, up to
 * {@value #MAX_REPEATS} times, whose pooled connection was closed before anything of it was sent. At most {@value #MAX_PATIENT}
 * requests at a time wait for an upstream that comes back.
 */
public final class HttpUpstream implements Upstream {
    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final Set<String> SAFE_TO_REPEAT = Set.of("GET", "HEAD");

    private static final int MAX_REPEATS = 3;
    private static final int MAX_PATIENT = 1000;
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Vertx vertx;
    private final UpstreamLimits limits;
    private final Addresses addresses;
    private final HttpClientAgent client;
    private final AtomicInteger patient = new AtomicInteger();

    /** Uses the event loops and the name resolver of {@code vertx}; {@link #close} it before them. */
    public HttpUpstream(Vertx vertx, UpstreamLimits limits) {
        this(
                vertx,
                limits,
                name -> ((VertxInternal) vertx)
                        .nameResolver()
                        .resolveAll(name)
                        .map(found -> found.stream()
                                .map(InetSocketAddress::getAddress)
                                .toList()));
    }

    HttpUpstream(Vertx vertx, UpstreamLimits limits, Addresses.Directory directory) {
        this.vertx = vertx;
        this.limits = limits;
        addresses = new Addresses(directory, Ticker.systemTicker());
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
        boolean repeatable = isRepeatable(request, content);
        Sending sending = new Sending(target, request, content, interim, result);
        addresses.of(target.host()).onComplete(found -> {
            if (found.failed()) {
                result.completeExceptionally(unconnected(found.cause()));
            } else {
                attempt(sending, found.result(), repeatable, MAX_REPEATS);
            }
        });
        return result;
    }

    @Override
    public CompletionStage<Response> send(
            UpstreamTarget target,
            RequestHead request,
            Body content,
            Consumer<ResponseHead> interim,
            Duration patience) {
        CompletableFuture<Response> result = new CompletableFuture<>();
        if (patient.incrementAndGet() > MAX_PATIENT) {
            patient.decrementAndGet();
            return send(target, request, content, interim);
        }
        long deadline = System.nanoTime() + patience.toNanos();
        sendPatiently(new Sending(target, request, content, interim, result), deadline);
        return result.whenComplete((response, failure) -> patient.decrementAndGet());
    }

    private void sendPatiently(Sending sending, long deadline) {
        send(sending.target(), sending.request(), sending.content(), sending.interim())
                .whenComplete((response, failure) -> {
                    boolean again = System.nanoTime() + PAUSE.toNanos() - deadline < 0
                            && (response == null ? isUnconnected(failure) : refusesForNow(sending, response));
                    if (again) {
                        if (response != null) {
                            response.into(Body.passing());
                        }
                        vertx.setTimer(PAUSE.toMillis(), now -> sendPatiently(sending, deadline));
                    } else if (response != null) {
                        sending.result().complete(response);
                    } else {
                        sending.result().completeExceptionally(failure);
                    }
                });
    }

    private static boolean isUnconnected(Throwable failure) {
        return failure instanceof UpstreamException known && known.reason() == UpstreamFailure.CONNECT;
    }

    /** What a service answers between its last request and the end of its port. */
    private static boolean refusesForNow(Sending sending, Response response) {
        return response.head().status() == 503 && isRepeatable(sending.request(), sending.content());
    }

    private static boolean isRepeatable(RequestHead request, Body content) {
        return SAFE_TO_REPEAT.contains(request.method()) && content.isEmpty();
    }

    private record Sending(
            UpstreamTarget target,
            RequestHead request,
            Body content,
            Consumer<ResponseHead> interim,
            CompletableFuture<Response> result) {}

    /** @param at the addresses that are left to try, of which the first is meant */
    private void attempt(Sending sending, List<String> at, boolean mayRepeat, int repeats) {
        UpstreamTarget target = sending.target();
        CompletableFuture<Response> result = sending.result();
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(sending.request().method()))
                .setServer(SocketAddress.inetSocketAddress(target.port(), at.getFirst()))
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.tls())
                .setURI(sending.request().target())
                .setConnectTimeout(limits.connection().toMillis())
                .setFollowRedirects(false);
        client.request(options).onComplete(connected -> {
            if (repeats > 0 && connected.cause() instanceof HttpClosedException) {
                attempt(sending, at, mayRepeat, repeats - 1);
                return;
            }
            if (connected.failed()) {
                unconnected(sending, at, mayRepeat, repeats, unconnected(connected.cause()));
                return;
            }
            CompletableFuture<Response> answered = new CompletableFuture<>();
            UpstreamExchange exchange =
                    new UpstreamExchange(vertx, limits, connected.result(), sending.interim(), answered);
            var _ = answered.whenComplete((response, failure) -> {
                if (response != null) {
                    result.complete(response);
                } else if (repeats > 0 && exchange.isUntouched()) {
                    attempt(sending, at, mayRepeat, repeats - 1);
                } else if (mayRepeat && isOfAnEarlierExchange(failure, exchange)) {
                    attempt(sending, at, false, repeats);
                } else {
                    result.completeExceptionally(failure);
                }
            });
            begin(exchange, connected.result(), sending, answered);
        });
    }

    /** Nothing was sent: the next address is tried, if there is one. */
    private void unconnected(
            Sending sending, List<String> at, boolean mayRepeat, int repeats, UpstreamException failure) {
        if (failure.reason() == UpstreamFailure.CONNECT) {
            addresses.doubt(at.getFirst());
            if (at.size() > 1) {
                attempt(sending, at.subList(1, at.size()), mayRepeat, repeats);
                return;
            }
        }
        sending.result().completeExceptionally(failure);
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
