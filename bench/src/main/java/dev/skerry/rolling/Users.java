package dev.skerry.rolling;

import dev.skerry.chaos.ChaosOrigin;
import dev.skerry.chaos.World;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Users of all PoPs, together so many requests a second, whatever the answers take (open loop), over connections that are kept.
 * Whatever is not a whole answer with 200 is a failure. One thread asks; answers come on those of the client.
 */
final class Users {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_OPEN = 5_000;
    private static final double LEAST = 0.1;

    private final World world;
    private final List<Balancer> pops;
    private final HttpClient http;
    private final Ledger ledger;
    private final Random random;
    private final Semaphore open = new Semaphore(MOST_OPEN);
    private volatile boolean ended;

    Users(World world, List<Balancer> pops, HttpClient http, Ledger ledger, long seed) {
        this.world = world;
        this.pops = pops;
        this.http = http;
        this.ledger = ledger;
        this.random = new Random(seed);
    }

    /** Asks until {@link #end}; begins with a tenth of {@code rate}, and has reached it after {@code rising}. */
    void run(int rate, Duration rising) {
        long begun = System.nanoTime();
        long due = begun;
        while (!ended) {
            double risen = Math.clamp((double) (due - begun) / rising.toNanos(), LEAST, 1);
            due += Math.round(TimeUnit.SECONDS.toNanos(1) / (rate * risen));
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            if (open.tryAcquire()) {
                ask(due);
            } else {
                ledger.failed("not sent, since " + MOST_OPEN + " wait for an answer");
            }
        }
    }

    /** Asks no more, and returns when all have their answer. */
    void end() throws InterruptedException {
        ended = true;
        if (!open.tryAcquire(MOST_OPEN, 2 * PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            ledger.failed("users still wait, long after they should have given up");
        }
    }

    private void ask(long due) {
        int thing = World.any(random);
        Optional<Restartable> node = pops.get(random.nextInt(pops.size())).next();
        if (node.isEmpty()) {
            open.release();
            ledger.failed("no node of a PoP was ready");
            return;
        }
        ask(node.get(), thing, due);
    }

    private void ask(Restartable node, int thing, long due) {
        World.@Nullable Floor floor = world.floor(node.name(), thing); // before the request is sent
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.url() + World.path(thing)))
                .timeout(PATIENCE)
                .header("Host", World.host(thing))
                .build();
        var _ = http.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.US_ASCII))
                .whenComplete((answer, failure) -> {
                    open.release();
                    String what = node.name() + " " + World.host(thing) + World.path(thing);
                    if (answer == null) {
                        ledger.failed(what + ": " + failure);
                    } else if (answer.statusCode() != 200) {
                        ledger.failed(what + ": status " + answer.statusCode() + ", " + cacheStatus(answer));
                    } else {
                        ledger.answered(
                                cacheStatus(answer).contains("; hit") ? "users' hits" : "users' answers from upstream",
                                System.nanoTime() - due);
                        check(what, thing, floor, answer);
                    }
                });
    }

    private static String cacheStatus(HttpResponse<String> answer) {
        return answer.headers().firstValue("Cache-Status").orElse("");
    }

    private void check(String what, int thing, World.@Nullable Floor floor, HttpResponse<String> answer) {
        long version = ChaosOrigin.version(thing, answer.body());
        if (version < 0 || version > world.version(thing)) {
            ledger.stale(what + ": no content of any version");
        } else if (floor != null && version < floor.version()) {
            ledger.stale("%s in version %d, but purge %s at %s had promised %d; %s"
                    .formatted(
                            what,
                            version,
                            floor.purge().id(),
                            floor.purge().position(),
                            floor.version(),
                            cacheStatus(answer)));
        } else if (floor != null) {
            ledger.held();
        }
    }
}
