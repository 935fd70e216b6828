package dev.skerry.origin.publish;

import dev.skerry.contract.Json;
import dev.skerry.contract.Printable;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SkerryHeaders;
import dev.skerry.contract.TimeSpan;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Purges by {@code POST /v1/sites/SITE/purges}, and follows by {@code GET /v1/purges/ID?wait=complete}, over kept-alive
 * HTTP/1.1. Thread-safe.
 */
public final class HttpPurgeClient implements PurgeClient, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(HttpPurgeClient.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final URI base;
    private final Supplier<String> token;
    private final HttpClient http;

    /**
     * Creates a client.
     *
     * @param base of purge-service, for example {@code http://127.0.0.1:8082}
     * @param token asked for with every request, so that it can be renewed while the service runs
     */
    public HttpPurgeClient(URI base, Supplier<String> token) {
        this.base = base;
        this.token = token;
        Executor threads = Executors.newVirtualThreadPerTaskExecutor();
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(threads)
                .build();
    }

    @Override
    public CompletableFuture<@Nullable PurgeStatus> purge(
            SiteId site, PurgeRequest purge, @Nullable String traceparent) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve("/v1/sites/" + site + "/purges"))
                .timeout(ANSWER_TIMEOUT)
                .header("Content-Type", "application/json")
                // What is published must be seen, however much of the site it is: the guard is for people.
                .header(SkerryHeaders.PURGE_FORCE, "1")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(purge)));
        if (traceparent != null) {
            request.header("traceparent", traceparent);
        }
        return send(request).thenCompose(HttpPurgeClient::read);
    }

    @Override
    public CompletableFuture<PurgeStatus> follow(PurgeId id, TimeSpan limit) {
        URI uri = base.resolve("/v1/purges/" + id + "?wait=complete&timeout=" + limit);
        return send(HttpRequest.newBuilder(uri).timeout(ANSWER_TIMEOUT.plus(limit.duration())))
                .thenCompose(HttpPurgeClient::read)
                .thenApply(status -> {
                    if (status == null) {
                        throw new CompletionException(new IOException("the status of purge " + id + " is unreadable"));
                    }
                    return status;
                });
    }

    private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest.Builder request) {
        try {
            request.header("Authorization", "Bearer " + token.get());
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static CompletableFuture<@Nullable PurgeStatus> read(HttpResponse<byte[]> response) {
        if (response.statusCode() / 100 != 2) {
            String body = new String(response.body(), StandardCharsets.UTF_8);
            String answer = "purge-service answered " + response.statusCode() + ": " + Printable.of(body);
            return CompletableFuture.failedFuture(
                    response.statusCode() == 404 ? new UnknownSiteException(answer) : new IOException(answer));
        }
        try {
            return CompletableFuture.completedFuture(Json.readMessage(response.body(), PurgeStatus.class));
        } catch (IllegalArgumentException e) {
            LOG.warnf("a purge is committed, but the answer of purge-service cannot be read: %s", e.getMessage());
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
