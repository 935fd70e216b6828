package dev.skerry.contract;

import org.jspecify.annotations.Nullable;

/** The target of a request as it was sent (RFC 9112 §3.2), which need not be a URI. */
public final class RequestTarget {
    private static final String UNRESERVED_MARKS = "-._~";
    private static final String RESERVED = ":/?#[]@!$&'()*+,;=";

    private RequestTarget() {}

    /**
     * What keeps {@code target} from being made of the characters of a URI (RFC 3986 §2), and what would be right, in words
     * for the client; null if nothing does. Where each of them may stand, and what is beyond ASCII, is left to the resource.
     */
    public static @Nullable String flaw(String target) {
        for (int i = 0; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '%' && !(isHex(target, i + 1) && isHex(target, i + 2))) {
                return flaw("a % without two hexadecimal digits", i);
            }
            if (c != '%' && c < 0x80 && !isAllowed(c)) {
                return flaw("a character that may not stand there", i);
            }
        }
        return null;
    }

    private static boolean isHex(String target, int index) {
        return index < target.length() && Character.digit(target.charAt(index), 16) >= 0 && target.charAt(index) < 0x80;
    }

    private static boolean isAllowed(char c) {
        return Character.isLetterOrDigit(c) || UNRESERVED_MARKS.indexOf(c) >= 0 || RESERVED.indexOf(c) >= 0;
    }

    private static String flaw(String what, int index) {
        return "the request target is no URI (RFC 3986), it has " + what + " at index " + index
                + ": percent-encode what is meant literally, such as % as %25 and \\ as %5C";
    }
}
