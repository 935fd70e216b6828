package dev.skerry.edge.policy;

import java.util.HashSet;
import java.util.Set;

/** The fields that are for one connection only and never forwarded or stored (RFC 9110 §7.6.1, RFC 9111 §3.1). */
public final class HopByHop {
    private static final Set<String> NAMES = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /**
     * Fields for all recipients, which {@code Connection} cannot take out (RFC 9110 §7.6.1): without them a response that is one
     * user's, or one of several, would look like one for everybody.
     */
    private static final Set<String> FOR_ALL = Set.of(
            "cache-control", "cdn-cache-control", "expires", "skerry-cache-control", "surrogate-control", "vary");

    private HopByHop() {}

    /** {@code fields} without them and without those that its {@code Connection} lists. */
    public static Fields strip(Fields fields) {
        return fields.without(names(fields));
    }

    /** The names to leave out, given what {@code Connection} lists. */
    static Set<String> names(Fields fields) {
        if (!fields.contains("connection")) {
            return NAMES;
        }
        Set<String> names = new HashSet<>(NAMES);
        for (String line : fields.all("connection")) {
            names.addAll(Syntax.fieldNames(line));
        }
        names.removeAll(FOR_ALL);
        return names;
    }
}
