package dev.skerry.contract;

import java.util.regex.Pattern;

/** The one rule for short names: a DNS label in lower case, so that a name fits a host, a path and a metric. */
final class Label {
    static final int MAX_LENGTH = 63;
    private static final Pattern VALID = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    private Label() {}

    /**
     * Returns {@code value} if it is 1 to 63 characters of {@code a-z}, {@code 0-9} and inner {@code -}.
     *
     * @throws IllegalArgumentException if it is not; the message names {@code what} and says what would be right
     */
    static String require(String what, String value) {
        if (!VALID.matcher(value).matches()) {
            throw new IllegalArgumentException(what + " '" + Printable.of(value) + "' is not valid: use 1 to "
                    + MAX_LENGTH + " characters of a-z, 0-9 and '-', neither first nor last a '-'");
        }
        return value;
    }
}
