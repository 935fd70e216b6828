package dev.skerry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a released version has written is read for ever, since logs and nodes outlive it: {@link GoldenTest} says what is written
 * now, and its files change with that; a folder here never does. Each release adds a copy of the files, and a line.
 */
class ReleasedGoldenTest {
    private static List<Path> files(String release) throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(ReleasedGoldenTest.class.getResource("/golden/" + release))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @CsvSource("v1, 4736651ce1e06f334cbcdae8c99078076de865cdabcc68721ece4810ee084b61")
    void what_a_release_has_written_is_kept_as_it_was(String release, String sha256)
            throws IOException, URISyntaxException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path file : files(release)) {
            digest.update(file.getFileName().toString().getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(file));
        }
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(sha256);
    }

    @ParameterizedTest
    @CsvSource("v1")
    void what_a_release_has_written_can_be_read(String release) throws IOException, URISyntaxException {
        Map<String, Class<?>> types = GoldenTest.messages()
                .collect(Collectors.toMap(
                        message -> message.get()[0] + ".json",
                        message -> Objects.requireNonNull(message.get()[1]).getClass()));
        for (Path file : files(release)) {
            Class<?> type = types.get(file.getFileName().toString());
            assertThat(type).as("what %s is", file).isNotNull();
            assertThat((Object) Json.readMessage(Files.readAllBytes(file), Objects.requireNonNull(type)))
                    .as(file.toString())
                    .isNotNull();
        }
    }
}
