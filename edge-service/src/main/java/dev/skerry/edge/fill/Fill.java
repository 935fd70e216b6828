package dev.skerry.edge.fill;

import dev.skerry.edge.cache.CacheKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One fetch of a key that is under way, and those who wait for it. Compared by identity. Thread-safe. */
public final class Fill {
    private final CacheKey key;
    private final CompletableFuture<FillResult> result = new CompletableFuture<>();
    private volatile boolean invalidated;

    Fill(CacheKey key) {
        this.key = key;
    }

    /** A fill that nobody finds, so that nobody could invalidate it either: what it brings is not stored. */
    static Fill alone(CacheKey key) {
        Fill fill = new Fill(key);
        fill.invalidate();
        return fill;
    }

    /** What is fetched. */
    public CacheKey key() {
        return key;
    }

    /** Completes once the response head, or the failure, is there; never exceptionally. */
    public CompletionStage<FillResult> result() {
        return result;
    }

    void complete(FillResult outcome) {
        result.complete(outcome);
    }

    /** An unsafe request changed the resource while it was fetched: what comes may be old and must not be stored. */
    void invalidate() {
        invalidated = true;
    }

    boolean isInvalidated() {
        return invalidated;
    }
}
