package dev.skerry.edge.policy;

/** RFC 9111 §4.2.1. */
public record FreshnessLifetime(long millis, Source source) {
    /** Where it comes from. */
    public enum Source {
        SKERRY_CACHE_CONTROL,
        CDN_CACHE_CONTROL,
        SURROGATE_CONTROL,
        S_MAXAGE,
        MAX_AGE,
        EXPIRES,
        HEURISTIC,
        SITE_DEFAULT,
        NONE
    }
    /** Computes it. */
    public static FreshnessLifetime of(ResponseHead response, long responseTimeMs, CacheRules rules) {
        throw new UnsupportedOperationException();
    }
}
