package dev.skerry.edge.cache;

import dev.skerry.edge.policy.Fields;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A place that keeps responses. A tier keeps and finds; whether a response may be used is never its concern: every
 * response that it returns is validated against the purge index (R2) and the policy by whoever asked.
 *
 * <p>A tier may forget anything at any time. It must never return a response under another key or variant, nor one
 * that is not whole. Failures are its own: they count as a miss, are counted and logged, and never fail a request.
 * Thread-safe.
 */
public interface CacheTier {
    /** The most variants of one key that are kept; the oldest goes first. */
    int MAX_VARIANTS = 32;

    /**
     * Finds the newest response of {@code key} whose variant matches the request.
     *
     * @param requestFields of the request, from which the variant is computed for each {@code Vary} seen
     * @return the response, its body complete; null for none. Completes within the tier's own time limit
     */
    CompletionStage<@Nullable StoredResponse> find(CacheKey key, Fields requestFields);

    /**
     * Keeps {@code response}, whose body is complete and retained, in place of an older one of its key and variant.
     *
     * @return completes, never exceptionally, once it is certain that the response is here, or will not be by this call
     */
    CompletionStage<Void> store(StoredResponse response);

    /**
     * Forgets {@code response}, unless another one has taken its place.
     *
     * @return completes, never exceptionally, once that is certain
     */
    CompletionStage<Void> erase(StoredResponse response);

    /** Forgets every variant of {@code key}. */
    void remove(CacheKey key);
}
