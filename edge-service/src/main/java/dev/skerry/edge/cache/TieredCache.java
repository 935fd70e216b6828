package dev.skerry.edge.cache;

import dev.skerry.edge.cache.memory.MemoryTier;
import dev.skerry.edge.policy.Fields;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The tiers of a node, nearest first: its memory, then what the PoP shares. What is found further away is kept nearer
 * on the way. Thread-safe.
 */
public final class TieredCache {
    private final MemoryTier memory;
    private final @Nullable CacheTier shared;

    /** Puts {@code memory} before {@code shared}, which is null in a node that shares nothing. */
    public TieredCache(MemoryTier memory, @Nullable CacheTier shared) {
        this.memory = memory;
        this.shared = shared;
    }

    /** Looks into memory only: at once, on any thread. */
    public @Nullable StoredResponse peek(CacheKey key, Fields requestFields) {
        return memory.peek(key, requestFields);
    }

    /** Looks into the shared tier; the caller stores in memory with {@link #promote} what it decides to use. */
    public CompletionStage<@Nullable StoredResponse> findShared(CacheKey key, Fields requestFields) {
        return shared == null ? CompletableFuture.completedFuture(null) : shared.find(key, requestFields);
    }

    /** False in standalone mode, where asking for it would be a detour. */
    public boolean hasShared() {
        return shared != null;
    }

    /** Keeps in memory what the shared tier had. */
    public void promote(StoredResponse response) {
        memory.store(response);
    }

    /** Keeps {@code response} in every tier. */
    public void store(StoredResponse response) {
        memory.store(response);
        if (shared != null) {
            shared.store(response);
        }
    }

    /** Forgets every variant of {@code key} in every tier. */
    public void remove(CacheKey key) {
        memory.remove(key);
        if (shared != null) {
            shared.remove(key);
        }
    }
}
