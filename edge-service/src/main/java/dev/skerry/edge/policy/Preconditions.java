package dev.skerry.edge.policy;

import java.util.Set;

/** RFC 9110 §13.2.2. */
public final class Preconditions {
    private Preconditions() {}
    /** The conditional fields of a client, which the cache's own replace when it revalidates. */
    public static final Set<String> FIELDS =
            Set.of("if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range");
    /** The answer. */
    public enum Outcome {
        PROCEED,
        NOT_MODIFIED,
        FAILED
    }
    /** Evaluates. */
    public static Outcome evaluate(RequestHead request, ResponseHead selected) {
        throw new UnsupportedOperationException();
    }
}
