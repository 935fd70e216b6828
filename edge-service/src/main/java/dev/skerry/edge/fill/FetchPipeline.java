package dev.skerry.edge.fill;

import dev.skerry.contract.Fence;
import dev.skerry.contract.SkerryHeaders;
import dev.skerry.contract.SurrogateKey;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.InFlight;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.fill.Upstreams.Answer;
import dev.skerry.edge.origin.Routes;
import dev.skerry.edge.origin.Upstream;
import dev.skerry.edge.origin.UpstreamException;
import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.policy.CacheRules;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.Freshening;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.PurgeVerdict;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.Reuse;
import dev.skerry.edge.policy.ReuseDecision;
import dev.skerry.edge.policy.Storability;
import dev.skerry.edge.policy.StoreDecision;
import dev.skerry.edge.policy.StoreRefusal;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.policy.Vary;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.purge.SelectorHash;
import dev.skerry.edge.purge.Stamp;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.trace.Tracing;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks upstream, and stores what comes. The order of the purge protocol is kept here and nowhere else: the fence is
 * captured before the first upstream request (R1), a parent's fence is minded (R3), a 304 gets the fence captured before
 * it (R5), and what a purge has overtaken meanwhile is not stored (R2 would refuse it anyway).
 *
 * <p>Thread-safe; callbacks run on the upstream's threads.
 */
public final class FetchPipeline {
    private static final Logger LOG = LoggerFactory.getLogger(FetchPipeline.class);

    private final Upstreams upstreams;
    private final TieredCache cache;
    private final PurgeGuard guard;
    private final Coalescer coalescer;
    private final InstantSource clock;
    private final UpstreamFields fields;
    private final long maxObjectBytes;
    private final InFlight inFlight;
    private final LongAdder unfenced = new LongAdder();

    /**
     * Wires the fetch side.
     *
     * @param random thread-safe; names traces
     * @param tracing records upstream requests
     * @param via this node's member of the {@code Via} field
     * @param fleetSecret what proves to a shield that we belong to the fleet
     * @param maxObjectBytes the largest content that is stored
     * @param inFlight bounds what arriving content takes of the heap
     */
    public FetchPipeline(
            Upstream upstream,
            Routes routes,
            TieredCache cache,
            PurgeGuard guard,
            Coalescer coalescer,
            InstantSource clock,
            RandomGenerator random,
            Tracing tracing,
            String via,
            String fleetSecret,
            long maxObjectBytes,
            InFlight inFlight) {
        this.upstreams = new Upstreams(upstream, routes, tracing);
        this.cache = cache;
        this.guard = guard;
        this.coalescer = coalescer;
        this.clock = clock;
        this.fields = new UpstreamFields(via, fleetSecret, random);
        this.maxObjectBytes = maxObjectBytes;
        this.inFlight = inFlight;
    }

    /** Requests sent to upstreams since the start. */
    public long upstreamRequests() {
        return upstreams.requests();
    }

    /** Answers of a shield that came without a readable fence since the start: it took us for a user. */
    public long unfencedAnswers() {
        return unfenced.sum();
    }

    /**
     * Fetches {@code fill}'s key, as its leader: completes the fill, stores the response if it may be stored, and takes the
     * fill out of the coalescer when nobody should join it any more.
     *
     * @param request of the user who caused it, as the cache sees it
     * @param stale what to validate; null to fetch whole
     * @param conditional the validators of {@code stale}; empty to fetch whole
     */
    public void start(Fill fill, Site site, RequestHead request, @Nullable StoredResponse stale, Fields conditional) {
        Fence fence = guard.capture(site.id());
        if (stale != null && guard.verdict(stale.stamp()) == PurgeVerdict.HARD_PURGED) {
            // R5: purged since it was looked up. Its validators must not earn it the fence that was captured just now.
            start(fill, site, request, null, Fields.EMPTY);
            return;
        }
        Job job = new Job(fill, site, request, stale, fence, clock.millis());
        upstreams
                .ask(
                        site,
                        request,
                        (target, span) -> fields.forFill(target, request, conditional, fence, span),
                        NO_CONTENT,
                        fill::interim)
                .whenComplete((answer, failure) -> {
                    if (answer != null && job.isUselessNotModified(answer)) {
                        answer.discard();
                        start(fill, site, request, null, Fields.EMPTY);
                        return;
                    }
                    FillResult result = answer == null ? failed(failure, site) : receivedSafely(job, answer);
                    if (!(result instanceof FillResult.Shared)) {
                        coalescer.ended(fill);
                    }
                    fill.complete(result);
                })
                .whenComplete((answer, bug) -> {
                    if (bug != null && !fill.isComplete()) {
                        coalescer.ended(fill);
                        fill.complete(failed(bug, site));
                    }
                });
    }

    private static final Body NO_CONTENT = Body.of(List.of());

    /**
     * Passes a request on as it is and stores nothing.
     *
     * @param interim told of interim responses, on any thread
     * @return completes, never exceptionally, with {@link FillResult.Private} or {@link FillResult.Failed}
     */
    public CompletionStage<FillResult> pass(
            Site site, RequestHead request, Body content, Consumer<ResponseHead> interim) {
        Fence fence = guard.capture(site.id());
        return upstreams
                .ask(site, request, (target, span) -> fields.forPass(target, request, fence, span), content, interim)
                .handle((answer, failure) -> {
                    if (answer == null) {
                        return failed(failure, site);
                    }
                    @Nullable Fence object = objectFence(fence, answer);
                    return passing(answer, answer.cleanHead(), null, object == null ? oldest(fence) : object);
                });
    }

    /** Everything that a fill's steps need to know of it. */
    private record Job(
            Fill fill,
            Site site,
            RequestHead request,
            @Nullable StoredResponse stale,
            Fence fence,
            long requestTimeMs) {
        /** The request whose answer is judged: a fill asks with GET, also for a HEAD. */
        RequestHead asSent() {
            return request.withMethod("GET");
        }

        /**
         * RFC 9111 §4.3.4: a 304 for another response than the one we asked to validate says nothing, and neither does one
         * that does not tell which purges it has seen; ask for it whole.
         */
        boolean isUselessNotModified(Answer answer) {
            ResponseHead head = answer.response().head();
            return stale != null
                    && head.status() == 304
                    && (!Freshening.selects(stale.view().head(), head) || objectFence(fence, answer) == null);
        }
    }

    private static FillResult failed(@Nullable Throwable failure, Site site) {
        Throwable cause = Objects.requireNonNull(failure);
        if (!(cause instanceof UpstreamException)) {
            LOG.error("fetch for site {} broke", site.id(), cause);
        }
        return new FillResult.Failed(Upstreams.reasonOf(cause));
    }

    /** Whatever goes wrong with a response, those who wait for it are told. */
    private FillResult receivedSafely(Job job, Answer answer) {
        try {
            return received(job, answer);
        } catch (RuntimeException bug) {
            LOG.error(
                    "the response of {} for {} broke the fill",
                    answer.from(),
                    job.fill().key(),
                    bug);
            answer.response().cancel();
            return new FillResult.Failed(UpstreamFailure.PROTOCOL);
        }
    }

    private FillResult received(Job job, Answer answer) {
        ResponseHead head = answer.cleanHead();
        @Nullable Fence fence = objectFence(job.fence(), answer);
        if (fence == null) {
            unfenced.increment();
            if (Long.bitCount(unfenced.sum())
                    == 1) { // the first, second, fourth ...: a wrong secret must not flood the log
                LOG.warn(
                        "{} took us for a user: is skerry.fleet-secret the same there? Nothing is stored",
                        answer.from());
            }
            return passing(answer, head, StoreRefusal.NO_FENCE, oldest(job.fence()));
        }
        long now = clock.millis();
        @Nullable StoredResponse stale = job.stale();
        if (head.status() == 304 && stale != null) {
            answer.discard();
            return validated(job, stale, head, fence, now, answer.cacheStatus());
        }
        return switch (Storability.decide(job.asSent(), head, now, job.site().rules())) {
            case StoreDecision.Refuse(StoreRefusal reason) -> {
                if (!reason.concernsRequest() && head.status() < 500) {
                    coalescer.learn(job.fill().key(), new Sharing.NotStored(reason));
                }
                yield passing(answer, head, reason, fence);
            }
            case StoreDecision.Store(FreshnessLifetime lifetime) -> {
                if (declaredLength(head) > maxObjectBytes) {
                    coalescer.learn(job.fill().key(), new Sharing.NotStored(StoreRefusal.TOO_LARGE));
                    yield passing(answer, head, StoreRefusal.TOO_LARGE, fence);
                }
                yield storing(job, answer, head, lifetime, fence, now);
            }
        };
    }

    private static Fence oldest(Fence captured) {
        return new Fence(captured.partition(), 0);
    }

    /** R3: the smaller of our fence and the parent's; null if a parent sends none that we can read. */
    private static @Nullable Fence objectFence(Fence captured, Answer answer) {
        return switch (answer.from().kind()) {
            case ORIGIN, STORE -> captured;
            case SHIELD -> {
                @Nullable String text = answer.response().head().fields().first(SkerryHeaders.FENCE);
                if (text == null) {
                    yield null;
                }
                try {
                    Fence parents = Fence.parse(text);
                    yield parents.partition() == captured.partition() ? captured.min(parents) : null;
                } catch (IllegalArgumentException malformed) {
                    LOG.warn("{} sent a bad fence: {}", answer.from(), malformed.getMessage());
                    yield null;
                }
            }
        };
    }

    private FillResult validated(
            Job job, StoredResponse stale, ResponseHead head, Fence fence, long now, @Nullable String cacheStatus) {
        CacheRules rules = job.site().rules();
        ResponseHead merged = Freshening.merge(stale.view().head(), head, rules);
        StoreDecision decision = Storability.decide(job.asSent(), merged, now, rules);
        ResponseHead kept = Storability.storedHead(merged, now, rules);
        FreshnessLifetime lifetime = FreshnessLifetime.of(kept, now, rules);
        StoredResponse fresh = new StoredResponse(
                stale.key(),
                Vary.of(kept).variant(job.request().fields()),
                new StoredView(kept, job.requestTimeMs(), now, lifetime),
                stamp(job.site(), stale.key(), kept, fence),
                stale.body());
        boolean shared = switch (decision) {
            case StoreDecision.Store store -> {
                learnFrom(job, fresh, now);
                keep(job, fresh);
                yield true;
            }
            case StoreDecision.Refuse(StoreRefusal reason) -> {
                if (!reason.concernsRequest()) {
                    cache.remove(fresh.key());
                }
                yield false;
            }
        };
        coalescer.ended(job.fill());
        ResponseHead received =
                Storability.receivedHead(Freshening.mergeReceived(stale.view().head(), head), now);
        return new FillResult.Shared(fresh, received, shared, head.status(), cacheStatus);
    }

    private FillResult storing(
            Job job, Answer answer, ResponseHead head, FreshnessLifetime lifetime, Fence fence, long now) {
        ResponseHead kept = Storability.storedHead(head, now, job.site().rules());
        Body body = Body.retained(maxObjectBytes, inFlight);
        CacheKey key = job.fill().key();
        StoredResponse stored = new StoredResponse(
                key,
                Vary.of(kept).variant(job.request().fields()),
                new StoredView(kept, job.requestTimeMs(), now, lifetime),
                stamp(job.site(), key, kept, fence),
                body);
        learnFrom(job, stored, now);
        body.onEnd(() -> {
            if (body.state() == Body.State.COMPLETE && body.isRetained()) {
                keep(job, stored);
            }
            coalescer.ended(job.fill());
        });
        answer.response().into(body);
        ResponseHead received = Storability.receivedHead(head, now);
        return new FillResult.Shared(stored, received, true, head.status(), answer.cacheStatus());
    }

    /** Whether a request that wants nothing in particular could use the response as it is. */
    private void learnFrom(Job job, StoredResponse response, long now) {
        RequestHead anybody =
                new RequestHead("GET", job.request().host(), job.request().target(), Fields.EMPTY);
        boolean usable = switch (Reuse.decide(
                anybody, response.view(), PurgeVerdict.VALID, now, job.site().rules())) {
            case ReuseDecision.Serve serve -> true;
            case ReuseDecision.ServeStale stale -> true;
            case ReuseDecision.Revalidate ask -> false;
            case ReuseDecision.Fetch ask -> false;
            case ReuseDecision.Unsatisfiable none -> false;
        };
        coalescer.learn(response.key(), usable ? new Sharing.Shared() : new Sharing.ValidatedByEach());
    }

    /** Looks twice, because an unsafe request may come between the look and the store; it removes what was stored before. */
    private void keep(Job job, StoredResponse response) {
        if (job.fill().isInvalidated() || guard.verdict(response.stamp()) == PurgeVerdict.HARD_PURGED) {
            return;
        }
        cache.store(response);
        if (job.fill().isInvalidated()) {
            cache.remove(response.key());
        }
    }

    private static FillResult passing(Answer answer, ResponseHead head, @Nullable StoreRefusal reason, Fence fence) {
        Body body = Body.passing();
        Body.Reader reader = Objects.requireNonNull(body.reader(), "a new body has its first byte");
        answer.response().into(body);
        return new FillResult.Private(head, reader, reason, fence, answer.cacheStatus());
    }

    private static Stamp stamp(Site site, CacheKey key, ResponseHead head, Fence fence) {
        List<SurrogateKey> keys = new ArrayList<>();
        for (String name : List.of("surrogate-key", "cache-tag")) {
            for (String line : head.fields().all(name)) {
                keys.addAll(SurrogateKey.parseField(line));
            }
        }
        return new Stamp(
                fence,
                site.rules().key().query().rewrites()
                        ? SelectorHash.matchingRewritten(key.site(), key.url(), keys)
                        : SelectorHash.matching(key.site(), key.url(), keys));
    }

    private static long declaredLength(ResponseHead head) {
        @Nullable String length = head.fields().first("content-length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }
}
