package dev.skerry.chaos;

import dev.skerry.contract.Json;
import dev.skerry.contract.PublishResult;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The content store of origin-service, by its HTTP API. Thread-safe. */
final class Store {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final HttpClient http;
    private final int port;
    private final String authorization;

    Store(HttpClient http, int port, String authorization) {
        this.http = http;
        this.port = port;
        this.authorization = authorization;
    }

    int port() {
        return port;
    }

    /** What came of an upload. */
    sealed interface Upload {
        /** It was answered with 2xx: it is there for good. */
        record Taken(PublishResult result) implements Upload {}

        /** It was answered otherwise. */
        record Refused(int status) implements Upload {}

        /** No answer came: nobody knows. */
        record Unknown() implements Upload {}
    }

    /**
     * What is there.
     *
     * @param content null for nothing
     * @param etag null for nothing
     */
    record Stored(@Nullable String content, @Nullable String etag) {}

    /** Puts a site in force. */
    void apply(String site, String file) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request("/v1/sites/" + site)
                        .PUT(HttpRequest.BodyPublishers.ofString(file))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IllegalStateException("site " + site + " was not applied: " + answer.body());
        }
    }

    /**
     * Replaces what is there, if it is {@code expected}: so an upload whose answer was lost can't undo a later one.
     *
     * @param expected tag of what is there; null for nothing
     */
    Upload put(int thing, String content, @Nullable String expected) throws InterruptedException {
        HttpRequest.Builder request = request(path(thing))
                .header("Cache-Control", "max-age=3600")
                .header("Surrogate-Key", World.key(thing) + " all")
                .header(expected == null ? "If-None-Match" : "If-Match", expected == null ? "*" : expected)
                .PUT(HttpRequest.BodyPublishers.ofString(content, StandardCharsets.US_ASCII));
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return switch (answer.statusCode()) {
                case 200, 201, 202 -> new Upload.Taken(Json.readMessage(answer.body(), PublishResult.class));
                default -> new Upload.Refused(answer.statusCode());
            };
        } catch (IOException away) {
            return new Upload.Unknown();
        }
    }

    /**
     * What is there of a thing.
     *
     * @return null if the service does not say
     */
    @Nullable
    Stored get(int thing) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(
                    request(path(thing)).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.US_ASCII));
            return switch (answer.statusCode()) {
                case 200 ->
                    new Stored(
                            answer.body(), answer.headers().firstValue("ETag").orElseThrow());
                case 404 -> new Stored(null, null);
                default -> null;
            };
        } catch (IOException away) {
            return null;
        }
    }

    private static String path(int thing) {
        return "/v1/sites/" + World.STORE + "/content" + World.path(thing);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .header("Authorization", authorization);
    }
}
