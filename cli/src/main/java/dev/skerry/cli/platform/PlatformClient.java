package dev.skerry.cli.platform;

import dev.skerry.contract.Json;
import dev.skerry.contract.Printable;
import dev.skerry.contract.Problem;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Talks to the services of a running platform, found by its data folder, with tokens signed on the spot. Thread-safe.
 */
public final class PlatformClient implements AutoCloseable {
    private static final Duration TOKEN_LIFETIME = Duration.ofMinutes(10);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);

    /** For an answer, unless the request names a time of its own. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);

    /** More than any answer that a command reads, in bytes. */
    private static final long MAX_ANSWER = 16L << 20;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();
    private final Layout layout;
    private final TokenSigner tokens;

    private PlatformClient(Layout layout, TokenSigner tokens) {
        this.layout = layout;
        this.tokens = tokens;
    }

    /** @throws CommandFailed if nothing runs in {@code data} */
    public static PlatformClient of(DataFolder data) {
        Layout layout = new RunFolder(data.run())
                .layout()
                .orElseThrow(() -> new CommandFailed(
                        "no platform runs in " + data.root(),
                        "Start one with ./skerry up, or name its data folder with --data DIR."));
        return new PlatformClient(layout, new Secrets(data.secrets()).tokenSigner(Clock.systemUTC()));
    }

    /** PoPs and ports. */
    public Layout layout() {
        return layout;
    }

    /** A request to origin-service, to be answered within half a minute; {@code path} begins with a slash and is encoded. */
    public HttpRequest.Builder origin(String path) {
        return request(layout.origin(), path);
    }

    /** A request to purge-service. */
    public HttpRequest.Builder purge(String path) {
        return request(layout.purge(), path);
    }

    /** A request to the admin port of a PoP. */
    public HttpRequest.Builder admin(PopPorts pop, String path) {
        return request(pop.admin(), path);
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(ANSWER_LIMIT);
    }

    /** The value of {@code Authorization} for one scope on one site, good for ten minutes. */
    public String authorization(String site, String scope) {
        return "Bearer " + tokens.sign("cli:" + System.getProperty("user.name"), site, List.of(scope), TOKEN_LIFETIME);
    }

    /**
     * Sends the request and returns the body of a 2xx answer.
     *
     * @param service name of who is asked, for errors
     * @throws CommandFailed for any other answer, with the problem's own words, or if there is none
     */
    public byte[] send(String service, HttpRequest request) {
        HttpResponse<byte[]> answer = exchange(service, request);
        if (answer.statusCode() / 100 != 2) {
            throw refusal(service, answer);
        }
        return answer.body();
    }

    /** Sends the request and returns any answer; fails only if there is none, whole, within the time of the request. */
    public HttpResponse<byte[]> exchange(String service, HttpRequest request) {
        Duration limit = request.timeout().orElse(ANSWER_LIMIT);
        // The client's own limit ends with the head of the answer.
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER));
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw noAnswer(service, request, "nothing came within " + limit.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            throw noAnswer(service, request, reason, cause);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted while waiting for " + service, "Run the command again.", e);
        }
    }

    private static CommandFailed noAnswer(String service, HttpRequest request, String reason, Throwable cause) {
        return new CommandFailed(
                service + " does not answer on " + request.uri().getAuthority() + ": " + reason,
                "See what runs with ./skerry status; ./skerry up starts what is missing.",
                cause);
    }

    /** What an error answer means, in the words of its problem details (RFC 9457) if it has some. */
    public static CommandFailed refusal(String service, HttpResponse<byte[]> answer) {
        String said;
        try {
            Problem problem = Json.readMessage(answer.body(), Problem.class);
            said = problem.title() + ": " + problem.detail();
        } catch (IllegalArgumentException e) {
            said = Printable.of(new String(answer.body(), StandardCharsets.UTF_8));
        }
        return new CommandFailed(
                service + " refused: " + (said.isBlank() ? "no reason given" : said) + " (HTTP " + answer.statusCode()
                        + ")",
                switch (answer.statusCode()) {
                    case 401, 403 ->
                        "The key under secrets of the data folder must be the one the platform started with.";
                    case 404 -> "See the sites with ./skerry sites list.";
                    case 503 -> "See what is not ready with ./skerry status.";
                    default -> "Change the request as it says; nothing has been changed.";
                });
    }

    @Override
    public void close() {
        http.close();
    }
}
