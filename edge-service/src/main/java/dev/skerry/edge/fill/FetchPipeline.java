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
import dev.skerry.edge.policy.CacheControl;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.PurgeVerdict;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.Reuse;
import dev.skerry.edge.policy.Storability;
import dev.skerry.edge.policy.StoreDecision;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.trace.Tracing;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks upstream; {@link Receiving} makes of an answer what it is for. The order of the purge protocol is kept in these two
 * and nowhere else: the fence is captured before the first upstream request (R1), a parent's fence is minded (R3), a 304 gets
 * the fence captured before it (R5), and what a purge has overtaken meanwhile is not stored (R2 would refuse it anyway).
 *
 * <p>Thread-safe; callbacks run on the upstream's threads.
 */
public final class FetchPipeline {
    private static final Logger LOG = LoggerFactory.getLogger(FetchPipeline.class);

    private static final Body NO_CONTENT = Body.of(List.of());

    private final Upstreams upstreams;
    private final PurgeGuard guard;
    private final Coalescer coalescer;
    private final Receiving receiving;
    private final InstantSource clock;
    private final UpstreamFields fields;

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
        this.guard = guard;
        this.coalescer = coalescer;
        this.clock = clock;
        this.fields = new UpstreamFields(via, fleetSecret, random);
        this.receiving =
                new Receiving(new Keeper(cache, guard, coalescer, clock), coalescer, clock, maxObjectBytes, inFlight);
    }

    /** Requests sent to upstreams since the start. */
    public long upstreamRequests() {
        return upstreams.requests();
    }

    /** Answers of a shield that came without a readable fence since the start: it took us for a user. */
    public long unfencedAnswers() {
        return receiving.unfencedAnswers();
    }

    /**
     * Asks for {@code fill}'s key, as its leader: completes the fill, stores the response if it may be stored, and takes the
     * fill out of the coalescer when nobody should join it any more.
     *
     * @param request of the user who caused it, as the cache sees it
     * @param inquiry what to ask
     */
    public void start(Fill fill, Site site, RequestHead request, Inquiry inquiry) {
        Fence fence = guard.capture(site.id());
        @Nullable StoredResponse stale = inquiry.stale();
        if (stale != null && guard.verdict(stale.stamp()) == PurgeVerdict.HARD_PURGED) {
            // R5: purged since it was looked up. Its validators must not earn it the fence that was captured just now.
            start(fill, site, request, inquiry.anew());
            return;
        }
        Job job = new Job(fill, site, request, inquiry, fence, clock.millis());
        Fence asked = asked(fence, inquiry.required());
        upstreams
                .ask(
                        site,
                        request,
                        (target, span) -> fields.forFill(target, request, inquiry, asked, span),
                        NO_CONTENT,
                        fill::interim,
                        inquiry.waits())
                .whenComplete((answer, failure) -> {
                    if (answer != null && isUseless(job, answer)) {
                        answer.discard();
                        fill.askedAnew();
                        start(fill, site, request, inquiry.anew());
                        return;
                    }
                    FillResult result = answer == null
                            ? failed(failure, site)
                            : safely(answer, fill.key().toString(), () -> receiving.received(job, answer));
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
     * Asks in the background whether {@code stale} is still good, or for what has taken its place; whoever comes meanwhile may
     * join, as with any fill.
     *
     * @param key of {@code stale}
     * @param variant that those who join are known to want; see {@link Coalescer#join}
     * @param cause a request that {@code stale} answers, as the cache sees it. What it wants of caches is no wish of the refresh,
     *     and only-if-cached would have it refused; but for no-store (RFC 9111 §5.2.1.5)
     * @return completes, never exceptionally, once all that has come is in the memory tier, and is for looking at only; null if
     *     nothing was asked, because responses like it are not stored, or it is being asked for already
     */
    public @Nullable CompletionStage<FillResult> refresh(
            Site site, CacheKey key, String variant, RequestHead cause, StoredResponse stale) {
        if (coalescer.sharing(key, cause.fields()) instanceof Sharing.NotStored) {
            return null;
        }
        Inquiry inquiry = Inquiry.about(stale, Reuse.refresh(stale.view()));
        Coalescer.Place place = coalescer.join(key, variant, inquiry.range());
        if (!place.leader()) {
            return null;
        }
        CompletionStage<FillResult> whole = place.fill().result().thenCompose(result -> {
            if (result instanceof FillResult.Private mine) {
                mine.content().close();
            }
            return place.fill().ended().thenApply(end -> result);
        });
        start(place.fill(), site, ownRequest(cause), inquiry);
        return whole;
    }

    private static RequestHead ownRequest(RequestHead cause) {
        Fields theirs = cause.fields();
        Fields own = theirs.without("cache-control", "pragma");
        boolean noStore = CacheControl.parse(theirs.all("cache-control")).has(CacheControl.Flag.NO_STORE);
        return cause.withFields(noStore ? own.with("cache-control", "no-store") : own);
    }

    /**
     * Passes a request on as it is. Nothing is stored but the answer to a POST that says that it answers GET too (RFC 9110
     * §9.3.3).
     *
     * @param received as it came
     * @param key of what its answer may be stored as; null if nothing of it may be
     * @param request as the cache sees it
     * @param required what a shield must have applied to answer from its cache, besides what we have; null for nothing
     * @param interim told of interim responses, on any thread
     * @param onHead told of the head of the final response before anything of it is stored, on any thread
     * @return completes, never exceptionally, with {@link FillResult.Private} or {@link FillResult.Failed}
     */
    public CompletionStage<FillResult> pass(
            Site site,
            RequestHead received,
            @Nullable CacheKey key,
            RequestHead request,
            Body content,
            @Nullable Fence required,
            Consumer<ResponseHead> interim,
            Consumer<ResponseHead> onHead) {
        Fence fence = guard.capture(site.id());
        Fence asked = asked(fence, required);
        long requestTimeMs = clock.millis();
        @Nullable
        Fill watched = key != null && request.method().equals("POST")
                ? coalescer.alone(key).fill()
                : null;
        return upstreams
                .ask(
                        site,
                        received,
                        (target, span) -> fields.forPass(target, received, asked, span),
                        content,
                        interim,
                        true)
                .handle((answer, failure) -> {
                    if (watched != null) {
                        coalescer.ended(watched);
                    }
                    if (answer == null) {
                        return failed(failure, site);
                    }
                    return safely(answer, received.target(), () -> {
                        ResponseHead head = answer.cleanHead();
                        // To be asked before the answer itself invalidates what is under way.
                        boolean overtaken = watched != null && watched.isInvalidated();
                        onHead.accept(head);
                        @Nullable Fence object = Job.objectFence(fence, answer);
                        if (object == null || watched == null || overtaken) {
                            return Receiving.passing(
                                    answer, head, null, object == null ? Receiving.oldest(fence) : object);
                        }
                        return switch (Storability.ofPost(request, head, clock.millis(), site.rules())) {
                            case StoreDecision.Refuse refused -> Receiving.passing(answer, head, null, object);
                            case StoreDecision.Store(FreshnessLifetime lifetime) -> {
                                Fill own = coalescer.alone(watched.key()).fill();
                                Job job = new Job(own, site, request, Inquiry.whole(), fence, requestTimeMs);
                                yield receiving.posted(job, answer, head, lifetime, object);
                            }
                        };
                    });
                });
    }

    /** R3: what a shield must have applied. What is stored is stamped with what was captured, never with what was asked. */
    private static Fence asked(Fence captured, @Nullable Fence required) {
        return required == null ? captured : captured.max(required);
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
        boolean joins = Receiving.completed(job, answer.cleanHead()) != null && job.objectFence(answer) != null;
        return head.status() == 416 || (head.status() == 206 && !joins);
    }

    private static FillResult failed(@Nullable Throwable failure, Site site) {
        Throwable cause = Objects.requireNonNull(failure);
        if (!(cause instanceof UpstreamException)) {
            LOG.error("fetch for site {} broke", site.id(), cause);
        }
        return new FillResult.Failed(Upstreams.reasonOf(cause));
    }

    /** Whatever goes wrong with a response, those who wait for it are told. */
    private static FillResult safely(Answer answer, String what, Supplier<FillResult> step) {
        try {
            return step.get();
        } catch (RuntimeException bug) {
            LOG.error("the response of {} for {} broke the fetch", answer.from(), what, bug);
            answer.response().cancel();
            return new FillResult.Failed(UpstreamFailure.PROTOCOL);
        }
    }
}
