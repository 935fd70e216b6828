package dev.skerry.edge.policy;

/** RFC 9111 §3.2. */
public final class Freshening {
    private Freshening() {}
    /** With no Set-Cookie of the 304. */
    public static ResponseHead merge(ResponseHead stored, ResponseHead notModified) {
        throw new UnsupportedOperationException();
    }
}
