package dev.skerry.edge.fill;

import dev.skerry.edge.cache.CacheKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One fetch of a key that is under way, and those who wait for it. Compared by identity. Thread-safe. */
public final class Fill {
    private final CacheKey key;
    private final String variant;
    private final CompletableFuture<FillResult> result = new CompletableFuture<>();
    private volatile boolean invalidated;

    Fill(CacheKey key, String variant) {
        this.key = key;
        this.variant = variant;
    }

    /** What is fetched. */
    public CacheKey key() {
        return key;
    }

    /** Which variant those who joined were known to want; empty if that was not known. */
    String variant() {
        return variant;
    }

    /** Completes once the response head, or the failure, is there; never exceptionally. */
    public CompletionStage<FillResult> result() {
        return result;
    }

    void complete(FillResult outcome) {
        result.complete(outcome);
    }

    boolean isComplete() {
        return result.isDone();
    }

    /** An unsafe request changed the resource while it was fetched: what comes may be old and must not be stored. */
    void invalidate() {
        invalidated = true;
    }

    boolean isInvalidated() {
        return invalidated;
    }
}
