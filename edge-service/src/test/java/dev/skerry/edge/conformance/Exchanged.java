package dev.skerry.edge.conformance;

import java.util.List;

/**
 * What became of one request of a user.
 *
 * @param seen the requests that the origin got because of it, in their order
 */
record Exchanged(Reply reply, List<Seen> seen, Moments moments) {
    /** What a user got; {@code interims} are the statuses of interim responses. */
    record Reply(int status, Lines fields, String content, List<Integer> interims) {
        /** What comes after the node's name in its member of Cache-Status. */
        String cacheStatus() {
            String all = fields.joined("cache-status");
            return all == null ? "" : all.replaceFirst("^.*skerry-[^;]*(; )?", "");
        }
    }

    /** A request as it came to the origin. */
    record Seen(String method, String target, Lines fields) {}

    Seen lastSeen() {
        if (seen.isEmpty()) {
            throw new AssertionError("the origin was not asked");
        }
        return seen.getLast();
    }
}
