package dev.skerry.edge.fill;

import dev.skerry.contract.Fence;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.InFlight;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.fill.Upstreams.Answer;
import dev.skerry.edge.policy.CacheRules;
import dev.skerry.edge.policy.Freshening;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.PartialContent;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.Storability;
import dev.skerry.edge.policy.StoreDecision;
import dev.skerry.edge.policy.StoreRefusal;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of an upstream's answer to a fill: it freshens, completes or is stored, or is passed on. Thread-safe. */
final class Receiving {
    private static final Logger LOG = LoggerFactory.getLogger(Receiving.class);

    private final Keeper keeper;
    private final Coalescer coalescer;
    private final InstantSource clock;
    private final long maxObjectBytes;
    private final InFlight inFlight;
    private final LongAdder unfenced = new LongAdder();

    Receiving(Keeper keeper, Coalescer coalescer, InstantSource clock, long maxObjectBytes, InFlight inFlight) {
        this.keeper = keeper;
        this.coalescer = coalescer;
        this.clock = clock;
        this.maxObjectBytes = maxObjectBytes;
        this.inFlight = inFlight;
    }

    /** Answers of a shield that came without a readable fence since the start. */
    long unfencedAnswers() {
        return unfenced.sum();
    }

    /** The result of the fill; what may be stored is on its way into the tiers. */
    FillResult received(Job job, Answer answer) {
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
        if (keeper.prefersStored(job, head, now)) {
            return passing(answer, head, StoreRefusal.STALE_IS_BETTER, fence);
        }
        return switch (Storability.decide(job.asSent(), head, now, job.site().rules())) {
            case StoreDecision.Refuse(StoreRefusal reason) -> {
                if (Storability.concernsResource(head.status())) {
                    keeper.learnRefused(job, head, reason);
                }
                yield passing(answer, head, reason, fence);
            }
            case StoreDecision.Store(FreshnessLifetime lifetime) -> {
                if (head.declaredLength() > maxObjectBytes) {
                    keeper.learnRefused(job, head, StoreRefusal.TOO_LARGE);
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

    /** Of an object that tells none: every purge is newer. */
    static Fence oldest(Fence captured) {
        return new Fence(captured.partition(), 0);
    }

    /** RFC 9111 §4.3.4: {@code stored} with what {@code head}, that of a 304 or of a HEAD, says anew. */
    private FillResult freshened(
            Job job, StoredResponse stored, ResponseHead head, Fence fence, long now, @Nullable String cacheStatus) {
        CacheRules rules = job.site().rules();
        ResponseHead merged = Freshening.merge(stored.view().head(), head, rules);
        boolean shared = staysStored(job, merged, now);
        ResponseHead kept = Storability.storedHead(merged, now, rules);
        FreshnessLifetime lifetime = FreshnessLifetime.of(kept, now, rules);
        StoredResponse fresh = Keeper.response(job, kept, lifetime, fence, now, stored.body());
        if (shared) {
            keeper.learnFrom(job, fresh, now);
            keeper.keep(job, fresh);
        }
        coalescer.ended(job.fill());
        ResponseHead received =
                Storability.receivedHead(Freshening.mergeReceived(stored.view().head(), head), now, rules);
        return new FillResult.Shared(fresh, received, shared, head.status(), cacheStatus);
    }

    /**
     * Whether what is stored may be with the fields that have come for it, {@code merged}. If not because of them, it is stored
     * no more; if because of the request, it stays what it was.
     */
    private boolean staysStored(Job job, ResponseHead merged, long now) {
        return switch (Storability.decideStored(
                job.asSent(), merged, now, job.site().rules())) {
            case StoreDecision.Store store -> true;
            case StoreDecision.Refuse(StoreRefusal reason) -> {
                if (!reason.concernsRequest()) {
                    keeper.remove(job.fill().key());
                }
                yield false;
            }
        };
    }

    /**
     * RFC 9111 §4.3.5: the answer to a HEAD freshens what is stored if it can be that, else what is stored is no longer what
     * the origin has. One without validators proves neither: if it freshened, whoever sends HEAD every second would keep a
     * page alive that has changed long ago.
     */
    private FillResult headReceived(
            Job job, StoredResponse stale, Answer answer, ResponseHead head, Fence fence, long now) {
        if (head.status() == 200) {
            boolean agrees =
                    Freshening.describes(stale.view().head(), head, stale.body().length());
            if (agrees && head.hasValidator()) {
                answer.discard();
                return freshened(job, stale, head, fence, now, answer.cacheStatus());
            }
            if (!agrees) {
                keeper.remove(stale.key());
            }
        }
        return passing(answer, head, null, fence);
    }

    private FillResult storing(
            Job job, Answer answer, ResponseHead head, FreshnessLifetime lifetime, Fence fence, long now) {
        Body body = Body.retained(maxObjectBytes, inFlight);
        StoredResponse stored = begin(job, answer, head, lifetime, fence, now, body);
        ResponseHead received = Storability.receivedHead(head, now, job.site().rules());
        return new FillResult.Shared(stored, received, true, head.status(), answer.cacheStatus());
    }

    /** What is stored with what has just come of it, if they make one part together; else null. */
    static @Nullable ResponseHead completed(Job job, ResponseHead arrived) {
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
        boolean storable = staysStored(job, combined, now);
        FreshnessLifetime lifetime = FreshnessLifetime.of(combined, now, rules);
        if (!storable) {
            job.fill().invalidate();
        }
        StoredResponse stored = begin(job, answer, combined, lifetime, fence, now, body);
        ResponseHead both = PartialContent.received(stale.view().head(), answer.cleanHead(), combined);
        ResponseHead received = Storability.receivedHead(both, now, rules);
        return new FillResult.Shared(stored, received, storable, status, answer.cacheStatus());
    }

    /** The answer to a POST is its sender's, whatever becomes of it for others. */
    FillResult posted(Job job, Answer answer, ResponseHead head, FreshnessLifetime lifetime, Fence fence) {
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

    /** The answer is for the one who caused it alone. */
    static FillResult passing(Answer answer, ResponseHead head, @Nullable StoreRefusal reason, Fence fence) {
        Body body = Body.passing();
        Body.Reader reader = Objects.requireNonNull(body.reader(), "a new body has its first byte");
        answer.response().into(body);
        return new FillResult.Private(head, reader, reason, false, fence, answer.cacheStatus());
    }
}
