package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request of the edge that its upstream has not answered yet. Immutable.
 *
 * @param leader for whom it asks
 * @param method that it asks with
 * @param sent the conditions and the range that it asks with
 * @param why what the cache asks for
 * @param background nobody waits for it
 * @param at when it was asked, milliseconds
 * @param born what had happened to the world by then
 * @param purged its URL has been purged since
 * @param purgedKeys the surrogate keys that have been purged since
 * @param invalidated what had happened to the world when an unsafe request changed its URL since; -1 if none did
 */
record Asking(
        int number,
        Client leader,
        String method,
        Fields sent,
        Why why,
        boolean background,
        long at,
        long born,
        boolean purged,
        Set<String> purgedKeys,
        long invalidated) {
    /** What a cache asks upstream for. */
    sealed interface Why {
        /** It passes the client's own request on: the answer is the client's as it comes. */
        record Passed() implements Why {}

        /** It validates, or may use if the upstream fails, what it has. */
        record About(Kept kept) implements Why {}

        /** It asks for what its part of the representation lacks (RFC 9111 §3.4). */
        record Completing(Kept part) implements Why {}

        /** It asks for what it has nothing of; the origin may choose one of some variants by its tag (RFC 9111 §4.1). */
        record Missing(List<Kept> choices) implements Why {}

        /** One of these, which are asked for alike. */
        record OneOf(List<Why> whys) implements Why {}
    }

    /** What it may be; {@code why} of each is one thing. */
    List<Asking> cases() {
        return why instanceof Why.OneOf(List<Why> whys)
                ? whys.stream().map(this::because).toList()
                : List.of(this);
    }

    private Asking because(Why one) {
        return new Asking(number, leader, method, sent, one, background, at, born, purged, purgedKeys, invalidated);
    }

    /** What may be served in the place of an error. */
    @Nullable
    Kept stale() {
        return why instanceof Why.About(Kept kept) ? kept : null;
    }

    boolean isInvalidated() {
        return invalidated >= 0;
    }

    /** Whether a purge or an unsafe request has overtaken it, so that {@code response} may be stored nowhere. */
    boolean isOvertaken(Kept response) {
        return isInvalidated() || isPurged(response);
    }

    boolean isPurged(Kept response) {
        return purged || response.keys().stream().anyMatch(purgedKeys::contains);
    }

    Asking afterPurge() {
        return new Asking(number, leader, method, sent, why, background, at, born, true, purgedKeys, invalidated);
    }

    Asking afterPurgeOf(String key) {
        Set<String> keys = new HashSet<>(purgedKeys);
        keys.add(key);
        return new Asking(
                number, leader, method, sent, why, background, at, born, purged, Set.copyOf(keys), invalidated);
    }

    Asking afterUnsafe(long event) {
        return new Asking(number, leader, method, sent, why, background, at, born, purged, purgedKeys, event);
    }
}
