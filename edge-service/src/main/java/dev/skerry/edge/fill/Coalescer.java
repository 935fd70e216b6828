package dev.skerry.edge.fill;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.policy.Fields;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a key is fetched once at a time in this node, however many ask. A fill is found here from its start
 * until its response is in the memory tier, so that nobody falls between the two.
 *
 * <p>What the last response of a key has taught is remembered for {@link #MEMORY}, as far as {@value #MEMORY_BYTES} bytes of
 * URLs and names go. Fills under way are bounded by the requests under way. Thread-safe.
 */
public final class Coalescer {
    private static final int MEMORY_BYTES = 4 << 20;
    private static final int MEMORY_COST = 128;
    private static final Duration MEMORY = Duration.ofSeconds(10);

    private static final Sharing SHARED = new Sharing.Shared();

    private record Slot(CacheKey key, String variant, String range) {
        static Slot of(Fill fill) {
            return new Slot(fill.key(), fill.variant(), fill.range());
        }
    }

    private final ConcurrentHashMap<Slot, Fill> joinable = new ConcurrentHashMap<>();
    private final Set<Fill> underWay = ConcurrentHashMap.newKeySet();
    private final Cache<CacheKey, Sharing> learned;

    /** Measures time by {@code nanoTime}. */
    public Coalescer(Ticker nanoTime) {
        learned = Caffeine.newBuilder()
                .maximumWeight(MEMORY_BYTES)
                .weigher((CacheKey key, Sharing sharing) ->
                        MEMORY_COST + 2 * key.url().target().length() + weightOf(sharing))
                .expireAfterWrite(MEMORY)
                .ticker(nanoTime)
                .executor(Runnable::run)
                .build();
    }

    /**
     * The fill of a key to take part in.
     *
     * @param fill that is under way, or a new one
     * @param leader true if it is new: the caller must start the fetch
     */
    public record Place(Fill fill, boolean leader) {}

    /**
     * Joins the fill of {@code key} that is under way, or opens one.
     *
     * @param variant that the caller is known to want (RFC 9111 §4.1); empty if that is not known
     * @param range that the caller wants to ask for, as {@link Inquiry#range} has it; a fill of the whole that is under way
     *     will do too
     */
    public Place join(CacheKey key, String variant, String range) {
        @Nullable Fill whole = joinable.get(new Slot(key, variant, ""));
        if (whole != null) {
            return new Place(whole, false);
        }
        Fill mine = new Fill(key, variant, range);
        underWay.add(mine); // first: once others can join it, who invalidates the key must find it
        @Nullable Fill others = joinable.putIfAbsent(Slot.of(mine), mine);
        if (others != null) {
            underWay.remove(mine);
            return new Place(others, false);
        }
        return new Place(mine, true);
    }

    /** Opens a fill that nobody else joins. */
    public Place alone(CacheKey key) {
        Fill mine = new Fill(key, "", "");
        underWay.add(mine);
        return new Place(mine, true);
    }

    /** Lets nobody join {@code fill} any more: a purge has overtaken it. */
    public void leave(Fill fill) {
        joinable.remove(Slot.of(fill), fill);
    }

    /** The fill has brought all it will, or nothing. */
    void ended(Fill fill) {
        leave(fill);
        underWay.remove(fill);
        fill.end();
    }

    private static int weightOf(Sharing sharing) {
        return sharing instanceof Sharing.NotStored refused
                ? refused.vary().names().stream().mapToInt(String::length).sum()
                : 0;
    }

    /** What is known of a key, as far as it concerns a request with these fields. */
    public Sharing sharing(CacheKey key, Fields request) {
        @Nullable Sharing known = learned.getIfPresent(key);
        return known == null || (known instanceof Sharing.NotStored refused && !refused.concerns(request))
                ? SHARED
                : known;
    }

    /** The response to a request with these fields teaches {@code sharing}. */
    void learn(CacheKey key, Fields request, Sharing sharing) {
        switch (sharing) {
            case Sharing.Shared shared -> {
                if (!sharing(key, request).equals(SHARED)) {
                    learned.invalidate(key);
                }
            }
            case Sharing.ValidatedByEach validated -> learned.put(key, validated);
            case Sharing.NotStored refused -> learned.put(key, refused);
        }
    }

    /** An unsafe request changed {@code key}: fills under way are not stored, and nobody joins them any more. */
    public void invalidate(CacheKey key) {
        for (Fill fill : underWay) {
            if (fill.key().equals(key)) {
                fill.invalidate();
                leave(fill);
            }
        }
    }

    /** Completes when all fills have ended that are under way at this moment; never exceptionally. */
    public CompletionStage<Void> allEnded() {
        return CompletableFuture.allOf(underWay.stream()
                .map(fill -> fill.ended().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    /** How many fills are under way. */
    public int size() {
        return underWay.size();
    }
}
