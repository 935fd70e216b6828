package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
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
 * @param refused the last answer that was not stored because of what it is; null if a later one was
 */
record State(
        List<Kept> stored,
        Set<Kept> purged,
        List<Asking> open,
        List<Arriving> arriving,
        @Nullable Kept refused) {
    /** A response whose head has come. */
    record Arriving(Asking asking, Kept response) {}

    /** How long a cache may remember that answers for a URL are not stored. */
    private static final long PASSES = 10_000;

    static final State EMPTY = new State(List.of(), Set.of(), List.of(), List.of(), null);

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
        return new State(stored, purged, List.copyOf(more), arriving, refused);
    }

    /**
     * RFC 9111 §4: what may answer the client in the place of an error, if anything may: what is held, else what {@code asking}
     * is about, unless that has been overtaken.
     */
    @Nullable
    Kept latest(Asking asking, Client client) {
        Kept held = select(client.fields());
        Kept about = asking.stale();
        boolean gone = about == null
                || asking.isInvalidated()
                || asking.isPurged(about)
                || !Variants.match(about, client.fields());
        return held != null ? held : gone ? null : about;
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
                refused);
    }

    State begins(Asking asking, Kept response) {
        List<Arriving> more = new ArrayList<>(arriving);
        more.add(new Arriving(asking, response));
        return new State(stored, purged, open, List.copyOf(more), refused);
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
                refused);
    }

    /** With {@code response} in the place of the variant that it is. */
    State stores(Kept response) {
        List<Kept> all = new ArrayList<>();
        all.add(response);
        for (Kept one : stored) {
            if (!one.isVariantOf(response)) {
                all.add(one);
            }
        }
        return new State(List.copyOf(all), purged, open, arriving, refused);
    }

    /** Whether something newer is stored already, that was asked for after {@code response}. */
    boolean hasNewer(Kept response) {
        return stored.stream().anyMatch(one -> one.isVariantOf(response) && one.born() > response.born());
    }

    /** Whether a request may be passed on as it is, since answers to such as it were not stored a short while ago. */
    boolean mayPass(Fields request, long now) {
        return isRefused(request) && now < Objects.requireNonNull(refused).received() + PASSES;
    }

    private boolean isRefused(Fields request) {
        return refused != null && (Variants.names(refused.fields()).contains("*") || Variants.match(refused, request));
    }

    /** {@code response} is stored, so that answers to such requests are. */
    State learned(Kept response) {
        return new State(stored, purged, open, arriving, isRefused(response.asked()) ? null : refused);
    }

    /** {@code response} is not stored, because of what it is. */
    State refuses(Kept response) {
        return new State(stored, purged, open, arriving, response);
    }

    State without(Kept kept) {
        return new State(stored.stream().filter(one -> !one.equals(kept)).toList(), purged, open, arriving, refused);
    }

    State cleared() {
        return new State(List.of(), Set.of(), open, arriving, refused);
    }

    State purgedAll() {
        return cleared().eachOpen(Asking::afterPurge);
    }

    State purgedKey(String key) {
        Set<Kept> more = new HashSet<>(purged);
        stored.stream().filter(kept -> kept.keys().contains(key)).forEach(more::add);
        return new State(stored, Set.copyOf(more), open, arriving, refused)
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
                refused);
    }
}
