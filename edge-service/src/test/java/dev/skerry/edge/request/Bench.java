package dev.skerry.edge.request;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Json;
import dev.skerry.contract.PopId;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.InFlight;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.cache.memory.MemoryTier;
import dev.skerry.edge.fill.Coalescer;
import dev.skerry.edge.fill.FetchPipeline;
import dev.skerry.edge.fill.RefreshBudgets;
import dev.skerry.edge.origin.Routes;
import dev.skerry.edge.origin.Upstream;
import dev.skerry.edge.origin.UpstreamTarget;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.RequestHead;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.purge.Leases;
import dev.skerry.edge.purge.LogExtent;
import dev.skerry.edge.purge.PurgeIndex;
import dev.skerry.edge.purge.PurgeState;
import dev.skerry.edge.purge.VirtualTime;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.sites.SiteTable;
import dev.skerry.edge.sites.Sites;
import dev.skerry.edge.trace.Tracing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline of a node with its real parts, on virtual time and one thread: users whose answers are looked at, and
 * upstreams that answer when the test says so.
 */
final class Bench {
    static final String HOST = "demo.test";
    private static final SiteId DEMO = new SiteId("demo");

    final List<Asked> asked = new ArrayList<>();
    final PurgeState purges;
    final TieredCache cache;
    final EdgeCounters counters = new EdgeCounters();
    private final RequestPipeline pipeline;
    private final FetchPipeline fetches;
    private final VirtualTime time = new VirtualTime(0);
    private Duration skew = Duration.ZERO;
    private long nextOffset;

    /** One origin, lease as by default. */
    Bench() {
        this(SiteConfig.Lease.DEFAULT, null);
    }

    /** @param shield a PoP to ask before the origin; null for none */
    Bench(SiteConfig.Lease lease, @Nullable PopId shield) {
        this(Site.unversioned(new SiteConfig(
                DEMO,
                List.of(HOST),
                List.of(new SiteConfig.Origin("http://origin.test", false)),
                shield,
                SiteConfig.Cache.DEFAULT,
                lease)));
    }

    /** One origin and cache rules, YAML on one line. */
    static Bench with(String cacheRules) {
        String site =
                "{site: demo, hosts: [demo.test], origins: [{url: \"http://origin.test\"}], cache: " + cacheRules + "}";
        return new Bench(Site.unversioned(Json.readYaml(site.getBytes(StandardCharsets.UTF_8), SiteConfig.class)));
    }

    /** @param site at {@link #HOST} */
    Bench(Site site) {
        @Nullable PopId shield = site.config().shield();
        purges = new PurgeState(
                new LogExtent("purges", "log", List.of(0L), List.of(0L)), new PurgeIndex(1000), time, time);
        cache = new TieredCache(new MemoryTier(1 << 20), null, purges);
        Coalescer coalescer = new Coalescer(time::getAsLong);
        PopId pop = new PopId("nyc");
        fetches = new FetchPipeline(
                this::ask,
                new Routes(pop, shield == null ? Map.of() : Map.of(shield, "http://shield.test"), null),
                cache,
                purges,
                coalescer,
                this::now,
                () -> 1,
                Tracing.OFF,
                Answers.via(pop),
                "secret",
                1 << 16,
                new InFlight(1 << 20));
        pipeline = new RequestPipeline(
                new Sites(SiteTable.of(List.of(site))),
                new Peers("secret"),
                cache,
                purges,
                coalescer,
                fetches,
                new RefreshBudgets(time),
                this::now,
                counters,
                new Answers(pop, this::now, counters));
        Leases.renew(purges);
    }

    Instant now() {
        return Instant.EPOCH
                .plus(Duration.ofDays(20_000))
                .plusNanos(time.getAsLong())
                .plus(skew);
    }

    /** The calendar jumps by {@code duration}, which may be negative; the time that passes does not. */
    void jump(Duration duration) {
        skew = skew.plus(duration);
    }

    void pass(Duration duration) {
        time.pass(duration);
    }

    /** Time passes, and the node hears from the log all the while. */
    void passConnected(Duration duration) {
        pass(duration);
        Leases.renew(purges);
    }

    /** {@code /v} is stored in part, fresh for a minute. */
    void holdsPart(String range, String content, String contentRange, String... more) {
        get("/v", "range", range);
        if (!range.equals(open().request.fields().joined("range"))) {
            throw new AssertionError("asked was for " + open().request.fields());
        }
        String[] fields = new String[more.length + 4];
        fields[0] = "cache-control";
        fields[1] = "max-age=60";
        fields[2] = "content-range";
        fields[3] = contentRange;
        System.arraycopy(more, 0, fields, 4, more.length);
        open().answer(206, content, fields);
    }

    User get(String target, String... fields) {
        return send("GET", target, fields);
    }

    User send(String method, String target, String... fields) {
        return send(new RequestHead(method, HOST, target, Fields.of(fields)), Body.of(List.of()));
    }

    User send(RequestHead request, Body content) {
        User user = new User(request, content);
        pipeline.handle(user);
        return user;
    }

    /** The only request that no upstream has answered yet. */
    Asked open() {
        List<Asked> open = asked.stream().filter(one -> !one.response.isDone()).toList();
        if (open.size() != 1) {
            throw new AssertionError("open are " + open + " of " + asked);
        }
        return open.getFirst();
    }

    void purge(String selector) {
        purge(selector, PurgeMode.HARD);
    }

    void softPurge(String selector) {
        purge(selector, PurgeMode.SOFT);
    }

    private void purge(String selector, PurgeMode mode) {
        PurgeRecord record = new PurgeRecord(
                new PurgeId("test-purge"), DEMO, mode, PurgeSelector.parse(selector), 0, 1, Instant.EPOCH, "test");
        purges.record(0, nextOffset++, record.logKey().getBytes(StandardCharsets.UTF_8), Json.write(record), null);
        purges.batchEnded();
    }

    static CacheKey key(String target) {
        return new CacheKey(DEMO, ContentUrl.ofTarget(HOST, target));
    }

    long unfenced() {
        return fetches.unfencedAnswers();
    }

    private CompletionStage<Upstream.Response> ask(
            UpstreamTarget target, RequestHead request, Body content, Consumer<ResponseHead> interim) {
        Asked one = new Asked(target, request, interim);
        asked.add(one);
        return one.response;
    }
}
