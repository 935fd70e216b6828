package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What of a request tells stored responses of a site apart, besides host and path.
 *
 * @param ignoreQuery names of query parameters that are left out, at most {@value #MAX_QUERY_NAMES}; a trailing {@code *}
 *     makes a prefix of a name, and {@code *} alone is the whole query
 * @param keepQuery if not empty, the names of the only parameters that stay, in the same form; not together with
 *     {@code ignoreQuery}
 * @param sortQuery whether parameters are put in the order of their names; those of one name stay in theirs
 * @param headers names of request fields whose value is part of the key, in lower case, at most {@value #MAX_FIELDS}
 * @param cookies names of cookies whose value is part of the key, at most {@value #MAX_FIELDS}; case counts
 */
public record KeyConfig(
        List<String> ignoreQuery,
        List<String> keepQuery,
        boolean sortQuery,
        List<String> headers,
        List<String> cookies) {
    /** The whole query as it is, and nothing else: the key of RFC 9111 §2. */
    public static final KeyConfig DEFAULT = new KeyConfig(List.of(), List.of(), false, List.of(), List.of());

    private static final int MAX_QUERY_NAMES = 100;
    private static final int MAX_FIELDS = 8;
    private static final int MAX_NAME_LENGTH = 128;

    /** Fields that belong to one connection or one user, or that ask for less than the response that would be stored. */
    private static final Set<String> NO_KEY = Set.of(
            "authorization",
            "connection",
            "content-length",
            "cookie",
            "expect",
            "host",
            "if-match",
            "if-modified-since",
            "if-none-match",
            "if-range",
            "if-unmodified-since",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization",
            "proxy-connection",
            "range",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final String OURS = "skerry-";

    @JsonCreator
    static KeyConfig read(
            @JsonProperty("ignoreQuery") @Nullable List<String> ignoreQuery,
            @JsonProperty("keepQuery") @Nullable List<String> keepQuery,
            @JsonProperty("sortQuery") @Nullable Boolean sortQuery,
            @JsonProperty("headers") @Nullable List<String> headers,
            @JsonProperty("cookies") @Nullable List<String> cookies) {
        return new KeyConfig(
                ignoreQuery == null ? List.of() : ignoreQuery,
                keepQuery == null ? List.of() : keepQuery,
                sortQuery != null && sortQuery,
                headers == null ? List.of() : headers,
                cookies == null ? List.of() : cookies);
    }

    /** @throws IllegalArgumentException if a list is too long, a name can't be one, or both lists of the query are given */
    public KeyConfig {
        ignoreQuery = names("ignoreQuery", ignoreQuery, MAX_QUERY_NAMES, KeyConfig::queryName);
        keepQuery = names("keepQuery", keepQuery, MAX_QUERY_NAMES, KeyConfig::queryName);
        headers = names("headers", headers, MAX_FIELDS, KeyConfig::fieldName);
        cookies = names("cookies", cookies, MAX_FIELDS, KeyConfig::cookieName);
        if (!ignoreQuery.isEmpty() && !keepQuery.isEmpty()) {
            throw new IllegalArgumentException(
                    "ignoreQuery and keepQuery exclude each other: name what goes or what stays, not both");
        }
    }

    private static List<String> names(String what, List<String> names, int max, UnaryOperator<String> check) {
        if (names.size() > max) {
            throw new IllegalArgumentException(what + ": " + names.size() + " names are too many, use at most " + max);
        }
        return names.stream().map(check).distinct().toList();
    }

    /** Normalised as the query of a request is, so that the same spelling is compared. */
    private static String queryName(String name) {
        int star = name.indexOf('*');
        boolean pattern = star < 0 || star == name.length() - 1;
        boolean plain = name.chars().allMatch(c -> c > ' ' && c != 0x7f && "&=#".indexOf(c) < 0);
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH || !pattern || !plain) {
            throw new IllegalArgumentException("query parameter '" + Printable.of(name) + "' is not valid: use a name"
                    + " as it stands in a URL, or its beginning and *, for example utm_*");
        }
        @Nullable String normalised = ContentUrl.ofTarget(null, "/?" + name).query();
        return normalised == null ? name : normalised;
    }

    private static String fieldName(String name) {
        String lowerCase = name.toLowerCase(Locale.ROOT);
        if (!isToken(name)) {
            throw new IllegalArgumentException(
                    "key header '" + Printable.of(name) + "' is not valid: use the name of a request field");
        }
        if (NO_KEY.contains(lowerCase) || lowerCase.startsWith(OURS)) {
            throw new IllegalArgumentException("key header '" + name + "' can't be part of a key: use a field that"
                    + " chooses a response, and cookies for the value of a cookie");
        }
        return lowerCase;
    }

    private static String cookieName(String name) {
        if (!isToken(name)) {
            throw new IllegalArgumentException(
                    "key cookie '" + Printable.of(name) + "' is not valid: use the name of a cookie");
        }
        return name;
    }

    /** RFC 9110 §5.6.2. */
    private static boolean isToken(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_NAME_LENGTH
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
    }
}
