package dev.skerry.edge.oracle;

import dev.skerry.edge.oracle.Asking.Why;
import dev.skerry.edge.oracle.Observed.Asked;
import dev.skerry.edge.policy.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what a correct cache may ask upstream for a GET or HEAD. */
final class Questions {
    private Questions() {}

    /** How a request has come to be asked upstream. */
    enum Occasion {
        /** A client has sent it. */
        FIRST,
        /** A stale response was served, and is to be refreshed. */
        REFRESH,
        /** What it waited for, that another had asked for, was nothing for it. */
        AFTER_WAITING,
        /** What it asked for itself was nothing for the cache. */
        AS_IT_IS,
        /** What it asked for itself was nothing at all. */
        WHOLE
    }

    /** One thing that may be asked; {@code unkeyed} if with what is no part of the key, which nobody else's answer may come by. */
    private record Question(String method, String conditions, boolean unkeyed, Why why) {
        Question(String method, String conditions, Why why) {
            this(method, conditions, false, why);
        }

        boolean looksLike(Question other) {
            return method.equals(other.method) && conditions.equals(other.conditions) && unkeyed == other.unkeyed;
        }

        @Override
        public String toString() {
            return method + (unkeyed ? " with unkeyed fields [" : " [") + conditions + "]";
        }
    }

    /**
     * The state once {@code asked} has gone upstream.
     *
     * @param before what was held when it was decided; not yet what is arriving, whose content is not there
     * @throws Difference if it must not
     */
    static State asks(
            State before, State state, Asked asked, Occasion occasion, boolean background, long now, long event) {
        Client client = asked.client();
        Fields sent = Reply.conditional(asked.head().fields());
        Question seen = new Question(
                asked.head().method(),
                Reply.conditions(sent),
                asked.head().fields().contains(Client.UNKEYED),
                new Why.Passed());
        Set<Question> expected = new LinkedHashSet<>(expected(before, client, occasion, now));
        expected.addAll(expected(state, client, occasion, now));
        List<Why> whys = expected.stream()
                .filter(seen::looksLike)
                .map(Question::why)
                .distinct()
                .toList();
        if (whys.isEmpty()) {
            throw new Difference(occasion + ": upstream was asked " + seen + ", expected is one of " + expected);
        }
        Why why = whys.size() == 1 ? whys.getFirst() : new Why.OneOf(whys);
        return state.asks(new Asking(
                asked.number(), client, seen.method(), sent, why, background, now, event, false, Set.of(), -1));
    }

    private static List<Question> expected(State state, Client client, Occasion occasion, long now) {
        Question passed = passed(client);
        Kept selected = state.select(client.fields());
        return switch (occasion) {
            case WHOLE -> List.of(new Question("GET", "", new Why.Missing(List.of())));
            case AS_IT_IS -> List.of(passed);
            case REFRESH -> selected == null ? List.of() : List.of(refresh(selected));
            case FIRST ->
                state.mayPass(client.fields(), now)
                        ? with(passed, of(state, client, selected))
                        : of(state, client, selected);
            case AFTER_WAITING -> with(passed, of(state, client, selected));
        };
    }

    private static Question passed(Client client) {
        return new Question(client.method(), Reply.conditions(client.fields()), client.isUnkeyed(), new Why.Passed());
    }

    private static List<Question> with(Question one, List<Question> others) {
        List<Question> all = new ArrayList<>(others);
        all.add(one);
        return all;
    }

    private static List<Question> of(State state, Client client, @Nullable Kept selected) {
        String range = Reply.forwarded(client.method(), client.fields());
        if (selected == null) {
            List<Kept> choices = choices(state);
            return List.of(new Question("GET", Reply.joined(named(choices), range), new Why.Missing(choices)));
        }
        Part part = selected.part();
        if (part != null && !Reply.covers(client, selected)) {
            String missing = Reply.missing(client, selected);
            return List.of(
                    client.method().equals("HEAD")
                            ? passed(client)
                            : missing.isEmpty()
                                    ? new Question("GET", range, new Why.Missing(List.of()))
                                    : new Question("GET", missing, new Why.Completing(selected)));
        }
        Why about = new Why.About(selected);
        if (!selected.hasValidator() && !range.isEmpty() && Reusing.insists(client)) {
            // What it insists on a part of may stay whole for the others.
            return List.of(passed(client), new Question("GET", range, about), new Question("GET", "", about));
        }
        if (!selected.hasValidator()) {
            // There is nothing to validate, so what is asked is what a cache would ask that has nothing, or, because
            // what it
            // has may stand in for an error, what one would that has.
            return List.of(new Question("GET", range, about), new Question("GET", "", about));
        }
        String validators = validators(selected);
        return List.of(
                new Question(client.method(), part == null ? validators : Reply.joined(validators, range), about));
    }

    private static Question refresh(Kept selected) {
        Part part = selected.part();
        String range = part == null ? "" : "range: bytes=" + part.first() + "-" + part.last();
        return new Question("GET", Reply.joined(validators(selected), range), new Why.About(selected));
    }

    /** RFC 9111 §4.1: what the origin may choose among, newest first; a part is no answer to most. */
    private static List<Kept> choices(State state) {
        return state.usable().stream()
                .filter(kept -> kept.etag() != null && kept.part() == null)
                .toList();
    }

    private static String named(List<Kept> choices) {
        String tags = choices.stream()
                .flatMap(kept -> Stream.ofNullable(kept.etag()))
                .distinct()
                .collect(Collectors.joining(", "));
        return tags.isEmpty() ? "" : "if-none-match: " + tags;
    }

    static String validators(Kept kept) {
        Map<String, @Nullable String> all = new LinkedHashMap<>();
        all.put("if-none-match", kept.etag());
        all.put("if-modified-since", kept.lastModified());
        return all.entrySet().stream()
                .filter(one -> one.getValue() != null)
                .map(one -> one.getKey() + ": " + one.getValue())
                .collect(Collectors.joining("; "));
    }
}
