package dev.skerry.edge.fill;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.Interleavings;
import dev.skerry.edge.cache.CacheKey;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A key has one leader at a time, whoever asks, leaves and invalidates at the same time. Of requests for parts this
 * is not so, nor need it be: a fill of the whole that is opened just then is not seen, which costs a fetch.
 */
@Tag(Interleavings.TAG)
class CoalescerLincheckTest {
    @Test
    void of_all_who_ask_for_a_key_at_the_same_time_one_leads_until_its_fill_is_left_or_invalidated() {
        Interleavings.explore(Asking.class, AskingSpecification.class);
        Interleavings.stress(Asking.class, AskingSpecification.class);
    }

    /** Each thread holds the place that it got last. */
    @Param(name = "key", gen = IntGen.class, conf = "0:1")
    @Param(name = "thread", gen = ThreadIdGen.class)
    public static final class Asking {
        private static final List<CacheKey> KEYS = List.of(key("/a"), key("/b"));

        private final Coalescer coalescer = new Coalescer(Ticker.disabledTicker());
        private final @Nullable Fill[] mine = new Fill[AskingSpecification.MAX_THREADS];

        private static CacheKey key(String path) {
            return new CacheKey(new SiteId("demo"), ContentUrl.ofTarget("demo.localhost", path));
        }

        /** Whether this thread must fetch. */
        @Operation
        public boolean join(@Param(name = "thread") int thread, @Param(name = "key") int key) {
            Coalescer.Place place = coalescer.join(KEYS.get(key), "", "");
            mine[thread] = place.fill();
            return place.leader();
        }

        /** A purge has overtaken it. */
        @Operation
        public void leave(@Param(name = "thread") int thread) {
            @Nullable Fill fill = mine[thread];
            if (fill != null) {
                coalescer.leave(fill);
            }
        }

        /** It has brought all it will. */
        @Operation
        public void ended(@Param(name = "thread") int thread) {
            @Nullable Fill fill = mine[thread];
            if (fill != null) {
                coalescer.ended(fill);
            }
        }

        /** An unsafe request. */
        @Operation
        public void invalidate(@Param(name = "key") int key) {
            coalescer.invalidate(KEYS.get(key));
        }
    }

    /** Numbers stand for fills. */
    public static final class AskingSpecification {
        private static final int MAX_THREADS = 8;

        private final Map<Integer, Integer> joinable = new HashMap<>();
        private final int[] mine = new int[MAX_THREADS];
        private int opened;

        /** None yet. */
        public AskingSpecification() {
            Arrays.fill(mine, -1);
        }

        /** The first. */
        public boolean join(int thread, int key) {
            boolean leader = !joinable.containsKey(key);
            mine[thread] = joinable.computeIfAbsent(key, absent -> opened++);
            return leader;
        }

        /** Only if it is still the one to join. */
        public void leave(int thread) {
            joinable.values().remove(mine[thread]);
        }

        /** As to joining, the same. */
        public void ended(int thread) {
            leave(thread);
        }

        /** Whichever it is. */
        public void invalidate(int key) {
            joinable.remove(key);
        }
    }
}
