package dev.skerry.edge.policy;

import java.util.List;

/** RFC 9111 §4.4. */
public final class Invalidation {
    private Invalidation() {}
    /** Origin-form targets. */
    public static List<String> targets(RequestHead request, ResponseHead response) {
        throw new UnsupportedOperationException();
    }
}
