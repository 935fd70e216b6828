package dev.skerry.edge.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a representation a 206 has (RFC 9110 §14.4), where all of it is told: {@code bytes 0-4/10}.
 *
 * @param span the bytes that are there
 * @param complete length of the whole representation, more than {@code span.last()}
 */
public record ContentRange(ByteSpan span, long complete) {
    private static final String UNIT = "bytes ";

    /** @throws IllegalArgumentException if the part ends behind the whole */
    public ContentRange {
        if (span.last() >= complete) {
            throw new IllegalArgumentException(span + " ends behind the last of " + complete + " bytes");
        }
    }

    /**
     * The part that a response has.
     *
     * @return null if it is no 206, or does not tell one part and the complete length: {@code multipart/byteranges}, an
     *     unknown length, another unit, or anything that contradicts itself (§15.3.7)
     */
    public static @Nullable ContentRange of(ResponseHead response) {
        List<String> lines = response.fields().all("content-range");
        if (response.status() != 206 || lines.size() != 1) {
            return null;
        }
        String line = lines.getFirst();
        int dash = line.indexOf('-');
        int slash = line.indexOf('/');
        if (!line.regionMatches(true, 0, UNIT, 0, UNIT.length()) || dash < 0 || slash < dash) {
            return null;
        }
        long first = Syntax.number(line.substring(UNIT.length(), dash));
        long last = Syntax.number(line.substring(dash + 1, slash));
        long complete = Syntax.number(line.substring(slash + 1));
        boolean told = first != Syntax.INVALID && last >= first && complete > last && complete < Long.MAX_VALUE;
        return told ? new ContentRange(new ByteSpan(first, last), complete) : null;
    }

    /** The value of the field for {@code span}. */
    static String text(ByteSpan span, long complete) {
        return "bytes " + span.first() + "-" + span.last() + "/" + complete;
    }

    /** Whether it is all of the representation. */
    public boolean isWhole() {
        return span.length() == complete;
    }

    /** The value of the field. */
    public String text() {
        return text(span, complete);
    }
}
