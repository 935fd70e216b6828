package dev.skerry.edge.policy;

/** RFC 9111 §4.2.3. */
public final class CurrentAge {
    private CurrentAge() {}
    /** Age in ms. */
    public static long atMillis(ResponseHead head, long requestTimeMs, long responseTimeMs, long nowMs) {
        throw new UnsupportedOperationException();
    }
}
