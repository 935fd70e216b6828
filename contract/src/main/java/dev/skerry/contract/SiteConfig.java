package dev.skerry.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an operator writes of a site (DESIGN section 5). The smallest file has a name, a host and an origin; everything
 * else has a default that follows the RFCs.
 *
 * @param site its name
 * @param hosts that users ask for, 1 to {@value #MAX_HOSTS}: host names without port, or {@code *} for any
 * @param origins where content comes from, 1 to {@value #MAX_ORIGINS}; the first is used, the others are kept for failover
 * @param shield the PoP that alone asks the origin; null or {@code none} for no shield
 * @param cache what the RFCs leave open
 * @param lease what a node does that has lost touch with the purge log
 * @param purge what purges of the site do
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SiteConfig(
        SiteId site,
        List<String> hosts,
        List<Origin> origins,
        @Nullable PopId shield,
        Cache cache,
        Lease lease,
        PurgeConfig purge) {
    private static final int MAX_HOSTS = 100;
    private static final int MAX_ORIGINS = 16;
    private static final String ANY_HOST = "*";
    private static final String NO_SHIELD = "none";

    /** Reads the file's form: absent parts take their defaults. */
    @JsonCreator
    static SiteConfig read(
            @JsonProperty("site") SiteId site,
            @JsonProperty("hosts") List<String> hosts,
            @JsonProperty("origins") List<Origin> origins,
            @JsonProperty("shield") @Nullable String shield,
            @JsonProperty("cache") @Nullable Cache cache,
            @JsonProperty("lease") @Nullable Lease lease,
            @JsonProperty("purge") @Nullable PurgeConfig purge) {
        return new SiteConfig(
                site,
                hosts,
                origins,
                shield == null || shield.equals(NO_SHIELD) ? null : new PopId(shield),
                cache == null ? Cache.DEFAULT : cache,
                lease == null ? Lease.DEFAULT : lease,
                purge == null ? PurgeConfig.DEFAULT : purge);
    }

    /** A site whose purges do what {@link PurgeConfig#DEFAULT} says. */
    public SiteConfig(
            SiteId site, List<String> hosts, List<Origin> origins, @Nullable PopId shield, Cache cache, Lease lease) {
        this(site, hosts, origins, shield, cache, lease, PurgeConfig.DEFAULT);
    }

    /** @throws IllegalArgumentException if hosts or origins are missing, too many or malformed */
    public SiteConfig {
        requireSize("hosts", hosts, MAX_HOSTS);
        requireSize("origins", origins, MAX_ORIGINS);
        hosts = hosts.stream()
                .map(host -> host.equals(ANY_HOST) ? host : ContentUrl.hostOf(host))
                .distinct()
                .toList();
        origins = List.copyOf(origins);
    }

    private static void requireSize(String what, @Nullable List<?> list, int max) {
        if (list == null || list.isEmpty() || list.size() > max) {
            throw new IllegalArgumentException(what + ": a site has 1 to " + max);
        }
    }

    /**
     * One place that content comes from: an HTTP server, or the content store of origin-service.
     *
     * @param url {@code http://HOST[:PORT][/PATH]} or {@code https://...}; null for the store
     * @param store true for the content store
     */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    public record Origin(@Nullable String url, boolean store) {
        @JsonCreator
        static Origin read(@JsonProperty("url") @Nullable String url, @JsonProperty("store") @Nullable Boolean store) {
            return new Origin(url, store != null && store);
        }

        /** @throws IllegalArgumentException unless exactly one of both is given and the URL has the form above */
        public Origin {
            if (store == (url != null)) {
                throw new IllegalArgumentException(
                        "an origin is either {url: \"http://HOST[:PORT]\"} or {store: true}, not both and not neither");
            }
            if (url != null) {
                if (!url.startsWith("http://") && !url.startsWith("https://")) {
                    throw new IllegalArgumentException("origin url '" + Printable.of(url)
                            + "' is not valid: use http://HOST[:PORT] or https://HOST[:PORT]");
                }
                ContentUrl parsed = ContentUrl.parse(url);
                if (parsed.query() != null || url.indexOf('#') >= 0) {
                    throw new IllegalArgumentException(
                            "origin url '" + Printable.of(url) + "' must not have a query or fragment");
                }
            }
        }
    }

    /**
     * Cache rules: what the RFCs leave open. Each has a default that keeps to them.
     *
     * @param defaultTtl freshness of a response that states none and is cacheable by default, in place of the heuristic of
     *     RFC 9111 §4.2.2; 0 leaves the heuristic
     * @param setCookie what becomes of responses with {@code Set-Cookie}
     * @param minTtl a shorter freshness, be it stated or implied, is raised to this; what must not be stored, or not be used
     *     without asking ({@code no-cache}), stays so
     * @param maxTtl a longer freshness is cut to this; 0 for none
     * @param negativeTtl freshness of 4xx and 501 that state none and are cacheable by default; 0 leaves it to
     *     {@code defaultTtl} and the heuristic
     * @param staleWhileRevalidate window (RFC 5861 §3) of a response that states none and does not forbid to be used stale
     * @param staleIfError window (RFC 5861 §4) of such a response
     * @param sharedStale whether {@code s-maxage} does not forbid to be used stale where {@code stale-while-revalidate} or
     *     {@code stale-if-error} stands beside it, against RFC 9111 §5.2.2.10: many sites write both and mean it
     * @param cdnCacheControl what users get to see of that field
     * @param deception what becomes of a response whose type does not belong to the extension of its path
     * @param earlyHints whether a 103 is made of stored {@code Link} fields (RFC 8297)
     * @param showKey whether {@code Cache-Status} has its {@code key} (RFC 9211 §2.7)
     * @param bypass path prefixes, ending at a segment border, that the cache is not asked about, at most
     *     {@value #MAX_BYPASS}
     * @param key what tells responses apart
     */
    public record Cache(
            TimeSpan defaultTtl,
            SetCookie setCookie,
            TimeSpan minTtl,
            TimeSpan maxTtl,
            TimeSpan negativeTtl,
            TimeSpan staleWhileRevalidate,
            TimeSpan staleIfError,
            boolean sharedStale,
            CdnCacheControl cdnCacheControl,
            Deception deception,
            boolean earlyHints,
            boolean showKey,
            List<String> bypass,
            KeyConfig key) {
        private static final int MAX_BYPASS = 100;

        /** As the RFCs have it, and no shared session. */
        public static final Cache DEFAULT =
                read(null, null, null, null, null, null, null, null, null, null, null, null, null, null);

        @JsonCreator
        static Cache read(
                @JsonProperty("defaultTtl") @Nullable TimeSpan defaultTtl,
                @JsonProperty("setCookie") @Nullable SetCookie setCookie,
                @JsonProperty("minTtl") @Nullable TimeSpan minTtl,
                @JsonProperty("maxTtl") @Nullable TimeSpan maxTtl,
                @JsonProperty("negativeTtl") @Nullable TimeSpan negativeTtl,
                @JsonProperty("staleWhileRevalidate") @Nullable TimeSpan staleWhileRevalidate,
                @JsonProperty("staleIfError") @Nullable TimeSpan staleIfError,
                @JsonProperty("sharedStale") @Nullable Boolean sharedStale,
                @JsonProperty("cdnCacheControl") @Nullable CdnCacheControl cdnCacheControl,
                @JsonProperty("deception") @Nullable Deception deception,
                @JsonProperty("earlyHints") @Nullable Boolean earlyHints,
                @JsonProperty("showKey") @Nullable Boolean showKey,
                @JsonProperty("bypass") @Nullable List<String> bypass,
                @JsonProperty("key") @Nullable KeyConfig key) {
            return new Cache(
                    orZero(defaultTtl),
                    setCookie == null ? SetCookie.BYPASS : setCookie,
                    orZero(minTtl),
                    orZero(maxTtl),
                    orZero(negativeTtl),
                    orZero(staleWhileRevalidate),
                    orZero(staleIfError),
                    sharedStale != null && sharedStale,
                    cdnCacheControl == null ? CdnCacheControl.FORWARD : cdnCacheControl,
                    deception == null ? Deception.ALLOW : deception,
                    earlyHints != null && earlyHints,
                    showKey != null && showKey,
                    bypass == null ? List.of() : bypass,
                    key == null ? KeyConfig.DEFAULT : key);
        }

        private static TimeSpan orZero(@Nullable TimeSpan span) {
            return span == null ? TimeSpan.ZERO : span;
        }

        /** @throws IllegalArgumentException if {@code minTtl} is over {@code maxTtl}, or {@code bypass} is no list of paths */
        public Cache {
            if (!maxTtl.equals(TimeSpan.ZERO) && minTtl.duration().compareTo(maxTtl.duration()) > 0) {
                throw new IllegalArgumentException(
                        "minTtl " + minTtl + " is over maxTtl " + maxTtl + ": use a maxTtl that is not shorter, or 0s");
            }
            if (bypass.size() > MAX_BYPASS) {
                throw new IllegalArgumentException(
                        "bypass: " + bypass.size() + " prefixes are too many, use at most " + MAX_BYPASS);
            }
            bypass = bypass.stream().map(Cache::prefix).distinct().toList();
        }

        private static String prefix(String text) {
            if (!text.startsWith("/")) {
                throw new IllegalArgumentException(
                        "bypass '" + Printable.of(text) + "' is not valid: use a path, for example /admin/");
            }
            return PurgeSelector.ByPrefix.of(text).prefix().path();
        }
    }

    /** What users get to see of {@code CDN-Cache-Control} (RFC 9213 §3.1). */
    public enum CdnCacheControl {
        /** The field as it came: caches between us and the user may follow it. */
        FORWARD,
        /** Nothing: it was meant for us. */
        STRIP;

        /** The form in a site file, in lower case. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException if {@code text} is neither of both */
        @JsonCreator
        public static CdnCacheControl parse(String text) {
            return switch (text) {
                case "forward" -> FORWARD;
                case "strip" -> STRIP;
                default ->
                    throw new IllegalArgumentException(
                            "cdnCacheControl '" + Printable.of(text) + "' is unknown: use forward or strip");
            };
        }
    }

    /** What becomes of a response whose type does not belong to the extension of its path (web cache deception). */
    public enum Deception {
        /** Its directives alone decide. */
        ALLOW,
        /** It is passed on and not stored. */
        REFUSE;

        /** The form in a site file, in lower case. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException if {@code text} is neither of both */
        @JsonCreator
        public static Deception parse(String text) {
            return switch (text) {
                case "allow" -> ALLOW;
                case "refuse" -> REFUSE;
                default ->
                    throw new IllegalArgumentException(
                            "deception '" + Printable.of(text) + "' is unknown: use allow or refuse");
            };
        }
    }

    /** What becomes of a response with {@code Set-Cookie}. */
    public enum SetCookie {
        /** It is passed on and not stored: a shared session is the worst leak a CDN can make. */
        BYPASS,
        /** It is stored and reused with the cookie: the plain reading of RFC 9111 §7.3. */
        STORE,
        /** The cookie is taken out, for everybody, and the rest is stored. */
        STRIP;

        /** The form in a site file, in lower case. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException if {@code text} is not one of the three */
        @JsonCreator
        public static SetCookie parse(String text) {
            return switch (text) {
                case "bypass" -> BYPASS;
                case "store" -> STORE;
                case "strip" -> STRIP;
                default ->
                    throw new IllegalArgumentException(
                            "setCookie '" + Printable.of(text) + "' is unknown: use bypass, store or strip");
            };
        }
    }

    /**
     * What a node does for this site once its freshness lease is lost.
     *
     * @param policy see {@link LeasePolicy}
     * @param grace how long {@link LeasePolicy#BOUNDED} goes on serving
     */
    public record Lease(LeasePolicy policy, TimeSpan grace) {
        /** Bounded, 10 s. */
        public static final Lease DEFAULT = new Lease(LeasePolicy.BOUNDED, TimeSpan.parse("10s"));

        @JsonCreator
        static Lease read(
                @JsonProperty("policy") @Nullable LeasePolicy policy, @JsonProperty("grace") @Nullable TimeSpan grace) {
            return new Lease(policy == null ? DEFAULT.policy : policy, grace == null ? DEFAULT.grace : grace);
        }
    }

    /** How freshness of purges is weighed against availability. */
    public enum LeasePolicy {
        /** Revalidate everything at once. */
        STRICT,
        /** Serve for the grace time, then revalidate everything. */
        BOUNDED,
        /** Serve, and say so in {@code Cache-Status}. */
        AVAILABLE;

        /** The form in a site file, in lower case. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** @throws IllegalArgumentException if {@code text} is not one of the three */
        @JsonCreator
        public static LeasePolicy parse(String text) {
            return switch (text) {
                case "strict" -> STRICT;
                case "bounded" -> BOUNDED;
                case "available" -> AVAILABLE;
                default ->
                    throw new IllegalArgumentException(
                            "lease policy '" + Printable.of(text) + "' is unknown: use strict, bounded or available");
            };
        }
    }
}
