package dev.skerry.edge.oracle;

import dev.skerry.edge.oracle.Asking.Why;
import dev.skerry.edge.oracle.Outcome.Again;
import dev.skerry.edge.oracle.Outcome.Answer;
import dev.skerry.edge.policy.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Says what may follow when an upstream answers, or does not. */
final class Settling {
    /** RFC 5861 §4. */
    static final Set<Integer> ERRORS = Set.of(500, 502, 503, 504);

    private final State without;
    private final Asking asking;
    private final Client client;
    private final long now;

    /** Whether what is to be stored is there. */
    private final boolean whole;

    private Settling(State state, Asking asking, long now, boolean whole) {
        this.without = state.answered(asking);
        this.asking = asking;
        this.client = asking.leader();
        this.now = now;
        this.whole = whole;
    }

    /** What may follow where nothing came; {@code status} is what that is answered with. */
    static List<Outcome> failed(State state, Asking asking, int status, long now) {
        return new Settling(state, asking, now, true).failed(status);
    }

    /**
     * What may follow a response to a GET or HEAD.
     *
     * @param all its fields as they came
     * @param response what it is for a cache
     * @param whole whether its content is there, too
     */
    static List<Outcome> answered(State state, Asking asking, Fields all, Kept response, boolean whole, long now) {
        return new Settling(state, asking, now, whole).answered(all, response);
    }

    /** What may follow a response to another method; {@code event} is what had happened to the world by now. */
    static List<Outcome> passed(
            State state, Asking asking, Fields all, Kept response, boolean whole, long now, long event) {
        return new Settling(state, asking, now, whole).passed(all, response, event);
    }

    private List<Outcome> failed(int status) {
        List<Outcome> outcomes = new ArrayList<>();
        List<Answer> instead = asking.why() instanceof Why.Passed ? List.of() : instead();
        if (instead.isEmpty() || !isHeld()) {
            outcomes.add(new Outcome(without, List.of(Outcome.error(status)), Again.NO, false, null, status));
        }
        if (!instead.isEmpty()) {
            outcomes.add(new Outcome(without, instead, Again.NO, false, null, status));
        }
        return outcomes;
    }

    /** What may answer in the place of an error: the most recent that there is (RFC 9111 §4). Empty if nothing may. */
    private List<Answer> instead() {
        Kept stale = without.latest(asking, client);
        return stale != null && mayStandIn(client, stale) ? List.of(Outcome.made(client, stale)) : List.of();
    }

    private boolean mayStandIn(Client one, Kept stale) {
        return Reusing.ifError(one, stale, now) || Reusing.of(one, stale, now) != Reusing.NO;
    }

    /** Whether somebody who wants nothing in particular of caches, and no more than is there, could have it. */
    private boolean mayStandInForOthers() {
        Kept stale = without.latest(asking, client);
        if (stale == null) {
            return false;
        }
        Part part = stale.part();
        Fields fields = client.fields().without("cache-control", "pragma", "range", "if-range");
        Fields asked = part == null ? fields : fields.with("range", "bytes=" + part.first() + "-" + part.last());
        return mayStandIn(new Client(client.number(), "GET", client.target(), asked, client.born()), stale);
    }

    /** Whether what the client selects is in the cache, and not in the hands of its fetch alone. */
    private boolean isHeld() {
        return without.select(client.fields()) != null;
    }

    private List<Outcome> answered(Fields all, Kept response) {
        return switch (asking.why()) {
            case Why.Passed() ->
                List.of(new Outcome(
                        without,
                        List.of(Outcome.asItCame(client, response).with(all)),
                        Again.NO,
                        false,
                        null,
                        response.status()));
            case Why.About(Kept kept)
            when response.status() == 304 -> isSaidGood(kept, response) ? freshened(kept, all) : askWhole();
            case Why.About(Kept kept) when asking.method().equals("HEAD") -> head(kept, all, response);
            case Why.About _ -> judged(all, response);
            case Why.Completing(Kept part) -> completing(part, all, response);
            case Why.Missing(List<Kept> choices) when response.status() == 304 -> chosen(choices, all, response);
            case Why.Missing _ -> judged(all, response);
            case Why.OneOf several -> throw new IllegalStateException("each is to be settled by itself: " + several);
        };
    }

    /** RFC 9111 §4.3.4; what a purge has hit since is good no more, whatever the origin says. */
    private boolean isSaidGood(Kept kept, Kept notModified) {
        String etag = notModified.etag();
        String modified = notModified.lastModified();
        boolean same = etag != null
                ? kept.etag() != null && Reply.isSaid(etag, kept.etag())
                : modified == null || modified.equals(kept.lastModified());
        return same && !asking.isPurged(kept);
    }

    private List<Outcome> chosen(List<Kept> choices, Fields all, Kept response) {
        for (Kept choice : choices) {
            if (response.etag() != null && Reply.isSaid(response.etag(), Objects.requireNonNull(choice.etag()))) {
                return asking.isPurged(choice) ? askWhole() : freshened(choice, all);
            }
        }
        return askWhole();
    }

    private List<Outcome> askWhole() {
        return List.of(new Outcome(without, List.of(), Again.MUST_ASK_WHOLE, null, null, 304));
    }

    private List<Outcome> freshened(Kept old, Fields all) {
        Kept merged = old.freshened(client.fields(), all, asking.at(), now, asking.born());
        return merged(old, merged, all, 304);
    }

    /** {@code merged} is what was stored, with what the origin has said of it. */
    private List<Outcome> merged(Kept old, Kept merged, Fields all, int status) {
        List<Answer> replies = List.of(Outcome.made(client, merged).with(all));
        List<Outcome> outcomes = new ArrayList<>();
        // A cookie that comes with it is its asker's and not stored.
        Fields others = all.without("set-cookie");
        Storing storing = Storing.of(client.fields(), merged, others, now);
        if (storing != Storing.NEVER) {
            for (State after : stored(merged, whole || status != 206)) {
                outcomes.add(new Outcome(after, replies, Again.NO, true, merged, status));
            }
        }
        if (storing != Storing.SHOULD) {
            if (Storing.refusesRequest(client.fields(), merged)) {
                outcomes.add(new Outcome(without, replies, Again.NO, false, null, status));
            }
            if (storing == Storing.MAY || Storing.of(Fields.EMPTY, merged, others, now) == Storing.NEVER) {
                outcomes.add(new Outcome(without.cleared(), replies, Again.NO, false, null, status));
                outcomes.add(new Outcome(without.without(old), replies, Again.NO, false, null, status));
            }
        }
        return outcomes;
    }

    /** The states that are possible once {@code response} is to be stored; {@code content} is whether that of it is there. */
    private List<State> stored(Kept response, boolean content) {
        return content
                ? stored(without.learned(response), asking, response)
                : List.of(without.learned(response).begins(asking, response));
    }

    /** The content of what is arriving is there. */
    static List<State> ended(State state, State.Arriving ended) {
        return stored(state.ends(ended), ended.asking(), ended.response());
    }

    private static List<State> stored(State state, Asking asking, Kept response) {
        if (asking.isOvertaken(response) || state.stored().stream().anyMatch(one -> one.isLaterThan(response))) {
            return List.of(state);
        }
        return state.hasNewer(response) ? List.of(state, state.stores(response)) : List.of(state.stores(response));
    }

    /** RFC 9111 §4.3.5, and decision 14: what a HEAD says of what is stored. */
    private List<Outcome> head(Kept old, Fields all, Kept response) {
        boolean agrees = old.status() == 200
                && response.status() == 200
                && (response.etag() == null || response.etag().equals(old.etag()))
                && (response.lastModified() == null || response.lastModified().equals(old.lastModified()))
                && Integer.toString(old.body().length()).equals(all.first("content-length"));
        if (agrees && response.hasValidator()) {
            return merged(old, old.freshened(client.fields(), all, asking.at(), now, asking.born()), all, 200);
        }
        List<Answer> instead = ERRORS.contains(response.status()) ? instead() : List.of();
        List<Outcome> outcomes = new ArrayList<>();
        for (State after : response.status() == 200 && !agrees
                ? List.of(without.cleared(), without.without(old))
                : List.of(without)) {
            outcomes.add(new Outcome(
                    after,
                    instead.isEmpty()
                            ? List.of(Outcome.asItCame(client, response).with(all))
                            : instead,
                    again(response.status()),
                    false,
                    null,
                    response.status()));
        }
        return outcomes;
    }

    /** RFC 9111 §3.4. */
    private List<Outcome> completing(Kept part, Fields all, Kept response) {
        Kept both = part.completed(client.fields(), all, response, asking.at(), now, asking.born());
        if (both != null) {
            return merged(part, both, all, response.status());
        }
        return response.status() == 206 || response.status() == 416 ? askWhole() : judged(all, response);
    }

    private List<Outcome> judged(Fields all, Kept response) {
        int status = response.status();
        List<Answer> instead = ERRORS.contains(status) ? instead() : List.of();
        List<Outcome> outcomes = new ArrayList<>();
        boolean must = !instead.isEmpty() && isHeld();
        if (!instead.isEmpty()) {
            outcomes.add(new Outcome(without, instead, Again.NO, false, null, status));
        }
        if (must) {
            return outcomes;
        }
        if (ERRORS.contains(status) && instead.isEmpty() && mayStandInForOthers()) {
            // Who insists gets it, and nobody else in the place of what may still be served stale.
            List<Answer> replies = List.of(Outcome.asItCame(client, response).with(all));
            return List.of(new Outcome(without, replies, Again.NO, false, null, status));
        }
        Storing storing = Storing.asked(asking.sent(), client.fields(), response, all, now);
        if (storing != Storing.NEVER) {
            for (State after : stored(response, whole)) {
                outcomes.add(new Outcome(
                        after, List.of(Outcome.fetched(client, response).with(all)), Again.NO, true, response, status));
            }
        }
        if (storing != Storing.SHOULD) {
            List<Answer> replies = List.of(Outcome.asItCame(client, response).with(all));
            Again again = again(status);
            boolean others = !Storing.isUnknownPart(asking.sent(), response, all)
                    && Storing.of(Fields.EMPTY, response, all, now) != Storing.SHOULD
                    && Storing.concernsResource(status);
            if (others) {
                outcomes.add(new Outcome(without.refuses(response), replies, again, false, null, status));
            }
            if (!others || Storing.refusesRequest(client.fields(), response)) {
                outcomes.add(new Outcome(without, replies, again, false, null, status));
            }
        }
        return outcomes;
    }

    /** Whether the leader's request may go on as it came: it asks for less, or was refused for what it was asked without. */
    private Again again(int status) {
        boolean less = status == 200 && Outcome.asksForLess(client, asking.sent());
        boolean lacks = client.isUnkeyed() && status < 500 && !Storing.concernsResource(status);
        return less || lacks ? Again.MAY_PASS : Again.NO;
    }

    private List<Outcome> passed(Fields all, Kept response, long event) {
        List<Answer> replies = List.of(Outcome.asItCame(client, response).with(all));
        boolean changes = !client.method().equals("OPTIONS") && response.status() >= 200 && response.status() < 400;
        State after = changes ? without.changed(event) : without;
        Storing storing = Storing.ofPost(client, response, all, now);
        List<Outcome> outcomes = new ArrayList<>();
        if (storing != Storing.NEVER && !asking.isOvertaken(response)) {
            State then = whole
                    ? after.learned(response).stores(response)
                    : after.learned(response).begins(asking, response);
            outcomes.add(new Outcome(then, replies, Again.NO, true, null, response.status()));
        }
        if (storing != Storing.SHOULD || asking.isOvertaken(response)) {
            @Nullable Boolean told = storing == Storing.NEVER ? Boolean.FALSE : null;
            outcomes.add(new Outcome(after, replies, Again.NO, told, null, response.status()));
        }
        return outcomes;
    }
}
