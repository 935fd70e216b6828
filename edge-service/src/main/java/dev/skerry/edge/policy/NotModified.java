package dev.skerry.edge.policy;

/** RFC 9110 §15.4.5. */
public final class NotModified {
    private NotModified() {}
    /** The head of the 304. */
    public static ResponseHead headOf(ResponseHead stored) {
        throw new UnsupportedOperationException();
    }
}
