package dev.skerry.rolling;

import dev.skerry.chaos.ChaosOrigin;
import dev.skerry.chaos.World;
import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Publishes content at origin-service, then purges it at purge-service, and tells the {@link World} what receipts say. One thread,
 * so that of one thing no older version comes after a newer one.
 *
 * <p>Of origin-service there is one process, with the disk: while it is not ready publishers wait, as before any balancer that
 * has nobody to send them to. Whatever is sent and is not answered with 2xx is a failure.
 */
final class Publishers {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofMillis(200);
    private static final int MOST_THINGS = 24;
    private static final int PAUSE_MILLIS = 300;

    private final World world;
    private final Balancer origin;
    private final Balancer purges;
    private final String authorization;
    private final HttpClient http;
    private final Ledger ledger;
    private final Random random;
    private final CountDownLatch ended = new CountDownLatch(1);

    Publishers(
            World world,
            Balancer origin,
            Balancer purges,
            String authorization,
            HttpClient http,
            Ledger ledger,
            long seed) {
        this.world = world;
        this.origin = origin;
        this.purges = purges;
        this.authorization = authorization;
        this.http = http;
        this.ledger = ledger;
        this.random = new Random(seed);
    }

    /** Puts a site in force. */
    void site(String name, String yaml) throws InterruptedException {
        send(
                HttpRequest.newBuilder(URI.create(origin() + "/v1/sites/" + name))
                        .header("Content-Type", "application/yaml")
                        .PUT(HttpRequest.BodyPublishers.ofString(yaml)),
                "site " + name);
    }

    /** Publishes everything in its first version. */
    void everything() throws InterruptedException {
        for (int thing = 0; thing < World.THINGS; thing++) {
            put(thing, 0);
        }
    }

    /** Publishes and purges until {@link #end}. */
    void run() {
        try {
            while (!ended.await(random.nextInt(PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
                World.Change change = world.change(random);
                if (change.things().size() <= MOST_THINGS) {
                    publish(change);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The one under way is the last. */
    void end() {
        ended.countDown();
    }

    private void publish(World.Change change) throws InterruptedException {
        World.Published published = world.publish(change);
        for (int thing : change.things()) {
            if (!put(thing, published.versions().getOrDefault(thing, 0L))) {
                return;
            }
        }
        Optional<Restartable> service = purges.next();
        if (service.isEmpty()) {
            ledger.failed("no purge-service was ready");
            return;
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        service.get().url() + "/v1/sites/" + change.site() + "/purges?wait=complete&timeout=5s"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(change.purge())));
        Optional<HttpResponse<byte[]>> answer = send(request, service.get().name() + " " + change.purge());
        if (answer.isPresent()) {
            PurgeStatus status = Json.readMessage(answer.get().body(), PurgeStatus.class);
            world.promise(published, status);
            ledger.note(
                    status.state().reaches(PurgeStatus.State.COMPLETE)
                            ? "purges complete within 5 s"
                            : "purges committed and not complete after 5 s");
        }
    }

    /** Where origin-service is, once it is ready. */
    private String origin() throws InterruptedException {
        Optional<Restartable> ready = origin.next();
        if (ready.isEmpty()) {
            ledger.note("publications that waited for origin-service");
        }
        while (ready.isEmpty()) {
            boolean _ = ended.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            ready = origin.next();
        }
        return ready.get().url();
    }

    private boolean put(int thing, long version) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(origin() + "/v1/sites/" + World.site(thing) + "/content" + World.path(thing)))
                .header("Cache-Control", "max-age=3600")
                .header("Surrogate-Key", World.key(thing) + " all")
                .PUT(HttpRequest.BodyPublishers.ofString(
                        ChaosOrigin.content(thing, version), StandardCharsets.US_ASCII));
        boolean put = send(request, "PUT " + World.path(thing)).isPresent();
        if (put) {
            ledger.note("files published");
        }
        return put;
    }

    /** The answer, if it is one with 2xx. */
    private Optional<HttpResponse<byte[]>> send(HttpRequest.Builder request, String what) throws InterruptedException {
        HttpRequest whole =
                request.timeout(PATIENCE).header("Authorization", authorization).build();
        try {
            HttpResponse<byte[]> answer = http.send(whole, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() / 100 == 2) {
                return Optional.of(answer);
            }
            ledger.failed(
                    what + ": status " + answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            ledger.failed(what + ": " + e);
        }
        return Optional.empty();
    }
}
