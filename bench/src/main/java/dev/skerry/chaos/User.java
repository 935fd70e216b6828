package dev.skerry.chaos;

import dev.skerry.chaos.World.Floor;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SkerryHeaders;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Asks nodes for things, and holds each answer to what purges had promised before it asked. */
final class User {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final World world;
    private final Map<String, Integer> ports;
    private final List<String> nodes;
    private final HttpClient http;
    private final Tally tally;
    private final Sightings sightings;
    private final UnderWay wrong;

    /** @param wrong what is wrong at the moment */
    User(World world, Map<String, Integer> ports, HttpClient http, Tally tally, Sightings sightings, UnderWay wrong) {
        this.world = world;
        this.ports = ports;
        this.nodes = ports.keySet().stream().sorted().toList();
        this.http = http;
        this.tally = tally;
        this.sightings = sightings;
        this.wrong = wrong;
    }

    /**
     * Asks any node for anything, every second time for one of few things; now and then names the purge to be newer than, or is
     * the last to use a connection, so that another one needs a new one.
     */
    void askAny(RandomGenerator random) throws InterruptedException {
        String node = nodes.get(random.nextInt(nodes.size()));
        int thing = World.any(random);
        @Nullable Floor named = random.nextInt(10) == 0 ? world.committed(thing) : null;
        var _ = ask(node, thing, named, random.nextInt(10) == 0);
    }

    /**
     * Asks {@code node} for a thing.
     *
     * @param named a purge that the answer must be newer than; null for none
     * @return the version that came; -1 if none came
     */
    long ask(String node, int thing, @Nullable Floor named) throws InterruptedException {
        return ask(node, thing, named, false);
    }

    private long ask(String node, int thing, @Nullable Floor named, boolean isLast) throws InterruptedException {
        Floor promised = world.floor(node, thing); // before the request is sent
        Floor floor = named != null && (promised == null || named.version() > promised.version()) ? named : promised;
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ports.get(node) + World.path(thing)))
                .timeout(PATIENCE)
                .header("Host", World.host(thing));
        if (named != null) {
            Position position = named.purge().position();
            request.header(SkerryHeaders.FENCE, position.partition() + ":" + position.offset());
        }
        if (isLast) {
            request.header("Connection", "close");
        }
        Set<FaultKind> during = wrong.kinds();
        long sent = System.nanoTime();
        HttpResponse<String> response;
        try {
            response = http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.US_ASCII));
        } catch (ConnectException e) {
            saw(during, sent, new Answer.Refused());
            return -1;
        } catch (IOException e) {
            saw(during, sent, new Answer.Missing(e.getClass().getSimpleName()));
            return -1;
        }
        if (response.statusCode() != 200) {
            saw(during, sent, new Answer.Status(response.statusCode()));
            return -1;
        }
        String cacheStatus = response.headers().firstValue("Cache-Status").orElse("");
        saw(during, sent, Answer.of(cacheStatus));
        return check(node, thing, floor, named != null, cacheStatus, response.body());
    }

    private void saw(Set<FaultKind> before, long sent, Answer answer) {
        before.addAll(wrong.kinds());
        sightings.request(before, answer, Duration.ofNanos(System.nanoTime() - sent));
        tally.answered(answer);
    }

    private long check(
            String node, int thing, @Nullable Floor floor, boolean named, String cacheStatus, String content) {
        long version = ChaosOrigin.version(thing, content);
        if (version < 0 || version > world.version(thing)) {
            tally.found("%s: %s%s is no content of any version: '%s'"
                    .formatted(
                            node,
                            World.host(thing),
                            World.path(thing),
                            content.lines().findFirst().orElse("")));
        } else if (floor != null && version < floor.version()) {
            tally.found(
                    "%s served %s%s in version %d, but purge %s (%s at %s%s, here %s) had promised %d; %s; wrong: %s"
                            .formatted(
                                    node,
                                    World.host(thing),
                                    World.path(thing),
                                    version,
                                    floor.purge().id(),
                                    floor.purge().state(),
                                    floor.purge().position(),
                                    named ? ", named by the user" : "",
                                    receipt(floor.purge(), node),
                                    floor.version(),
                                    cacheStatus,
                                    wrong));
        } else if (floor != null) {
            tally.promiseHeld();
        }
        return version;
    }

    private static String receipt(PurgeStatus purge, String node) {
        return purge.receipts().stream()
                .filter(receipt -> receipt.node().value().equals(node))
                .map(receipt -> receipt.state().toString())
                .findFirst()
                .orElse("without receipt");
    }
}
