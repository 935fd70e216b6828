package dev.skerry.edge.fill;

import dev.skerry.contract.Fence;
import dev.skerry.contract.SurrogateKey;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.policy.ContentRange;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.PurgeVerdict;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.Reuse;
import dev.skerry.edge.policy.StoreRefusal;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.policy.Vary;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.purge.SelectorHash;
import dev.skerry.edge.purge.Stamp;
import dev.skerry.edge.sites.Site;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts what fills bring into the tiers, and remembers what it has taught of a key. Thread-safe. */
final class Keeper {
    private final TieredCache cache;
    private final PurgeGuard guard;
    private final Coalescer coalescer;
    private final InstantSource clock;

    Keeper(TieredCache cache, PurgeGuard guard, Coalescer coalescer, InstantSource clock) {
        this.clock = clock;
        this.cache = cache;
        this.guard = guard;
        this.coalescer = coalescer;
    }

    /**
     * The response that {@code job} is about to store.
     *
     * @param kept head as it is stored
     * @param now when it was received, in ms
     */
    static StoredResponse response(
            Job job, ResponseHead kept, FreshnessLifetime lifetime, Fence fence, long now, Body body) {
        CacheKey key = job.fill().key();
        return new StoredResponse(
                key,
                Vary.of(kept).variant(job.request().fields()),
                new StoredView(kept, job.requestTimeMs(), now, lifetime),
                stamp(job.site(), key, kept, fence),
                body);
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

    /** Keeps {@code response} once its body, which is still growing, is whole, and ends the fill then. */
    void keepWhenWhole(Job job, StoredResponse response) {
        Body body = response.body();
        body.onEnd(() -> {
            if (body.state() == Body.State.COMPLETE && body.isRetained() && isAsLongAsItSays(response)) {
                keep(job, response);
            }
            coalescer.ended(job.fill());
        });
    }

    /** RFC 9110 §15.3.7: a part that is shorter or longer than its Content-Range is not the part that it says. */
    private static boolean isAsLongAsItSays(StoredResponse response) {
        @Nullable ContentRange part = response.view().part();
        return part == null || part.span().length() == response.body().length();
    }

    /** Looks twice, because an unsafe request may come between the look and the store; it removes what was stored before. */
    void keep(Job job, StoredResponse response) {
        if (job.fill().isInvalidated()) {
            return;
        }
        cache.store(response, clock.millis());
        if (job.fill().isInvalidated()) {
            cache.remove(response.key());
        }
    }

    /**
     * RFC 5861 §4: whether what is stored may be served in the place of an error, which itself might be stored; to the one who
     * asks or to anybody, so that nobody drops it for others by insisting on an answer of the origin.
     */
    boolean prefersStored(Job job, ResponseHead head, long now) {
        if (!Reuse.isFailure(head.status())) {
            return false;
        }
        @Nullable
        StoredResponse about = job.fill().isInvalidated() ? null : job.inquiry().stale();
        @Nullable
        StoredResponse latest = cache.latest(job.fill().key(), job.request().fields(), about);
        return latest != null
                && (mayStandIn(job, job.request(), latest, now) || mayStandIn(job, anybody(job, latest), latest, now));
    }

    private boolean mayStandIn(Job job, RequestHead request, StoredResponse latest, long now) {
        return Reuse.mayStandIn(
                request,
                latest.view(),
                guard.verdict(latest.stamp()),
                now,
                job.site().rules());
    }

    /** A request that wants nothing in particular but what is there. */
    private static RequestHead anybody(Job job, StoredResponse stored) {
        @Nullable ContentRange part = stored.view().part();
        Fields fields = part == null
                ? Fields.EMPTY
                : Fields.of(
                        "range",
                        "bytes=" + part.span().first() + "-" + part.span().last());
        return new RequestHead("GET", job.request().host(), job.request().target(), fields);
    }

    void remove(CacheKey key) {
        cache.remove(key);
    }

    /** Whether a request that wants nothing in particular could use the response as it is. */
    void learnFrom(Job job, StoredResponse response, long now) {
        boolean usable = Reuse.decide(
                        anybody(job, response),
                        response.view(),
                        PurgeVerdict.VALID,
                        now,
                        job.site().rules())
                .usesStored();
        coalescer.learn(
                response.key(), job.request().fields(), usable ? new Sharing.Shared() : new Sharing.ValidatedByEach());
    }

    /** Responses like {@code head} are not stored, because of what they are. */
    void learnRefused(Job job, ResponseHead head, StoreRefusal reason) {
        if (!reason.concernsRequest()) {
            Fields fields = job.request().fields();
            coalescer.learn(job.fill().key(), fields, Sharing.NotStored.of(reason, head, fields));
        }
    }

    void ended(Fill fill) {
        coalescer.ended(fill);
    }
}
