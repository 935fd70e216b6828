package dev.skerry.edge.admin;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Fence;
import dev.skerry.edge.admin.Explanation.Found;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.policy.ByteRange;
import dev.skerry.edge.policy.ContentRange;
import dev.skerry.edge.policy.FetchReason;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.HopByHop;
import dev.skerry.edge.policy.PurgeVerdict;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.Reuse;
import dev.skerry.edge.policy.ReuseDecision;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.request.Decisions;
import dev.skerry.edge.request.Keyed;
import dev.skerry.edge.request.RequiredFence;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.sites.Sites;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a request would meet in this node, without sending it. Memory is looked into without counting as a use; Redis
 * only where memory has nothing for the request. Thread-safe; may wait for Redis.
 */
public final class Explain {
    private static final int SHARED_TIER_MILLIS = 500;

    private final Sites sites;
    private final TieredCache cache;
    private final PurgeGuard guard;
    private final InstantSource clock;
    private final Decisions decisions;

    /** Looks at the same parts as the request pipeline. */
    public Explain(Sites sites, TieredCache cache, PurgeGuard guard, InstantSource clock) {
        this.sites = sites;
        this.cache = cache;
        this.guard = guard;
        this.clock = clock;
        this.decisions = new Decisions(cache, guard, clock);
    }

    /** The response that a request selects, and where it is. */
    private record Selected(@Nullable StoredResponse response, String tier) {}

    /**
     * Explains a request.
     *
     * @param method a token, case-sensitive
     * @param text the URL
     * @param headers of the request, each {@code Name: value}
     * @throws IllegalArgumentException if the URL is not absolute, http or https, or a header or the method is malformed; the
     *     message says what would be right
     */
    public Explanation request(String method, String text, List<String> headers) {
        ContentUrl url = ContentUrl.parse(text);
        @Nullable String host = url.host();
        if (host == null) {
            throw new IllegalArgumentException("give the whole URL, http://HOST/PATH: a path alone names no site");
        }
        if (method.isEmpty() || method.chars().anyMatch(c -> c <= ' ' || c >= 0x7f)) {
            throw new IllegalArgumentException("method '" + method + "' is not valid: use GET or another token");
        }
        RequestHead received = new RequestHead(method, host, url.target(), fields(host, headers));
        @Nullable Site site = sites.find(host);
        if (site == null) {
            return new Explanation(
                    url.toString(),
                    method,
                    null,
                    null,
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
                    null);
        }
        @Nullable Fence required = required(site, received);
        Keyed asked = Keyed.of(site, received);
        RequestHead request = asked.request();
        CacheKey key = asked.key();
        Selected selected = select(key, request.fields());
        @Nullable StoredResponse stored = selected.response();
        List<StoredResponse> variants = cache.variants(key);
        long now = clock.millis();
        Duration lostFor = guard.leaseLostFor();
        ReuseDecision decision = asked.bypasses()
                ? new ReuseDecision.Fetch(FetchReason.BYPASS)
                : decide(request, site, required, stored, variants, now);
        return new Explanation(
                url.toString(),
                method,
                site.id().value(),
                site.version(),
                site.config().cache(),
                key.toString(),
                selected.tier(),
                said(decision),
                asks(decision, request),
                lower(guard.lease(site.config().lease())),
                site.config().lease(),
                lostFor.isZero() ? null : lostFor.toSeconds(),
                guard.capture(site.id()).toString(),
                stored == null ? null : found(stored, verdict(site, required, stored), now, true),
                variants.isEmpty()
                        ? null
                        : variants.stream()
                                .map(one -> found(one, verdict(site, required, one), now, one.equals(stored)))
                                .toList());
    }

    private static Fields fields(String host, List<String> headers) {
        Fields.Builder fields = Fields.builder();
        for (String header : headers) {
            int colon = header.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("header '" + header + "' is not valid: use NAME: VALUE");
            }
            fields.add(header.substring(0, colon), header.substring(colon + 1));
        }
        return HopByHop.strip(fields.build()).with("host", host);
    }

    private Selected select(CacheKey key, Fields fields) {
        @Nullable StoredResponse near = cache.peekQuietly(key, fields);
        if (near != null) {
            return new Selected(near, "memory");
        }
        @Nullable StoredResponse far = findShared(key, fields);
        return new Selected(far, far == null ? "none" : "redis");
    }

    private ReuseDecision decide(
            RequestHead request,
            Site site,
            @Nullable Fence required,
            @Nullable StoredResponse stored,
            List<StoredResponse> variants,
            long now) {
        PurgeVerdict verdict = stored == null ? PurgeVerdict.VALID : verdict(site, required, stored);
        ReuseDecision decision =
                Reuse.decide(request, stored == null ? null : stored.view(), verdict, now, site.rules());
        return decision instanceof ReuseDecision.Fetch(FetchReason reason)
                        && reason == FetchReason.URI_MISS
                        && !variants.isEmpty()
                ? new ReuseDecision.Fetch(FetchReason.VARY_MISS)
                : decision;
    }

    private static Found found(StoredResponse stored, PurgeVerdict verdict, long now, boolean selected) {
        StoredView view = stored.view();
        @Nullable ContentRange part = view.part();
        long age = view.ageMs(now);
        return new Found(
                view.head().status(),
                stored.variant(),
                part == null ? null : part.text(),
                stored.body().length(),
                view.head().fields().first("etag"),
                age / 1000,
                view.lifetime().millis() / 1000,
                lower(view.lifetime().source()),
                Math.floorDiv(view.lifetime().millis() - age, 1000),
                stored.stamp().fence().toString(),
                lower(verdict),
                selected);
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

    private static @Nullable Map<String, String> asks(ReuseDecision decision, RequestHead request) {
        return switch (decision) {
            case ReuseDecision.Serve serve -> null;
            case ReuseDecision.ServeStale stale -> null;
            case ReuseDecision.Unsatisfiable none -> null;
            case ReuseDecision.Revalidate ask -> map(ask.conditional());
            case ReuseDecision.Fetch fetch -> map(ByteRange.upstream(request));
        };
    }

    private static Map<String, String> map(Fields fields) {
        Map<String, String> map = new LinkedHashMap<>();
        fields.forEach(line -> map.merge(line.name(), line.value(), (one, other) -> one + ", " + other));
        return map;
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
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the shared tier did not answer: " + e, e);
        }
    }

    /** What the request requires by {@code Skerry-Fence}; null for nothing. */
    private @Nullable Fence required(Site site, RequestHead request) {
        return switch (RequiredFence.of(request.fields(), site.id(), guard)) {
            case RequiredFence.None none -> null;
            case RequiredFence.AtLeast(Fence fence) -> fence;
            case RequiredFence.Refused(var reason) -> throw new IllegalArgumentException(reason.detail());
        };
    }

    private PurgeVerdict verdict(Site site, @Nullable Fence required, StoredResponse stored) {
        return decisions.verdict(stored, guard.lease(site.config().lease()), required);
    }
}
