package dev.skerry.contract.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the webhooks of a site are signed with, by the symmetric scheme of Standard Webhooks
 * (https://www.standardwebhooks.com): known to purge-service and to the receiver. Immutable; shown by {@link #text} alone.
 */
public final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] secret;

    WebhookSecret(byte[] secret) {
        this.secret = secret;
    }

    /**
     * Reads {@link #text}.
     *
     * @throws IllegalArgumentException if it has another form; the message shows nothing of it
     */
    public static WebhookSecret parse(String text) {
        try {
            byte[] secret = Base64.getDecoder().decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : "");
            if (secret.length > 0) {
                return new WebhookSecret(secret);
            }
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("the secret of a webhook must be " + PREFIX + " and base64", notBase64);
        }
        throw new IllegalArgumentException("the secret of a webhook must be " + PREFIX + " and base64");
    }

    /** The form that receivers' libraries take: {@code whsec_} and base64. */
    public String text() {
        return PREFIX + Base64.getEncoder().encodeToString(secret);
    }

    /**
     * The value of the field {@code webhook-signature}: {@code v1,} and the base64 of the HMAC-SHA256 of {@code
     * ID.TIMESTAMP.BODY}.
     *
     * @param id value of {@code webhook-id}
     * @param timestamp value of {@code webhook-timestamp}, in seconds since 1970
     */
    public String sign(String id, long timestamp, byte[] body) {
        return "v1," + Base64.getEncoder().encodeToString(hmac(secret, id + "." + timestamp + ".", body));
    }

    static byte[] hmac(byte[] key, String head, byte[] rest) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(rest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", e);
        }
    }

    @Override
    public String toString() {
        return "WebhookSecret";
    }
}
