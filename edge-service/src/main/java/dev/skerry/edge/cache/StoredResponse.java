package dev.skerry.edge.cache;

import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.purge.Stamp;

/**
 * A response as it is kept and shared: immutable, but for the body that may still be growing and the memo in the stamp.
 *
 * @param key of the URL
 * @param variant the secondary key (RFC 9111 §4.1): what the request fields named by {@code Vary} were, canonical; empty
 *     without {@code Vary}
 * @param view head, times and freshness, as the policy sees it. The head has no hop-by-hop fields; fields for caches
 *     ({@code Surrogate-Key}, targeted cache control) are still in it, because child PoPs need them
 * @param stamp fence and selectors of the purge protocol
 * @param body its content
 */
public record StoredResponse(CacheKey key, String variant, StoredView view, Stamp stamp, Body body) {
    /** Heap that a stored response needs besides its body and header text; measured, rounded up. */
    private static final int FIXED_COST_BYTES = 600;

    /** What the response weighs in a tier that is bounded by bytes. */
    public long weight() {
        long weight = FIXED_COST_BYTES + body.heapBytes() + 8L * stamp.selectorCount();
        weight += key.host().length() + key.url().target().length() + variant.length();
        for (var line : view.head().fields()) {
            weight += 48 + line.name().length() + line.value().length();
        }
        return weight;
    }
}
