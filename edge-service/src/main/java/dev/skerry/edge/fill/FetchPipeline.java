package dev.skerry.edge.fill;

import dev.skerry.contract.Fence;
import dev.skerry.contract.SkerryHeaders;
import dev.skerry.contract.SurrogateKey;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.InFlight;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.origin.Routes;
import dev.skerry.edge.origin.Upstream;
import dev.skerry.edge.origin.UpstreamComplaints;
import dev.skerry.edge.origin.UpstreamException;
import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.origin.UpstreamTarget;
import dev.skerry.edge.policy.CacheRules;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.Freshening;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.HopByHop;
import dev.skerry.edge.policy.PurgeVerdict;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.Storability;
import dev.skerry.edge.policy.StoreDecision;
import dev.skerry.edge.policy.StoreRefusal;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.policy.Vary;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.purge.SelectorHash;
import dev.skerry.edge.purge.Stamp;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.trace.Span;
import dev.skerry.edge.trace.Tracing;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
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

    private final Upstream upstream;
    private final Routes routes;
    private final TieredCache cache;
    private final PurgeGuard guard;
    private final Coalescer coalescer;
    private final InstantSource clock;
    private final UpstreamFields fields;
    private final Tracing tracing;
    private final long maxObjectBytes;
    private final InFlight inFlight;
    private final UpstreamComplaints complaints = new UpstreamComplaints(LOG, System::nanoTime);
    private final LongAdder upstreamRequests = new LongAdder();

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
        this.upstream = upstream;
        this.routes = routes;
        this.cache = cache;
        this.guard = guard;
        this.coalescer = coalescer;
        this.clock = clock;
        this.fields = new UpstreamFields(via, fleetSecret, random);
        this.tracing = tracing;
        this.maxObjectBytes = maxObjectBytes;
        this.inFlight = inFlight;
    }

    /** Requests sent to upstreams since the start. */
    public long upstreamRequests() {
        return upstreamRequests.sum();
    }

    /**
     * Fetches {@code fill}'s key, as its leader: completes the fill, stores the response if it may be stored, and takes the
     * fill out of the coalescer when nobody should join it any more.
     *
     * @param request of the user who caused it
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
        ask(site, request, (target, span) -> fields.forFill(target, request, conditional, fence, span), NO_CONTENT)
                .whenComplete((answer, failure) -> {
                    if (answer != null && job.isAnsweredByAnother(answer)) {
                        answer.response().into(Body.passing());
                        start(fill, site, request, null, Fields.EMPTY);
                        return;
                    }
                    FillResult result = answer == null ? failed(failure, site) : receivedSafely(job, answer);
                    if (!(result instanceof FillResult.Shared)) {
                        coalescer.leave(fill);
                    }
                    fill.complete(result);
                });
    }

    private static final Body NO_CONTENT = Body.of(List.of());

    /**
     * Passes a request on as it is and stores nothing.
     *
     * @return completes, never exceptionally, with {@link FillResult.Private} or {@link FillResult.Failed}
     */
    public CompletionStage<FillResult> pass(Site site, RequestHead request, Body content) {
        Fence fence = guard.capture(site.id());
        return ask(site, request, (target, span) -> fields.forPass(target, request, fence, span), content)
                .handle((answer, failure) ->
                        answer == null ? failed(failure, site) : passing(answer, answer.cleanHead(), null, fence));
    }

    /** Everything that a fill's steps need to know of it. */
    private record Job(
            Fill fill,
            Site site,
            RequestHead request,
            @Nullable StoredResponse stale,
            Fence fence,
            long requestTimeMs) {
        /** RFC 9111 §4.3.4: a 304 for another response than the one we asked to validate says nothing; ask for it whole. */
        boolean isAnsweredByAnother(Answer answer) {
            ResponseHead head = answer.response().head();
            return stale != null
                    && head.status() == 304
                    && !Freshening.selects(stale.view().head(), head);
        }
    }

    /** A response, and whose it is. */
    private record Answer(UpstreamTarget from, Upstream.Response response) {
        ResponseHead cleanHead() {
            ResponseHead head = response.head();
            return head.withFields(HopByHop.strip(head.fields()).without("cache-status", SkerryHeaders.FENCE));
        }

        @Nullable
        String cacheStatus() {
            return response.head().fields().joined("cache-status");
        }
    }

    /** The request to an upstream, as a function of which upstream it is; {@code cause} is the user's. */
    private record Question(RequestHead cause, RequestFor request, Body content) {}

    private interface RequestFor {
        RequestHead to(UpstreamTarget target, Span span);
    }

    private CompletionStage<Answer> ask(Site site, RequestHead cause, RequestFor request, Body content) {
        List<UpstreamTarget> targets;
        try {
            targets = routes.of(site.config());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(new UpstreamException(UpstreamFailure.NO_ROUTE, e));
        }
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        askNext(targets, 0, new Question(cause, request, content), answer);
        return answer;
    }

    private void askNext(List<UpstreamTarget> targets, int index, Question question, CompletableFuture<Answer> answer) {
        UpstreamTarget target = targets.get(index);
        upstreamRequests.increment();
        Span span = tracing.upstream(question.cause(), target);
        RequestHead request = question.request().to(target, span);
        upstream.send(target, request, question.content()).whenComplete((response, failure) -> {
            if (response != null) {
                span.note("http.response.status_code", response.head().status());
                span.end();
                answer.complete(new Answer(target, response));
                return;
            }
            span.fail(reason(failure).text());
            span.end();
            complaints.failed(target, failure);
            if (index + 1 < targets.size() && reason(failure).nothingSent()) {
                askNext(targets, index + 1, question, answer);
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }

    private static UpstreamFailure reason(Throwable failure) {
        return failure instanceof UpstreamException known ? known.reason() : UpstreamFailure.PROTOCOL;
    }

    private static FillResult failed(@Nullable Throwable failure, Site site) {
        Throwable cause = Objects.requireNonNull(failure);
        if (!(cause instanceof UpstreamException)) {
            LOG.error("fetch for site {} broke", site.id(), cause);
        }
        return new FillResult.Failed(reason(cause));
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
        Fence fence = objectFence(job.fence(), answer);
        ResponseHead head = answer.cleanHead();
        long now = clock.millis();
        @Nullable StoredResponse stale = job.stale();
        if (head.status() == 304 && stale != null) {
            answer.response().into(Body.passing());
            return validated(job, stale, head, fence, now, answer.cacheStatus());
        }
        return switch (Storability.decide(job.request(), head, now, job.site().rules())) {
            case StoreDecision.Refuse(StoreRefusal reason) -> {
                if (head.status() < 500) {
                    coalescer.markUnshared(job.fill().key());
                }
                yield passing(answer, head, reason, fence);
            }
            case StoreDecision.Store(FreshnessLifetime lifetime) -> {
                if (declaredLength(head) > maxObjectBytes) {
                    coalescer.markUnshared(job.fill().key());
                    yield passing(answer, head, StoreRefusal.TOO_LARGE, fence);
                }
                yield storing(job, answer, head, lifetime, fence, now);
            }
        };
    }

    /** R3: the smaller of our fence and the parent's; a parent that sends none may have answered from before any purge. */
    private static Fence objectFence(Fence captured, Answer answer) {
        return switch (answer.from().kind()) {
            case ORIGIN, STORE -> captured;
            case SHIELD -> {
                @Nullable String text = answer.response().head().fields().first(SkerryHeaders.FENCE);
                Fence oldest = new Fence(captured.partition(), 0);
                if (text == null) {
                    yield oldest;
                }
                try {
                    Fence parents = Fence.parse(text);
                    yield parents.partition() == captured.partition() ? captured.min(parents) : oldest;
                } catch (IllegalArgumentException malformed) {
                    LOG.warn("{} sent a bad fence: {}", answer.from(), malformed.getMessage());
                    yield oldest;
                }
            }
        };
    }

    private FillResult validated(
            Job job, StoredResponse stale, ResponseHead head, Fence fence, long now, @Nullable String cacheStatus) {
        CacheRules rules = job.site().rules();
        ResponseHead merged = Freshening.merge(stale.view().head(), head, rules);
        StoreDecision decision = Storability.decide(job.request(), merged, now, rules);
        ResponseHead kept = Storability.storedHead(merged, now, rules);
        FreshnessLifetime lifetime = FreshnessLifetime.of(kept, now, rules);
        StoredResponse fresh = stale.freshened(
                new StoredView(kept, job.requestTimeMs(), now, lifetime), stamp(stale.key(), kept, fence));
        switch (decision) {
            case StoreDecision.Store store -> keep(job, fresh);
            case StoreDecision.Refuse refuse -> cache.remove(fresh.key());
        }
        coalescer.leave(job.fill());
        return new FillResult.Shared(fresh, head.status(), cacheStatus);
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
                stamp(key, kept, fence),
                body);
        body.onEnd(() -> {
            if (body.state() == Body.State.COMPLETE && body.isRetained()) {
                keep(job, stored);
            }
            coalescer.leave(job.fill());
        });
        answer.response().into(body);
        return new FillResult.Shared(stored, head.status(), answer.cacheStatus());
    }

    private void keep(Job job, StoredResponse response) {
        if (!job.fill().isInvalidated() && guard.verdict(response.stamp()) != PurgeVerdict.HARD_PURGED) {
            cache.store(response);
        }
    }

    private static FillResult passing(Answer answer, ResponseHead head, @Nullable StoreRefusal reason, Fence captured) {
        Body body = Body.passing();
        Body.Reader reader = Objects.requireNonNull(body.reader(), "a new body has its first byte");
        answer.response().into(body);
        return new FillResult.Private(head, reader, reason, objectFence(captured, answer), answer.cacheStatus());
    }

    private static Stamp stamp(CacheKey key, ResponseHead head, Fence fence) {
        List<SurrogateKey> keys = new ArrayList<>();
        for (String name : List.of("surrogate-key", "cache-tag")) {
            for (String line : head.fields().all(name)) {
                keys.addAll(SurrogateKey.parseField(line));
            }
        }
        return new Stamp(fence, SelectorHash.matching(key.site(), key.url(), keys));
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
