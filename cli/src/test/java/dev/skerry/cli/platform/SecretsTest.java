package dev.skerry.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skerry.contract.SiteId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    private static final SiteId DEMO = new SiteId("demo");
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);

    @TempDir
    private Path folder;

    private Secrets secrets() {
        return new Secrets(folder.resolve("secrets"));
    }

    @Test
    void a_token_is_an_es256_jwt_that_the_public_key_verifies_rfc_7515() throws Exception {
        secrets().prepare(CLOCK);

        String token = secrets()
                .tokenSigner(CLOCK)
                .sign("alice", "demo", List.of("content:write", "purge:select"), Duration.ofMinutes(5));

        String[] parts = token.split("\\.", -1);
        assertThat(parts).hasSize(3);
        Signature verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
        verifier.initVerify(KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(
                        Pem.decode(Files.readString(secrets().tokenPublicKey())))));
        verifier.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        assertThat(verifier.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
        assertThat(json(parts[0]).toString()).isEqualTo("{\"alg\":\"ES256\",\"typ\":\"JWT\"}");
        JsonNode claims = json(parts[1]);
        assertThat(claims.get("iss").textValue()).isEqualTo("skerry");
        assertThat(claims.get("aud").textValue()).isEqualTo("skerry");
        assertThat(claims.get("sub").textValue()).isEqualTo("alice");
        assertThat(claims.get("site").textValue()).isEqualTo("demo");
        assertThat(claims.get("scope").textValue()).isEqualTo("content:write purge:select");
        assertThat(claims.get("iat").longValue()).isEqualTo(1_700_000_000);
        assertThat(claims.get("exp").longValue()).isEqualTo(1_700_000_300);
    }

    private static JsonNode json(String part) throws Exception {
        return new ObjectMapper().readTree(Base64.getUrlDecoder().decode(part));
    }

    @Test
    void secrets_are_readable_by_their_owner_only() throws Exception {
        secrets().prepare(CLOCK);

        try (Stream<Path> files = Files.list(secrets().folder())) {
            assertThat(files)
                    .hasSize(5)
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------"));
        }
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(secrets().folder())))
                .isEqualTo("rwx------");
        assertThat(secrets().fleetSecret()).content().matches("[0-9a-f]{64}");
        assertThat(secrets().webhookKeyFile()).content().matches("[0-9a-f]{64}");
    }

    @Test
    void they_are_made_once_but_for_the_token_of_the_service_which_expires() throws Exception {
        secrets().prepare(CLOCK);
        String key = Files.readString(secrets().tokenKey());
        String fleet = Files.readString(secrets().fleetSecret());
        String webhooks = secrets().webhookKey().secretOf(DEMO).text();
        String token = Files.readString(secrets().serviceToken());

        secrets().prepare(Clock.offset(CLOCK, Duration.ofDays(100)));

        assertThat(secrets().tokenKey()).hasContent(key);
        assertThat(secrets().fleetSecret()).hasContent(fleet);
        assertThat(secrets().webhookKey().secretOf(DEMO).text()).isEqualTo(webhooks);
        assertThat(Files.readString(secrets().serviceToken())).isNotEqualTo(token);
    }

    @Test
    void a_damaged_key_is_an_error_that_names_the_file_and_shows_none_of_it() throws Exception {
        secrets().prepare(CLOCK);
        Files.writeString(secrets().tokenKey(), "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");

        assertThatThrownBy(() -> secrets().tokenSigner(CLOCK))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("token-private.pem")
                .hasMessageNotContaining("c2VjcmV0");
    }

    @Test
    void a_key_of_webhooks_that_is_absent_or_damaged_is_an_error_that_says_how_to_go_on() throws Exception {
        assertThatThrownBy(() -> secrets().webhookKey())
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("no key of webhooks");
        secrets().prepare(CLOCK);
        Files.writeString(secrets().webhookKeyFile(), "c2VjcmV0");

        assertThatThrownBy(() -> secrets().webhookKey())
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("webhook-key must hold 64 digits")
                .hasMessageNotContaining("c2VjcmV0");
    }
}
