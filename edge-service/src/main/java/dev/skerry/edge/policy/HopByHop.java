package dev.skerry.edge.policy;

/** RFC 9110 §7.6.1. */
public final class HopByHop {
    private HopByHop() {}
    /** Without them. */
    public static Fields strip(Fields fields) {
        throw new UnsupportedOperationException();
    }
}
