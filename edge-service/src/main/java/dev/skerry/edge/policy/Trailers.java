package dev.skerry.edge.policy;

import java.util.HashSet;
import java.util.Set;

/** The fields after the content of a message (RFC 9110 §6.5). */
public final class Trailers {
    /** §6.5.1: what frames, routes, selects, authenticates or controls, or says how to read the content, comes before it. */
    private static final Set<String> ONLY_BEFORE = Set.of(
            "accept-ranges",
            "age",
            "authorization",
            "cache-control",
            "cdn-cache-control",
            "content-encoding",
            "content-length",
            "content-location",
            "content-range",
            "content-type",
            "cookie",
            "date",
            "etag",
            "expect",
            "expires",
            "host",
            "last-modified",
            "location",
            "max-forwards",
            "pragma",
            "range",
            "retry-after",
            "set-cookie",
            "skerry-cache-control",
            "skerry-fence",
            "skerry-peer",
            "surrogate-control",
            "surrogate-key",
            "vary",
            "via",
            "www-authenticate");

    private Trailers() {}

    /**
     * Those that may go on: without the fields of one connection, and without those that mean nothing after the content.
     *
     * @param head of the same message, whose {@code Connection} counts for {@code trailers} too (§7.6.1)
     */
    public static Fields forwarded(Fields head, Fields trailers) {
        Set<String> names = new HashSet<>(HopByHop.names(head));
        names.addAll(ONLY_BEFORE);
        names.addAll(Preconditions.FIELDS);
        return trailers.without(names);
    }
}
