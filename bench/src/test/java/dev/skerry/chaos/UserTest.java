package dev.skerry.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.skerry.chaos.World.Published;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A run that finds nothing says something only if it would find something. */
class UserTest {
    private static final int THING = 7;

    private final World world = new World();
    private final Tally tally = new Tally();
    private volatile String content = "";
    private HttpServer node;
    private HttpClient http;
    private User user;

    @BeforeAll
    static void allowTheHostField() {
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "host");
    }

    @BeforeEach
    void startNode() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", exchange -> {
            byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        node.start();
        http = HttpClient.newHttpClient();
        user = new User(
                world, Map.of("fra-1", node.getAddress().getPort()), http, tally, new Sightings(), new UnderWay());
    }

    @AfterEach
    void stopNode() {
        http.shutdownNow();
        node.stop(0);
    }

    private Published published() {
        world.publish(world.everything(0));
        return world.publish(world.everything(0));
    }

    @Test
    void content_older_than_a_receipt_is_found() throws InterruptedException {
        world.promise(published(), Promised.status(PurgeStatus.State.APPLIED, Receipt.State.APPLIED));
        content = ChaosOrigin.content(THING, 1);
        assertThat(user.ask("fra-1", THING, null)).isEqualTo(1);
        assertThat(tally.findings()).isOne();
        content = ChaosOrigin.content(THING, 2);
        assertThat(user.ask("fra-1", THING, null)).isEqualTo(2);
        assertThat(tally.findings()).isOne();
        assertThat(tally.held()).isOne();
    }

    @Test
    void content_older_than_the_purge_that_the_user_names_is_found() throws InterruptedException {
        world.promise(published(), Promised.status(PurgeStatus.State.COMMITTED, Receipt.State.PENDING));
        content = ChaosOrigin.content(THING, 1);
        user.ask("fra-1", THING, null);
        assertThat(tally.findings()).as("nobody has promised it anything").isZero();
        user.ask("fra-1", THING, world.committed(THING));
        assertThat(tally.findings()).isOne();
    }

    @Test
    void content_of_no_version_or_of_another_thing_is_found() throws InterruptedException {
        published();
        content = ChaosOrigin.content(THING, 3);
        user.ask("fra-1", THING, null);
        content = ChaosOrigin.content(THING + 1, 2);
        user.ask("fra-1", THING, null);
        content = ChaosOrigin.content(THING, 1).replace("7 1\n", "7 2\n").replaceFirst("7 2\n", "7 1\n");
        user.ask("fra-1", THING, null);
        assertThat(tally.findings()).isEqualTo(3);
    }
}
