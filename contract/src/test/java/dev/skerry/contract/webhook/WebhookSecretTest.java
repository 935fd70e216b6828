package dev.skerry.contract.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.SiteId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookSecretTest {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    @TempDir
    private Path folder = Path.of("");

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("webhook-key"), text);
    }

    /** The vector that the libraries of Standard Webhooks are tested with. */
    @Test
    void a_signature_is_that_of_standard_webhooks() {
        WebhookSecret secret = WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
        assertThat(secret.sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assertThat(secret.text()).isEqualTo("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    /** {@code printf 'skerry webhook demo' | openssl dgst -sha256 -mac HMAC -macopt hexkey:KEY -binary | base64}. */
    @Test
    void each_site_has_a_secret_of_its_own_derived_from_the_key() throws IOException {
        WebhookKey key = WebhookKey.read(file(KEY + "\n"));
        assertThat(key.secretOf(new SiteId("demo")).text())
                .isEqualTo("whsec_sU+sh1gNK15Eu4trRwAmg+eJq7hLH9u4bpix3mhJqfo=");
        assertThat(key.secretOf(new SiteId("docs")).text())
                .isNotEqualTo(key.secretOf(new SiteId("demo")).text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", KEY + KEY, "zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"})
    void a_file_with_anything_else_is_refused_and_not_shown(String text) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> WebhookKey.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file + " must hold 64 digits")
                .hasMessageNotContaining("0102030405");
        assertThatThrownBy(() -> WebhookKey.read(folder.resolve("absent"))).hasMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "whsec_?", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    void a_text_of_another_form_is_no_secret(String text) {
        assertThatThrownBy(() -> WebhookSecret.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be whsec_ and base64");
    }

    @Test
    void neither_shows_itself_in_a_log() throws IOException {
        WebhookKey key = WebhookKey.read(file(KEY));
        assertThat(key + " " + key.secretOf(new SiteId("demo"))).isEqualTo("WebhookKey WebhookSecret");
    }
}
