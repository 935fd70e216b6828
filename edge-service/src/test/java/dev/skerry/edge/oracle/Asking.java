package dev.skerry.edge.oracle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request of the edge that its upstream has not answered yet. */
final class Asking {
    final int number;
    final Client leader;
    final String method;
    /** What it validates, or may be used if it fails; null for nothing. */
    final @Nullable Kept old;
    /** Other variants that the origin may choose among by their tags (RFC 9111 §4.1). */
    final List<Kept> choices;
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

    /** The same, about the one of the choices that the origin has chosen. */
    Asking about(Kept chosen) {
        Asking asking = new Asking(number, leader, method, chosen, choices, passed, again, background, at, born);
        asking.purged = purged;
        asking.invalidated = invalidated;
        asking.invalidatedAt = invalidatedAt;
        return asking;
    }

    Asking(
            int number,
            Client leader,
            String method,
            @Nullable Kept old,
            List<Kept> choices,
            boolean passed,
            boolean again,
            boolean background,
            long at,
            long born) {
        this.number = number;
        this.leader = leader;
        this.method = method;
        this.old = old;
        this.choices = choices;
        this.passed = passed;
        this.again = again;
        this.background = background;
        this.at = at;
        this.born = born;
    }
}
