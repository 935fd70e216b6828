package dev.skerry.edge.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.skerry.contract.ContentUrl;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.policy.CurrentAge;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.PurgeVerdict;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.Reuse;
import dev.skerry.edge.policy.ReuseDecision;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.sites.Sites;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Tells what a plain GET for a URL would meet in this node, without touching the cache. Thread-safe; may wait for Redis. */
public final class Explain {
    private static final int SHARED_TIER_MILLIS = 500;

    private final Sites sites;
    private final TieredCache cache;
    private final PurgeGuard guard;
    private final InstantSource clock;

    /** Looks at the same parts as the request pipeline. */
    public Explain(Sites sites, TieredCache cache, PurgeGuard guard, InstantSource clock) {
        this.sites = sites;
        this.cache = cache;
        this.guard = guard;
        this.clock = clock;
    }

    /**
     * What was found.
     *
     * @param url normalised
     * @param site null if no site has the host
     * @param key of the cache
     * @param tier where a response was found: {@code memory}, {@code redis}, or {@code none}
     * @param decision what the policy says, and why
     * @param ageSeconds of the stored response
     * @param lifetimeSeconds for which it is fresh
     * @param lifetimeSource where that is stated
     * @param fence of the stored response
     * @param purged verdict of the purge index
     * @param lease what the freshness lease allows
     * @param applied the fence that a fetch begun now would get
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Explanation(
            String url,
            @Nullable String site,
            @Nullable String key,
            String tier,
            String decision,
            @Nullable Long ageSeconds,
            @Nullable Long lifetimeSeconds,
            @Nullable String lifetimeSource,
            @Nullable Integer status,
            @Nullable String variant,
            @Nullable String fence,
            @Nullable String purged,
            @Nullable String lease,
            @Nullable String applied) {}

    /**
     * Explains {@code text}.
     *
     * @throws IllegalArgumentException if it is not an absolute http(s) URL
     */
    public Explanation url(String text) {
        ContentUrl url = ContentUrl.parse(text);
        @Nullable String host = url.host();
        if (host == null) {
            throw new IllegalArgumentException("give the whole URL, http://HOST/PATH: a path alone names no site");
        }
        @Nullable Site site = sites.find(host);
        if (site == null) {
            return new Explanation(
                    url.toString(),
                    null,
                    null,
                    "none",
                    "unknown-site",
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
        CacheKey key = new CacheKey(site.id(), url);
        RequestHead request = new RequestHead("GET", host, url.target(), Fields.of("host", host));
        @Nullable StoredResponse near = cache.peek(key, request.fields());
        @Nullable StoredResponse stored = near == null ? findShared(key, request.fields()) : near;
        String tier = stored == null ? "none" : near == null ? "redis" : "memory";
        return explain(site, key, request, stored, tier);
    }

    private @Nullable StoredResponse findShared(CacheKey key, Fields fields) {
        try {
            return cache.findShared(key, fields).toCompletableFuture().get(SHARED_TIER_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the shared tier did not answer: " + e, e);
        }
    }

    private PurgeVerdict verdict(Site site, StoredResponse stored) {
        PurgeVerdict verdict = guard.verdict(stored.stamp());
        boolean lost = guard.lease(site.config().lease()) == PurgeGuard.LeaseVerdict.REVALIDATE;
        return verdict == PurgeVerdict.VALID && lost ? PurgeVerdict.UNPROVEN : verdict;
    }

    private Explanation explain(
            Site site, CacheKey key, RequestHead request, @Nullable StoredResponse stored, String tier) {
        long now = clock.millis();
        String lease = guard.lease(site.config().lease()).name().toLowerCase(java.util.Locale.ROOT);
        String applied = guard.capture(site.id()).toString();
        PurgeVerdict verdict = stored == null ? PurgeVerdict.VALID : verdict(site, stored);
        ReuseDecision decision =
                Reuse.decide(request, stored == null ? null : stored.view(), verdict, now, site.rules());
        String said = switch (decision) {
            case ReuseDecision.Serve serve -> "serve";
            case ReuseDecision.ServeStale(long age, long remaining, var reason) -> "serve-stale " + reason.text();
            case ReuseDecision.Revalidate(var reason, var conditional, var onError) -> "revalidate " + reason.text();
            case ReuseDecision.Fetch(var reason) -> "fetch " + reason.text();
            case ReuseDecision.Unsatisfiable() -> "unsatisfiable";
        };
        if (stored == null) {
            return new Explanation(
                    "http://" + key.host() + key.url().target(),
                    site.id().value(),
                    key.toString(),
                    tier,
                    said,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    lease,
                    applied);
        }
        StoredView view = stored.view();
        long ageMs = CurrentAge.atMillis(view.head(), view.requestTimeMs(), view.responseTimeMs(), now);
        return new Explanation(
                "http://" + key.host() + key.url().target(),
                site.id().value(),
                key.toString(),
                tier,
                said,
                ageMs / 1000,
                view.lifetime().millis() / 1000,
                view.lifetime().source().name().toLowerCase(java.util.Locale.ROOT),
                view.head().status(),
                stored.variant(),
                stored.stamp().fence().toString(),
                verdict.name().toLowerCase(java.util.Locale.ROOT),
                lease,
                applied);
    }
}
