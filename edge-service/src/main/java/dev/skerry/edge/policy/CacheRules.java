package dev.skerry.edge.policy;

import java.util.Set;

/**
 * What a site decides where the RFCs leave it open.
 *
 * @param ttl lifetimes
 * @param stale windows in which a response may be used stale
 * @param setCookie see {@link SetCookieRule}
 * @param options what is switched on
 * @param bypass paths that the cache is not asked about
 * @param key what tells responses apart
 */
public record CacheRules(
        Ttl ttl, Stale stale, SetCookieRule setCookie, Set<Option> options, PathPrefixes bypass, KeyRules key) {
    /** As the RFCs have it, and no shared session. */
    public static final CacheRules DEFAULT = new CacheRules(0, SetCookieRule.BYPASS);

    /** What is off by default. */
    public enum Option {
        /** {@code CDN-Cache-Control} is not sent to users; off: it is (RFC 9213 §3.1). */
        STRIP_CDN_CACHE_CONTROL,
        /** A response whose type does not belong to the extension of its path is not stored, see {@link ContentKind}. */
        REFUSE_DECEPTION,
        /** A 103 is made of the {@code Link} fields of what is stored (RFC 8297). */
        EARLY_HINTS,
        /** {@code Cache-Status} has the key (RFC 9211 §2.7). */
        SHOW_KEY
    }

    /**
     * Lifetimes in milliseconds, all 0 or more.
     *
     * @param defaultMs of a response that states none and is heuristically cacheable (RFC 9110 §15.1); 0 leaves it to the
     *     heuristic of RFC 9111 §4.2.2
     * @param minMs a shorter one is raised to this
     * @param maxMs a longer one is cut to this; 0 for none
     * @param negativeMs in place of {@code defaultMs} for 4xx and 501; 0 for none
     */
    public record Ttl(long defaultMs, long minMs, long maxMs, long negativeMs) {
        /** Nothing but the RFC. */
        public static final Ttl NONE = new Ttl(0, 0, 0, 0);

        /** @throws IllegalArgumentException if one is negative, or the least is over the most */
        public Ttl {
            requireSpan("default TTL", defaultMs);
            requireSpan("minimum TTL", minMs);
            requireSpan("maximum TTL", maxMs);
            requireSpan("negative TTL", negativeMs);
            if (maxMs > 0 && minMs > maxMs) {
                throw new IllegalArgumentException(
                        "minimum TTL " + minMs + " ms is over the maximum of " + maxMs + " ms: use one that is not");
            }
        }
    }

    /**
     * Windows in milliseconds, for responses that state none.
     *
     * @param whileRevalidateMs RFC 5861 §3
     * @param ifErrorMs RFC 5861 §4
     * @param shared whether {@code s-maxage} does not forbid to be used stale where a window stands beside it, against
     *     RFC 9111 §5.2.2.10
     */
    public record Stale(long whileRevalidateMs, long ifErrorMs, boolean shared) {
        /** Nothing but what the response states. */
        public static final Stale NONE = new Stale(0, 0, false);

        /** @throws IllegalArgumentException if a window is negative */
        public Stale {
            requireSpan("stale-while-revalidate", whileRevalidateMs);
            requireSpan("stale-if-error", ifErrorMs);
        }
    }

    /** Only these two rules, the rest as in {@link #DEFAULT}. */
    public CacheRules(long defaultTtlMs, SetCookieRule setCookie) {
        this(new Ttl(defaultTtlMs, 0, 0, 0), Stale.NONE, setCookie, Set.of(), PathPrefixes.NONE, KeyRules.DEFAULT);
    }

    /** Makes all of it immutable. */
    public CacheRules {
        options = Set.copyOf(options);
    }

    private static void requireSpan(String what, long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException(what + " " + millis + " ms is negative: use 0 or more");
        }
    }

    /** These rules with other lifetimes. */
    public CacheRules with(Ttl other) {
        return new CacheRules(other, stale, setCookie, options, bypass, key);
    }

    /** These rules with other windows. */
    public CacheRules with(Stale other) {
        return new CacheRules(ttl, other, setCookie, options, bypass, key);
    }

    /** These rules with exactly these options. */
    public CacheRules with(Option... other) {
        return new CacheRules(ttl, stale, setCookie, Set.of(other), bypass, key);
    }

    /** Whether {@code CDN-Cache-Control} is kept from users. */
    public boolean stripsCdnCacheControl() {
        return options.contains(Option.STRIP_CDN_CACHE_CONTROL);
    }

    /** Whether web cache deception is refused. */
    public boolean refusesDeception() {
        return options.contains(Option.REFUSE_DECEPTION);
    }

    /** Whether a 103 is made of stored {@code Link} fields. */
    public boolean earlyHints() {
        return options.contains(Option.EARLY_HINTS);
    }

    /** Whether {@code Cache-Status} has the key. */
    public boolean showsKey() {
        return options.contains(Option.SHOW_KEY);
    }
}
