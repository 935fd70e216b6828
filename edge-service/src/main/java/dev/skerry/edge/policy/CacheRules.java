package dev.skerry.edge.policy;

/**
 * What a site decides where the RFCs leave it open.
 *
 * @param defaultTtlMs freshness of a response that states none and is heuristically cacheable (RFC 9110 §15.1); 0
 *     leaves it to the heuristic of RFC 9111 §4.2.2
 * @param setCookie see {@link SetCookieRule}
 */
public record CacheRules(long defaultTtlMs, SetCookieRule setCookie) {
    /** As the RFCs have it, and no shared session. */
    public static final CacheRules DEFAULT = new CacheRules(0, SetCookieRule.BYPASS);

    /** @throws IllegalArgumentException if the TTL is negative */
    public CacheRules {
        if (defaultTtlMs < 0) {
            throw new IllegalArgumentException("default TTL " + defaultTtlMs + " ms is negative: use 0 or more");
        }
    }
}
