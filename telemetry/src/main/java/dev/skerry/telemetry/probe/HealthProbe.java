package dev.skerry.telemetry.probe;

import dev.skerry.contract.Json;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks every target for its readiness when told to ({@link #ask}), and remembers the answers. A target that has not
 * answered the last question is not asked another: there is at most one request per target, and each ends within {@link
 * #TIMEOUT}. Thread-safe.
 */
public final class HealthProbe implements AutoCloseable {
    /** The longest that an answer is waited for, connecting included. */
    public static final Duration TIMEOUT = Duration.ofSeconds(1);

    private static final long MAX_BODY_BYTES = 16 << 10;
    private static final int MAX_DETAIL = 200;

    /** What MicroProfile Health answers, as much of it as people want to know. */
    private record Answer(@Nullable List<Check> checks) {
        private record Check(String name, String status) {}

        String notUp() {
            return checks == null
                    ? ""
                    : checks.stream()
                            .filter(check -> !check.status().equals("UP"))
                            .map(Check::name)
                            .collect(Collectors.joining(", "));
        }
    }

    private static final class Watched {
        final Target target;
        volatile ServiceHealth health;
        volatile @Nullable CompletableFuture<Void> asking;

        Watched(Target target, ServiceHealth health) {
            this.target = target;
            this.health = health;
        }
    }

    private final HttpClient client;
    private final InstantSource clock;
    private final List<Watched> watched;

    /** Builds a probe of {@code targets}; the client's work runs on {@code executor}. */
    public HealthProbe(List<Target> targets, Executor executor, InstantSource clock) {
        this.client = HttpClient.newBuilder()
                .executor(executor)
                .connectTimeout(TIMEOUT)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        this.clock = clock;
        this.watched = targets.stream()
                .map(target -> new Watched(
                        target,
                        new ServiceHealth(
                                target.name(),
                                target.kind(),
                                ServiceHealth.Status.UNKNOWN,
                                "not asked yet",
                                clock.instant())))
                .toList();
    }

    /** Asks all targets that have answered. Returns at once; the future ends when all have answered or timed out. */
    public CompletableFuture<Void> ask() {
        return CompletableFuture.allOf(watched.stream().map(this::ask).toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> ask(Watched one) {
        CompletableFuture<Void> before = one.asking;
        if (before != null && !before.isDone()) {
            return before;
        }
        HttpRequest request = HttpRequest.newBuilder(one.target.readiness())
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .build();
        CompletableFuture<Void> asking = client.sendAsync(
                        request,
                        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BODY_BYTES))
                .handle((response, failure) -> {
                    one.health = response != null ? answered(one.health, response) : failed(one.health, failure);
                    return null;
                });
        one.asking = asking;
        return asking;
    }

    private ServiceHealth answered(ServiceHealth before, HttpResponse<byte[]> response) {
        if (response.statusCode() == 200) {
            return before.next(ServiceHealth.Status.READY, "", clock.instant());
        }
        return before.next(ServiceHealth.Status.NOT_READY, reason(response), clock.instant());
    }

    private static String reason(HttpResponse<byte[]> response) {
        String status = "answers " + response.statusCode();
        try {
            String notUp = Json.readMessage(response.body(), Answer.class).notUp();
            return notUp.isEmpty() ? status : cut("not ready: " + notUp);
        } catch (IllegalArgumentException e) {
            return status; // Readiness is the status; the body only explains it.
        }
    }

    private ServiceHealth failed(ServiceHealth before, Throwable failure) {
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        String why = switch (cause) {
            case HttpTimeoutException timeout -> "no answer within " + TIMEOUT.toMillis() + " ms";
            case ConnectException refused -> "nothing listens there";
            default -> cut(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage());
        };
        return before.next(ServiceHealth.Status.UNREACHABLE, why, clock.instant());
    }

    private static String cut(String text) {
        return text.length() > MAX_DETAIL ? text.substring(0, MAX_DETAIL) + "…" : text;
    }

    /** The last answers, in the order of the targets. */
    public List<ServiceHealth> answers() {
        return watched.stream().map(one -> one.health).toList();
    }

    /** Ends all requests under way. */
    @Override
    public void close() {
        client.shutdownNow();
    }
}
