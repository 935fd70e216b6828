package dev.skerry.edge.policy;

import java.util.ArrayList;
import java.util.List;

/** The pieces of RFC 9110 §5 that every field's grammar is made of. ASCII only: HTTP's case rules know no locale. */
final class Syntax {
    /**
     * RFC 9111 §1.2.2: what a number of seconds that is too large counts as, 68 years. Keeps sums in milliseconds
     * exact.
     */
    static final long MAX_SECONDS = 1L << 31;

    /** What {@link #seconds} answers to anything but a whole, non-negative number. */
    static final long INVALID = -1;

    private Syntax() {}

    /** ASCII letters in lower case; the same string where there is nothing to change. */
    static String lowerCase(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                return asciiLowerCase(text);
            }
        }
        return text;
    }

    private static String asciiLowerCase(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] >= 'A' && chars[i] <= 'Z') {
                chars[i] = (char) (chars[i] - 'A' + 'a');
            }
        }
        return new String(chars);
    }

    /** RFC 9110 §5.5: without white space at the ends, CR, LF and NUL replaced by SP. */
    static String fieldValue(String raw) {
        String value = raw;
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                value = raw.replace('\r', ' ').replace('\n', ' ').replace('\0', ' ');
                break;
            }
        }
        return trim(value);
    }

    /** Without optional white space (SP, HTAB) at the ends. */
    static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** RFC 9110 §5.6.2. */
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenChar(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isTokenChar(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }

    /** delta-seconds (RFC 9111 §1.2.2): digits only, at most {@link #MAX_SECONDS}; else {@link #INVALID}. */
    static long seconds(String text) {
        long value = number(text);
        return value == INVALID ? INVALID : Math.min(value, MAX_SECONDS);
    }

    /** A whole number in digits only, saturated at {@link Long#MAX_VALUE}; else {@link #INVALID}. */
    static long number(String text) {
        if (text.isEmpty()) {
            return INVALID;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isDigit(c)) {
                return INVALID;
            }
            int digit = c - '0';
            value = value > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : value * 10 + digit;
        }
        return value;
    }

    /**
     * The members of a comma-separated list (RFC 9110 §5.6.1): commas inside quoted strings do not separate, white
     * space around members is gone, empty members are kept as empty strings. A quoted string that never ends reaches to
     * the end.
     */
    static List<String> members(String list) {
        List<String> members = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                members.add(trim(list.substring(start, i)));
                start = i + 1;
            }
        }
        members.add(trim(list.substring(start)));
        return members;
    }

    /** Where a quoted string begins that never ends; -1 if there is none. */
    static int unendedQuote(String text) {
        int begin = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (begin >= 0 && c == '\\') {
                i++;
            } else if (c == '"') {
                begin = begin < 0 ? i : -1;
            }
        }
        return begin;
    }

    /** What a whole quoted string says, its escapes resolved; any other text as it is. */
    static String unquoted(String text) {
        if (text.length() < 2 || text.charAt(0) != '"' || text.charAt(text.length() - 1) != '"') {
            return text;
        }
        StringBuilder content = new StringBuilder(text.length() - 2);
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() - 1) {
                content.append(text.charAt(++i));
            } else {
                content.append(c);
            }
        }
        return content.toString();
    }

    /** The field names in a list such as that of {@code Connection}: lower case, without empty members. */
    static List<String> fieldNames(String list) {
        return members(list).stream()
                .filter(name -> !name.isEmpty())
                .map(Syntax::lowerCase)
                .toList();
    }
}
