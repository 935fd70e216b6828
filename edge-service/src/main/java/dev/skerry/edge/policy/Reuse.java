package dev.skerry.edge.policy;

import org.jspecify.annotations.Nullable;

/** RFC 9111 §4. */
public final class Reuse {
    private Reuse() {}
    /** What to do. */
    public static ReuseDecision decide(
            RequestHead request, @Nullable StoredView stored, PurgeVerdict verdict, long nowMs, CacheRules rules) {
        throw new UnsupportedOperationException();
    }
    /** Whether it may answer if the origin fails. */
    public static boolean mayServeStaleOnError(StoredView stored, PurgeVerdict verdict, long nowMs) {
        throw new UnsupportedOperationException();
    }
    /** The same, for a client that has a say (request directives). */
    public static boolean mayServeStaleOnError(
            RequestHead request, StoredView stored, PurgeVerdict verdict, long nowMs) {
        throw new UnsupportedOperationException();
    }
}
