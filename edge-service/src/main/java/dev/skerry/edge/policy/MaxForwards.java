package dev.skerry.edge.policy;

import java.util.List;

/**
 * How many may still pass a request on (RFC 9110 §7.6.2). Counts for OPTIONS and TRACE; on other methods, and where it is no
 * number, the field means nothing.
 */
public final class MaxForwards {
    private static final String FIELD = "max-forwards";

    private MaxForwards() {}

    /** Whether nobody may: whoever has the request is its last recipient. */
    public static boolean isSpent(RequestHead request) {
        return left(request) == 0;
    }

    /** The fields that the next one gets. */
    public static Fields passedOn(RequestHead request) {
        long left = left(request);
        return left <= 0 ? request.fields() : request.fields().with(FIELD, Long.toString(left - 1));
    }

    private static long left(RequestHead request) {
        boolean counts = request.method().equals("OPTIONS") || request.method().equals("TRACE");
        List<String> lines = counts ? request.fields().all(FIELD) : List.of();
        return lines.size() == 1 ? Syntax.number(lines.getFirst()) : Syntax.INVALID;
    }
}
