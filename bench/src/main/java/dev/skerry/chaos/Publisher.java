package dev.skerry.chaos;

import dev.skerry.chaos.World.Change;
import dev.skerry.chaos.World.Published;
import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.stage.Stage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Changes content, purges it, and tells the {@link World} what it is told of the purge, until it is complete. A purge that is
 * not acknowledged promises nothing. Thread-safe.
 */
final class Publisher {
    /** A purge that is not complete by then is found fault with: no fault lasts that long. */
    static final Duration LIMIT = Duration.ofMinutes(2);

    private static final Duration FIRST_WAIT = Duration.ofSeconds(3);
    private static final Duration NEXT_WAIT = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int MAX_FOLLOWED = 100;

    private final World world;
    private final Stage stage;
    private final HttpClient http;
    private final String service;
    private final String authorization;
    private final Tally tally;
    private final Semaphore followed = new Semaphore(MAX_FOLLOWED);

    Publisher(World world, Stage stage, HttpClient http, ChaosFleet fleet, Tally tally) {
        this.world = world;
        this.stage = stage;
        this.http = http;
        this.service = "http://127.0.0.1:" + fleet.purgePort();
        this.authorization = fleet.authorization();
        this.tally = tally;
    }

    /** Puts the change into the origin and purges it. Empty if the purge is not acknowledged. */
    Optional<PurgeStatus> publish(Change change) throws InterruptedException {
        Published published = world.publish(change);
        long sent = System.nanoTime();
        HttpRequest request = request("/v1/sites/" + change.site() + "/purges" + waiting(FIRST_WAIT))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(change.purge())))
                .build();
        Optional<PurgeStatus> status = send(request);
        if (status.isEmpty()) {
            tally.purge("not acknowledged");
            return status;
        }
        tally.purge("committed");
        if (!told(published, status.get(), sent)) {
            if (followed.tryAcquire()) {
                Thread.ofVirtual().start(() -> follow(published, status.get(), sent));
            } else {
                tally.purge("not followed");
            }
        }
        return status;
    }

    private void follow(Published published, PurgeStatus first, long sent) {
        try {
            PurgeStatus last = first;
            while (System.nanoTime() - sent < LIMIT.toNanos()) {
                Optional<PurgeStatus> now = send(
                        request("/v1/purges/" + first.id() + waiting(NEXT_WAIT)).build());
                if (now.isPresent()) {
                    last = now.get();
                    if (told(published, last, sent)) {
                        return;
                    }
                } else {
                    stage.pause(Duration.ofMillis(200));
                }
            }
            tally.found("purge %s is not complete after %d s: %s".formatted(last.id(), LIMIT.toSeconds(), last));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            followed.release();
        }
    }

    /** True once the purge is complete. */
    private boolean told(Published published, PurgeStatus status, long sent) {
        world.promise(published, status);
        if (!status.state().reaches(PurgeStatus.State.COMPLETE)) {
            return false;
        }
        tally.complete(status, Duration.ofNanos(System.nanoTime() - sent));
        return true;
    }

    /** Waits until all purges are complete, or past their limit. */
    void awaitComplete() throws InterruptedException {
        if (!followed.tryAcquire(MAX_FOLLOWED, LIMIT.plus(PATIENCE).toSeconds(), TimeUnit.SECONDS)) {
            tally.found("purges are still followed, long after their limit");
        } else {
            followed.release(MAX_FOLLOWED);
        }
    }

    private static String waiting(Duration time) {
        return "?wait=complete&timeout=" + time.toSeconds() + "s";
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(service + path))
                .timeout(PATIENCE)
                .header("Authorization", authorization);
    }

    private Optional<PurgeStatus> send(HttpRequest request) throws InterruptedException {
        try {
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return switch (answer.statusCode()) {
                case 200, 202 -> Optional.of(Json.readMessage(answer.body(), PurgeStatus.class));
                default -> Optional.empty();
            };
        } catch (IOException away) {
            return Optional.empty();
        }
    }
}
