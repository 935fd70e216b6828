package dev.skerry.edge.oracle;

import dev.skerry.edge.policy.Fields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * What a correct cache may be like. Where the RFCs leave a choice that can't be seen from outside at once, it is in several
 * states at the same time, and what is seen later tells which of them are true: none is left if the edge is wrong.
 */
final class Model {
    /** More than that and the model says so little that its silence proves nothing. */
    private static final int MOST_STATES = 64;

    private final Map<String, List<State>> urls = new LinkedHashMap<>();
    private final Tally tally;
    private final Judge judge;

    Model(Collection<String> targets, Tally tally) {
        targets.forEach(target -> urls.put(target, List.of(State.EMPTY)));
        this.tally = tally;
        this.judge = new Judge(tally);
    }

    /** A state that is possible. */
    State any(String target) {
        return states(target).getFirst();
    }

    private List<State> states(String target) {
        return Objects.requireNonNull(urls.get(target));
    }

    void arrived(Client client, Observed seen, long now, long event) {
        narrow(client.target(), state -> List.of(judge.arrived(state, client, seen, now, event)));
    }

    /** A request of another method than GET and HEAD has gone on. */
    void passes(Asking asking) {
        each(asking.leader().target(), state -> state.asks(asking));
    }

    /** No response came. */
    void failed(String target, int number, int status, Observed seen, long now, long event) {
        settle(target, number, seen, now, event, (state, asking) -> Settling.failed(state, asking, status, now));
    }

    /** A response came; {@code whole} is whether its content did, too. */
    void answered(String target, int number, Origin.Answer answer, boolean whole, Observed seen, long now, long event) {
        settle(target, number, seen, now, event, (state, asking) -> {
            Fields all = answer.fields();
            Kept response = Kept.of(
                    asking.leader().fields(), answer.status(), all, answer.body(), asking.at(), now, asking.born());
            return asking.leader().reads()
                    ? Settling.answered(state, asking, all, response, whole, now)
                    : Settling.passed(state, asking, all, response, whole, now, event);
        });
    }

    /** The content of what had begun to arrive came, or, if not {@code whole}, does not come. */
    void ended(String target, int number, boolean whole) {
        narrow(target, state -> {
            State.Arriving ended = state.arriving(number);
            return ended == null ? List.of(state) : whole ? Settling.ended(state, ended) : List.of(state.ends(ended));
        });
    }

    private interface Follows {
        List<Outcome> of(State state, Asking asking);
    }

    private void settle(String target, int number, Observed seen, long now, long event, Follows follows) {
        narrow(target, state -> {
            Asking asking = state.asking(number);
            Set<State> next = new LinkedHashSet<>();
            Set<String> reasons = new LinkedHashSet<>();
            for (Asking one : asking.cases()) {
                for (Outcome outcome : follows.of(state, one)) {
                    try {
                        next.add(judge.settled(state, one, outcome, seen, now, event));
                    } catch (Difference difference) {
                        reasons.add(Objects.requireNonNull(difference.getMessage()));
                    }
                }
            }
            if (next.isEmpty()) {
                throw new Difference(String.join("\n or ", reasons));
            }
            return List.copyOf(next);
        });
    }

    void purged(String target) {
        each(target, State::purgedAll);
    }

    void purgedKey(String key) {
        urls.keySet().forEach(target -> each(target, state -> state.purgedKey(key)));
    }

    /** An unsafe request to another URL has changed this one. */
    void changed(String target, long event) {
        each(target, state -> state.changed(event));
    }

    private void each(String target, UnaryOperator<State> change) {
        urls.put(target, states(target).stream().map(change).distinct().toList());
    }

    /** Keeps what is possible after something was seen; {@code next} throws {@link Difference} where that is impossible. */
    private void narrow(String target, Function<State, List<State>> next) {
        Set<State> possible = new LinkedHashSet<>();
        List<String> reasons = new ArrayList<>();
        for (State state : states(target)) {
            try {
                possible.addAll(next.apply(state));
            } catch (Difference difference) {
                reasons.add(Objects.requireNonNull(difference.getMessage()));
            }
        }
        if (possible.isEmpty()) {
            throw new Difference(String.join(
                    "\nor, in another state: ", reasons.stream().distinct().toList()));
        }
        if (possible.size() > MOST_STATES) {
            throw new Difference("the model knows " + possible.size() + " states that are possible, and so nothing");
        }
        tally.count("judged in " + (possible.size() < 8 ? possible.size() + "" : "many") + " states");
        urls.put(target, List.copyOf(possible));
    }
}
