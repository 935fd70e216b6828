package dev.skerry.cli.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * An HTTP client as a user or a publisher has one; the root pom lets it name the host, {@code allowRestrictedHeaders}.
 * Thread-safe.
 */
final class Http {
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** GET of a path of the demo site through the PoP at {@code port}. */
    HttpResponse<byte[]> get(int port, String path) throws IOException, InterruptedException {
        return get(port, "demo.localhost", path);
    }

    HttpResponse<byte[]> get(int port, String host, String path) throws IOException, InterruptedException {
        HttpRequest request =
                request(port, "/" + encode(path)).header("Host", host).build();
        return client.send(request, BodyHandlers.ofByteArray());
    }

    HttpResponse<String> send(String method, int port, String target, String token, BodyPublisher body, String type)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(port, target).method(method, body).header("Content-Type", type);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(int port, String target, String token, String json)
            throws IOException, InterruptedException {
        return send("POST", port, target, token, BodyPublishers.ofString(json), "application/json");
    }

    private static HttpRequest.Builder request(int port, String target) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .timeout(Duration.ofSeconds(30));
    }

    private static String encode(String path) {
        return Arrays.stream(path.split("/", -1))
                .map(segment ->
                        URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }

    /** The last member of Cache-Status: what the PoP that was asked has done. */
    static String cacheStatus(HttpResponse<?> response) {
        String all = String.join(", ", response.headers().allValues("cache-status"));
        return all.substring(all.lastIndexOf("skerry-"));
    }
}
