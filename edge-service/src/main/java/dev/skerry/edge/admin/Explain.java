package dev.skerry.edge.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.skerry.contract.ContentUrl;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.policy.FetchReason;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.PurgeVerdict;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.Reuse;
import dev.skerry.edge.policy.ReuseDecision;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.request.Keyed;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.sites.Sites;
import java.time.InstantSource;
import java.util.Locale;
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
     * What a GET would meet. JSON is flat: the fields of {@code found} stand beside the others.
     *
     * @param url normalised
     * @param site null if no site has the host
     * @param key of the cache
     * @param tier where a response was found: {@code memory}, {@code redis}, or {@code none}
     * @param decision what the policy says, and why
     * @param lease what the freshness lease allows
     * @param applied the fence that a fetch begun now would get
     * @param found null if nothing is stored
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Explanation(
            String url,
            @Nullable String site,
            @Nullable String key,
            String tier,
            String decision,
            @Nullable String lease,
            @Nullable String applied,
            @JsonUnwrapped @Nullable Found found) {
        static Explanation ofUnknownSite(ContentUrl url) {
            return new Explanation(url.toString(), null, null, "none", "unknown-site", null, null, null);
        }
    }

    /**
     * A stored response.
     *
     * @param status of it
     * @param variant empty without {@code Vary}
     * @param ageSeconds its age
     * @param lifetimeSeconds for which it is fresh
     * @param lifetimeSource where that is stated
     * @param fence captured before its fetch
     * @param purged verdict of the purge index and the lease
     */
    public record Found(
            int status,
            String variant,
            long ageSeconds,
            long lifetimeSeconds,
            String lifetimeSource,
            String fence,
            String purged) {}

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
            return Explanation.ofUnknownSite(url);
        }
        Keyed asked = Keyed.of(site, new RequestHead("GET", host, url.target(), Fields.of("host", host)));
        CacheKey key = asked.key();
        RequestHead request = asked.request();
        @Nullable StoredResponse near = cache.peek(key, request.fields());
        @Nullable StoredResponse stored = near == null ? findShared(key, request.fields()) : near;
        String tier = stored == null ? "none" : near == null ? "redis" : "memory";
        PurgeVerdict verdict = stored == null ? PurgeVerdict.VALID : verdict(site, stored);
        long now = clock.millis();
        return new Explanation(
                url.toString(),
                site.id().value(),
                key.toString(),
                tier,
                asked.bypasses()
                        ? said(new ReuseDecision.Fetch(FetchReason.BYPASS))
                        : said(Reuse.decide(
                                request, stored == null ? null : stored.view(), verdict, now, site.rules())),
                lower(guard.lease(site.config().lease())),
                guard.capture(site.id()).toString(),
                stored == null ? null : found(stored, verdict, now));
    }

    private static Found found(StoredResponse stored, PurgeVerdict verdict, long now) {
        StoredView view = stored.view();
        return new Found(
                view.head().status(),
                stored.variant(),
                view.ageMs(now) / 1000,
                view.lifetime().millis() / 1000,
                lower(view.lifetime().source()),
                stored.stamp().fence().toString(),
                lower(verdict));
    }

    private static String said(ReuseDecision decision) {
        return switch (decision) {
            case ReuseDecision.Serve serve -> "serve";
            case ReuseDecision.ServeStale(long age, long remaining, var reason) -> "serve-stale " + reason.text();
            case ReuseDecision.Revalidate(var reason, var conditional, var onError) -> "revalidate " + reason.text();
            case ReuseDecision.Fetch(var reason) -> "fetch " + reason.text();
            case ReuseDecision.Unsatisfiable() -> "unsatisfiable";
        };
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
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
        if (verdict != PurgeVerdict.HARD_PURGED && cache.doubts(stored)) {
            return PurgeVerdict.UNPROVEN;
        }
        boolean lost = guard.lease(site.config().lease()) == PurgeGuard.LeaseVerdict.REVALIDATE;
        return verdict == PurgeVerdict.VALID && lost ? PurgeVerdict.UNPROVEN : verdict;
    }
}
