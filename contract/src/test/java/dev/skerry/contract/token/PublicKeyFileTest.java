package dev.skerry.contract.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of the setting {@code skerry.token.public-key} (RFC 7468 §13). */
final class PublicKeyFileTest {
    private static final KeyPair KEYS = Forge.pair("secp256r1");

    @TempDir
    Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("key.pem"), content);
    }

    private static void assertRefused(Path file, String why) {
        assertThatThrownBy(() -> TokenVerifier.ofPem(file, () -> Instant.EPOCH))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("skerry.token.public-key: " + file)
                .hasMessageContaining(why);
    }

    @Test
    void a_key_on_p256_is_read_and_verifies() throws IOException {
        Instant now = Instant.parse("2026-07-01T12:00:00Z");
        Map<String, Object> claims =
                Map.of("iss", "skerry", "aud", "skerry", "sub", "tester", "exp", now.getEpochSecond() + 60);
        assertThat(TokenVerifier.ofPem(file("\n" + Forge.pem(KEYS).replace("\n", "\r\n")), () -> now)
                        .verify("Bearer " + Forge.es256(claims, KEYS.getPrivate())))
                .isInstanceOf(VerifiedToken.class);
    }

    @Test
    void a_file_that_is_not_there_is_refused() {
        assertRefused(folder.resolve("missing.pem"), "cannot be read");
    }

    @Test
    void another_curve_is_refused() throws IOException {
        assertRefused(file(Forge.pem(Forge.pair("secp384r1"))), "not a key on curve P-256");
    }

    @Test
    void another_kind_of_key_is_refused() throws Exception {
        KeyPair rsa = java.security.KeyPairGenerator.getInstance("RSA").generateKeyPair();
        assertRefused(file(Forge.pem(rsa)), "not a public EC key");
    }

    @Test
    void what_is_no_public_key_in_pem_is_refused() throws IOException {
        String base64 = Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded());
        assertRefused(file("nonsense"), "BEGIN PUBLIC KEY");
        assertRefused(file(""), "BEGIN PUBLIC KEY");
        assertRefused(file(base64), "BEGIN PUBLIC KEY");
        assertRefused(file(Forge.pem(KEYS).replace("PUBLIC", "PRIVATE")), "BEGIN PUBLIC KEY");
        assertRefused(file(Forge.pem(KEYS) + Forge.pem(KEYS)), "BEGIN PUBLIC KEY");
        assertRefused(file("-----BEGIN PUBLIC KEY-----\nAA=A\n-----END PUBLIC KEY-----\n"), "not a public EC key");
        assertRefused(file("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"), "not a public EC key");
    }
}
