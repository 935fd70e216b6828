package dev.skerry.edge.preview;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Fence;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.PreviewAnswer;
import dev.skerry.contract.PreviewRequest;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SurrogateKey;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.memory.MemoryTier;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.purge.ErasableTier.AwayException;
import dev.skerry.edge.purge.SelectorHash;
import dev.skerry.edge.purge.SharedStamps;
import dev.skerry.edge.purge.Stamp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a purge would hit is counted by the purge's own hashes, and nothing is changed by that. */
class PreviewerTest {
    private static final SiteId DEMO = new SiteId("demo");
    private static final SiteId OTHER = new SiteId("other");
    private static final long PURGED_BELOW = 10;

    private final MemoryTier memory = new MemoryTier(64 << 20, Runnable::run);
    private final AtomicLong nanos = new AtomicLong();

    private static StoredResponse response(SiteId site, String target, String variant, long fence, String... keys) {
        ContentUrl url = ContentUrl.ofTarget("demo.test", target);
        List<SurrogateKey> surrogates = Stream.of(keys).map(SurrogateKey::new).toList();
        ResponseHead head =
                new ResponseHead(200, variant.isEmpty() ? Fields.EMPTY : Fields.of("vary", "accept-language"));
        return new StoredResponse(
                new CacheKey(site, url),
                variant,
                new StoredView(head, 0, 0, new FreshnessLifetime(60_000, FreshnessLifetime.Source.MAX_AGE)),
                new Stamp(new Fence(0, fence), SelectorHash.matching(site, url, surrogates)),
                Body.of(List.of("content".getBytes(StandardCharsets.UTF_8))));
    }

    private void store(String target, String... keys) {
        memory.store(response(DEMO, target, "", PURGED_BELOW, keys));
    }

    private PreviewAnswer preview(@Nullable SharedStamps shared, String... selectors) {
        List<PurgeSelector> parsed =
                Stream.of(selectors).map(PurgeSelector::parse).toList();
        Previewer previewer = new Previewer(
                new PopId("fra"),
                new NodeId("fra-1"),
                memory::responses,
                shared,
                stamp -> stamp.fence().offset() < PURGED_BELOW,
                nanos::get);
        return previewer.answer(new PreviewRequest(UUID.randomUUID(), DEMO, parsed, Instant.EPOCH));
    }

    private PreviewAnswer.Count memory(String... selectors) {
        return preview(null, selectors).memory();
    }

    @Test
    void every_kind_of_selector_counts_what_its_purge_would_hit() {
        store("/news/a", "sport", "Front");
        store("/news/b?q=1", "sport");
        store("/newsletter");

        assertThat(memory("url:/news/a").objects()).isEqualTo(1);
        assertThat(memory("url:http://demo.test/news/b?q=1").objects()).isEqualTo(1);
        assertThat(memory("key:sport").objects()).isEqualTo(2);
        assertThat(memory("key:front").objects()).isZero();
        assertThat(memory("anycase-key:front").objects()).isEqualTo(1);
        assertThat(memory("prefix:/news").objects()).isEqualTo(2);
        assertThat(memory("host:demo.test").objects()).isEqualTo(3);
        assertThat(memory("host:www.demo.test").objects()).isZero();
        assertThat(memory("everything").objects()).isEqualTo(3);
    }

    @Test
    void what_several_selectors_hit_counts_once_and_each_variant_by_itself() {
        memory.store(response(DEMO, "/a", "accept-language=en\n", PURGED_BELOW, "k"));
        memory.store(response(DEMO, "/a", "accept-language=fr\n", PURGED_BELOW, "k"));
        PreviewAnswer answer = preview(null, "key:k", "url:/a", "everything");

        assertThat(answer.memory().objects()).isEqualTo(2);
        assertThat(answer.samples()).containsExactly("http://demo.test/a");
    }

    @Test
    void other_sites_are_looked_at_and_not_counted() {
        store("/a", "k");
        store("/b");
        memory.store(response(OTHER, "/a", "", PURGED_BELOW, "k"));
        PreviewAnswer.Count count = memory("key:k");

        assertThat(count.objects()).isEqualTo(1);
        assertThat(count.siteObjects()).isEqualTo(2);
        assertThat(count.lookedAt()).isEqualTo(3);
        assertThat(count.complete()).isTrue();
        assertThat(count.bytes()).isPositive().isLessThan(count.siteBytes());
        assertThat(count.siteBytes()).isLessThan(memory.bytes());
    }

    @Test
    void what_was_hard_purged_already_is_neither_hit_nor_the_sites() {
        memory.store(response(DEMO, "/dead", "", PURGED_BELOW - 1, "k"));
        store("/live", "k");
        PreviewAnswer answer = preview(null, "key:k");

        assertThat(answer.memory().objects()).isEqualTo(1);
        assertThat(answer.memory().siteObjects()).isEqualTo(1);
        assertThat(answer.samples()).containsExactly("http://demo.test/live");
    }

    @Test
    void a_few_urls_that_would_be_hit_are_named() {
        for (int i = 0; i < 40; i++) {
            store("/" + i, i % 2 == 0 ? "even" : "odd");
        }
        assertThat(preview(null, "key:even").samples())
                .hasSize(10)
                .doesNotHaveDuplicates()
                .allMatch(url -> Integer.parseInt(url.substring("http://demo.test/".length())) % 2 == 0);
    }

    @Test
    void counting_changes_nothing() {
        store("/a", "k");
        long bytes = memory.bytes();
        StoredResponse before = memory.responses().next();
        memory("everything");

        assertThat(memory.objects()).isEqualTo(1);
        assertThat(memory.bytes()).isEqualTo(bytes);
        assertThat(memory.responses().next()).isSameAs(before);
    }

    @Test
    void a_memory_that_takes_too_long_is_cut_off_and_says_so() {
        for (int i = 0; i < 5000; i++) {
            store("/" + i, "k");
        }
        Previewer slow = new Previewer(
                new PopId("fra"),
                new NodeId("fra-1"),
                memory::responses,
                null,
                stamp -> false,
                () -> nanos.getAndAdd(Duration.ofMillis(400).toNanos()));
        PreviewAnswer.Count count = slow.answer(new PreviewRequest(
                        UUID.randomUUID(), DEMO, List.of(new PurgeSelector.Everything()), Instant.EPOCH))
                .memory();

        assertThat(count.complete()).isFalse();
        assertThat(count.lookedAt()).isEqualTo(2999);
        assertThat(count.siteObjects()).isEqualTo(2999);
    }

    /** A shared tier that holds the same response for ever. */
    private final class Endless implements SharedStamps {
        private final boolean mine;
        private final Duration each;

        Endless(boolean mine, Duration each) {
            this.mine = mine;
            this.each = each;
        }

        @Override
        public boolean claim(UUID question) {
            return mine;
        }

        @Override
        public Walk walk(SiteId site) {
            return visitor -> {
                visitor.response(response(DEMO, "/a", "", PURGED_BELOW, "k").stamp(), 100);
                nanos.addAndGet(each.toNanos());
                return 200;
            };
        }
    }

    @Test
    void what_is_shared_is_counted_up_to_its_bounds() {
        PreviewAnswer.Count many =
                preview(new Endless(true, Duration.ZERO), "key:k").shared();
        assertThat(many).isEqualTo(new PreviewAnswer.Count(100, 10_000, 100, 10_000, false, 20_000));
        PreviewAnswer.Count slow =
                preview(new Endless(true, Duration.ofMillis(300)), "key:x").shared();
        assertThat(slow).isEqualTo(new PreviewAnswer.Count(0, 0, 4, 400, false, 800));
    }

    @Test
    void what_another_node_counts_or_is_away_is_left_out_and_memory_is_told_all_the_same() {
        store("/a", "k");
        SharedStamps away = new SharedStamps() {
            @Override
            public boolean claim(UUID question) throws AwayException {
                throw new AwayException("gone", null);
            }

            @Override
            public Walk walk(SiteId site) {
                throw new AssertionError("not claimed");
            }
        };
        for (SharedStamps shared : List.of(new Endless(false, Duration.ZERO), away)) {
            PreviewAnswer answer = preview(shared, "key:k");
            assertThat(answer.shared()).isNull();
            assertThat(answer.memory().objects()).isEqualTo(1);
        }
    }
}
