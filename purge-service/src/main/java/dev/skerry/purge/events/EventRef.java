package dev.skerry.purge.events;

import dev.skerry.contract.PurgeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Names an event: source and id together are unique (CloudEvents 1.0, source).
 *
 * @param id 1 to {@value #MAX_LENGTH} characters
 * @param source 1 to {@value #MAX_LENGTH} characters
 */
record EventRef(String id, String source) {
    static final int MAX_LENGTH = 1_024;
    private static final int ID_BYTES = 12;

    /** Null if either is missing or too long. */
    static @Nullable EventRef of(@Nullable String id, @Nullable String source) {
        return id == null || source == null || !fits(id) || !fits(source) ? null : new EventRef(id, source);
    }

    private static boolean fits(String text) {
        return !text.isEmpty() && text.length() <= MAX_LENGTH;
    }

    /**
     * The purge that the event is, however often it comes and to whichever process. Of another site or subject it is another
     * one, so that nobody can take a purge away from others by coming first with their id.
     */
    PurgeId purgeId(String site, String subject) {
        return new PurgeId(digest(source, id, site, subject));
    }

    /** Short for both, for the ids of results. */
    String digest() {
        return digest(source, id);
    }

    private static String digest(String... parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(Arrays.copyOf(digest.digest(), ID_BYTES));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
