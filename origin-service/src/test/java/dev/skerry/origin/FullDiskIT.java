package dev.skerry.origin;

import static dev.skerry.origin.Client.assertProblem;
import static dev.skerry.origin.Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.parts.ChildProcess;
import dev.skerry.parts.FreePort;
import dev.skerry.parts.Launch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service where the system takes no more than 1 MiB of a file: {@code ulimit -f}, since a disk that is really
 * full needs a file system of the test's own, and so root.
 */
class FullDiskIT {
    private static final Path JAR =
            Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();

    /** In units of 512 bytes, as POSIX has it. */
    private static final int LIMIT = 2048;

    private static final byte[] SMALL = "fits".getBytes(StandardCharsets.UTF_8);
    private static final String SITE = "/v1/sites/full-disk";
    private static final String FILE = SITE + "/content/file.bin";

    @Test
    void an_upload_that_the_disk_does_not_take_gets_507_and_leaves_all_as_it_was(@TempDir Path folder)
            throws Exception {
        Platform platform = new Platform();
        int port = FreePort.any();
        try (ChildProcess service = ChildProcess.start(launch(folder, port, platform.start()));
                Client client = new Client(URI.create("http://127.0.0.1:" + port))) {
            service.awaitReady(() -> isReady(client), Duration.ofSeconds(60));
            String token = "Bearer " + platform.token("full-disk", "content:write sites:write");
            byte[] site = "{site: full-disk, hosts: [full.example], origins: [{store: true}]}"
                    .getBytes(StandardCharsets.UTF_8);
            assertThat(client.send("PUT", SITE, site, "Authorization", token).statusCode())
                    .isEqualTo(201);
            assertThat(put(client, SMALL, token).statusCode()).isEqualTo(201);
            platform.purges().next();

            HttpResponse<byte[]> refused = put(client, new byte[2 << 20], token);
            assertProblem(refused, 507, "disk-full");
            assertThat(text(refused)).contains("nothing was changed");
            assertThat(client.get(FILE).body()).isEqualTo(SMALL);
            assertThat(platform.purges().isEmpty()).isTrue();
            try (Stream<Path> temporary = Files.list(platform.data().resolve("tmp"))) {
                assertThat(temporary).isEmpty();
            }

            assertThat(put(client, "still works".getBytes(StandardCharsets.UTF_8), token)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(text(client.get(FILE))).isEqualTo("still works");
        } finally {
            platform.stop();
        }
    }

    private static HttpResponse<byte[]> put(Client client, byte[] content, String token) throws Exception {
        return client.send("PUT", FILE, content, "Authorization", token);
    }

    private static Launch launch(Path folder, int port, Map<String, String> settings) {
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "ulimit -f " + LIMIT + " && exec \"$@\"",
                "sh",
                Launch.java().toString(),
                "-Xmx160m",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Dquarkus.http.port=" + port));
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        command.addAll(List.of("-jar", JAR.toString()));
        return new Launch("origin-service", command, Map.of(), folder, folder.resolve("origin.log"));
    }

    private static boolean isReady(Client client) {
        try {
            return client.get("/q/health/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
