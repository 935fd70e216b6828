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
        return names;
    }
}
