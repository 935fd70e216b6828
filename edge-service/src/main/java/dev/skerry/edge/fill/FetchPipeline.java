package dev.skerry.edge.fill;

import dev.skerry.contract.Fence;
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
import dev.skerry.edge.policy.Freshening;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.PartialContent;
import dev.skerry.edge.policy.PurgeVerdict;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.Storability;
import dev.skerry.edge.policy.StoreDecision;
import dev.skerry.edge.policy.StoreRefusal;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.trace.Tracing;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Supplier;
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

    private static final Body NO_CONTENT = Body.of(List.of());

    private final Upstreams upstreams;
    private final PurgeGuard guard;
    private final Coalescer coalescer;
    private final Keeper keeper;
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
        this.keeper = new Keeper(cache, guard, coalescer);
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
     * Asks for {@code fill}'s key, as its leader: completes the fill, stores the response if it may be stored, and takes the
     * fill out of the coalescer when nobody should join it any more.
     *
     * @param request of the user who caused it
     * @param inquiry what to ask
     */
    public void start(Fill fill, Site site, RequestHead request, Inquiry inquiry) {
        Fence fence = guard.capture(site.id());
        @Nullable StoredResponse stale = inquiry.stale();
        if (stale != null && guard.verdict(stale.stamp()) == PurgeVerdict.HARD_PURGED) {
            // R5: purged since it was looked up. Its validators must not earn it the fence that was captured just now.
            start(fill, site, request, Inquiry.whole());
            return;
        }
        Job job = new Job(fill, site, request, inquiry, fence, clock.millis());
        upstreams
                .ask(
                        site,
                        request,
                        (target, span) -> fields.forFill(target, request, inquiry, fence, span),
                        NO_CONTENT,
                        fill::interim)
                .whenComplete((answer, failure) -> {
                    if (answer != null && isUseless(job, answer)) {
                        answer.discard();
                        start(fill, site, request, Inquiry.whole());
                        return;
                    }
                    FillResult result = answer == null
                            ? failed(failure, site)
                            : safely(answer, fill.key(), () -> received(job, answer));
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

    /**
     * Passes a request on as it is. Nothing is stored but the answer to a POST that says that it answers GET too (RFC 9110
     * §9.3.3).
     *
     * @param interim told of interim responses, on any thread
     * @param onHead told of the head of the final response before anything of it is stored, on any thread
     * @return completes, never exceptionally, with {@link FillResult.Private} or {@link FillResult.Failed}
     */
    public CompletionStage<FillResult> pass(
            Site site,
            CacheKey key,
            RequestHead request,
            Body content,
            Consumer<ResponseHead> interim,
            Consumer<ResponseHead> onHead) {
        Fence fence = guard.capture(site.id());
        long requestTimeMs = clock.millis();
        return upstreams
                .ask(site, request, (target, span) -> fields.forPass(target, request, fence, span), content, interim)
                .handle((answer, failure) -> {
                    if (answer == null) {
                        return failed(failure, site);
                    }
                    return safely(answer, key, () -> {
                        ResponseHead head = answer.cleanHead();
                        onHead.accept(head);
                        @Nullable Fence object = Job.objectFence(fence, answer);
                        if (object == null) {
                            return passing(answer, head, null, oldest(fence));
                        }
                        return switch (Storability.ofPost(request, head, clock.millis(), site.rules())) {
                            case StoreDecision.Refuse refused -> passing(answer, head, null, object);
                            case StoreDecision.Store(FreshnessLifetime lifetime) -> {
                                Fill own = coalescer.alone(key).fill();
                                Job job = new Job(own, site, request, Inquiry.whole(), fence, requestTimeMs);
                                yield posted(job, answer, head, lifetime, object);
                            }
                        };
                    });
                });
    }

    /**
     * Whether the answer is one that the fill can do nothing with, so that the whole has to be asked for: a 304 for nothing
     * that we hold, a part that fits nothing that we hold, or a range that is beyond the end where we thought there was more.
     */
    private boolean isUseless(Job job, Answer answer) {
        ResponseHead head = answer.response().head();
        boolean conditional =
                job.inquiry().stale() != null || !job.inquiry().variants().isEmpty();
        if (head.status() == 304 && conditional) {
            @Nullable StoredResponse selected = job.selectedBy(answer);
            return selected == null || guard.verdict(selected.stamp()) == PurgeVerdict.HARD_PURGED;
        }
        if (!job.completes()) {
            return false;
        }
        return head.status() == 416 || (head.status() == 206 && completed(job, answer.cleanHead()) == null);
    }

    private static FillResult failed(@Nullable Throwable failure, Site site) {
        Throwable cause = Objects.requireNonNull(failure);
        if (!(cause instanceof UpstreamException)) {
            LOG.error("fetch for site {} broke", site.id(), cause);
        }
        return new FillResult.Failed(Upstreams.reasonOf(cause));
    }

    /** Whatever goes wrong with a response, those who wait for it are told. */
    private static FillResult safely(Answer answer, CacheKey key, Supplier<FillResult> step) {
        try {
            return step.get();
        } catch (RuntimeException bug) {
            LOG.error("the response of {} for {} broke the fetch", answer.from(), key, bug);
            answer.response().cancel();
            return new FillResult.Failed(UpstreamFailure.PROTOCOL);
        }
    }

    private FillResult received(Job job, Answer answer) {
        ResponseHead head = answer.cleanHead();
        @Nullable Fence fence = job.objectFence(answer);
        if (fence == null) {
            complainOfMissingFence(answer);
            return passing(answer, head, StoreRefusal.NO_FENCE, oldest(job.fence()));
        }
        long now = clock.millis();
        @Nullable StoredResponse selected = head.status() == 304 ? job.selectedBy(answer) : null;
        if (selected != null) {
            answer.discard();
            return freshened(job, selected, head, fence, now, answer.cacheStatus());
        }
        @Nullable StoredResponse stale = job.inquiry().stale();
        if (job.inquiry().method().equals("HEAD") && stale != null) {
            return headReceived(job, stale, answer, head, fence, now);
        }
        @Nullable ResponseHead combined = job.completes() ? completed(job, head) : null;
        return combined == null ? judged(job, answer, head, fence, now) : completing(job, answer, combined, fence, now);
    }

    private FillResult judged(Job job, Answer answer, ResponseHead head, Fence fence, long now) {
        return switch (Storability.decide(job.asSent(), head, now, job.site().rules())) {
            case StoreDecision.Refuse(StoreRefusal reason) -> {
                if (head.status() < 500) {
                    keeper.learnRefused(job, reason);
                }
                yield passing(answer, head, reason, fence);
            }
            case StoreDecision.Store(FreshnessLifetime lifetime) -> {
                if (declaredLength(head) > maxObjectBytes) {
                    keeper.learnRefused(job, StoreRefusal.TOO_LARGE);
                    yield passing(answer, head, StoreRefusal.TOO_LARGE, fence);
                }
                yield storing(job, answer, head, lifetime, fence, now);
            }
        };
    }

    private void complainOfMissingFence(Answer answer) {
        unfenced.increment();
        if (Long.bitCount(unfenced.sum())
                == 1) { // the first, second, fourth ...: a wrong secret must not flood the log
            LOG.warn("{} took us for a user: is skerry.fleet-secret the same there? Nothing is stored", answer.from());
        }
    }

    private static Fence oldest(Fence captured) {
        return new Fence(captured.partition(), 0);
    }

    /** RFC 9111 §4.3.4: {@code stored} with what {@code head}, that of a 304 or of a HEAD, says anew. */
    private FillResult freshened(
            Job job, StoredResponse stored, ResponseHead head, Fence fence, long now, @Nullable String cacheStatus) {
        CacheRules rules = job.site().rules();
        ResponseHead merged = Freshening.merge(stored.view().head(), head, rules);
        StoreDecision decision = Storability.decideStored(job.asSent(), merged, now, rules);
        ResponseHead kept = Storability.storedHead(merged, now, rules);
        FreshnessLifetime lifetime = FreshnessLifetime.of(kept, now, rules);
        StoredResponse fresh = Keeper.response(job, kept, lifetime, fence, now, stored.body());
        boolean shared = switch (decision) {
            case StoreDecision.Store store -> {
                keeper.learnFrom(job, fresh, now);
                keeper.keep(job, fresh);
                yield true;
            }
            case StoreDecision.Refuse(StoreRefusal reason) -> {
                if (!reason.concernsRequest()) {
                    keeper.remove(fresh.key());
                }
                yield false;
            }
        };
        coalescer.ended(job.fill());
        ResponseHead received =
                Storability.receivedHead(Freshening.mergeReceived(stored.view().head(), head), now);
        return new FillResult.Shared(fresh, received, shared, head.status(), cacheStatus);
    }

    /**
     * RFC 9111 §4.3.5: the answer to a HEAD freshens what is stored if it can be that, else what is stored is no longer what
     * the origin has. Only a validator that is the same proves that, so without one the fence stays what it was (R5).
     */
    private FillResult headReceived(
            Job job, StoredResponse stale, Answer answer, ResponseHead head, Fence fence, long now) {
        if (head.status() == 200) {
            if (Freshening.describes(stale.view().head(), head, stale.body().length())) {
                answer.discard();
                Fence earned =
                        head.hasValidator() ? fence : stale.stamp().fence().min(fence);
                return freshened(job, stale, head, earned, now, answer.cacheStatus());
            }
            keeper.remove(stale.key());
        }
        return passing(answer, head, null, fence);
    }

    private FillResult storing(
            Job job, Answer answer, ResponseHead head, FreshnessLifetime lifetime, Fence fence, long now) {
        Body body = Body.retained(maxObjectBytes, inFlight);
        StoredResponse stored = begin(job, answer, head, lifetime, fence, now, body);
        ResponseHead received = Storability.receivedHead(head, now);
        return new FillResult.Shared(stored, received, true, head.status(), answer.cacheStatus());
    }

    /** What is stored with what has just come of it, if they make one part together; else null. */
    private static @Nullable ResponseHead completed(Job job, ResponseHead arrived) {
        @Nullable StoredResponse stale = job.inquiry().stale();
        return stale == null
                ? null
                : PartialContent.combined(
                        stale.view().head(), arrived, job.site().rules());
    }

    private FillResult completing(Job job, Answer answer, ResponseHead combined, Fence fence, long now) {
        StoredResponse stale = Objects.requireNonNull(job.inquiry().stale(), "only what is stored can be completed");
        CacheRules rules = job.site().rules();
        int status = answer.response().head().status();
        List<byte[]> held = stale.body().segments();
        Body body = PartialContent.comesBehind(stale.view().head(), answer.cleanHead())
                ? Body.between(held, List.of(), maxObjectBytes, inFlight)
                : Body.between(List.of(), held, maxObjectBytes, inFlight);
        boolean storable = Storability.decideStored(job.asSent(), combined, now, rules) instanceof StoreDecision.Store;
        FreshnessLifetime lifetime = FreshnessLifetime.of(combined, now, rules);
        if (!storable) {
            keeper.remove(stale.key());
            job.fill().invalidate();
        }
        StoredResponse stored = begin(job, answer, combined, lifetime, fence, now, body);
        ResponseHead received = Storability.receivedHead(combined, now);
        return new FillResult.Shared(stored, received, storable, status, answer.cacheStatus());
    }

    /** The answer to a POST is its sender's, whatever becomes of it for others. */
    private FillResult posted(Job job, Answer answer, ResponseHead head, FreshnessLifetime lifetime, Fence fence) {
        Body body = Body.retained(maxObjectBytes, inFlight);
        Body.Reader reader = Objects.requireNonNull(body.reader(), "a new body has its first byte");
        begin(job, answer, head, lifetime, fence, clock.millis(), body);
        return new FillResult.Private(head, reader, null, true, fence, answer.cacheStatus());
    }

    private StoredResponse begin(
            Job job, Answer answer, ResponseHead head, FreshnessLifetime lifetime, Fence fence, long now, Body body) {
        ResponseHead kept = Storability.storedHead(head, now, job.site().rules());
        StoredResponse stored = Keeper.response(job, kept, lifetime, fence, now, body);
        keeper.learnFrom(job, stored, now);
        keeper.keepWhenWhole(job, stored);
        answer.response().into(body);
        return stored;
    }

    private static FillResult passing(Answer answer, ResponseHead head, @Nullable StoreRefusal reason, Fence fence) {
        Body body = Body.passing();
        Body.Reader reader = Objects.requireNonNull(body.reader(), "a new body has its first byte");
        answer.response().into(body);
        return new FillResult.Private(head, reader, reason, false, fence, answer.cacheStatus());
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
