package dev.skerry.edge.policy;

/** RFC 9110 §14. */
public final class ByteRange {
    private ByteRange() {}
    /** Selects. */
    public static RangeRequest select(RequestHead request, ResponseHead stored, long completeLength) {
        throw new UnsupportedOperationException();
    }
}
