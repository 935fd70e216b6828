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
import java.util.Set;
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
    private final Sightings sightings;
    private final UnderWay underWay;
    private final Acknowledged acknowledged = new Acknowledged();
    private final Semaphore followed = new Semaphore(MAX_FOLLOWED);

    /**
     * A purge, when it was sent.
     *
     * @param published what it is of
     * @param at by the clock of {@link System#nanoTime}
     * @param during what was wrong then
     */
    private record Sent(Published published, long at, Set<FaultKind> during) {}

    Publisher(
            World world,
            Stage stage,
            HttpClient http,
            ChaosPlatform platform,
            Tally tally,
            Sightings sightings,
            UnderWay underWay) {
        this.world = world;
        this.stage = stage;
        this.http = http;
        this.service = "http://127.0.0.1:" + platform.purgePort();
        this.authorization = platform.authorization();
        this.tally = tally;
        this.sightings = sightings;
        this.underWay = underWay;
    }

    /** Puts the change into the origin and purges it. Empty if the purge is not acknowledged. */
    Optional<PurgeStatus> publish(Change change) throws InterruptedException {
        Sent sent = new Sent(world.publish(change), System.nanoTime(), underWay.kinds());
        HttpRequest request = request("/v1/sites/" + change.site() + "/purges" + waiting(FIRST_WAIT))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(change.purge())))
                .build();
        Optional<PurgeStatus> status = send(request);
        sightings.purge(sent.during, status.isPresent());
        if (status.isEmpty()) {
            tally.purge("not acknowledged");
        } else {
            takeOver(sent, status.get());
        }
        return status;
    }

    /**
     * Follows a purge that somebody else has sent.
     *
     * @param at when, by the clock of {@link System#nanoTime}
     * @param during what was wrong then
     */
    void follow(Published published, PurgeStatus status, long at, Set<FaultKind> during) {
        sightings.purge(during, true);
        takeOver(new Sent(published, at, during), status);
    }

    private void takeOver(Sent sent, PurgeStatus status) {
        tally.purge("committed");
        acknowledged.add(status);
        if (!told(sent, status)) {
            if (followed.tryAcquire()) {
                Thread.ofVirtual().start(() -> follow(sent, status));
            } else {
                tally.purge("not followed");
            }
        }
    }

    private void follow(Sent sent, PurgeStatus first) {
        try {
            PurgeStatus last = first;
            while (System.nanoTime() - sent.at < LIMIT.toNanos()) {
                Optional<PurgeStatus> now = send(
                        request("/v1/purges/" + first.id() + waiting(NEXT_WAIT)).build());
                if (now.isPresent()) {
                    last = now.get();
                    if (told(sent, last)) {
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
    private boolean told(Sent sent, PurgeStatus status) {
        world.promise(sent.published, status);
        if (!status.state().reaches(PurgeStatus.State.COMPLETE)) {
            return false;
        }
        Duration sinceSent = Duration.ofNanos(System.nanoTime() - sent.at);
        tally.complete(status, sinceSent);
        sightings.complete(sent.during, sinceSent);
        return true;
    }

    /** What was acknowledged. */
    Acknowledged acknowledged() {
        return acknowledged;
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
