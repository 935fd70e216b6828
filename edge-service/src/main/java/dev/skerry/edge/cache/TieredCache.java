package dev.skerry.edge.cache;

import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.memory.MemoryTier;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.Vary;
import dev.skerry.edge.purge.PurgeGuard;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tiers of a node, nearest first: its memory, then what the PoP shares. What is found further away is kept nearer
 * on the way. Thread-safe.
 */
public final class TieredCache {
    private static final Logger LOG = LoggerFactory.getLogger(TieredCache.class);

    private final MemoryTier memory;
    private final @Nullable CacheTier shared;
    private final PurgeGuard guard;
    private final StoresUnderWay stores = new StoresUnderWay();
    private final GroupInvalidations groups = new GroupInvalidations();

    /** How often keys were removed, each counted with others that share its place. */
    private final AtomicIntegerArray removals = new AtomicIntegerArray(1024);

    /** Lookups in the shared tier that are under way; bounded by the requests under way. */
    private final ConcurrentHashMap<CacheKey, CompletableFuture<@Nullable StoredResponse>> lookups =
            new ConcurrentHashMap<>();

    /**
     * Puts {@code memory} before {@code shared}, which is null in a node that shares nothing.
     *
     * @param guard knows what is not worth to be kept, since it can't be used any more
     */
    public TieredCache(MemoryTier memory, @Nullable CacheTier shared, PurgeGuard guard) {
        this.memory = memory;
        this.shared = shared;
        this.guard = guard;
    }

    /** Looks into memory only: at once, on any thread. */
    public @Nullable StoredResponse peek(CacheKey key, Fields requestFields) {
        return memory.peek(key, requestFields);
    }

    /**
     * The most recent of what memory has and {@code other} (RFC 9111 §4).
     *
     * @param other for the same request; null for nothing
     */
    public @Nullable StoredResponse latest(CacheKey key, Fields requestFields, @Nullable StoredResponse other) {
        @Nullable StoredResponse held = peek(key, requestFields);
        return other != null && isOlder(held, other) ? other : held;
    }

    /** Whether {@code near} is nothing, or was received before {@code far} (RFC 9111 §4). */
    public static boolean isOlder(@Nullable StoredResponse near, StoredResponse far) {
        return near == null || near.view().responseTimeMs() < far.view().responseTimeMs();
    }

    /** As {@link #peek}, without counting as a use of what is found. */
    public @Nullable StoredResponse peekQuietly(CacheKey key, Fields requestFields) {
        return memory.peekQuietly(key, requestFields);
    }

    /** All that memory has of {@code key}, whatever it varies on, newest first; does not count as a use. */
    public List<StoredResponse> variants(CacheKey key) {
        return memory.variants(key);
    }

    /**
     * Looks into the shared tier; the caller stores in memory with {@link #promote} what it decides to use. Those who ask for
     * one key at once share one lookup where its response is the variant that they want, so that a large object that many
     * ask for is read once and not held many times.
     */
    public CompletionStage<@Nullable StoredResponse> findShared(CacheKey key, Fields requestFields) {
        if (shared == null) {
            return CompletableFuture.completedFuture(null);
        }
        CacheTier tier = shared;
        CompletableFuture<@Nullable StoredResponse> mine = new CompletableFuture<>();
        @Nullable CompletableFuture<@Nullable StoredResponse> others = lookups.putIfAbsent(key, mine);
        if (others != null) {
            return others.thenCompose(found -> found != null && isVariant(found, requestFields)
                    ? CompletableFuture.completedFuture(found)
                    : find(tier, key, requestFields));
        }
        find(tier, key, requestFields).thenAccept(found -> {
            lookups.remove(key, mine);
            mine.complete(found);
        });
        return mine;
    }

    /** A tier that breaks is a miss: nobody may wait for it for ever. */
    private static CompletionStage<@Nullable StoredResponse> find(CacheTier tier, CacheKey key, Fields requestFields) {
        CompletionStage<@Nullable StoredResponse> found;
        try {
            found = tier.find(key, requestFields);
        } catch (RuntimeException bug) {
            found = CompletableFuture.failedFuture(bug);
        }
        return found.exceptionally(bug -> {
            LOG.error("the shared tier broke at {}", key, bug);
            return null;
        });
    }

    private static boolean isVariant(StoredResponse found, Fields requestFields) {
        return Vary.of(found.view().head()).variant(requestFields).equals(found.variant());
    }

    /** False in standalone mode, where asking for it would be a detour. */
    public boolean hasShared() {
        return shared != null;
    }

    /** What {@link #promote} is to be told: ask before {@link #findShared}. */
    public int removals(CacheKey key) {
        return removals.get(placeOf(key));
    }

    /**
     * Keeps in memory what the shared tier had, unless its key may have been removed since. Looks twice, because that may
     * happen between the look and the store.
     *
     * @param before {@link #removals} before the tier was asked
     */
    public void promote(StoredResponse response, int before) {
        CacheKey key = response.key();
        if (removals(key) != before) {
            return;
        }
        StoresUnderWay.Store store = stores.begin();
        try {
            storeNear(response);
        } finally {
            stores.end(store);
        }
        if (removals(key) != before) {
            memory.remove(key);
        }
    }

    /** Looks twice, because a purge may come between the look and the store: its scan may have passed the place by then. */
    private void storeNear(StoredResponse response) {
        if (isDead(response)) {
            return;
        }
        memory.store(response);
        if (isDead(response)) {
            memory.erase(response);
        }
    }

    private boolean isDead(StoredResponse response) {
        return guard.verdict(response.stamp()).mayHaveBeenHard();
    }

    /**
     * Completes when every store has ended that is under way at this moment. What has been applied by now hits nothing that a
     * later one puts into a tier.
     */
    public CompletionStage<Void> storesEnded() {
        return stores.ended();
    }

    private int placeOf(CacheKey key) {
        return Math.floorMod(key.hashCode(), removals.length());
    }

    /**
     * Keeps {@code response} in every tier, unless what a later fetch has brought is here already (RFC 9111 §4).
     *
     * @param nowMs the time, in ms since the epoch
     */
    public void store(StoredResponse response, long nowMs) {
        if (memory.hasLater(response, nowMs)) {
            return;
        }
        StoresUnderWay.Store store = stores.begin();
        CompletionStage<Void> far;
        try {
            storeNear(response);
            far = shared == null || isDead(response)
                    ? CompletableFuture.completedFuture(null)
                    : storeFar(shared, response);
        } catch (RuntimeException bug) { // whoever reads the content has still to be told that it is whole
            LOG.error("storing {} broke", response.key(), bug);
            far = CompletableFuture.completedFuture(null);
        }
        far.whenComplete((done, failure) -> stores.end(store));
    }

    private CompletionStage<Void> storeFar(CacheTier tier, StoredResponse response) {
        return tier.store(response)
                .thenCompose(
                        stored -> isDead(response) ? tier.erase(response) : CompletableFuture.completedFuture(null));
    }

    /** Forgets every variant of {@code key} in every tier; who asks from now on shares no lookup that began before. */
    public void remove(CacheKey key) {
        removals.incrementAndGet(placeOf(key));
        lookups.remove(key);
        memory.remove(key);
        if (shared != null) {
            shared.remove(key);
        }
    }

    /** RFC 9875 §3: what was asked for at {@code nowMs} or before and is in one of these groups of a host is doubtful. */
    public void invalidateGroups(SiteId site, String host, Collection<String> names, long nowMs) {
        groups.invalidate(site, host, names, nowMs);
    }

    /** RFC 9875 §2.2.1: the groups that responses of {@code key} in this node's memory are in. */
    public Set<String> groupsOf(CacheKey key) {
        return memory.variants(key).stream()
                .flatMap(response -> response.view().groups().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a group of {@code response} was invalidated, so that it must be validated before any use. */
    public boolean doubts(StoredResponse response) {
        return groups.doubts(response);
    }
}
