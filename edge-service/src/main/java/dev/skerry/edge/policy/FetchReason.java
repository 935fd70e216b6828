package dev.skerry.edge.policy;

import org.jspecify.annotations.Nullable;

/**
 * Why a request goes on towards the origin: a {@code fwd} token of RFC 9211 §2.2 and, where that is too coarse, a
 * detail.
 */
public enum FetchReason {
    /** Nothing is stored for this URL. */
    URI_MISS("uri-miss", null),
    /** Something is stored for this URL, but no variant that matches the request. */
    VARY_MISS("vary-miss", null),
    /** What is stored is no longer fresh. */
    STALE("stale", null),
    /** The response says {@code no-cache}: never used without asking. */
    NO_CACHE("stale", "no-cache"),
    /** The client's directives do not allow what is stored. */
    REQUEST("request", null),
    /** The client named a purge that this node has not applied, and what is stored may be older. */
    FENCE("request", "fence"),
    /** What is stored lacks the part that is asked for. */
    PARTIAL("partial", null),
    /** The method is one that no stored response answers. */
    METHOD("method", null),
    /** The site, or the kind of request, keeps out of the cache. */
    BYPASS("bypass", null),
    /** A hard purge removed what was stored. */
    PURGED_HARD("uri-miss", "purged"),
    /** A soft purge made stale what is stored. */
    PURGED_SOFT("stale", "soft-purged"),
    /** Whether a purge hit what is stored cannot be told at the moment, or a group of it was invalidated (RFC 9875). */
    UNPROVEN("stale", "unproven"),
    /** This node has lost touch with the purge log, and the site wants it to ask then before it serves. */
    LEASE_LOST("stale", "lease-lost");

    private final String fwd;
    private final @Nullable String detail;

    FetchReason(String fwd, @Nullable String detail) {
        this.fwd = fwd;
        this.detail = detail;
    }

    /** The token for {@code Cache-Status}: {@code fwd}. */
    public String fwd() {
        return fwd;
    }

    /** What {@link #fwd} does not tell, for {@code Cache-Status}: {@code detail}; null if nothing. */
    public @Nullable String detail() {
        return detail;
    }

    /** A short token that is different for each reason, for metrics and log. */
    public String text() {
        return detail == null ? fwd : detail;
    }
}
