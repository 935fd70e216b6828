package dev.skerry.edge.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Fence;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.memory.MemoryTier;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.KeyPart;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.policy.Vary;
import dev.skerry.edge.purge.SelectorHash;
import dev.skerry.edge.purge.Stamp;
import dev.skerry.edge.purge.StandaloneGuard;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TieredCacheTest {
    private static final SiteId DEMO = new SiteId("demo");
    private static final ContentUrl URL = ContentUrl.ofTarget("demo.test", "/a");
    private static final CacheKey KEY = new CacheKey(DEMO, URL);
    private static final Fields ENGLISH = Fields.of("accept-language", "en");
    private static final Fields FRENCH = Fields.of("accept-language", "fr");

    private final List<CompletableFuture<@Nullable StoredResponse>> asked = new ArrayList<>();
    private boolean broken;
    private final TieredCache cache = new TieredCache(new MemoryTier(1 << 20), new SlowTier(), new StandaloneGuard());

    @Test
    void those_who_ask_for_one_key_at_once_share_a_lookup() {
        var first = cache.findShared(KEY, ENGLISH);
        var second = cache.findShared(KEY, ENGLISH);
        StoredResponse found = response(ENGLISH);
        asked.getFirst().complete(found);

        assertThat(asked).hasSize(1);
        assertThat(first.toCompletableFuture()).isCompletedWithValue(found);
        assertThat(second.toCompletableFuture()).isCompletedWithValue(found);
    }

    @Test
    void rfc9111_4_1_who_wants_another_variant_than_the_one_that_was_found_looks_for_it() {
        cache.findShared(KEY, ENGLISH);
        var french = cache.findShared(KEY, FRENCH);
        asked.getFirst().complete(response(ENGLISH));
        assertThat(french.toCompletableFuture()).isNotDone();
        StoredResponse found = response(FRENCH);
        asked.getLast().complete(found);

        assertThat(french.toCompletableFuture()).isCompletedWithValue(found);
    }

    @Test
    void who_has_another_part_of_the_sites_key_looks_for_it() {
        cache.findShared(KEY, ENGLISH);
        var other = cache.findShared(KEY, ENGLISH.with(KeyPart.FIELD, "x=1:a;"));
        asked.getFirst().complete(response(ENGLISH));
        assertThat(asked).hasSize(2);
        assertThat(other.toCompletableFuture()).isNotDone();
    }

    @Test
    void a_lookup_that_failed_or_found_nothing_fails_nobody_who_asks_later() {
        var first = cache.findShared(KEY, ENGLISH);
        var second = cache.findShared(KEY, FRENCH);
        asked.getFirst().complete(null);
        asked.getLast().complete(response(FRENCH));
        assertThat(first.toCompletableFuture()).isCompletedWithValue(null);
        assertThat(second.toCompletableFuture().join()).isNotNull();

        cache.findShared(KEY, ENGLISH);
        assertThat(asked).hasSize(3);
    }

    @Test
    void rfc9111_4_4_what_was_looked_up_before_its_key_was_removed_is_not_kept() {
        int before = cache.removals(KEY);
        cache.findShared(KEY, ENGLISH);
        StoredResponse found = response(ENGLISH);
        asked.getFirst().complete(found);
        cache.remove(KEY);
        cache.promote(found, before);
        assertThat(cache.peek(KEY, ENGLISH)).isNull();

        cache.promote(found, cache.removals(KEY));
        assertThat(cache.peek(KEY, ENGLISH)).isSameAs(found);
    }

    @Test
    void rfc9111_4_4_who_asks_after_a_key_was_removed_shares_no_lookup_that_began_before() {
        cache.findShared(KEY, ENGLISH);
        cache.remove(KEY);
        var after = cache.findShared(KEY, ENGLISH);
        asked.getFirst().complete(response(ENGLISH));

        assertThat(asked).hasSize(2);
        assertThat(after.toCompletableFuture()).isNotDone();
        asked.getLast().complete(null);
        assertThat(after.toCompletableFuture()).isCompletedWithValue(null);
    }

    @Test
    void a_tier_that_breaks_is_a_miss_and_holds_nobody_up() {
        broken = true;
        assertThat(cache.findShared(KEY, ENGLISH).toCompletableFuture()).isCompletedWithValue(null);
        cache.store(response(ENGLISH), 0);
        broken = false;

        var next = cache.findShared(KEY, ENGLISH);
        assertThat(asked).hasSize(1);
        asked.getFirst().completeExceptionally(new IllegalStateException("broken"));
        assertThat(next.toCompletableFuture()).isCompletedWithValue(null);
    }

    @Test
    void who_waited_for_another_variant_gets_a_miss_where_the_tier_breaks() {
        cache.findShared(KEY, ENGLISH);
        var french = cache.findShared(KEY, FRENCH);
        asked.getFirst().complete(response(ENGLISH));
        asked.getLast().completeExceptionally(new IllegalStateException("broken"));

        assertThat(french.toCompletableFuture()).isCompletedWithValue(null);
    }

    private static StoredResponse response(Fields request) {
        ResponseHead head = new ResponseHead(200, Fields.of("vary", "accept-language"));
        return new StoredResponse(
                KEY,
                Vary.of(head).variant(request),
                new StoredView(head, 0, 0, new FreshnessLifetime(0, FreshnessLifetime.Source.MAX_AGE)),
                new Stamp(new Fence(0, 0), SelectorHash.matching(DEMO, URL, List.of())),
                Body.of(List.of("x".getBytes(StandardCharsets.UTF_8))));
    }

    /** Answers when the test says so. */
    private final class SlowTier implements CacheTier {
        @Override
        public CompletionStage<@Nullable StoredResponse> find(CacheKey key, Fields requestFields) {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            CompletableFuture<@Nullable StoredResponse> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        }

        @Override
        public CompletionStage<Void> store(StoredResponse response) {
            throw new IllegalStateException("broken");
        }

        @Override
        public CompletionStage<Void> erase(StoredResponse response) {
            throw new IllegalStateException("broken");
        }

        @Override
        public void remove(CacheKey key) {
            // A lookup that is under way finds what was there before.
        }
    }
}
