package dev.skerry.edge.fill;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.skerry.edge.cache.CacheKey;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a key is fetched once at a time in this node, however many ask. A fill is found here from its start
 * until its response is in the memory tier, so that nobody falls between the two.
 *
 * <p>Keys whose response turned out to be private are remembered for {@link #UNSHARED_TIME}, at most
 * {@value #MAX_UNSHARED}: requests for them don't queue behind each other (hit-for-miss). Fills under way are bounded by
 * the requests under way. Thread-safe.
 */
public final class Coalescer {
    private static final int MAX_UNSHARED = 10_000;
    private static final Duration UNSHARED_TIME = Duration.ofSeconds(10);

    private final ConcurrentHashMap<CacheKey, Fill> fills = new ConcurrentHashMap<>();
    private final Cache<CacheKey, Boolean> unshared;

    /** Measures time by {@code nanoTime}. */
    public Coalescer(Ticker nanoTime) {
        unshared = Caffeine.newBuilder()
                .maximumSize(MAX_UNSHARED)
                .expireAfterWrite(UNSHARED_TIME)
                .ticker(nanoTime)
                .executor(Runnable::run)
                .build();
    }

    /**
     * The fill of {@code key} to take part in.
     *
     * @param fill that is under way, or a new one
     * @param leader true if it is new: the caller must start the fetch
     */
    public record Place(Fill fill, boolean leader) {}

    /** Joins the fill of {@code key} that is under way, or opens one. */
    public Place join(CacheKey key) {
        if (unshared.getIfPresent(key) != null) {
            return new Place(Fill.alone(key), true);
        }
        Fill mine = new Fill(key);
        @Nullable Fill others = fills.putIfAbsent(key, mine);
        return others == null ? new Place(mine, true) : new Place(others, false);
    }

    /** Takes a fill out that nobody should join any more: it ended, or a purge has overtaken it. */
    public void leave(Fill fill) {
        fills.remove(fill.key(), fill);
    }

    /** Remembers that responses of {@code key} can't be shared. */
    void markUnshared(CacheKey key) {
        unshared.put(key, true);
    }

    /** An unsafe request changed {@code key}: a fill under way is not stored, and nobody joins it any more. */
    public void invalidate(CacheKey key) {
        @Nullable Fill fill = fills.remove(key);
        if (fill != null) {
            fill.invalidate();
        }
    }

    /** How many fills are under way. */
    public int size() {
        return fills.size();
    }
}
