package dev.skerry.contract.webhook;

import dev.skerry.contract.SiteId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key of a platform from which the secret of each site's webhooks is derived, so that one file is all there is to keep,
 * and who knows the secret of one site knows nothing of another's. Immutable; never shown.
 */
public final class WebhookKey {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

    private final byte[] key;

    private WebhookKey(byte[] key) {
        this.key = key;
    }

    /**
     * Reads a file that holds 256 bits in hexadecimal, as {@code skerry up} makes it.
     *
     * @param file named in the message if it is wrong
     * @throws IllegalArgumentException if the file cannot be read or holds something else; nothing of it is shown
     */
    public static WebhookKey read(Path file) {
        String text;
        try {
            text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            throw wrong(file, "cannot be read: " + e, e);
        }
        if (!FORM.matcher(text).matches()) {
            throw wrong(file, "must hold 64 digits of 0-9 a-f and nothing else, as of: openssl rand -hex 32", null);
        }
        return new WebhookKey(HexFormat.of().parseHex(text));
    }

    private static IllegalArgumentException wrong(Path file, String what, @Nullable Throwable cause) {
        return new IllegalArgumentException("the key of webhooks in " + file + " " + what, cause);
    }

    /** The secret of a site: HMAC-SHA256 of {@code skerry webhook SITE} under this key. */
    public WebhookSecret secretOf(SiteId site) {
        return new WebhookSecret(WebhookSecret.hmac(key, "skerry webhook " + site.value(), new byte[0]));
    }

    @Override
    public String toString() {
        return "WebhookKey";
    }
}
