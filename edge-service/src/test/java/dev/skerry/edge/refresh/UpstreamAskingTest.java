package dev.skerry.edge.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Fence;
import dev.skerry.contract.PopId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.SkerryHeaders;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.CacheTier;
import dev.skerry.edge.cache.InFlight;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.fill.Coalescer;
import dev.skerry.edge.fill.FetchPipeline;
import dev.skerry.edge.origin.Routes;
import dev.skerry.edge.origin.Upstream;
import dev.skerry.edge.origin.UpstreamException;
import dev.skerry.edge.origin.UpstreamFailure;
import dev.skerry.edge.origin.UpstreamTarget;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.trace.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What comes of asking for one response, with the real fetch side and an upstream and a shared tier of the test's own. */
class UpstreamAskingTest {
    private static final CacheKey KEY = RefreshBench.key("s0", "/a");
    private static final Site SITE = RefreshBench.site("s0", "purge: {refreshPerSecond: 10}");
    private static final Site CHILD = RefreshBench.site("s0", "shield: fra, purge: {refreshPerSecond: 10}");

    private final RefreshBench bench = new RefreshBench(10);
    private final List<RequestHead> asked = new ArrayList<>();
    private final List<CompletableFuture<Upstream.Response>> answers = new ArrayList<>();
    private final CompletableFuture<@Nullable StoredResponse> far = new CompletableFuture<>();
    private final Coalescer coalescer = new Coalescer(() -> 0);
    private final TieredCache near = new TieredCache(bench.memory, null, bench.purges);

    private final CacheTier shared = new CacheTier() {
        @Override
        public CompletionStage<@Nullable StoredResponse> find(CacheKey key, Fields requestFields) {
            return far;
        }

        @Override
        public CompletionStage<Void> store(StoredResponse response) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> erase(StoredResponse response) {
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void remove(CacheKey key) {
            throw new AssertionError("nothing is removed here");
        }
    };

    private UpstreamAsking over(TieredCache cache) {
        FetchPipeline fetches = new FetchPipeline(
                this::send,
                new Routes(new PopId("nyc"), Map.of(new PopId("fra"), "http://fra.test"), null),
                cache,
                bench.purges,
                coalescer,
                () -> Instant.EPOCH,
                () -> 1,
                Tracing.OFF,
                "1.1 skerry-nyc",
                "secret",
                1 << 16,
                InFlight.unbounded());
        return new UpstreamAsking(cache, bench.purges, coalescer, fetches);
    }

    private CompletionStage<Upstream.Response> send(
            UpstreamTarget target, RequestHead request, Body content, Consumer<ResponseHead> interim) {
        asked.add(request);
        answers.add(new CompletableFuture<>());
        return answers.getLast();
    }

    private void answer(int status, @Nullable String content, String... fields) {
        ResponseHead head = new ResponseHead(status, Fields.of(fields));
        answers.getLast().complete(new Upstream.Response() {
            @Override
            public ResponseHead head() {
                return head;
            }

            @Override
            public void into(Body body) {
                if (content == null) {
                    body.fail();
                } else {
                    body.append(content.getBytes(StandardCharsets.UTF_8));
                    body.complete();
                }
            }

            @Override
            public void cancel() {}
        });
    }

    /** Stored and hit. */
    private StoredResponse stale(String... fields) {
        StoredResponse plain = bench.fetched("s0", "/a", fields);
        bench.memory.store(plain);
        bench.softPurge("s0", "everything");
        return plain;
    }

    private CompletableFuture<RefreshOutcome> ask(Site site, StoredResponse stale) {
        return over(near).ask(site, stale).toCompletableFuture();
    }

    private StoredResponse held() {
        return bench.memory.variants(KEY).getFirst();
    }

    @Test
    void what_has_validators_is_asked_for_by_them_and_gets_a_fence_behind_the_purge() {
        CompletableFuture<RefreshOutcome> outcome =
                ask(SITE, stale("etag", "\"1\"", "last-modified", "Thu, 01 Jan 1970"));
        assertThat(outcome).isNotDone();
        answer(304, "", "etag", "\"1\"", "cache-control", "max-age=60");

        assertThat(asked.getFirst().fields().first("if-none-match")).isEqualTo("\"1\"");
        assertThat(asked.getFirst().fields().first("if-modified-since")).isEqualTo("Thu, 01 Jan 1970");
        assertThat(outcome).isCompletedWithValue(RefreshOutcome.VALIDATED);
        assertThat(held().stamp().fence()).isEqualTo(new Fence(0, 1));
    }

    @Test
    void what_has_changed_takes_the_place_of_what_was_there() {
        CompletableFuture<RefreshOutcome> outcome = ask(SITE, stale("etag", "\"1\""));
        answer(200, "new", "etag", "\"2\"", "cache-control", "max-age=60");

        assertThat(outcome).isCompletedWithValue(RefreshOutcome.REPLACED);
        assertThat(held().view().head().fields().first("etag")).isEqualTo("\"2\"");
    }

    @Test
    void a_fetch_that_is_under_way_is_not_doubled() {
        StoredResponse stale = stale();
        CompletableFuture<RefreshOutcome> first = ask(SITE, stale);

        assertThat(ask(SITE, stale)).isCompletedWithValue(RefreshOutcome.UNDER_WAY);
        assertThat(asked).hasSize(1);
        assertThat(first).isNotDone();
    }

    @Test
    void trouble_of_the_upstream_is_told_from_an_answer_that_is_not_stored() {
        StoredResponse stale = stale();
        CompletableFuture<RefreshOutcome> error = ask(SITE, stale);
        answer(503, "down");
        CompletableFuture<RefreshOutcome> tooMany = ask(SITE, stale);
        answer(429, "slow down");
        CompletableFuture<RefreshOutcome> cut = ask(SITE, stale);
        answer(200, null, "cache-control", "max-age=60");
        CompletableFuture<RefreshOutcome> silent = ask(SITE, stale);
        answers.getLast().completeExceptionally(new UpstreamException(UpstreamFailure.TIMEOUT, new RuntimeException()));
        CompletableFuture<RefreshOutcome> refused = ask(SITE, stale);
        answer(401, "who are you?");
        CompletableFuture<RefreshOutcome> mine = ask(SITE, stale);
        answer(200, "yours", "cache-control", "private");

        assertThat(error).isCompletedWithValue(RefreshOutcome.UPSTREAM_ERROR);
        assertThat(tooMany).isCompletedWithValue(RefreshOutcome.UPSTREAM_ERROR);
        assertThat(cut).isCompletedWithValue(RefreshOutcome.NO_ANSWER);
        assertThat(silent).isCompletedWithValue(RefreshOutcome.NO_ANSWER);
        assertThat(refused).isCompletedWithValue(RefreshOutcome.NOT_STORED);
        assertThat(mine).isCompletedWithValue(RefreshOutcome.NOT_STORED);
        assertThat(held()).isSameAs(stale);
        assertThat(ask(SITE, stale)).isCompletedWithValue(RefreshOutcome.UNCACHED);
        assertThat(asked).hasSize(6);
    }

    @Test
    void what_a_shield_has_not_refreshed_itself_is_asked_for_again_later() {
        CompletableFuture<RefreshOutcome> outcome = ask(CHILD, stale("etag", "\"1\""));
        answer(304, "", "etag", "\"1\"", "cache-control", "max-age=60", SkerryHeaders.FENCE, "0:0");

        assertThat(asked.getFirst().fields().first(SkerryHeaders.FENCE)).isEqualTo("0:1");
        assertThat(outcome).isCompletedWithValue(RefreshOutcome.STILL_PURGED);
    }

    @Test
    void what_the_shared_tier_has_newer_is_taken_from_there() {
        StoredResponse stale = stale();
        UpstreamAsking asking = over(new TieredCache(bench.memory, shared, bench.purges));
        CompletableFuture<RefreshOutcome> outcome = asking.ask(SITE, stale).toCompletableFuture();
        StoredResponse others = bench.fetched("s0", "/a");
        far.complete(others);

        assertThat(outcome).isCompletedWithValue(RefreshOutcome.SHARED);
        assertThat(held()).isSameAs(others);
        assertThat(asked).isEmpty();
    }

    @Test
    void what_the_shared_tier_has_is_of_no_use_if_the_purge_hit_it_too() {
        StoredResponse stale = stale();
        UpstreamAsking asking = over(new TieredCache(bench.memory, shared, bench.purges));
        CompletableFuture<RefreshOutcome> outcome = asking.ask(SITE, stale).toCompletableFuture();
        far.complete(stale);

        assertThat(asked).hasSize(1);
        assertThat(outcome).isNotDone();
    }

    @Test
    void what_changed_while_the_shared_tier_was_asked_is_looked_at_again() {
        StoredResponse stale = stale();
        UpstreamAsking asking = over(new TieredCache(bench.memory, shared, bench.purges));
        CompletableFuture<RefreshOutcome> outcome = asking.ask(SITE, stale).toCompletableFuture();
        bench.purge("s0", "everything", PurgeMode.HARD);
        far.complete(null);

        assertThat(outcome).isCompletedWithValue(RefreshOutcome.HARD_PURGED);
        assertThat(asked).isEmpty();
    }

    @Test
    void whatever_breaks_ends_the_attempt() {
        StoredResponse stale = stale();
        UpstreamAsking asking = over(new TieredCache(bench.memory, shared, bench.purges));
        CompletableFuture<RefreshOutcome> outcome = asking.ask(SITE, stale).toCompletableFuture();
        answers.clear();
        far.completeExceptionally(new IllegalStateException("the tier broke"));

        assertThat(outcome).as("a tier that breaks is a miss").isNotDone();
        assertThat(asked).hasSize(1);
        answers.getLast().completeExceptionally(new IllegalStateException("a bug"));
        assertThat(outcome).isCompletedWithValue(RefreshOutcome.NO_ANSWER);
    }
}
