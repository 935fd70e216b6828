package dev.skerry.edge.policy;

import java.util.List;

/** RFC 9111 §4.1. */
public record Vary(boolean isAny, List<String> names) {
    /** Of a response. */
    public static Vary of(ResponseHead response) {
        throw new UnsupportedOperationException();
    }
    /** Secondary key. */
    public String variant(Fields requestFields) {
        throw new UnsupportedOperationException();
    }
}
