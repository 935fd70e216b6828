package dev.skerry.edge.request;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.fill.Coalescer;
import dev.skerry.edge.fill.FetchPipeline;
import dev.skerry.edge.fill.FillResult;
import dev.skerry.edge.fill.Inquiry;
import dev.skerry.edge.fill.RefreshBudgets;
import dev.skerry.edge.fill.Sharing;
import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.policy.ByteRange;
import dev.skerry.edge.policy.CacheGroups;
import dev.skerry.edge.policy.FetchReason;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.Invalidation;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.Reuse;
import dev.skerry.edge.policy.Storability;
import dev.skerry.edge.policy.StoreRefusal;
import dev.skerry.edge.policy.Vary;
import dev.skerry.edge.purge.PurgeGuard.LeaseVerdict;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a request that no tier can answer: what is asked upstream, who asks, and whether what comes is an answer to
 * this request. Thread-safe: holds no state of a request.
 */
final class Forwarding {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarding.class);

    /** How many fills in a row may bring a request nothing that it may use before it fetches for itself alone. */
    private static final int MAX_ATTEMPTS = 3;

    private final TieredCache cache;
    private final Coalescer coalescer;
    private final FetchPipeline fetches;
    private final RefreshBudgets budgets;
    private final Decisions decisions;
    private final EdgeCounters counters;
    private final Answers answers;
    private final Steps steps;
    private final Consumer<Turn> lookup;

    /** @param lookup begins a request anew, that what came was no answer to */
    Forwarding(
            TieredCache cache,
            Coalescer coalescer,
            FetchPipeline fetches,
            RefreshBudgets budgets,
            Decisions decisions,
            EdgeCounters counters,
            Answers answers,
            Steps steps,
            Consumer<Turn> lookup) {
        this.cache = cache;
        this.coalescer = coalescer;
        this.fetches = fetches;
        this.budgets = budgets;
        this.decisions = decisions;
        this.counters = counters;
        this.answers = answers;
        this.steps = steps;
        this.lookup = lookup;
    }

    /** Sends the request on as it is, without asking whether it could be answered from a tier. */
    void passOn(Turn turn, FetchReason reason) {
        counters.forwarded(reason).increment();
        pass(turn, reason, null);
    }

    /**
     * Fetches in the background; whoever asks meanwhile gets the stale response too. What a soft purge has hit is asked for within
     * the site's budget, if it has one: who comes next may have more luck, and the refresh of the node is under way.
     */
    void refresh(Turn turn, StoredResponse stale) {
        SiteId site = turn.site().id();
        int perSecond = turn.site().config().purge().refreshPerSecond();
        boolean counts = perSecond > 0 && decisions.isSoftPurged(stale);
        if (counts && !budgets.take(site, perSecond)) {
            return;
        }
        boolean asked = fetches.refresh(turn.site(), turn.key(), turn.variant(), turn.request(), stale) != null;
        if (counts && !asked) {
            budgets.giveBack(site, perSecond);
        }
    }

    /**
     * Asks whether {@code stored} is still good, or for what it lacks; for all of it anew where there is nothing to ask by, so
     * that {@code stored} is of use only on an error.
     */
    void validate(Turn turn, FetchReason reason, StoredResponse stored, Fields fields) {
        boolean byHead = turn.isHead() && fields.size() > 0;
        fill(turn, reason, byHead ? Inquiry.aboutHead(stored, fields) : Inquiry.about(stored, fields));
    }

    /**
     * Asks for what nothing that is stored can help with; where there are other variants of it, the origin may choose one of
     * them. Of several ranges, and of a HEAD for what is stored in part, there is nothing to store; and what one insists on a
     * part of stays for the others, who would have to fetch all of it for that part.
     */
    void fetch(Turn turn, FetchReason reason) {
        RequestHead request = turn.request();
        Fields range = ByteRange.upstream(request);
        boolean wouldReplaceWhole = (reason == FetchReason.REQUEST || reason == FetchReason.FENCE) && range.size() > 0;
        if (ByteRange.asksForSeveral(request)
                || (turn.isHead() && reason == FetchReason.PARTIAL)
                || wouldReplaceWhole) {
            passOn(turn, reason);
            return;
        }
        boolean selectsNothing = reason == FetchReason.URI_MISS || reason == FetchReason.PURGED_HARD;
        List<StoredResponse> usable = selectsNothing
                ? cache.variants(turn.key()).stream()
                        .filter(variant -> mayBeChosen(turn, variant))
                        .toList()
                : List.<StoredResponse>of();
        List<StoredResponse> told = usable.stream()
                .filter(variant -> Reuse.mayBeChosenByTag(variant.view()))
                .toList();
        Fields choice = Reuse.choice(told.stream().map(StoredResponse::view).toList());
        Fields fields = Fields.builder().addAll(choice).addAll(range).build();
        boolean variesOnly = reason == FetchReason.URI_MISS && !usable.isEmpty();
        fill(
                turn,
                variesOnly ? FetchReason.VARY_MISS : reason,
                choice.size() == 0 ? Inquiry.part(range) : Inquiry.among(told, fields));
    }

    /** Not a part, which is no answer to most; not one with a cookie, which was another one's. */
    private boolean mayBeChosen(Turn turn, StoredResponse variant) {
        return variant.view().part() == null
                && !variant.view().head().fields().contains("set-cookie")
                && decisions.mayBeChosenByTag(turn, variant);
    }

    private void fill(Turn turn, FetchReason reason, Inquiry wanted) {
        Inquiry inquiry = wanted.requiring(turn.required());
        if (turn.attempt() == 0) {
            counters.forwarded(reason).increment();
        }
        if (inquiry.stale() == null
                && coalescer.sharing(turn.key(), turn.request().fields()) instanceof Sharing.NotStored refused) {
            pass(turn, reason, refused.reason());
            return;
        }
        Coalescer.Place place = placeOf(turn, reason, inquiry);
        place.fill().onInterim(interim(turn, place.leader()));
        place.fill()
                .result()
                .thenAccept(result -> steps.then(
                        turn.exchange(), () -> arrived(decisions.now(turn), place, reason, inquiry, result)));
        if (place.leader()) {
            boolean waits = !mayStandIn(turn, inquiry.stale());
            fetches.start(place.fill(), turn.site(), turn.request(), inquiry.waiting(waits));
        }
    }

    /** Whether a user need not wait for an upstream that is away: what is stored, or {@code about}, may be served instead. */
    private boolean mayStandIn(Turn turn, @Nullable StoredResponse about) {
        return decisions.mayStandIn(
                turn, cache.latest(turn.key(), turn.request().fields(), about), UpstreamFailure.CONNECT.status());
    }

    /** What is for caches goes on to child PoPs alone, and a cookie to nobody but the one who caused the request. */
    private static Consumer<ResponseHead> interim(Turn turn, boolean causedIt) {
        Exchange exchange = turn.exchange();
        return head -> {
            Fields fields = causedIt ? head.fields() : head.fields().without("set-cookie");
            ResponseHead told = head.withFields(turn.childFence() == null ? AnswerHeads.forUsers(fields) : fields);
            exchange.execute(() -> exchange.interim(told));
        };
    }

    /** Who must not use what was asked for before it came, asks for itself; so does who wants no content of it. */
    private Coalescer.Place placeOf(Turn turn, FetchReason reason, Inquiry inquiry) {
        if (turn.attempt() >= MAX_ATTEMPTS
                || turn.lease() == LeaseVerdict.REVALIDATE
                || inquiry.method().equals("HEAD")
                || !(coalescer.sharing(turn.key(), turn.request().fields()) instanceof Sharing.Shared)) {
            return coalescer.alone(turn.key());
        }
        Coalescer.Place place = coalescer.join(turn.key(), turn.variant(), inquiry.range());
        // What others have claimed to know proves nothing of when their fetch began, so a requirement is asked for by
        // each.
        boolean insists = reason == FetchReason.REQUEST || turn.required() != null;
        return insists && !place.leader() ? coalescer.alone(turn.key()) : place;
    }

    private void arrived(Turn turn, Coalescer.Place place, FetchReason reason, Inquiry inquiry, FillResult result) {
        switch (result) {
            case FillResult.Shared shared -> {
                if (place.leader()) {
                    answer(turn, shared, reason, false);
                } else {
                    joined(turn, place, reason, shared);
                }
            }
            case FillResult.Private mine -> {
                int status = mine.head().status();
                if (place.leader()) {
                    mine(turn, place, reason, inquiry, mine);
                } else if (standsIn(turn, place, inquiry, reason, status, OptionalInt.of(status))) {
                    return;
                } else if (mine.refusal() != null && mine.refusal().concernsRequest()) {
                    lookup.accept(turn.again());
                } else {
                    pass(turn, reason, mine.refusal());
                }
            }
            case FillResult.Failed failed -> {
                int status = failed.reason().status();
                if (!standsIn(turn, place, inquiry, reason, status, OptionalInt.empty())) {
                    answers.failed(turn, failed.reason(), reason);
                }
            }
        }
    }

    /** RFC 9111 §4: who waited for another one's fetch may use its response only if it may be reused for the request. */
    private void joined(Turn turn, Coalescer.Place place, FetchReason reason, FillResult.Shared shared) {
        StoredResponse response = shared.response();
        String variant = Vary.of(response.view().head()).variant(turn.request().fields());
        if (!variant.equals(response.variant())) {
            lookup.accept(turn.wants(variant).again());
            return;
        }
        boolean usable = shared.forOthers() && decisions.decide(turn, response).usesStored();
        if (usable) {
            answer(turn, shared, reason, true);
            return;
        }
        if (decisions.isOvertaken(response)) {
            coalescer.leave(place.fill());
        }
        lookup.accept(turn.again());
    }

    private void answer(Turn turn, FillResult.Shared shared, FetchReason reason, boolean collapsed) {
        Body.@Nullable Reader reader = shared.response().body().reader();
        if (reader == null) {
            // The body outgrew what may be stored, and its first bytes are gone: this request needs a fetch of its own.
            pass(turn, reason, StoreRefusal.TOO_LARGE);
            return;
        }
        if (collapsed) {
            counters.collapsed().increment();
        }
        answers.filled(turn, shared, reader, reason, collapsed);
    }

    private void mine(Turn turn, Coalescer.Place place, FetchReason reason, Inquiry inquiry, FillResult.Private mine) {
        int status = mine.head().status();
        try {
            if (standsIn(turn, place, inquiry, reason, status, OptionalInt.of(status))) {
                mine.content().close();
            } else if ((status == 200 && turn.request().asksForLess(inquiry.fields()))
                    || lacksWhatWasReceived(turn, mine)) {
                // Only now it is known that this is nothing for the cache: the origin itself applies range and
                // conditions, and gets the fields that are no part of the key.
                mine.content().close();
                pass(turn, reason, mine.refusal());
            } else {
                answers.passed(turn, mine, reason, mine.refusal());
            }
        } catch (RuntimeException bug) {
            mine.content().close();
            throw bug;
        }
    }

    /**
     * Answers with what is stored in the place of an error, if that may be: with what others have stored since the fetch began,
     * as with any, or with what may be served stale (RFC 5861 §4). It is the most recent that counts (RFC 9111 §4).
     *
     * @param status that the upstream answered with, or that its failure would be answered with
     * @param fwdStatus that the upstream answered with; empty if it gave no answer
     * @return whether the request is answered, or on its way to be
     */
    private boolean standsIn(
            Turn turn, Coalescer.Place place, Inquiry inquiry, FetchReason reason, int status, OptionalInt fwdStatus) {
        @Nullable StoredResponse about = place.fill().isInvalidated() ? null : inquiry.stale();
        @Nullable
        StoredResponse latest = Reuse.isFailure(status)
                ? cache.latest(turn.key(), turn.request().fields(), about)
                : null;
        if (!decisions.mayStandIn(turn, latest, status)) {
            return false;
        }
        if (decisions.decide(turn, latest).usesStored()) {
            lookup.accept(turn.again());
        } else {
            counters.staleHits().increment();
            answers.staleOnError(turn, RequestPipeline.present(latest), reason, fwdStatus);
        }
        return true;
    }

    /** Whether an origin refuses a request that came with more than it was sent, as one that wants to know who asks. */
    private static boolean lacksWhatWasReceived(Turn turn, FillResult.Private mine) {
        int status = mine.head().status();
        return !turn.asked().isAllThatWasReceived() && status < 500 && !Storability.concernsResource(status);
    }

    /**
     * Sends the request on as it is: nothing is looked up.
     *
     * @param refusal why a response like this was not stored; null if that was never asked
     */
    private void pass(Turn turn, FetchReason reason, @Nullable StoreRefusal refusal) {
        Exchange exchange = turn.exchange();
        fetches.pass(
                        turn.site(),
                        turn.received(),
                        turn.asked().isAllThatWasReceived() ? turn.key() : null,
                        turn.request(),
                        exchange.content(),
                        turn.required(),
                        interim(turn, true),
                        head -> invalidate(turn, head))
                .thenAccept(result -> steps.then(exchange, () -> {
                    switch (result) {
                        case FillResult.Private mine -> answers.passed(turn, mine, reason, refusal);
                        case FillResult.Failed failed -> answers.failed(turn, failed.reason(), reason);
                        case FillResult.Shared shared ->
                            throw new IllegalStateException("a response that was passed on can't be shared");
                    }
                }));
    }

    /**
     * RFC 9111 §4.4: an unsafe request that succeeded makes what is stored of the resource old, and RFC 9875 what is in the
     * groups that the answer names or that what was stored is in.
     */
    private void invalidate(Turn turn, ResponseHead answer) {
        Set<String> groups = new HashSet<>(CacheGroups.invalidatedBy(turn.request(), answer));
        for (String target : Invalidation.targets(turn.request(), answer)) {
            ContentUrl url;
            try {
                url = ContentUrl.ofTarget(turn.key().host(), target);
            } catch (IllegalArgumentException unaddressable) {
                LOG.debug("nothing can be stored of {}: {}", target, unaddressable.getMessage());
                continue;
            }
            CacheKey key = Keyed.keyOf(turn.site(), url);
            groups.addAll(cache.groupsOf(key));
            coalescer.invalidate(key);
            cache.remove(key);
        }
        cache.invalidateGroups(turn.site().id(), turn.key().host(), groups, decisions.nowMs());
    }
}
