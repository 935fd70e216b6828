package dev.skerry.bench;

import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRequest;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.stage.Tokens;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks purge-service for purges and waits for all receipts. Thread-safe. */
final class PurgeClient implements AutoCloseable {
    /** The longest that purge-service waits. */
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final int port;
    private final String authorization;

    PurgeClient(int port, Tokens tokens) {
        this.port = port;
        this.authorization = tokens.authorization();
    }

    /** The body of a hard purge by surrogate keys. */
    static byte[] byKeys(List<String> keys) {
        return Json.write(new PurgeRequest(List.of(), keys, List.of(), List.of(), false, PurgeMode.HARD));
    }

    /**
     * Purges.
     *
     * @return how it stands when every node has answered; fails where it is refused or not complete after 30 s
     */
    CompletableFuture<PurgeStatus> purge(SiteId site, byte[] body) {
        URI uri = URI.create("http://127.0.0.1:" + port + "/v1/sites/" + site + "/purges?wait=complete&timeout="
                + WAIT.toSeconds() + "s");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(WAIT.plusSeconds(10))
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray()).thenApply(PurgeClient::complete);
    }

    private static PurgeStatus complete(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != 200) {
            throw new IllegalStateException("purge-service answered " + answer.statusCode() + ": "
                    + (answer.statusCode() == 202
                            ? "not every node has applied the purge"
                            : new String(answer.body(), StandardCharsets.UTF_8)));
        }
        return Json.readMessage(answer.body(), PurgeStatus.class);
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
