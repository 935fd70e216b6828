package dev.skerry.edge.cache.memory;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.CacheTier;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.Vary;
import dev.skerry.edge.purge.ErasableTier;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Responses on the heap, in a Caffeine cache bounded by {@link StoredResponse#weight() weight}: what is asked for often
 * stays (W-TinyLFU), so a scan of the whole site does not wash the cache out.
 *
 * <p>A key maps to an immutable {@link VariantSet} that is replaced as a whole; a reader sees the old or the new one. A
 * response over an eighth of the capacity is not stored, and the variants of one key take a quarter at most: the oldest
 * go. Nothing expires by time, since freshness is the policy's business and a stale response still validates.
 */
public final class MemoryTier implements CacheTier, ErasableTier {
    /** Responses that one step of a walk looks at: some 0.1 ms. */
    private static final int SLICE = 1000;

    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Cache<CacheKey, VariantSet> cache;
    private final long maxObjectBytes;
    private final long maxKeyBytes;
    private final LongAdder objects = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final LongAdder erased = new LongAdder();

    /**
     * Evicts on the JVM's common pool.
     *
     * @param capacityBytes what all responses may weigh together; at least 1 MiB
     */
    public MemoryTier(long capacityBytes) {
        this(capacityBytes, ForkJoinPool.commonPool());
    }

    /**
     * @param capacityBytes what all responses may weigh together; at least 1 MiB
     * @param maintenance runs evictions
     */
    public MemoryTier(long capacityBytes, Executor maintenance) {
        if (capacityBytes < 1 << 20) {
            throw new IllegalArgumentException("a memory tier of " + capacityBytes + " bytes: use 1MiB or more");
        }
        this.maxObjectBytes = capacityBytes / 8;
        this.maxKeyBytes = Math.min(capacityBytes / 4, Integer.MAX_VALUE);
        this.cache = Caffeine.newBuilder()
                .maximumWeight(capacityBytes)
                .weigher((CacheKey key, VariantSet variants) -> (int) Math.min(variants.weight(), Integer.MAX_VALUE))
                .executor(maintenance)
                .removalListener(this::removed)
                .build();
    }

    /** Like {@link #find}, at once. Allocates nothing where the response does not vary. */
    public @Nullable StoredResponse peek(CacheKey key, Fields requestFields) {
        VariantSet variants = cache.getIfPresent(key);
        return variants == null ? null : variants.match(requestFields);
    }

    /** As {@link #peek}, without counting as a use of what is found. */
    public @Nullable StoredResponse peekQuietly(CacheKey key, Fields requestFields) {
        VariantSet variants = cache.policy().getIfPresentQuietly(key);
        return variants == null ? null : variants.match(requestFields);
    }

    /** All that is stored of {@code key}, newest first; does not count as a use. */
    public List<StoredResponse> variants(CacheKey key) {
        VariantSet variants = cache.policy().getIfPresentQuietly(key);
        return variants == null ? List.of() : variants.responses();
    }

    /**
     * All responses of the keys that are used most, those first. Uses are counted once the memory is half full; before that they
     * come in another order. Keeps evictions waiting meanwhile, for some 10 ms per 100,000 keys; does not count as a use.
     *
     * @param keys how many at most
     */
    public List<StoredResponse> hottest(int keys) {
        List<VariantSet> sets = cache.policy()
                .eviction()
                .orElseThrow()
                .hottest(entries -> entries.limit(keys).map(Map.Entry::getValue).toList());
        return sets.stream().flatMap(set -> set.responses().stream()).toList();
    }

    /**
     * Whether the same variant is here from a fetch that began after that of {@code response}.
     *
     * @param nowMs what seems to have begun later yet is from before the clock was set back, and does not count
     */
    public boolean hasLater(StoredResponse response, long nowMs) {
        VariantSet variants = cache.policy().getIfPresentQuietly(response.key());
        return variants != null && variants.hasLater(response, nowMs);
    }

    @Override
    public CompletionStage<@Nullable StoredResponse> find(CacheKey key, Fields requestFields) {
        return CompletableFuture.completedFuture(peek(key, requestFields));
    }

    @Override
    public CompletionStage<Void> store(StoredResponse response) {
        Body body = response.body();
        if (body.state() != Body.State.COMPLETE
                || !body.isRetained()
                || response.weight() > maxObjectBytes
                || Vary.of(response.view().head()).isAny()) {
            return DONE;
        }
        cache.asMap().compute(response.key(), (key, old) -> {
            VariantSet variants = (old == null ? VariantSet.EMPTY : old).with(response, maxKeyBytes);
            count(variants, 1);
            if (old != null) {
                count(old, -1);
            }
            return variants;
        });
        return DONE;
    }

    @Override
    public CompletionStage<Void> erase(StoredResponse response) {
        cache.asMap().computeIfPresent(response.key(), (key, old) -> {
            VariantSet left = old.without(response);
            if (left == old || left.size() == 0) {
                return left == old ? old : null; // of what is removed whole the listener is told
            }
            count(left, 1);
            count(old, -1);
            return left;
        });
        return DONE;
    }

    @Override
    public Walk walk() {
        Iterator<VariantSet> all = cache.asMap().values().iterator();
        return dead -> {
            int seen = 0;
            while (seen < SLICE && all.hasNext()) {
                for (StoredResponse response : all.next().responses()) {
                    seen++;
                    if (dead.test(response.stamp())) {
                        erased.increment();
                        erase(response);
                    }
                }
            }
            return seen == 0 ? -1 : seen;
        };
    }

    /**
     * All that is stored, in no order; what comes or goes meanwhile may be in it or not. Does not count as a use. For one
     * thread.
     */
    public Iterator<StoredResponse> responses() {
        return cache.asMap().values().stream()
                .flatMap(variants -> variants.responses().stream())
                .iterator();
    }

    /** Responses that walks have removed since the start. */
    public long erased() {
        return erased.sum();
    }

    @Override
    public void remove(CacheKey key) {
        cache.invalidate(key);
    }

    private void removed(@Nullable CacheKey key, @Nullable VariantSet variants, RemovalCause cause) {
        if (variants != null && cause != RemovalCause.REPLACED) {
            count(variants, -1);
        }
    }

    private void count(VariantSet variants, int sign) {
        objects.add((long) sign * variants.size());
        bytes.add(sign * variants.weight());
    }

    /** Responses held, each variant counted; what is being evicted may still be in it. */
    public long objects() {
        return objects.sum();
    }

    /** What they weigh, in bytes. */
    public long bytes() {
        return bytes.sum();
    }
}
