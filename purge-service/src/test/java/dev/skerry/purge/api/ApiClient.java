package dev.skerry.purge.api;

import dev.skerry.contract.Json;
import dev.skerry.contract.Problem;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.purge.TestKeys;
import dev.skerry.purge.TestPlatform;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** A client of the API under test, as {@code curl} would be. */
final class ApiClient implements AutoCloseable {
    private static final int READ_TIMEOUT_MILLIS = 20_000;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final PrivateKey key;

    private ApiClient(URI base, PrivateKey key) {
        this.base = base;
        this.key = key;
    }

    /** A client of the service that Quarkus has started for the test. */
    static ApiClient ofTest() {
        Config config = ConfigProvider.getConfig();
        return new ApiClient(
                URI.create(config.getValue("test.url", String.class)),
                TestKeys.parse(config.getValue(TestPlatform.PRIVATE_KEY, String.class)));
    }

    /** The key that the service trusts. */
    PrivateKey key() {
        return key;
    }

    /** {@code Bearer} and a token for this site and these scopes. */
    String token(String site, String scope) {
        return bearer(TestKeys.sign(TestKeys.claims(site, scope), key));
    }

    static String bearer(String token) {
        return "Bearer " + token;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(40));
    }

    /** A purge by a token that may purge everything of every site. */
    HttpRequest.Builder purge(String pathAndQuery, String body) {
        return request(pathAndQuery)
                .header("Authorization", token("*", "purge:all"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    /** A call in a foreign shape by a token for this site and scope, without body. */
    HttpRequest.Builder post(String path, String site, String scope) {
        return request(path).header("Authorization", token(site, scope)).POST(BodyPublishers.noBody());
    }

    /** How the purge stands that an answer names by {@code Location}. */
    PurgeStatus located(HttpResponse<String> response) throws IOException, InterruptedException {
        return status(get(response.headers().firstValue("Location").orElseThrow(), "purge:read"));
    }

    /** The ids of all purges that the service remembers, newest first. */
    List<PurgeId> recent() throws IOException, InterruptedException {
        byte[] body = get("/v1/purges?limit=1000", "purge:read").body().getBytes(StandardCharsets.UTF_8);
        return Arrays.stream(Json.readMessage(body, PurgeStatus[].class))
                .map(PurgeStatus::id)
                .toList();
    }

    /** Sends the request; what comes must be as the service's OpenAPI document has it. */
    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        ApiDocument.ours().check(response);
        return response;
    }

    HttpResponse<String> get(String path, String scope) throws IOException, InterruptedException {
        return send(request(path).header("Authorization", token("*", scope)));
    }

    /** Sends {@code text} as it is, and reads to the end of the connection. */
    String raw(String text) throws IOException {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    HttpClient http() {
        return http;
    }

    static PurgeStatus status(HttpResponse<String> response) {
        return Json.readMessage(response.body().getBytes(StandardCharsets.UTF_8), PurgeStatus.class);
    }

    static Problem problem(HttpResponse<String> response) {
        if (!response.headers().firstValue("Content-Type").orElse("").startsWith(Problem.MEDIA_TYPE)) {
            throw new AssertionError(
                    response + " is no problem: " + response.headers().map() + response.body());
        }
        return Json.readMessage(response.body().getBytes(StandardCharsets.UTF_8), Problem.class);
    }

    @Override
    public void close() {
        http.shutdownNow(); // a test that has failed may leave a stream open, for which close() alone would wait
        http.close();
    }
}
