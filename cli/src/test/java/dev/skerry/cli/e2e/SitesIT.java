package dev.skerry.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Sites that operators apply while the platform runs. */
@ExtendWith(OnePlatform.class)
class SitesIT {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    private final RunningPlatform platform;

    SitesIT(RunningPlatform platform) {
        this.platform = platform;
    }

    @Test
    void a_site_with_an_origin_of_its_own_is_in_force_at_every_pop_within_a_second(@TempDir Path folder)
            throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] answer = "from outside".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Cache-Control", "max-age=60");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            Path file = folder.resolve("outside.yaml");
            Files.writeString(file, """
                    site: outside
                    hosts: [outside.localhost]
                    origins: [{url: "http://127.0.0.1:%d"}]
                    shield: fra
                    """.formatted(server.getAddress().getPort()));
            platform.skerry().ok("sites", "apply", file.toString());
            long applied = System.nanoTime();
            for (int pop : platform.pops()) {
                while (platform.http().get(pop, "outside.localhost", "x").statusCode() != 200) {
                    assertThat(RunningPlatform.millisSince(applied)).isLessThan(ONE_SECOND.toMillis());
                }
            }
            assertThat(platform.skerry().ok("sites", "list").out()).contains("outside");
        } finally {
            server.stop(0);
        }
    }
}
