package dev.skerry.edge.oracle;

import dev.skerry.edge.oracle.Observed.Asked;
import dev.skerry.edge.oracle.Outcome.Again;
import dev.skerry.edge.oracle.Outcome.Answer;
import dev.skerry.edge.oracle.Questions.Occasion;
import java.util.List;
import java.util.Map;

/**
 * Compares what the edge has done with what a correct cache in one state may do, and says in which it is then.
 * {@link Questions} says what a cache may ask, {@link Settling} what may follow an answer.
 */
final class Judge {
    private final Tally tally;

    Judge(Tally tally) {
        this.tally = tally;
    }

    /**
     * A GET or HEAD has come.
     *
     * @throws Difference if a cache in {@code state} must not do what was seen
     */
    State arrived(State state, Client client, Observed seen, long now, long event) {
        if (seen.asked().size() > 1) {
            throw new Difference("one request of a client made " + seen.asked().size() + " upstream requests");
        }
        if (seen.leader() != null) {
            return answeredAtOnce(state, client, seen.leader(), seen.asked(), now, event);
        }
        Kept selected = state.select(client.fields());
        Reusing reusing = selected == null ? Reusing.NO : Reusing.of(client, selected, now);
        if (Reusing.asks(client.fields()).has("only-if-cached")) {
            throw new Difference("only-if-cached, and the client waits");
        }
        if (reusing != Reusing.NO) {
            throw new Difference("not served, though it may be reused: " + selected + " " + reusing);
        }
        if (seen.asked().isEmpty()) {
            tally.count("waits for another's fetch");
            if (state.open().isEmpty()) {
                throw new Difference("client " + client.number() + " waits and nobody asks upstream");
            }
            return state;
        }
        return Questions.asks(state, state, seen.asked().getFirst(), Occasion.FIRST, false, now, event);
    }

    private State answeredAtOnce(State state, Client client, Seen seen, List<Asked> asked, long now, long event) {
        Kept selected = state.select(client.fields());
        Reusing reusing = selected == null ? Reusing.NO : Reusing.of(client, selected, now);
        if (seen.status() == 504 && !seen.hit() && Reusing.asks(client.fields()).has("only-if-cached")) {
            if (reusing != Reusing.NO) {
                throw new Difference("504 though " + selected + " may be used: " + reusing);
            }
            tally.count("504 only-if-cached");
            return state;
        }
        if (!seen.hit() && isOfArriving(state, client, seen, now)) {
            tally.count("joined while it arrives");
            return state;
        }
        if (!seen.hit()) {
            throw new Difference("answered without asking, and not from cache: " + seen);
        }
        if (!isFromCache(state, client, seen, now)) {
            throw new Difference("the edge served " + seen + "\n  and may only serve "
                    + (selected == null ? "nothing" : reusing + " " + selected + " as " + Reply.of(client, selected)));
        }
        tally.count(seen.status() >= 300 || seen.status() == 206 ? "hit " + seen.status() : "hit");
        tally.count("served " + reusing);
        if (asked.isEmpty()) {
            if (reusing == Reusing.WHILE_REVALIDATE && state.isQuiet() && !state.mayPass(client.fields(), now)) {
                throw new Difference("served stale, and nobody refreshes it");
            }
            return state;
        }
        if (reusing != Reusing.WHILE_REVALIDATE) {
            throw new Difference("served from cache, and yet asked upstream: " + reusing);
        }
        return Questions.asks(state, state, asked.getFirst(), Occasion.REFRESH, true, now, event);
    }

    /** RFC 9111 §4: what is arriving for another may be used, if it could be from the store; not if it was changed since. */
    private static boolean isOfArriving(State state, Client client, Seen seen, long now) {
        return state.arriving().stream()
                .filter(one -> !one.asking().isOvertaken(one.response()))
                .map(State.Arriving::response)
                .anyMatch(response -> Variants.match(response, client.fields())
                        && Reusing.of(client, response, now) != Reusing.NO
                        && isOf(response, client, seen, now));
    }

    private static boolean isFromCache(State state, Client client, Seen seen, long now) {
        Kept selected = state.select(client.fields());
        return selected != null && Reusing.of(client, selected, now) != Reusing.NO && isOf(selected, client, seen, now);
    }

    private static boolean isOf(Kept kept, Client client, Seen seen, long now) {
        return seen.is(Reply.of(client, kept), kept) && seen.sharable(kept, now) && !seen.keys();
    }

    /** An upstream has answered, or has not, and {@code outcome} is what may follow. */
    State settled(State before, Asking asking, Outcome outcome, Observed seen, long now, long event) {
        leader(asking, outcome, seen, now);
        for (Map.Entry<Client, Seen> other : seen.others().entrySet()) {
            waiter(before, asking, outcome, other.getKey(), other.getValue(), now);
        }
        State state = outcome.after();
        for (Asked one : seen.asked()) {
            Occasion occasion = occasion(asking, outcome, one.client(), seen);
            boolean background = !seen.waiting().contains(one.client());
            state = Questions.asks(before, state, one, occasion, background, now, event);
        }
        if (!seen.waiting().isEmpty() && state.open().isEmpty()) {
            throw new Difference("clients wait, and nobody asks upstream: " + seen.waiting());
        }
        return state;
    }

    private static Occasion occasion(Asking asking, Outcome outcome, Client client, Observed seen) {
        boolean answered = client.equals(asking.leader())
                ? seen.leader() != null
                : seen.others().containsKey(client);
        if (answered) {
            return Occasion.REFRESH;
        }
        if (!client.equals(asking.leader())) {
            return Occasion.AFTER_WAITING;
        }
        return switch (outcome.again()) {
            case MUST_ASK_WHOLE -> Occasion.WHOLE;
            case MAY_PASS, NO -> Occasion.AS_IT_IS;
        };
    }

    private void leader(Asking asking, Outcome outcome, Observed seen, long now) {
        Seen got = seen.leader();
        boolean asks = got == null
                && seen.asked().stream().anyMatch(one -> one.client().equals(asking.leader()));
        if (asks != (outcome.again() == Again.MUST_ASK_WHOLE) && !(asks && outcome.again() == Again.MAY_PASS)) {
            throw new Difference("the leader " + (asks ? "asks" : "does not ask") + " again: " + outcome);
        }
        if (asks || asking.background()) {
            tally.count(asks ? "asked once more" : "refreshed");
            return;
        }
        if (got == null) {
            throw new Difference("the leader got nothing: " + outcome);
        }
        Answer answer = outcome.replies().stream()
                .filter(one -> one.is(got, now))
                .findFirst()
                .orElseThrow(
                        () -> new Difference("the leader got " + got + "\n  and may only get " + outcome.replies()));
        if (outcome.stored() != null && outcome.stored() != got.stored()) {
            throw new Difference("Cache-Status says stored " + got.stored() + ", and " + outcome);
        }
        tally.count(
                answer.of() == null ? "failed" : (answer.cached() ? "validated or stale " : "fetched ") + got.status());
    }

    /** Someone who waited for another's fetch was answered. */
    private void waiter(State before, Asking asking, Outcome outcome, Client client, Seen seen, long now) {
        Kept shared = outcome.shared();
        // Who asked before an unsafe request did may have what was asked for before, too.
        boolean early = !asking.isInvalidated() || client.born() < asking.invalidated();
        if (shared != null
                && early
                && !asking.isPurged(shared)
                && Variants.match(shared, client.fields())
                && Reusing.of(client, shared, now) != Reusing.NO
                && isOf(shared, client, seen, now)) {
            tally.count("collapsed");
            return;
        }
        // The content of what is arriving may not have been there when it was looked for.
        if (isFromCache(outcome.after(), client, seen, now) || isFromCache(before, client, seen, now)) {
            tally.count("waited for what is stored");
            return;
        }
        if (isOfArriving(outcome.after(), client, seen, now)) {
            tally.count("joined another's while it arrives");
            return;
        }
        if (Settling.ERRORS.contains(outcome.status()) && isFailure(asking, outcome, client, seen, now)) {
            tally.count("collapsed on a failure");
            return;
        }
        throw new Difference("a waiter got " + seen + "\n  and may only get " + shared + " or "
                + outcome.after().select(client.fields()));
    }

    private static boolean isFailure(Asking asking, Outcome outcome, Client client, Seen seen, long now) {
        if (seen.status() == outcome.status() && seen.id() == null) {
            return true;
        }
        Kept stale = outcome.after().latest(asking, client);
        return stale != null && Reusing.ifError(client, stale, now) && isOf(stale, client, seen, now);
    }
}
