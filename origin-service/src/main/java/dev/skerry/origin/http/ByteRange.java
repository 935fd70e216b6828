package dev.skerry.origin.http;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One range of bytes (RFC 9110 §14.1.2), pure.
 *
 * @param first position of the first byte
 * @param last position of the last byte
 */
record ByteRange(long first, long last) {
    /** Asked for beyond the end: 416. */
    static final ByteRange UNSATISFIABLE = new ByteRange(-1, -1);

    private static final Pattern SINGLE = Pattern.compile("bytes=[ \\t]*([0-9]*)-([0-9]*)[ \\t]*");
    private static final int MAX_DIGITS = 18;

    /**
     * Reads the {@code Range} field.
     *
     * @param size of the content in bytes
     * @return null for the whole content: no range, several, another unit, or one that makes no sense, all of which a
     *     server may ignore
     */
    static @Nullable ByteRange of(@Nullable String field, long size) {
        Matcher matcher = SINGLE.matcher(field == null ? "" : field.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return null;
        }
        String from = matcher.group(1);
        String to = matcher.group(2);
        if (from.isEmpty()) {
            return to.isEmpty() ? null : suffix(number(to), size);
        }
        long first = number(from);
        long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
        if (last < first) {
            return null;
        }
        return first >= size ? UNSATISFIABLE : new ByteRange(first, Math.min(last, size - 1));
    }

    private static ByteRange suffix(long length, long size) {
        return length == 0 || size == 0 ? UNSATISFIABLE : new ByteRange(Math.max(0, size - length), size - 1);
    }

    /** More digits than any file has bytes: as good as infinite. */
    private static long number(String digits) {
        return digits.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(digits);
    }

    /** Whether the content has any of the range. */
    boolean isSatisfiable() {
        return first >= 0;
    }

    long length() {
        return last - first + 1;
    }

    /** The {@code Content-Range} field. */
    String contentRange(long size) {
        return !isSatisfiable() ? "bytes */" + size : "bytes " + first + "-" + last + "/" + size;
    }
}
