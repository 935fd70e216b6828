package dev.skerry.origin.content;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Printable;
import dev.skerry.contract.SurrogateKey;
import dev.skerry.origin.Refusal;
import dev.skerry.origin.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Where content is within its site: one or more segments with {@code /} between, percent-encoded as {@link
 * ContentUrl#encodePath} does it, without a leading slash. Every spelling of a path means the one file: {@code a@2x.png},
 * as browsers send it, and {@code a%402x.png}, as some programs do. Purges by URL name the first; what the edges hold
 * by the other is found by {@link #key}. It never names a file of ours ({@link ContentStore} hashes it), yet what
 * would climb or hide on other systems is refused all the same, so that publisher, edge and browser agree on what a
 * path means.
 *
 * @param value for example {@code css/site.css}
 */
public record ContentPath(String value) {
    /** The longest path, in characters as sent. */
    public static final int MAX_LENGTH = 1024;

    /** The longest segment, in bytes of UTF-8. */
    public static final int MAX_SEGMENT_BYTES = 255;

    private static final String INDEX = "index.html";
    private static final Pattern ENCODED_TWICE = Pattern.compile("%(?:2[eEfF5]|5[cC]|00)");

    /**
     * Reads the path of content to write or delete.
     *
     * @param raw as it stands in the request target, without leading slash
     * @throws RefusedException with {@link Refusal#BAD_PATH}
     */
    public static ContentPath of(String raw) {
        if (raw.isEmpty() || raw.endsWith("/")) {
            throw refuse(raw, "it names no file: end it with a file name, such as " + INDEX);
        }
        if (raw.length() > MAX_LENGTH) {
            throw refuse(raw, "it has " + raw.length() + " characters: at most " + MAX_LENGTH + " are allowed");
        }
        StringJoiner plain = new StringJoiner("/");
        for (String segment : raw.split("/", -1)) {
            plain.add(readSegment(raw, segment));
        }
        return new ContentPath(ContentUrl.encodePath(plain.toString()));
    }

    /** Reads the path of content to serve: a folder's, which is empty or ends in a slash, means the index in it. */
    public static ContentPath ofRequest(String raw) {
        return of(raw.isEmpty() || raw.endsWith("/") ? raw + INDEX : raw);
    }

    private static String readSegment(String raw, String segment) {
        String text = decode(raw, segment);
        if (text.isEmpty()) {
            throw refuse(raw, "it has an empty segment: use single slashes, and none at the start");
        }
        if (text.equals(".") || text.equals("..")) {
            throw refuse(raw, "it has a '.' or '..' segment: send the path that is meant");
        }
        if (text.chars().anyMatch(c -> c < 0x20 || c == 0x7f || c == '/' || c == '\\')) {
            throw refuse(raw, "it has a slash, backslash or control character within a segment");
        }
        if (ENCODED_TWICE.matcher(text).find()) {
            throw refuse(raw, "it is percent-encoded twice: encode it once");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
            throw refuse(raw, "a segment is longer than " + MAX_SEGMENT_BYTES + " bytes");
        }
        return text;
    }

    private static String decode(String raw, String segment) {
        ByteBuffer bytes = ByteBuffer.allocate(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            char c = segment.charAt(i);
            if (c == '%') {
                int high = i + 2 < segment.length() ? hexDigit(segment.charAt(i + 1)) : -1;
                int low = high < 0 ? -1 : hexDigit(segment.charAt(i + 2));
                if (low < 0) {
                    throw refuse(raw, "it has a '%' that two hexadecimal digits do not follow: write it as %25");
                }
                bytes.put((byte) (high << 4 | low));
                i += 2;
            } else if (c > 0x20 && c < 0x7f && c != '#' && c != '?') {
                bytes.put((byte) c);
            } else {
                throw refuse(
                        raw, "it has a space, '#', control or non-ASCII character: percent-encode its UTF-8 bytes");
            }
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw refuse(raw, "its percent-encoded bytes are not UTF-8");
        }
    }

    private static int hexDigit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static RefusedException refuse(String raw, String why) {
        return new RefusedException(Refusal.BAD_PATH, "content path '" + Printable.of(raw) + "' is not valid: " + why);
    }

    /** The path of its URL on every host of the site. */
    public String url() {
        return "/" + value;
    }

    /** True for the index of a folder, which answers for the folder's URL too. */
    public boolean isIndex() {
        return value.equals(INDEX) || value.endsWith("/" + INDEX);
    }

    /** The URL of the folder it is in, with the slash at its end. */
    public String folderUrl() {
        return url().substring(0, url().lastIndexOf('/') + 1);
    }

    /**
     * The surrogate key of everything that is served from here: also of the same file asked for with a query, which a
     * purge by URL would miss. A hash, since a path may be longer than a key.
     */
    public SurrogateKey key() {
        return new SurrogateKey("path-" + hash().substring(0, 32));
    }

    /** SHA-256 of the path, in hexadecimal. */
    String hash() {
        try {
            byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The last segment. */
    public String fileName() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return value;
    }
}
