package dev.skerry.edge.refresh;

import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.fill.Coalescer;
import dev.skerry.edge.fill.FetchPipeline;
import dev.skerry.edge.fill.FillResult;
import dev.skerry.edge.fill.Sharing;
import dev.skerry.edge.policy.PurgeVerdict;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.request.Keyed;
import dev.skerry.edge.sites.Site;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks as a user's stale hit does, by a fill like any other: with a fence that is captured before, once per key, and so that
 * users who come meanwhile may join. Looks into the shared tier first: of a PoP's nodes one asks, the others take what it got.
 * Thread-safe.
 */
public final class UpstreamAsking implements Asking {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamAsking.class);

    private final TieredCache cache;
    private final PurgeGuard guard;
    private final Coalescer coalescer;
    private final FetchPipeline fetches;

    /** Wires what is asked. */
    public UpstreamAsking(TieredCache cache, PurgeGuard guard, Coalescer coalescer, FetchPipeline fetches) {
        this.cache = cache;
        this.guard = guard;
        this.coalescer = coalescer;
        this.fetches = fetches;
    }

    @Override
    public CompletionStage<RefreshOutcome> ask(Site site, StoredResponse stale) {
        return CompletableFuture.completedStage(stale)
                .thenCompose(response -> switch (Rerequest.of(site, response)) {
                    case Rerequest.Unknown(RefreshOutcome reason) -> CompletableFuture.completedStage(reason);
                    case Rerequest.Known(Keyed asked) -> begin(site, response, asked);
                })
                .exceptionally(bug -> {
                    LOG.error("the refresh of {} broke", stale.key(), bug);
                    return RefreshOutcome.NO_ANSWER;
                });
    }

    private CompletionStage<RefreshOutcome> begin(Site site, StoredResponse stale, Keyed asked) {
        if (!cache.hasShared()) {
            return fetch(site, stale, asked);
        }
        int removals = cache.removals(asked.key());
        return cache.findShared(asked.key(), asked.request().fields()).thenCompose(far -> {
            if (far != null && far.variant().equals(stale.variant()) && verdict(far) == PurgeVerdict.VALID) {
                cache.promote(far, removals);
                return CompletableFuture.completedStage(RefreshOutcome.SHARED);
            }
            return fetch(site, stale, asked);
        });
    }

    private CompletionStage<RefreshOutcome> fetch(Site site, StoredResponse stale, Keyed asked) {
        @Nullable StoredResponse now = variant(cache.variants(stale.key()), stale.variant());
        @Nullable RefreshOutcome settled = RefreshOutcome.settled(now == null ? null : verdict(now));
        if (now == null || settled != null) {
            return CompletableFuture.completedStage(settled == null ? RefreshOutcome.GONE : settled);
        }
        if (coalescer.sharing(asked.key(), asked.request().fields()) instanceof Sharing.NotStored) {
            return CompletableFuture.completedStage(RefreshOutcome.UNCACHED);
        }
        @Nullable
        CompletionStage<FillResult> came = fetches.refresh(site, asked.key(), asked.variant(), asked.request(), now);
        return came == null
                ? CompletableFuture.completedStage(RefreshOutcome.UNDER_WAY)
                : came.thenApply(this::outcome);
    }

    private RefreshOutcome outcome(FillResult result) {
        return switch (result) {
            case FillResult.Failed failed -> RefreshOutcome.NO_ANSWER;
            case FillResult.Private mine ->
                isTrouble(mine.head().status()) ? RefreshOutcome.UPSTREAM_ERROR : RefreshOutcome.NOT_STORED;
            case FillResult.Shared shared -> {
                Body body = shared.response().body();
                if (isTrouble(shared.upstreamStatus())) {
                    yield RefreshOutcome.UPSTREAM_ERROR;
                }
                if (body.state() != Body.State.COMPLETE) {
                    yield RefreshOutcome.NO_ANSWER;
                }
                if (!shared.forOthers() || !body.isRetained()) {
                    yield RefreshOutcome.NOT_STORED;
                }
                if (verdict(shared.response()) == PurgeVerdict.SOFT_PURGED) {
                    yield RefreshOutcome.STILL_PURGED;
                }
                yield shared.upstreamStatus() == 304 ? RefreshOutcome.VALIDATED : RefreshOutcome.REPLACED;
            }
        };
    }

    /** What an origin answers that should be left in peace for a while. */
    private static boolean isTrouble(int status) {
        return status >= 500 || status == 429;
    }

    private PurgeVerdict verdict(StoredResponse response) {
        return guard.verdict(response.stamp());
    }

    /** The one of {@code responses} with this secondary key; null if there is none. */
    static @Nullable StoredResponse variant(List<StoredResponse> responses, String variant) {
        return responses.stream()
                .filter(each -> each.variant().equals(variant))
                .findFirst()
                .orElse(null);
    }
}
