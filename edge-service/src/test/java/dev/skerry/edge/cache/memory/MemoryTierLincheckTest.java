package dev.skerry.edge.cache.memory;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Fence;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.Interleavings;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.purge.Stamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is stored, removed and found at the same time in the memory tier, Caffeine and all. */
@Tag(Interleavings.TAG)
class MemoryTierLincheckTest {
    @Test
    void a_key_holds_of_each_variant_what_has_seen_most_purges_whoever_stores_at_the_same_time() {
        Interleavings.exploreAround(
                List.of("com.github.benmanes.caffeine.", "dev.skerry.edge.policy.", "dev.skerry.contract."),
                Tier.class,
                TierSpecification.class);
        Interleavings.stress(Tier.class, TierSpecification.class);
    }

    /** A response is known by its fence. */
    @Param(name = "key", gen = IntGen.class, conf = "0:1")
    @Param(name = "user", gen = IntGen.class, conf = "0:1")
    @Param(name = "fence", gen = IntGen.class, conf = "0:3")
    public static final class Tier {
        private static final List<CacheKey> KEYS = List.of(key("/a"), key("/b"));
        private static final List<Fields> USERS = List.of(Fields.of("x-user", "0"), Fields.of("x-user", "1"));
        private static final int FENCES = 4;

        /** By key, user and fence. */
        private static final List<StoredResponse> RESPONSES = IntStream.range(0, 4 * FENCES)
                .mapToObj(i -> response(KEYS.get(i / FENCES / 2), i / FENCES % 2, i % FENCES))
                .toList();

        private final MemoryTier memory = new MemoryTier(1 << 20, Runnable::run);

        /** By whoever has fetched it. */
        @Operation
        public void store(
                @Param(name = "key") int key, @Param(name = "user") int user, @Param(name = "fence") int fence) {
            memory.store(RESPONSES.get((2 * key + user) * FENCES + fence));
        }

        /** By an unsafe request. */
        @Operation
        public void remove(@Param(name = "key") int key) {
            memory.remove(KEYS.get(key));
        }

        /** The fence of what is found, or -1. */
        @Operation
        public long peek(@Param(name = "key") int key, @Param(name = "user") int user) {
            @Nullable StoredResponse found = memory.peek(KEYS.get(key), USERS.get(user));
            return found == null ? -1 : found.stamp().fence().offset();
        }

        /** The counters, once all is quiet. */
        @Validate
        public void what_it_holds_is_counted() {
            List<StoredResponse> held =
                    KEYS.stream().flatMap(key -> memory.variants(key).stream()).toList();
            if (memory.objects() != held.size()
                    || memory.bytes()
                            != held.stream().mapToLong(StoredResponse::weight).sum()) {
                throw new IllegalStateException(
                        memory.objects() + " objects of " + memory.bytes() + " bytes counted, " + held + " held");
            }
        }

        private static CacheKey key(String path) {
            return new CacheKey(new SiteId("demo"), ContentUrl.ofTarget("demo.localhost", path));
        }

        private static StoredResponse response(CacheKey key, int user, long fence) {
            StoredView view = new StoredView(
                    new ResponseHead(200, Fields.of("vary", "x-user")),
                    0,
                    0,
                    new FreshnessLifetime(60_000, FreshnessLifetime.Source.S_MAXAGE));
            Stamp stamp = new Stamp(new Fence(0, fence), new long[0]);
            return new StoredResponse(key, "x-user=" + user + "\n", view, stamp, Body.of(List.of(new byte[1])));
        }
    }

    /** A map of maps. */
    public static final class TierSpecification {
        private final Map<Integer, Map<Integer, Long>> fences = new HashMap<>();

        /** The higher fence stays. */
        public void store(int key, int user, int fence) {
            fences.computeIfAbsent(key, absent -> new HashMap<>()).merge(user, (long) fence, Math::max);
        }

        /** Every variant. */
        public void remove(int key) {
            fences.remove(key);
        }

        /** Or -1. */
        public long peek(int key, int user) {
            return fences.getOrDefault(key, Map.of()).getOrDefault(user, -1L);
        }
    }
}
