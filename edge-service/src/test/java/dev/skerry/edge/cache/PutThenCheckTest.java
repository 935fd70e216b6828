package dev.skerry.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.memory.MemoryTier;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.purge.LogExtent;
import dev.skerry.edge.purge.PurgeIndex;
import dev.skerry.edge.purge.PurgeState;
import dev.skerry.edge.purge.SelectorHash;
import dev.skerry.edge.purge.Stamp;
import dev.skerry.edge.purge.VirtualTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A hard purge that comes while a response is put into the tiers: no scan has to find what is put in behind it. */
class PutThenCheckTest {
    private static final SiteId DEMO = new SiteId("demo");
    private static final ContentUrl URL = ContentUrl.ofTarget("demo.test", "/a");
    private static final CacheKey KEY = new CacheKey(DEMO, URL);

    private final VirtualTime time = new VirtualTime(0);
    private final PurgeState purges =
            new PurgeState(new LogExtent("purges", "log", List.of(0L), List.of(0L)), new PurgeIndex(100), time, time);
    private final MemoryTier memory = new MemoryTier(1 << 20);
    private final SlowShared shared = new SlowShared();
    private final TieredCache cache = new TieredCache(memory, shared, purges);

    /** Stores and erases when the test says so. */
    private static final class SlowShared implements CacheTier {
        final List<CompletableFuture<Void>> storing = new ArrayList<>();
        final List<CompletableFuture<Void>> erasing = new ArrayList<>();

        @Override
        public CompletionStage<@Nullable StoredResponse> find(CacheKey key, Fields requestFields) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Void> store(StoredResponse response) {
            storing.add(new CompletableFuture<>());
            return storing.getLast();
        }

        @Override
        public CompletionStage<Void> erase(StoredResponse response) {
            erasing.add(new CompletableFuture<>());
            return erasing.getLast();
        }

        @Override
        public void remove(CacheKey key) {
            throw new AssertionError("nothing is removed here");
        }
    }

    private StoredResponse fetched() {
        ResponseHead head = new ResponseHead(200, Fields.of("cache-control", "max-age=60"));
        return new StoredResponse(
                KEY,
                "",
                new StoredView(head, 0, 0, new FreshnessLifetime(60_000, FreshnessLifetime.Source.MAX_AGE)),
                new Stamp(purges.capture(DEMO), SelectorHash.matching(DEMO, URL, List.of())),
                Body.of(List.of("x".getBytes(StandardCharsets.UTF_8))));
    }

    private void purge() {
        PurgeRecord record = new PurgeRecord(
                new PurgeId("test-purge"),
                DEMO,
                PurgeMode.HARD,
                PurgeSelector.parse("everything"),
                0,
                1,
                Instant.EPOCH,
                "test");
        purges.record(0, 0, record.logKey().getBytes(StandardCharsets.UTF_8), Json.write(record), null);
    }

    private @Nullable StoredResponse held() {
        return memory.peek(KEY, Fields.EMPTY);
    }

    @Test
    void what_is_dead_already_is_put_in_nowhere() {
        StoredResponse late = fetched();
        purge();
        cache.store(late, 0);

        assertThat(held()).isNull();
        assertThat(shared.storing).isEmpty();
        assertThat(cache.storesEnded().toCompletableFuture()).isCompleted();
    }

    @Test
    void what_dies_on_its_way_into_the_shared_tier_is_erased_there_before_the_store_has_ended() {
        cache.store(fetched(), 0);
        purge();
        CompletableFuture<Void> ended = cache.storesEnded().toCompletableFuture();
        shared.storing.getFirst().complete(null);

        assertThat(shared.erasing).hasSize(1);
        assertThat(ended).isNotDone();
        shared.erasing.getFirst().complete(null);
        assertThat(ended).isCompleted();
    }

    @Test
    void a_store_that_begins_later_is_not_waited_for() {
        cache.store(fetched(), 0);
        CompletableFuture<Void> ended = cache.storesEnded().toCompletableFuture();
        cache.store(fetched(), 0);
        shared.storing.getFirst().complete(null);

        assertThat(ended).isCompleted();
        assertThat(cache.storesEnded().toCompletableFuture()).isNotDone();
        assertThat(shared.erasing).isEmpty();
        assertThat(held()).isNotNull();
    }

    @Test
    void what_the_shared_tier_had_is_kept_near_only_while_it_lives() {
        StoredResponse far = fetched();
        purge();
        cache.promote(far, cache.removals(KEY));

        assertThat(held()).isNull();
    }

    @Test
    void a_walk_through_memory_removes_what_is_dead_and_leaves_what_took_its_place() throws Exception {
        StoredResponse old = fetched();
        memory.store(old);
        var walk = memory.walk();
        purge();
        StoredResponse fresh = fetched();
        memory.store(fresh);
        while (walk.next(stamp -> stamp.equals(old.stamp())) >= 0) {}

        assertThat(held()).isSameAs(fresh);
        assertThat(memory.objects()).isEqualTo(1);
        var again = memory.walk();
        while (again.next(stamp -> true) >= 0) {}
        assertThat(held()).isNull();
        assertThat(memory.erased()).isEqualTo(1);
    }
}
