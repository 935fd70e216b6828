package dev.skerry.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A URL as the cache and the purge protocol see it: host, path and query, normalised so that equivalent spellings are
 * one (RFC 3986 §6.2.2 and §6.2.3). Scheme, port, user information and fragment play no part: an object is the same
 * through every port of a PoP.
 *
 * <p>Normalised means: host in lower case without a trailing dot; percent-encodings of unreserved characters decoded and
 * all others in upper case; characters that may not stand in a path encoded as UTF-8; dot segments removed, encoded
 * ones too; an empty path is {@code /}. An encoded slash ({@code %2F}) stays encoded: it is data, not structure. So do
 * other reserved characters: {@code @} and {@code %40} may mean different things to an origin (RFC 3986 §2.2). Who
 * knows that they mean the same, as the content store does, says so with a surrogate key.
 *
 * @param host lower case, without port; null means every host of the site
 * @param path begins with {@code /}
 * @param query without the {@code ?}; null if there is none, which differs from an empty one
 */
public record ContentUrl(
        @Nullable String host, String path, @Nullable String query) {
    /** The longest text that is read, and the longest normalised form, in characters: what one reads another can. */
    public static final int MAX_LENGTH = 8192;

    private static final int MAX_HOST_LENGTH = 253;
    private static final int MAX_IP_LITERAL_LENGTH = 47;
    private static final int MAX_PORT = 65_535;

    /**
     * Reads an absolute {@code http} or {@code https} URL, or a path with optional query ({@code /a/b?c}) that stands
     * for every host of the site.
     *
     * @throws IllegalArgumentException if {@code text} is neither; the message says what would be right
     */
    public static ContentUrl parse(String text) {
        requireText(text);
        if (text.startsWith("/")) {
            return ofTarget(null, text);
        }
        int start = schemeLength(text);
        int end = start;
        while (end < text.length() && "/?#".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String rest = text.substring(end);
        return ofTarget(hostOf(text.substring(start, end)), rest.startsWith("/") ? rest : "/" + rest);
    }

    /**
     * Builds the URL of a request from its host and its origin-form target (RFC 9112 §3.2.1).
     *
     * @param authority {@code Host} or {@code :authority}, with or without a port; null for every host
     * @param target begins with {@code /}; a fragment is cut off
     * @throws IllegalArgumentException if either is malformed
     */
    public static ContentUrl ofTarget(@Nullable String authority, String target) {
        requireText(target);
        if (!target.startsWith("/")) {
            throw invalid(target);
        }
        int fragment = target.indexOf('#');
        String whole = fragment < 0 ? target : target.substring(0, fragment);
        int question = whole.indexOf('?');
        String path = question < 0 ? whole : whole.substring(0, question);
        String query = question < 0 ? null : normalizeEncoding(whole.substring(question + 1));
        ContentUrl url = new ContentUrl(
                authority == null ? null : hostOf(authority), removeDotSegments(normalizeEncoding(path)), query);
        // Encoding makes text longer: a URL that no reader would take back must not reach the purge log.
        if (url.toString().length() > MAX_LENGTH) {
            throw tooLong(url.toString().length());
        }
        return url;
    }

    /**
     * Host of an authority ({@code HOST}, {@code HOST:PORT}, {@code [IPV6]:PORT}): lower case, without port and trailing
     * dot.
     *
     * @throws IllegalArgumentException if it is empty, has user information, an empty label, a port over 65535, or
     *     characters that no host name has (an internationalised name is written in its {@code xn--} form)
     */
    public static String hostOf(String authority) {
        int bracket = authority.startsWith("[") ? authority.indexOf(']') : -1;
        int colon = authority.indexOf(':', Math.max(bracket, 0));
        String host = colon < 0 ? authority : authority.substring(0, colon);
        String port = colon < 0 ? "" : authority.substring(colon + 1);
        if (host.endsWith(".") && bracket < 0) {
            host = host.substring(0, host.length() - 1);
        }
        boolean literal = bracket > 0 && bracket == host.length() - 1;
        if (!isPort(port) || !(literal ? isIpLiteral(host) : isRegName(host))) {
            throw new IllegalArgumentException("host '" + Printable.of(authority) + "' is not valid: use a host name"
                    + " or an IP address, optionally with :PORT");
        }
        return host.toLowerCase(Locale.ROOT);
    }

    private static boolean isPort(String port) {
        return port.isEmpty()
                || (port.length() <= 5
                        && port.chars().allMatch(c -> c >= '0' && c <= '9')
                        && Integer.parseInt(port) <= MAX_PORT);
    }

    /** The characters of RFC 3986 §3.2.2 IPv6address; whether it is an address is the resolver's business. */
    private static boolean isIpLiteral(String host) {
        return host.length() <= MAX_IP_LITERAL_LENGTH
                && host.indexOf(':') > 0
                && host.substring(1, host.length() - 1).chars().allMatch(c -> hexDigit(c) >= 0 || c == ':' || c == '.');
    }

    private static boolean isRegName(String host) {
        return !host.isEmpty()
                && host.length() <= MAX_HOST_LENGTH
                && !host.startsWith(".")
                && !host.endsWith(".")
                && !host.contains("..")
                && host.chars().allMatch(c -> isAlphanumeric(c) || c == '-' || c == '.' || c == '_');
    }

    /** Unlike {@link Character#digit}, which also knows the digits of other scripts, ASCII only; -1 if it is none. */
    private static int hexDigit(int c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static boolean isAlphanumeric(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static int schemeLength(String text) {
        for (String scheme : List.of("http://", "https://")) {
            if (text.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return scheme.length();
            }
        }
        throw invalid(text);
    }

    private static void requireText(String text) {
        if (text.length() > MAX_LENGTH) {
            throw tooLong(text.length());
        }
        if (text.chars().anyMatch(c -> c <= 0x20 || c == 0x7f)) {
            throw invalid(text);
        }
    }

    private static IllegalArgumentException tooLong(int length) {
        return new IllegalArgumentException(
                "URL of " + length + " characters, encoded, is too long: at most " + MAX_LENGTH + " are read");
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException("URL '" + Printable.of(text)
                + "' is not valid: use http://HOST/PATH, https://HOST/PATH, or /PATH for every host of the site,"
                + " without spaces");
    }

    /** RFC 3986 §6.2.2.1 and §6.2.2.2: one spelling for each encoding, unreserved characters plain. */
    private static String normalizeEncoding(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '%') {
                int high = i < text.length() ? hexDigit(text.charAt(i)) : -1;
                int low = i + 1 < text.length() ? hexDigit(text.charAt(i + 1)) : -1;
                if (high < 0 || low < 0) {
                    appendEncoded(out, '%');
                } else {
                    i += 2;
                    int decoded = (high << 4) | low;
                    if (isUnreserved(decoded)) {
                        out.append((char) decoded);
                    } else {
                        appendEncoded(out, decoded);
                    }
                }
            } else if (c < 0x80 && "\"<>\\^`{|}".indexOf(c) < 0) {
                out.append((char) c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    appendEncoded(out, b & 0xff);
                }
            }
        }
        return out.toString();
    }

    private static boolean isUnreserved(int c) {
        return isAlphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~';
    }

    private static void appendEncoded(StringBuilder out, int octet) {
        out.append('%')
                .append(Character.toUpperCase(Character.forDigit(octet >> 4, 16)))
                .append(Character.toUpperCase(Character.forDigit(octet & 0xf, 16)));
    }

    /**
     * A path of plain text, such as a file's, as it stands in a URL: UTF-8, percent-encoded but for slashes and what may
     * stand in a segment as it is (RFC 3986 §3.3 {@code pchar}), which is how browsers send it.
     */
    public static String encodePath(String plain) {
        StringBuilder out = new StringBuilder(plain.length());
        for (byte octet : plain.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved(octet) || "!$&'()*+,;=:@/".indexOf(octet) >= 0) {
                out.append((char) octet);
            } else {
                appendEncoded(out, octet & 0xff);
            }
        }
        return out.toString();
    }

    /** RFC 3986 §5.2.4 on an absolute path. Empty segments stay: {@code //} is not {@code /}. */
    private static String removeDotSegments(String path) {
        if (!path.contains("/.")) {
            return path;
        }
        List<String> kept = new ArrayList<>();
        String[] segments = path.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            switch (segments[i]) {
                case "." -> {
                    if (last) {
                        kept.add("");
                    }
                }
                case ".." -> {
                    if (!kept.isEmpty()) {
                        kept.removeLast();
                    }
                    if (last) {
                        kept.add("");
                    }
                }
                default -> kept.add(segments[i]);
            }
        }
        return "/" + String.join("/", kept);
    }

    /** Path and query as they stand in an origin-form request target. */
    public String target() {
        return query == null ? path : path + "?" + query;
    }

    /** {@code http://host/path?query}, or {@code /path?query} where it stands for every host; parses back to an equal value. */
    @Override
    public String toString() {
        return host == null ? target() : "http://" + host + target();
    }
}
