package dev.skerry.purge.api;

/** How many purges a list holds at most: 1 to {@value #MAX}, {@value #DEFAULT} unless told. */
final class Limit {
    static final String DEFAULT = "20";
    static final int MAX = 1_000;

    private Limit() {}

    /** @throws ProblemException 400 if {@code text} is not a number within the bounds */
    static int parse(String text) {
        if (text.matches("[0-9]{1,4}")) {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX) {
                return limit;
            }
        }
        throw new ProblemException(ProblemKind.INVALID_REQUEST, "limit must be a number from 1 to " + MAX);
    }
}
