package dev.skerry.edge.fill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Fence;
import dev.skerry.contract.Json;
import dev.skerry.contract.PopId;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.InFlight;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.cache.memory.MemoryTier;
import dev.skerry.edge.origin.Routes;
import dev.skerry.edge.origin.Upstream;
import dev.skerry.edge.origin.UpstreamTarget;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.purge.LogExtent;
import dev.skerry.edge.purge.PurgeIndex;
import dev.skerry.edge.purge.PurgeState;
import dev.skerry.edge.purge.SelectorHash;
import dev.skerry.edge.purge.Stamp;
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
import org.junit.jupiter.api.Test;

/** The order of the purge protocol within a fetch, with the real purge state and an upstream that answers at once. */
class FetchPipelineTest {
    private static final SiteId DEMO = new SiteId("demo");
    private static final ContentUrl URL = ContentUrl.ofTarget("demo.localhost", "/a");
    private static final CacheKey KEY = new CacheKey(DEMO, URL);
    private static final RequestHead REQUEST = new RequestHead("GET", "demo.localhost", "/a", Fields.EMPTY);

    private final List<RequestHead> asked = new ArrayList<>();
    private final PurgeState purges = new PurgeState(
            new LogExtent(Topics.PURGES.name(), "log", List.of(0L), List.of(0L)),
            new PurgeIndex(100),
            () -> 0,
            (delay, action) -> () -> {});
    private final TieredCache cache = new TieredCache(new MemoryTier(1 << 20), null, purges);
    private final Coalescer coalescer = new Coalescer(() -> 0);
    private final Site site = Site.unversioned(new SiteConfig(
            DEMO,
            List.of("demo.localhost"),
            List.of(new SiteConfig.Origin("http://127.0.0.1:1", false)),
            null,
            SiteConfig.Cache.DEFAULT,
            SiteConfig.Lease.DEFAULT));
    private final FetchPipeline fetches = new FetchPipeline(
            this::answer,
            new Routes(new PopId("fra"), Map.of(), null),
            cache,
            purges,
            coalescer,
            () -> Instant.EPOCH,
            () -> 1,
            Tracing.OFF,
            "1.1 skerry-fra",
            "",
            1 << 20,
            InFlight.unbounded());

    /** An origin whose content has the tag "1" for ever, and that says so where it is asked. */
    private CompletionStage<Upstream.Response> answer(
            UpstreamTarget target, RequestHead request, Body content, Consumer<ResponseHead> interim) {
        asked.add(request);
        boolean unchanged = request.fields().contains("if-none-match");
        ResponseHead head =
                new ResponseHead(unchanged ? 304 : 200, Fields.of("etag", "\"1\"", "cache-control", "max-age=60"));
        return CompletableFuture.completedFuture(new Upstream.Response() {
            @Override
            public ResponseHead head() {
                return head;
            }

            @Override
            public void into(Body body) {
                if (!unchanged) {
                    body.append(bytes("new"));
                }
                body.complete();
            }

            @Override
            public void cancel() {
                throw new AssertionError("nobody gives up here");
            }
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void r5_a_304_freshens_what_is_stored_and_gives_it_the_fence_captured_before_the_question() {
        purgeKey("other");
        FillResult.Shared result = validate(stored());

        assertThat(result.upstreamStatus()).isEqualTo(304);
        assertThat(result.response().body().segments()).containsExactly(bytes("old"));
        assertThat(result.response().stamp().fence()).isEqualTo(new Fence(0, 1));
        assertThat(cache.peek(KEY, Fields.EMPTY)).isSameAs(result.response());
    }

    @Test
    void r5_what_was_purged_hard_between_lookup_and_fetch_is_fetched_whole_and_not_revived_by_a_304() {
        StoredResponse lookedUp = stored();
        purge(new PurgeSelector.Everything());
        FillResult.Shared result = validate(lookedUp);

        assertThat(asked).hasSize(1);
        assertThat(asked.getFirst().fields().contains("if-none-match")).isFalse();
        assertThat(result.upstreamStatus()).isEqualTo(200);
        assertThat(result.response().body().segments()).containsExactly(bytes("new"));
    }

    private StoredResponse stored() {
        ResponseHead head = new ResponseHead(200, Fields.of("etag", "\"1\"", "cache-control", "max-age=0"));
        return new StoredResponse(
                KEY,
                "",
                new StoredView(head, 0, 0, new FreshnessLifetime(0, FreshnessLifetime.Source.MAX_AGE)),
                new Stamp(new Fence(0, 0), SelectorHash.matching(DEMO, URL, List.of())),
                Body.of(List.of(bytes("old"))));
    }

    private FillResult.Shared validate(StoredResponse stale) {
        Fill fill = coalescer.join(KEY, "", "").fill();
        fetches.start(fill, site, REQUEST, Inquiry.about(stale, Fields.of("if-none-match", "\"1\"")));
        return (FillResult.Shared) fill.result().toCompletableFuture().join();
    }

    private void purgeKey(String key) {
        purge(PurgeSelector.parse("key:" + key));
    }

    private void purge(PurgeSelector selector) {
        PurgeRecord record =
                new PurgeRecord(new PurgeId("purge-0001"), DEMO, PurgeMode.HARD, selector, 0, 1, Instant.EPOCH, "test");
        purges.record(0, 0, bytes(record.logKey()), Json.write(record), null);
        purges.position(0, 1);
        purges.batchEnded();
    }
}
