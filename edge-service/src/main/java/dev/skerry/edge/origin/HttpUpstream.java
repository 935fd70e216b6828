package dev.skerry.edge.origin;

import dev.skerry.edge.cache.Body;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@link Upstream} over HTTP/1.1 by Vert.x.
 *
 * <table>
 * <caption>Limits</caption>
 * <tr><td>connections per upstream</td><td>{@value #MAX_CONNECTIONS}</td></tr>
 * <tr><td>requests waiting for one</td><td>{@value #MAX_WAITING}</td></tr>
 * <tr><td>time to connect</td><td>{@link #CONNECT_TIMEOUT}</td></tr>
 * <tr><td>time to the response head</td><td>{@link #HEAD_TIMEOUT}</td></tr>
 * <tr><td>silence within a response</td><td>{@link #IDLE_TIMEOUT}</td></tr>
 * <tr><td>idle keep-alive</td><td>{@link #KEEP_ALIVE}; below the 60 to 75 s of common servers, so that we close first</td></tr>
 * <tr><td>response head</td><td>{@value #MAX_HEAD_BYTES} bytes</td></tr>
 * </table>
 *
 * <p>A request without content and with a safe method that meets a pooled connection just closed by the other side is
 * sent once more.
 */
public final class HttpUpstream implements Upstream {
    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_WAITING = 1024;
    private static final int MAX_HEAD_BYTES = 64 * 1024;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(50);
    private static final Set<String> SAFE_TO_REPEAT = Set.of("GET", "HEAD");

    private final HttpClientAgent client;

    /** Uses the event loops of {@code vertx}; {@link #close} it before them. */
    public HttpUpstream(Vertx vertx) {
        client = vertx.httpClientBuilder()
                .with(new HttpClientOptions()
                        .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                        .setReadIdleTimeout((int) IDLE_TIMEOUT.toSeconds())
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .setKeepAliveTimeout((int) KEEP_ALIVE.toSeconds())
                        .setMaxHeaderSize(MAX_HEAD_BYTES)
                        .setDecompressionSupported(false))
                .with(new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS).setMaxWaitQueueSize(MAX_WAITING))
                .build();
    }

    /** Closes all connections, waiting briefly for responses under way. */
    public Future<Void> close() {
        return client.shutdown(2, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<Response> send(UpstreamTarget target, RequestHead request, Body content) {
        CompletableFuture<Response> result = new CompletableFuture<>();
        boolean repeatable = SAFE_TO_REPEAT.contains(request.method()) && isEmpty(content);
        attempt(target, request, content, repeatable, result);
        return result;
    }

    private static boolean isEmpty(Body content) {
        return content.state() == Body.State.COMPLETE && content.length() == 0;
    }

    private void attempt(
            UpstreamTarget target,
            RequestHead request,
            Body content,
            boolean mayRepeat,
            CompletableFuture<Response> result) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(request.method()))
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.tls())
                .setURI(request.target())
                .setFollowRedirects(false);
        client.request(options).onComplete(connected -> {
            if (connected.failed()) {
                result.completeExceptionally(failure(connected.cause(), UpstreamFailure.CONNECT));
                return;
            }
            HttpClientRequest out = connected.result();
            for (Fields.Line line : request.fields()) {
                out.headers().add(line.name(), line.value());
            }
            out.idleTimeout(HEAD_TIMEOUT.toMillis());
            out.response().onComplete(answered -> {
                if (answered.succeeded()) {
                    HttpClientResponse response = answered.result().pause();
                    result.complete(new PausedResponse(out, response));
                    return;
                }
                UpstreamException failure = failure(answered.cause(), UpstreamFailure.CLOSED);
                if (mayRepeat && failure.reason() == UpstreamFailure.CLOSED) {
                    attempt(target, request, content, false, result);
                } else {
                    result.completeExceptionally(failure);
                }
            });
            if (isEmpty(content)) {
                out.end();
            } else {
                new ContentPump(out, content).start();
            }
        });
    }

    private static UpstreamException failure(Throwable cause, UpstreamFailure otherwise) {
        UpstreamFailure reason = switch (cause) {
            case ConnectionPoolTooBusyException busy -> UpstreamFailure.OVERLOADED;
            case TimeoutException timeout ->
                otherwise == UpstreamFailure.CONNECT ? UpstreamFailure.CONNECT : UpstreamFailure.TIMEOUT;
            case io.netty.handler.codec.DecoderException malformed -> UpstreamFailure.PROTOCOL;
            case IllegalArgumentException malformed -> UpstreamFailure.PROTOCOL;
            default -> otherwise;
        };
        return new UpstreamException(reason, cause);
    }

    private record PausedResponse(HttpClientRequest request, HttpClientResponse response) implements Response {
        @Override
        public ResponseHead head() {
            Fields.Builder fields = Fields.builder();
            response.headers().forEach(fields::add);
            return new ResponseHead(response.statusCode(), fields.build());
        }

        @Override
        public void into(Body body) {
            body.onResume(response::resume);
            response.exceptionHandler(cut -> body.fail());
            response.handler(buffer -> {
                if (!body.append(buffer.getBytes())) {
                    response.pause();
                    if (body.isAbandoned()) {
                        cancel();
                        body.fail();
                    }
                }
            });
            response.endHandler(end -> body.complete());
            response.resume();
        }

        @Override
        public void cancel() {
            request.reset();
        }
    }

    /** Sends request content as it arrives, no faster than the upstream takes it. */
    private static final class ContentPump {
        private final HttpClientRequest out;
        private final Body.Reader content;

        private ContentPump(HttpClientRequest out, Body body) {
            this.out = out;
            Body.Reader reader = body.reader();
            if (reader == null) {
                throw new IllegalStateException("request content can be read only once");
            }
            this.content = reader;
            if (!out.headers().contains("content-length")) {
                out.setChunked(true);
            }
        }

        private void start() {
            out.exceptionHandler(failed -> content.close());
            pump();
        }

        private void pump() {
            while (true) {
                if (out.writeQueueFull()) {
                    out.drainHandler(drained -> pump());
                    return;
                }
                byte[] segment = content.poll();
                if (segment != null) {
                    out.write(Buffer.buffer(segment));
                    continue;
                }
                switch (content.atEnd()) {
                    case OPEN -> {
                        content.onReadable(this::pump);
                        return;
                    }
                    case COMPLETE -> {
                        content.close();
                        out.end();
                        return;
                    }
                    case FAILED -> {
                        content.close();
                        out.reset();
                        return;
                    }
                }
            }
        }
    }
}
