package dev.skerry.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.PopId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ContainerSecretsTest {
    private static final Layout LAYOUT =
            new Layout(8080, 8081, 8082, 9092, List.of(new PopPorts(new PopId("fra"), 9001, 9441, 9901, 6379)));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void each_reader_gets_what_it_needs_and_nothing_more() throws IOException {
        handOut();

        assertThat(files(folder.resolve("out")))
                .containsExactlyInAnyOrder(
                        "verifier/token-public.pem",
                        "origin/origin-service-token",
                        "purge/webhook-key",
                        "edge/fleet-secret",
                        "edge/localhost.pem",
                        "edge/localhost-key.pem");
    }

    @Test
    void copies_are_readable_by_their_owner_only() throws IOException {
        handOut();

        for (String file : files(folder.resolve("out"))) {
            assertThat(Files.getPosixFilePermissions(folder.resolve("out").resolve(file)))
                    .as(file)
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Test
    void a_second_start_keeps_keys_so_that_tokens_stay_valid() throws IOException {
        handOut();
        String publicKey = Files.readString(folder.resolve("out/verifier/token-public.pem"));
        String fleetSecret = Files.readString(folder.resolve("out/edge/fleet-secret"));

        handOut();

        assertThat(folder.resolve("out/verifier/token-public.pem")).hasContent(publicKey);
        assertThat(folder.resolve("out/edge/fleet-secret")).hasContent(fleetSecret);
    }

    @Test
    void commands_find_the_platform_by_the_data_folder() {
        handOut();

        try (PlatformClient client = PlatformClient.of(new DataFolder(folder.resolve("data")))) {
            assertThat(client.layout()).isEqualTo(LAYOUT);
        }
    }

    private void handOut() {
        new ContainerSecrets(new DataFolder(folder.resolve("data")))
                .handOut(LAYOUT, folder.resolve("out"), Clock.systemUTC());
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .toList();
        }
    }
}
