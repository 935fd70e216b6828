package dev.skerry.contract;

import java.util.Set;

/** Names of the HTTP fields that Skerry defines, in lower case as HTTP/2 sends them. */
public final class SkerryHeaders {
    /**
     * In a request of a child PoP, a {@link Fence}: what the child has applied. In the answer of a parent: the fence of
     * the object (R3). In a request of a user, a {@link Position}, {@code PARTITION:OFFSET}: the answer must be newer than
     * the purge there. Sent to users and origins never.
     */
    public static final String FENCE = "skerry-fence";

    /** Proves that a request comes from a PoP of the fleet: the shared fleet secret. Sent to users and origins never. */
    public static final String PEER = "skerry-peer";

    /** Freshness for Skerry's own caches alone: a targeted field of RFC 9213, before {@code CDN-Cache-Control}. */
    public static final String CACHE_CONTROL = "skerry-cache-control";

    /** In a PURGE: {@code 1} for a soft purge. */
    public static final String SOFT_PURGE = "skerry-soft-purge";

    /** In a purge of any shape: {@code 1} to purge even where the site's guard says that it is too much. */
    public static final String PURGE_FORCE = "skerry-purge-force";

    /** What requests carry for Skerry alone: no part of a cache key, and passed on to no one. */
    public static final Set<String> OF_REQUESTS = Set.of(FENCE, PEER);

    private SkerryHeaders() {}
}
