package dev.skerry.edge.request;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Fence;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.fill.Coalescer;
import dev.skerry.edge.fill.FetchPipeline;
import dev.skerry.edge.fill.FillResult;
import dev.skerry.edge.fill.Sharing;
import dev.skerry.edge.policy.CacheGroups;
import dev.skerry.edge.policy.FetchReason;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.Invalidation;
import dev.skerry.edge.policy.PurgeVerdict;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.Reuse;
import dev.skerry.edge.policy.ReuseDecision;
import dev.skerry.edge.policy.StaleReason;
import dev.skerry.edge.policy.StoreRefusal;
import dev.skerry.edge.policy.Vary;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.purge.PurgeGuard.LeaseVerdict;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.sites.Sites;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a request, in the order in which it happens:
 *
 * <pre>
 *   handle     which site, who asks; a child PoP that has applied more than we have waits for us   (R3)
 *   lookup     memory, then the PoP's shared tier
 *   decide     purge index and policy: serve, serve stale, revalidate, fetch, or refuse            (R2)
 *   fill       one fetch per key for all who wait; see {@link FetchPipeline}                       (R1, R5)
 *   arrived    the fetch's answer against this request: a purge may have overtaken it meanwhile    (R2)
 * </pre>
 *
 * <p>Every step of a request runs on its exchange's thread. Thread-safe: holds no state of a request.
 */
public final class RequestPipeline {
    private static final Logger LOG = LoggerFactory.getLogger(RequestPipeline.class);

    /** How long a child PoP waits for us to apply what it has applied, before it is passed through to the origin. */
    private static final Duration CHILD_WAIT = Duration.ofMillis(50);

    /** How many fills in a row may bring a request nothing that it may use before it fetches for itself alone. */
    private static final int MAX_ATTEMPTS = 3;

    private final Sites sites;
    private final Peers peers;
    private final TieredCache cache;
    private final PurgeGuard guard;
    private final Coalescer coalescer;
    private final FetchPipeline fetches;
    private final InstantSource clock;
    private final EdgeCounters counters;
    private final Answers answers;

    /**
     * Wires the user side.
     *
     * @param answers writes what this decides
     */
    public RequestPipeline(
            Sites sites,
            Peers peers,
            TieredCache cache,
            PurgeGuard guard,
            Coalescer coalescer,
            FetchPipeline fetches,
            InstantSource clock,
            EdgeCounters counters,
            Answers answers) {
        this.sites = sites;
        this.peers = peers;
        this.cache = cache;
        this.guard = guard;
        this.coalescer = coalescer;
        this.fetches = fetches;
        this.clock = clock;
        this.counters = counters;
        this.answers = answers;
    }

    /** Answers a request, now or later; whatever goes wrong, it is answered. */
    public void handle(Exchange exchange) {
        counters.requests().increment();
        guarded(exchange, () -> begin(exchange));
    }

    /** Runs {@code step} on the exchange's own thread. */
    private void then(Exchange exchange, Runnable step) {
        exchange.execute(() -> guarded(exchange, step));
    }

    private void guarded(Exchange exchange, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException bug) {
            RequestHead request = exchange.request();
            LOG.error("{} {} of {} broke", request.method(), request.target(), request.host(), bug);
            counters.errors().increment();
            exchange.broken();
        }
    }

    private void begin(Exchange exchange) {
        RequestHead request = exchange.request();
        @Nullable Site site = sites.find(request.host());
        if (site == null) {
            answers.unknownSite(exchange);
            return;
        }
        if (answers.isLoop(request)) {
            answers.loop(exchange);
            return;
        }
        Keyed asked = Keyed.of(site, request);
        Turn turn =
                new Turn(exchange, site, asked, null, guard.lease(site.config().lease()), asked.variant(), 0);
        switch (peers.identify(request.fields())) {
            case Peers.Asker.User user -> route(turn);
            case Peers.Asker.Child(Fence fence) -> routeChild(turn.of(fence), fence);
            case Peers.Asker.BrokenChild broken -> forward(turn.of(guard.capture(site.id())), FetchReason.BYPASS);
        }
    }

    private void routeChild(Turn turn, Fence fence) {
        if (guard.hasApplied(fence)) {
            route(turn);
            return;
        }
        guard.whenApplied(fence, CHILD_WAIT)
                .thenAccept(applied -> then(turn.exchange(), () -> {
                    if (applied) {
                        route(now(turn));
                    } else {
                        forward(turn, FetchReason.UNPROVEN);
                    }
                }));
    }

    private void route(Turn turn) {
        if (turn.asked().bypasses()) {
            forward(turn, FetchReason.BYPASS);
            return;
        }
        boolean cacheable = switch (turn.request().method()) {
            case "GET", "HEAD" -> turn.exchange().content().state() == Body.State.COMPLETE;
            default -> false;
        };
        if (cacheable) {
            lookup(turn);
        } else {
            forward(turn, FetchReason.METHOD);
        }
    }

    private void forward(Turn turn, FetchReason reason) {
        counters.forwarded(reason).increment();
        pass(turn, reason, null);
    }

    private void lookup(Turn turn) {
        Fields fields = turn.request().fields();
        @Nullable StoredResponse near = cache.peek(turn.key(), fields);
        ReuseDecision decision = decide(turn, near);
        if (!cache.hasShared() || decision instanceof ReuseDecision.Serve) {
            act(turn, near, decision, counters.memoryHits()::increment);
            return;
        }
        cache.findShared(turn.key(), fields)
                .thenAccept(far -> then(turn.exchange(), () -> lookedUp(now(turn), near, far)));
    }

    private void lookedUp(Turn turn, @Nullable StoredResponse near, @Nullable StoredResponse far) {
        if (far == null
                || (near != null && near.view().responseTimeMs() >= far.view().responseTimeMs())) {
            act(turn, near, decide(turn, near), counters.memoryHits()::increment);
            return;
        }
        ReuseDecision decision = decide(turn, far);
        if (decision instanceof ReuseDecision.Serve) {
            cache.promote(far);
        }
        act(turn, far, decision, counters.sharedHits()::increment);
    }

    /** The lease is looked at again after every wait, which may have outlived it. */
    private Turn now(Turn turn) {
        return turn.at(guard.lease(turn.site().config().lease()));
    }

    private ReuseDecision decide(Turn turn, @Nullable StoredResponse stored) {
        return Reuse.decide(
                turn.request(),
                stored == null ? null : stored.view(),
                stored == null ? PurgeVerdict.VALID : verdict(turn, stored),
                clock.millis(),
                turn.site().rules());
    }

    private PurgeVerdict verdict(Turn turn, StoredResponse stored) {
        PurgeVerdict verdict = guard.verdict(stored.stamp());
        if (verdict != PurgeVerdict.HARD_PURGED && cache.doubts(stored)) {
            return PurgeVerdict.UNPROVEN; // RFC 9875: a group of it was invalidated
        }
        return verdict == PurgeVerdict.VALID && turn.lease() == LeaseVerdict.REVALIDATE
                ? PurgeVerdict.UNPROVEN
                : verdict;
    }

    private void act(Turn turn, @Nullable StoredResponse stored, ReuseDecision decision, Runnable countHit) {
        switch (decision) {
            case ReuseDecision.Serve(long ageMs, long remainingMs) -> {
                countHit.run();
                answers.hit(turn, present(stored), ageMs, remainingMs, null);
            }
            case ReuseDecision.ServeStale(long ageMs, long remainingMs, StaleReason reason) -> {
                countHit.run();
                counters.staleHits().increment();
                answers.hit(turn, present(stored), ageMs, remainingMs, reason);
                if (reason == StaleReason.WHILE_REVALIDATE) {
                    refresh(turn, present(stored));
                }
            }
            case ReuseDecision.Revalidate(FetchReason reason, Fields conditional, boolean mayServeStale) ->
                fill(turn, reason, present(stored), conditional);
            case ReuseDecision.Fetch(FetchReason reason) -> fill(turn, reason, null, Fields.EMPTY);
            case ReuseDecision.Unsatisfiable() -> answers.onlyIfCached(turn);
        }
    }

    private static StoredResponse present(@Nullable StoredResponse stored) {
        if (stored == null) {
            throw new IllegalStateException("the policy decided to use a response that is not there");
        }
        return stored;
    }

    /** Fetches in the background; whoever asks meanwhile gets the stale response too. */
    private void refresh(Turn turn, StoredResponse stale) {
        if (!(coalescer.sharing(turn.key()) instanceof Sharing.Shared)) {
            return;
        }
        Coalescer.Place place = coalescer.join(turn.key(), turn.variant());
        if (!place.leader()) {
            return;
        }
        Fields conditional = Reuse.validators(stale.view());
        place.fill().result().thenAccept(result -> {
            if (result instanceof FillResult.Private mine) {
                mine.content().close();
            }
        });
        fetches.start(place.fill(), turn.site(), turn.request(), stale, conditional);
    }

    private void fill(Turn turn, FetchReason reason, @Nullable StoredResponse stale, Fields conditional) {
        if (turn.attempt() == 0) {
            counters.forwarded(reason).increment();
        }
        if (stale == null && coalescer.sharing(turn.key()) instanceof Sharing.NotStored(StoreRefusal refusal)) {
            pass(turn, reason, refusal);
            return;
        }
        Coalescer.Place place = placeOf(turn, reason);
        place.fill().onInterim(interim(turn.exchange()));
        place.fill()
                .result()
                .thenAccept(result -> then(turn.exchange(), () -> arrived(now(turn), place, reason, stale, result)));
        if (place.leader()) {
            fetches.start(place.fill(), turn.site(), turn.request(), stale, conditional);
        }
    }

    private static Consumer<ResponseHead> interim(Exchange exchange) {
        return head -> exchange.execute(() -> exchange.interim(head));
    }

    /** Who must not use what was asked for before it came, asks for itself. */
    private Coalescer.Place placeOf(Turn turn, FetchReason reason) {
        if (turn.attempt() >= MAX_ATTEMPTS
                || turn.lease() == LeaseVerdict.REVALIDATE
                || !(coalescer.sharing(turn.key()) instanceof Sharing.Shared)) {
            return coalescer.alone(turn.key());
        }
        Coalescer.Place place = coalescer.join(turn.key(), turn.variant());
        return reason == FetchReason.REQUEST && !place.leader() ? coalescer.alone(turn.key()) : place;
    }

    private void arrived(
            Turn turn, Coalescer.Place place, FetchReason reason, @Nullable StoredResponse stale, FillResult result) {
        switch (result) {
            case FillResult.Shared shared -> {
                if (place.leader()) {
                    answer(turn, shared, reason, false);
                } else {
                    joined(turn, place, reason, shared);
                }
            }
            case FillResult.Private mine -> {
                if (place.leader()) {
                    mine(turn, reason, stale, mine);
                } else if (mayUseStale(turn, stale, mine.head().status())) {
                    stale(turn, stale);
                } else if (mine.refusal() != null && mine.refusal().concernsRequest()) {
                    lookup(turn.again());
                } else {
                    pass(turn, reason, mine.refusal());
                }
            }
            case FillResult.Failed failed -> {
                if (mayUseStale(turn, stale, failed.reason().status())) {
                    stale(turn, stale);
                } else {
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
            lookup(turn.wants(variant).again());
            return;
        }
        boolean usable = shared.forOthers()
                && switch (decide(turn, response)) {
                    case ReuseDecision.Serve serve -> true;
                    case ReuseDecision.ServeStale serve -> true;
                    case ReuseDecision.Revalidate ask -> false;
                    case ReuseDecision.Fetch ask -> false;
                    case ReuseDecision.Unsatisfiable none -> false;
                };
        if (usable) {
            answer(turn, shared, reason, true);
            return;
        }
        if (guard.verdict(response.stamp()) != PurgeVerdict.VALID || cache.doubts(response)) {
            coalescer.leave(place.fill());
        }
        lookup(turn.again());
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

    private void mine(Turn turn, FetchReason reason, @Nullable StoredResponse stale, FillResult.Private mine) {
        try {
            if (mayUseStale(turn, stale, mine.head().status())) {
                mine.content().close();
                stale(turn, stale);
            } else if (mine.head().status() == 200 && turn.request().asksForLess()) {
                // Only now it is known that this is nothing for the cache: the origin itself applies range and
                // conditions.
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

    private boolean mayUseStale(Turn turn, @Nullable StoredResponse stale, int status) {
        boolean failed = switch (status) {
            case 500, 502, 503, 504 -> true;
            default -> false;
        };
        return failed
                && stale != null
                && Reuse.mayServeStaleOnError(
                        turn.request(),
                        stale.view(),
                        verdict(turn, stale),
                        clock.millis(),
                        turn.site().rules());
    }

    private void stale(Turn turn, @Nullable StoredResponse stored) {
        counters.staleHits().increment();
        answers.staleOnError(turn, present(stored), clock.millis());
    }

    /**
     * Sends the request on as it is: nothing is looked up, and nothing stored.
     *
     * @param refusal why a response like this was not stored; null if that was never asked
     */
    private void pass(Turn turn, FetchReason reason, @Nullable StoreRefusal refusal) {
        fetches.pass(turn.site(), turn.received(), turn.exchange().content(), interim(turn.exchange()))
                .thenAccept(result -> then(turn.exchange(), () -> {
                    switch (result) {
                        case FillResult.Private mine -> {
                            invalidate(turn, mine.head());
                            answers.passed(turn, mine, reason, refusal);
                        }
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
        cache.invalidateGroups(turn.site().id(), turn.key().host(), groups, clock.millis());
    }
}
