package dev.skerry.edge.request;

import dev.skerry.contract.Fence;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.fill.Coalescer;
import dev.skerry.edge.fill.FetchPipeline;
import dev.skerry.edge.fill.RefreshBudgets;
import dev.skerry.edge.policy.EarlyHints;
import dev.skerry.edge.policy.FetchReason;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.MaxForwards;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.ReuseDecision;
import dev.skerry.edge.policy.StaleReason;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.purge.PurgeGuard.LeaseVerdict;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.sites.Sites;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a request, in the order in which it happens:
 *
 * <pre>
 *   handle     which site, who asks; a child PoP that has applied more than we have waits for us   (R3),
 *              and so does a user who names a purge that we have not applied; see {@link RequiredFence}
 *   lookup     memory, then the PoP's shared tier
 *   decide     purge index and policy: serve, serve stale, revalidate, fetch, or refuse            (R2)
 *   forward    one fetch per key for all who wait; see {@link Forwarding} and {@link FetchPipeline} (R1, R5)
 * </pre>
 *
 * <p>Every step of a request runs on its exchange's thread. Thread-safe: holds no state of a request.
 */
public final class RequestPipeline {
    /** How long a child PoP waits for us to apply what it has applied, before it is passed through to the origin. */
    private static final Duration CHILD_WAIT = Duration.ofMillis(50);

    private final Sites sites;
    private final Peers peers;
    private final TieredCache cache;
    private final PurgeGuard guard;
    private final EdgeCounters counters;
    private final Answers answers;
    private final Decisions decisions;
    private final ReadYourPurge readYourPurge;
    private final Steps steps;
    private final Forwarding forwarding;

    /**
     * Wires the user side.
     *
     * @param budgets of what a soft purge has hit
     * @param answers writes what this decides
     */
    public RequestPipeline(
            Sites sites,
            Peers peers,
            TieredCache cache,
            PurgeGuard guard,
            Coalescer coalescer,
            FetchPipeline fetches,
            RefreshBudgets budgets,
            InstantSource clock,
            EdgeCounters counters,
            Answers answers) {
        this.sites = sites;
        this.peers = peers;
        this.cache = cache;
        this.guard = guard;
        this.counters = counters;
        this.answers = answers;
        this.decisions = new Decisions(cache, guard, clock);
        this.readYourPurge = new ReadYourPurge(guard);
        this.steps = new Steps(counters);
        this.forwarding =
                new Forwarding(cache, coalescer, fetches, budgets, decisions, counters, answers, steps, this::lookup);
    }

    /** Answers a request, now or later; whatever goes wrong, it is answered. */
    public void handle(Exchange exchange) {
        counters.requests().increment();
        steps.now(exchange, () -> begin(exchange));
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
        if (MaxForwards.isSpent(request)) {
            answers.lastRecipient(exchange);
            return;
        }
        Keyed asked = Keyed.of(site, request);
        Turn turn = new Turn(
                exchange, site, asked, null, null, guard.lease(site.config().lease()), asked.variant(), 0);
        switch (peers.identify(request.fields())) {
            case Peers.Asker.User user -> routeUser(turn);
            case Peers.Asker.Child(Fence fence) -> routeChild(turn.of(fence), fence);
            case Peers.Asker.BrokenChild broken ->
                forwarding.passOn(turn.of(guard.capture(site.id())), FetchReason.BYPASS);
        }
    }

    private void routeUser(Turn turn) {
        switch (RequiredFence.of(turn.received().fields(), turn.site().id(), guard)) {
            case RequiredFence.None none -> route(turn);
            case RequiredFence.Refused(FenceRefusal reason) -> answers.refused(turn.exchange(), reason);
            case RequiredFence.AtLeast(Fence fence) ->
                readYourPurge
                        .applied(fence)
                        .thenAccept(applied -> steps.then(turn.exchange(), () -> {
                            Turn now = decisions.now(turn);
                            route(applied ? now : now.requiring(fence));
                        }));
        }
    }

    private void routeChild(Turn turn, Fence fence) {
        if (guard.hasApplied(fence)) {
            route(turn);
            return;
        }
        guard.whenApplied(fence, CHILD_WAIT)
                .thenAccept(applied -> steps.then(turn.exchange(), () -> {
                    if (applied) {
                        route(decisions.now(turn));
                    } else {
                        forwarding.passOn(turn, FetchReason.UNPROVEN);
                    }
                }));
    }

    private void route(Turn turn) {
        if (turn.asked().bypasses()) {
            forwarding.passOn(turn, FetchReason.BYPASS);
            return;
        }
        boolean cacheable = switch (turn.request().method()) {
            case "GET", "HEAD" -> turn.exchange().content().isEmpty();
            default -> false;
        };
        if (cacheable) {
            lookup(turn);
        } else {
            forwarding.passOn(turn, FetchReason.METHOD);
        }
    }

    private void lookup(Turn turn) {
        Fields fields = turn.request().fields();
        @Nullable StoredResponse near = cache.peek(turn.key(), fields);
        ReuseDecision decision = decisions.decide(turn, near);
        if (!cache.hasShared() || decision instanceof ReuseDecision.Serve) {
            act(turn, near, decision, counters.memoryHits()::increment);
            return;
        }
        int removals = cache.removals(turn.key());
        cache.findShared(turn.key(), fields)
                .thenAccept(
                        far -> steps.then(turn.exchange(), () -> lookedUp(decisions.now(turn), near, far, removals)));
    }

    private void lookedUp(Turn turn, @Nullable StoredResponse near, @Nullable StoredResponse far, int removals) {
        if (far == null || !TieredCache.isOlder(near, far)) {
            act(turn, near, decisions.decide(turn, near), counters.memoryHits()::increment);
            return;
        }
        ReuseDecision decision = decisions.decide(turn, far);
        if (decision instanceof ReuseDecision.Serve) {
            cache.promote(far, removals);
        }
        act(turn, far, decision, counters.sharedHits()::increment);
    }

    private void act(Turn turn, @Nullable StoredResponse stored, ReuseDecision decision, Runnable countHit) {
        if (turn.lease() != LeaseVerdict.HELD) {
            countWithoutLease(turn, decision);
        }
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
                    forwarding.refresh(turn, present(stored));
                }
            }
            case ReuseDecision.Revalidate(FetchReason reason, Fields conditional, boolean mayServeStale) -> {
                hint(turn, stored);
                forwarding.validate(turn, reason, present(stored), conditional);
            }
            case ReuseDecision.Fetch(FetchReason reason) -> {
                hint(turn, stored);
                forwarding.fetch(turn, reason);
            }
            case ReuseDecision.Unsatisfiable() -> answers.onlyIfCached(turn);
        }
    }

    /** What would have been another answer, or without a mark, if the lease were held. */
    private void countWithoutLease(Turn turn, ReuseDecision decision) {
        boolean concerned = switch (decision) {
            case ReuseDecision.Serve serve -> true;
            case ReuseDecision.ServeStale serve -> true;
            case ReuseDecision.Revalidate ask -> turn.attempt() == 0 && ask.reason() == FetchReason.LEASE_LOST;
            case ReuseDecision.Fetch ask -> turn.attempt() == 0 && ask.reason() == FetchReason.LEASE_LOST;
            case ReuseDecision.Unsatisfiable none -> false;
        };
        if (concerned) {
            counters.withoutLease(turn.site().config().lease().policy(), turn.lease())
                    .increment();
        }
    }

    /** RFC 8297: what is stored tells a browser what it will most likely need, while it waits for the origin; once. */
    private void hint(Turn turn, @Nullable StoredResponse stored) {
        boolean wanted = turn.attempt() == 0 && turn.site().rules().earlyHints();
        if (stored == null || !wanted || !decisions.mayBeValidated(stored)) {
            return;
        }
        Fields links = EarlyHints.of(stored.view().head());
        if (links.size() > 0) {
            turn.exchange().interim(new ResponseHead(103, links));
        }
    }

    /** Where the policy decided on what is stored, there must be that. */
    static StoredResponse present(@Nullable StoredResponse stored) {
        if (stored == null) {
            throw new IllegalStateException("the policy decided to use a response that is not there");
        }
        return stored;
    }
}
