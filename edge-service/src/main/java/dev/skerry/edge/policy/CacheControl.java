package dev.skerry.edge.policy;

import java.util.List;

/** RFC 9111 §5.2. */
public record CacheControl() {
    /** Parses. */
    public static CacheControl parse(List<String> lines) {
        throw new UnsupportedOperationException();
    }
}
