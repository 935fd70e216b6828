package dev.skerry.edge.oracle;

import org.jspecify.annotations.Nullable;

/** A request of the edge that its upstream has not answered yet. */
final class Asking {
    final int number;
    final Client leader;
    final String method;
    /** What it validates, or may be used if it fails; null for nothing. */
    final @Nullable Kept old;
    /** The client's own conditions and ranges went along: the answer is the client's as it comes. */
    final boolean passed;
    /** Its client has waited for another's fetch, or was asked for before. */
    final boolean again;
    /** Nobody waits for it. */
    final boolean background;

    final long at;
    final long born;
    /** Its URL has been purged or invalidated since. */
    boolean purged;

    boolean invalidated;
    long invalidatedAt;

    Asking(
            int number,
            Client leader,
            String method,
            @Nullable Kept old,
            boolean passed,
            boolean again,
            boolean background,
            long at,
            long born) {
        this.number = number;
        this.leader = leader;
        this.method = method;
        this.old = old;
        this.passed = passed;
        this.again = again;
        this.background = background;
        this.at = at;
        this.born = born;
    }
}
