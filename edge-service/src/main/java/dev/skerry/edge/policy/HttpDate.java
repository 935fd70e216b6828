package dev.skerry.edge.policy;

import java.util.OptionalLong;

/** RFC 9110 §5.6.7. */
public final class HttpDate {
    private HttpDate() {}
    /** IMF-fixdate. */
    public static String format(long epochMs) {
        throw new UnsupportedOperationException();
    }
    /** Two-digit years are 1970 to 2069. */
    public static OptionalLong parse(String text) {
        throw new UnsupportedOperationException();
    }
    /** Two-digit years by the rule of RFC 9110. */
    public static OptionalLong parse(String text, long nowMs) {
        throw new UnsupportedOperationException();
    }
}
