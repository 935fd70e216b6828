package dev.skerry.edge.refresh;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.memory.MemoryTier;
import dev.skerry.edge.fill.RefreshBudgets;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.purge.Leases;
import dev.skerry.edge.purge.LogExtent;
import dev.skerry.edge.purge.PurgeIndex;
import dev.skerry.edge.purge.PurgeState;
import dev.skerry.edge.purge.SelectorHash;
import dev.skerry.edge.purge.Stamp;
import dev.skerry.edge.purge.VirtualTime;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.sites.SiteTable;
import dev.skerry.edge.sites.Sites;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** A {@link SoftRefresh} over a real memory and a real purge log on virtual time; what it asks for is answered by the test. */
final class RefreshBench {
    /** What was asked for. */
    record Asked(StoredResponse stale, CompletableFuture<RefreshOutcome> outcome) {
        String target() {
            return stale.key().url().target();
        }
    }

    final VirtualTime time = new VirtualTime(0);
    final PurgeState purges =
            new PurgeState(new LogExtent("purges", "log", List.of(0L), List.of(0L)), new PurgeIndex(1000), time, time);
    final MemoryTier memory = new MemoryTier(4 << 20, Runnable::run);
    final RefreshBudgets budgets = new RefreshBudgets(time);
    final RefreshCounters counters = new RefreshCounters();
    final List<Asked> asked = new ArrayList<>();
    final SoftRefresh refresh;
    private long next;

    /** @param perSecond the budgets of the sites s0, s1 ... */
    RefreshBench(int... perSecond) {
        List<Site> sites = new ArrayList<>();
        for (int i = 0; i < perSecond.length; i++) {
            sites.add(site("s" + i, "purge: {refreshPerSecond: " + perSecond[i] + "}"));
        }
        refresh = new SoftRefresh(purges, new Sites(SiteTable.of(sites)), memory, this::ask, budgets, counters, time);
        Leases.renew(purges);
    }

    static Site site(String name, String more) {
        String text = "{site: %s, hosts: [%s.test], origins: [{url: \"http://origin.test\"}], %s}"
                .formatted(name, name, more);
        return Site.unversioned(Json.readYaml(text.getBytes(StandardCharsets.UTF_8), SiteConfig.class));
    }

    private CompletionStage<RefreshOutcome> ask(Site site, StoredResponse stale) {
        asked.add(new Asked(stale, new CompletableFuture<>()));
        return asked.getLast().outcome;
    }

    static CacheKey key(String site, String target) {
        return new CacheKey(new SiteId(site), ContentUrl.ofTarget(site + ".test", target));
    }

    /** A response as it would be fetched now. */
    StoredResponse fetched(String site, String target, String... fields) {
        return fetched(site, target, 0, fields);
    }

    private StoredResponse fetched(String site, String target, int bytes, String... fields) {
        CacheKey key = key(site, target);
        ResponseHead head = new ResponseHead(200, Fields.of(fields).with("cache-control", "max-age=60"));
        return new StoredResponse(
                key,
                "",
                new StoredView(head, 0, 0, new FreshnessLifetime(60_000, FreshnessLifetime.Source.MAX_AGE)),
                new Stamp(purges.capture(key.site()), SelectorHash.matching(key.site(), key.url(), List.of())),
                Body.of(List.of(new byte[bytes])));
    }

    void store(String site, String... targets) {
        for (String target : targets) {
            memory.store(fetched(site, target));
        }
    }

    /** Fills more than half of the memory with what nobody purges: uses count from then on. */
    void fillUp() {
        for (int i = 0; i < 30; i++) {
            memory.store(fetched("filler", "/" + i, 100_000));
        }
    }

    /** The more uses the hotter. */
    void use(String site, String target, int times) {
        for (int i = 0; i < times; i++) {
            memory.peek(key(site, target), Fields.EMPTY);
        }
    }

    void purge(String site, String selector, PurgeMode mode) {
        PurgeRecord record = new PurgeRecord(
                new PurgeId("test-purge"),
                new SiteId(site),
                mode,
                PurgeSelector.parse(selector),
                0,
                1,
                Instant.EPOCH,
                "test");
        purges.record(0, next++, record.logKey().getBytes(StandardCharsets.UTF_8), Json.write(record), null);
        purges.batchEnded();
    }

    void softPurge(String site, String selector) {
        purge(site, selector, PurgeMode.SOFT);
    }

    /** Time passes in small steps, and the node hears from the log all the while. */
    void run(Duration duration) {
        for (long left = duration.toMillis(); left > 0; left -= 10) {
            Leases.renew(purges);
            refresh.step();
            time.pass(Duration.ofMillis(10));
        }
    }

    /** As {@link #run}; whatever is asked for is answered at once by what {@code outcome} says, refreshed first if that was it. */
    void run(Duration duration, RefreshOutcome outcome) {
        for (long left = duration.toMillis(); left > 0; left -= 10) {
            run(Duration.ofMillis(10));
            asked.forEach(one -> answer(one, outcome));
        }
    }

    void answer(Asked one, RefreshOutcome outcome) {
        if (one.outcome.isDone()) {
            return;
        }
        if (outcome == RefreshOutcome.VALIDATED) {
            memory.store(fetched(one.stale.key().site().value(), one.target()));
        }
        one.outcome.complete(outcome);
    }

    List<String> targets() {
        return asked.stream().map(Asked::target).toList();
    }

    long count(RefreshOutcome outcome) {
        return counters.of(outcome).sum();
    }

    static String[] numbered(int count) {
        return Stream.iterate(0, i -> i + 1).limit(count).map(i -> "/" + i).toArray(String[]::new);
    }
}
