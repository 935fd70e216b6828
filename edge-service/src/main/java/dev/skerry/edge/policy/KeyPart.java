package dev.skerry.edge.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the fields and cookies of a request add to the key of what is stored, as one text.
 *
 * <p>It rides with the request as the field {@value #FIELD}. No client can send a field of that name: it is no token, and a
 * listener leaves out whatever begins with a colon. {@link Vary#variant} puts it before what the response varies on, so
 * every tier, every look-up and every fill tells responses apart by it with nothing of its own, a purge of the URL hits all
 * of them, and they share the bound on variants of a URL. It never goes upstream.
 *
 * <p>The text says how the key was made, too: a response that was stored when the site's rules were others has another text
 * and is not found. For a site that rewrites queries that matters to purges, whose hashes it lacks.
 *
 * <p>No value can be taken for another: each stands after its length, one that is missing is not an empty one, and names
 * come from the site alone.
 */
public final class KeyPart {
    /** The pseudo field. */
    public static final String FIELD = ":key";

    /** A longer value is no key: the request stays out of the cache. In characters. */
    public static final int MAX_VALUE_LENGTH = 256;

    private static final String COOKIE = "cookie";
    private static final String COOKIE_NAME = "cookie/";

    private KeyPart() {}

    /**
     * The text for a request.
     *
     * @return empty if there is nothing to tell apart; null if a value is too long to be part of a key
     */
    public static @Nullable String of(KeyRules rules, Fields request) {
        if (rules.isPlain()) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        if (rules.query().rewrites()) {
            text.append("query/rewritten;");
        }
        for (String name : rules.headers()) {
            @Nullable String value = request.joined(name);
            if (value != null && value.length() > MAX_VALUE_LENGTH) {
                return null;
            }
            append(text, name, value);
        }
        if (rules.cookies().isEmpty()) {
            return text.toString();
        }
        List<String> lines = request.all(COOKIE);
        for (String name : rules.cookies()) {
            @Nullable String value = cookie(lines, name);
            if (value != null && value.length() > MAX_VALUE_LENGTH) {
                return null;
            }
            append(text.append(COOKIE_NAME), name, value);
        }
        return text.toString();
    }

    /**
     * Fields of a request that {@link #of} gives {@code part} for under the rules that it was made by: the fields of the key, and
     * the cookies of the key in one {@code Cookie}.
     *
     * @param part as {@link #of} made it; of any other text something comes out, too
     */
    static Fields fieldsOf(String part) {
        Fields.Builder fields = Fields.builder();
        List<String> cookies = new ArrayList<>();
        int at = 0;
        while (at < part.length()) {
            int end = part.indexOf(';', at);
            int equals = part.indexOf('=', at);
            if (end < 0) {
                break;
            }
            if (equals < 0 || equals > end) { // a name without a value
                at = end + 1;
                continue;
            }
            int colon = part.indexOf(':', equals);
            int length = colon < 0 ? -1 : lengthOf(part.substring(equals + 1, colon));
            if (length < 0 || colon + 1 + length > part.length()) {
                break;
            }
            String name = part.substring(at, equals);
            String value = part.substring(colon + 1, colon + 1 + length);
            if (name.startsWith(COOKIE_NAME)) {
                for (String each : value.split(";", -1)) {
                    cookies.add(name.substring(COOKIE_NAME.length()) + "=" + each);
                }
            } else {
                fields.add(name, value);
            }
            at = colon + 1 + length + 1;
        }
        return cookies.isEmpty()
                ? fields.build()
                : fields.set(COOKIE, String.join("; ", cookies)).build();
    }

    /** Below 0 for what is no length. */
    private static int lengthOf(String digits) {
        boolean plain =
                !digits.isEmpty() && digits.length() < 6 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? Integer.parseInt(digits) : -1;
    }

    private static void append(StringBuilder text, String name, @Nullable String value) {
        text.append(name);
        if (value != null) {
            text.append('=').append(value.length()).append(':').append(value);
        }
        text.append(';');
    }

    /** RFC 6265 §4.2.1. An origin may look at the first or the last of one name: all count, in order. */
    private static @Nullable String cookie(List<String> lines, String name) {
        @Nullable String found = null;
        for (String line : lines) {
            for (String pair : line.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals >= 0 && Syntax.trim(pair.substring(0, equals)).equals(name)) {
                    String value = Syntax.trim(pair.substring(equals + 1));
                    found = found == null ? value : found + ";" + value;
                }
            }
        }
        return found;
    }
}
