package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a correct cache may hold of one URL, and what it is asking for. Immutable.
 *
 * @param stored newest first
 * @param purged those of them that a purge has hit: nothing may be made of them, nor of what is older and matches too
 * @param open what upstreams have not answered yet, in the order in which it was asked
 * @param arriving what is stored once its content is there
 * @param passUntil until when (milliseconds) requests may be passed on as they are, after an answer that was not stored
 */
record State(List<Kept> stored, Set<Kept> purged, List<Asking> open, List<Arriving> arriving, long passUntil) {
    /** A response whose head has come. */
    record Arriving(Asking asking, Kept response) {}

    /** How long a cache may remember that answers for a URL are not stored. */
    private static final long PASSES = 10_000;

    static final State EMPTY = new State(List.of(), Set.of(), List.of(), List.of(), Long.MIN_VALUE);

    /** RFC 9111 §4: the most recent of those that match. */
    @Nullable
    Kept select(Fields request) {
        for (Kept one : stored) {
            if (Variants.match(one, request)) {
                return purged.contains(one) ? null : one;
            }
        }
        return null;
    }

    /** Whether nothing of it is asked for or arriving. */
    boolean isQuiet() {
        return open.isEmpty() && arriving.isEmpty();
    }

    Asking asking(int number) {
        return open.stream().filter(one -> one.number() == number).findFirst().orElseThrow();
    }

    State asks(Asking asking) {
        List<Asking> more = new ArrayList<>(open);
        more.add(asking);
        return new State(stored, purged, List.copyOf(more), arriving, passUntil);
    }

    /** What is there and no purge has hit, newest first. */
    List<Kept> usable() {
        return stored.stream().filter(kept -> !purged.contains(kept)).toList();
    }

    State answered(Asking asking) {
        return new State(
                stored,
                purged,
                open.stream().filter(one -> one.number() != asking.number()).toList(),
                arriving,
                passUntil);
    }

    State begins(Asking asking, Kept response) {
        List<Arriving> more = new ArrayList<>(arriving);
        more.add(new Arriving(asking, response));
        return new State(stored, purged, open, List.copyOf(more), passUntil);
    }

    /** What has begun as the answer to that upstream request; null if it is nothing to be stored. */
    @Nullable
    Arriving arriving(int number) {
        return arriving.stream()
                .filter(one -> one.asking().number() == number)
                .findFirst()
                .orElse(null);
    }

    State ends(Arriving ended) {
        return new State(
                stored,
                purged,
                open,
                arriving.stream().filter(one -> !one.equals(ended)).toList(),
                passUntil);
    }

    /** With {@code response} in the place of the variant that it is. */
    State stores(Kept response) {
        List<Kept> all = new ArrayList<>();
        all.add(response);
        for (Kept one : stored) {
            if (!isSameVariant(one, response)) {
                all.add(one);
            }
        }
        return new State(List.copyOf(all), purged, open, arriving, passUntil);
    }

    /** Whether something newer is stored already, that was asked for after {@code response}. */
    boolean hasNewer(Kept response) {
        return stored.stream().anyMatch(one -> isSameVariant(one, response) && one.born() > response.born());
    }

    private static boolean isSameVariant(Kept one, Kept other) {
        return Variants.names(one.fields()).equals(Variants.names(other.fields()))
                && Variants.match(one, other.asked());
    }

    /** It is known that answers for this URL are stored. */
    State learned() {
        return new State(stored, purged, open, arriving, Long.MIN_VALUE);
    }

    State notStored(long now) {
        return new State(stored, purged, open, arriving, now + PASSES);
    }

    State without(Kept kept) {
        return new State(stored.stream().filter(one -> !one.equals(kept)).toList(), purged, open, arriving, passUntil);
    }

    State cleared() {
        return new State(List.of(), Set.of(), open, arriving, passUntil);
    }

    State purgedAll() {
        return cleared().eachOpen(Asking::afterPurge);
    }

    State purgedKey(String key) {
        Set<Kept> more = new HashSet<>(purged);
        stored.stream().filter(kept -> kept.keys().contains(key)).forEach(more::add);
        return new State(stored, Set.copyOf(more), open, arriving, passUntil)
                .eachOpen(asking -> asking.afterPurgeOf(key));
    }

    /** RFC 9111 §4.4. */
    State changed(long event) {
        return cleared().eachOpen(asking -> asking.afterUnsafe(event));
    }

    private State eachOpen(UnaryOperator<Asking> change) {
        return new State(
                stored,
                purged,
                open.stream().map(change).toList(),
                arriving.stream()
                        .map(one -> new Arriving(change.apply(one.asking()), one.response()))
                        .toList(),
                passUntil);
    }
}
