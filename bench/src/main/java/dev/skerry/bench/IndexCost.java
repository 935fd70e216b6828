package dev.skerry.bench;

import dev.skerry.contract.ContentUrl;
import dev.skerry.contract.Fence;
import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.Body;
import dev.skerry.edge.cache.CacheKey;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.cache.memory.MemoryTier;
import dev.skerry.edge.policy.Fields;
import dev.skerry.edge.policy.FreshnessLifetime;
import dev.skerry.edge.policy.PurgeVerdict;
import dev.skerry.edge.policy.ResponseHead;
import dev.skerry.edge.policy.StoredView;
import dev.skerry.edge.purge.LogExtent;
import dev.skerry.edge.purge.PurgeIndex;
import dev.skerry.edge.purge.PurgeState;
import dev.skerry.edge.purge.SelectorHash;
import dev.skerry.edge.purge.Stamp;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a node's purge index costs: in this JVM, of the edge's own classes, without Kafka. Purges are applied from
 * records as the log has them, JSON included.
 */
final class IndexCost {
    private static final SiteId SITE = new SiteId("bench");
    private static final int FEW = 1000;
    private static final int LOOKUPS = 2_000_000;
    private static final int LOOKUP_ROUNDS = 5;
    private static final int PURGES_A_ROUND = 2_000;
    private static final int WARMUP_ROUNDS = 10;

    private final Settings settings;
    private final Report report;
    private final byte[] body = new byte[1];
    private PurgeState purges = empty(2);
    private long next;

    IndexCost(Settings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    void run() {
        int selectors = Settings.or(settings.selectors(), 10_000_000);
        int objects = Settings.or(settings.objects(), 1_000_000);
        int rounds = Settings.or(settings.rounds(), 10);
        report.setting(
                "%,d selectors (keys, hard) in one process; %d rounds of %,d look-ups, every second one of a hash"
                                .formatted(selectors, LOOKUP_ROUNDS, LOOKUPS)
                        + " that was purged, the first round for warming up");
        report.setting(
                "%,d stored responses of one site; %d interleaved rounds of %,d purges of everything, and of one URL,"
                                .formatted(objects, rounds, PURGES_A_ROUND)
                        + " after %d rounds for warming up".formatted(WARMUP_ROUNDS));
        fill(selectors);
        purges = empty(2 * (rounds + WARMUP_ROUNDS) * PURGES_A_ROUND + FEW);
        everything(objects, rounds);
    }

    private static PurgeState empty(int mostSelectors) {
        return new PurgeState(
                new LogExtent("bench", "bench", List.of(0L), List.of(0L)),
                new PurgeIndex(mostSelectors),
                System::nanoTime,
                (delay, action) -> () -> {});
    }

    private void fill(int selectors) {
        purges = empty(selectors);
        int few = Math.min(FEW, selectors);
        applyKeys(0, few);
        Spread before = lookups(few);
        long begin = System.nanoTime();
        applyKeys(few, selectors);
        double seconds = (System.nanoTime() - begin) / 1e9;
        Spread after = lookups(selectors);
        double bytes = purges.index().bytes() / (double) purges.index().size();
        report.note("");
        report.figure("selectors held", "%,d".formatted(purges.index().size()));
        report.figure("records applied", "%,.0f /s".formatted((selectors - few) / seconds));
        report.figure("look-ups/s with %,d selectors (least to most)".formatted(few), before.text("million/s"));
        report.figure("look-ups/s with %,d selectors".formatted(selectors), after.text("million/s"));
        report.figure("bytes a selector", "%.1f".formatted(bytes));
        report.goal(Goal.atMost("bytes a selector", bytes, 32));
        if (purges.index().size() != selectors) {
            throw new IllegalStateException(purges.index().size() + " selectors held, not " + selectors);
        }
    }

    private void applyKeys(int from, int to) {
        for (int i = from; i < to; i++) {
            apply(key(i));
        }
    }

    private static PurgeSelector key(int number) {
        return PurgeSelector.parse("key:product-" + number);
    }

    private void apply(PurgeSelector selector) {
        PurgeRecord record = record(selector);
        apply(record.logKey().getBytes(StandardCharsets.UTF_8), Json.write(record));
    }

    private void apply(byte[] key, byte[] value) {
        purges.record(0, next++, key, value, null);
    }

    private static PurgeRecord record(PurgeSelector selector) {
        return new PurgeRecord(
                new PurgeId("bench-purge"), SITE, PurgeMode.HARD, selector, 0, 1, Instant.EPOCH, "bench");
    }

    /** In millions a second. */
    private Spread lookups(int selectors) {
        SplittableRandom random = new SplittableRandom(1);
        long[] hashes = new long[1 << 16];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = i % 2 == 0 ? SelectorHash.of(SITE, key(random.nextInt(selectors))) : random.nextLong() | 1;
        }
        List<Double> rates = new ArrayList<>();
        for (int round = 0; round < LOOKUP_ROUNDS; round++) {
            int found = 0;
            long begin = System.nanoTime();
            for (int i = 0; i < LOOKUPS; i++) {
                found += purges.index().highest(hashes[i % hashes.length], PurgeMode.HARD) < 0 ? 0 : 1;
            }
            double nanos = System.nanoTime() - begin;
            if (found != LOOKUPS / 2) {
                throw new IllegalStateException(found + " of " + LOOKUPS + " look-ups found something");
            }
            if (round > 0) {
                rates.add(LOOKUPS * 1e3 / nanos);
            }
        }
        return Spread.of(rates);
    }

    private void everything(int objects, int rounds) {
        MemoryTier memory = new MemoryTier(objects * 2048L + (1 << 20));
        for (int i = 0; i < objects; i++) {
            memory.store(response(i));
        }
        long stored = memory.objects();
        List<Double> all = new ArrayList<>();
        List<Double> one = new ArrayList<>();
        for (int round = -WARMUP_ROUNDS; round < rounds; round++) {
            double everything = micros(List.of(new PurgeSelector.Everything()));
            double url = micros(List.of(PurgeSelector.parse("url:/page-" + round)));
            if (round >= 0) {
                all.add(everything);
                one.add(url);
            }
        }
        requireDead(memory, objects);
        Spread ofAll = Spread.of(all);
        Spread ofOne = Spread.of(one);
        report.figure("stored responses", "%,d of %,d MiB".formatted(stored, memory.bytes() >> 20));
        report.figure("applying a purge of everything, median (least to most)", ofAll.text("µs"));
        report.figure("applying a purge of one URL", ofOne.text("µs"));
        report.goal(
                Goal.atMost("cost of purging everything to that of one URL", ofAll.median() / ofOne.median(), 1.25));
    }

    /** Of one purge, in µs, of many in a row. */
    private double micros(List<PurgeSelector> selectors) {
        byte[] key = record(selectors.getFirst()).logKey().getBytes(StandardCharsets.UTF_8);
        byte[] value = Json.write(record(selectors.getFirst()));
        long begin = System.nanoTime();
        for (int i = 0; i < PURGES_A_ROUND; i++) {
            apply(key, value);
        }
        return (System.nanoTime() - begin) / 1e3 / PURGES_A_ROUND;
    }

    /** What was measured did purge. */
    private void requireDead(MemoryTier memory, int objects) {
        for (int i = 0; i < objects; i += Math.max(1, objects / 1000)) {
            StoredResponse response = memory.peek(cacheKey(i), Fields.EMPTY);
            if (response != null && purges.verdict(response.stamp()) != PurgeVerdict.HARD_PURGED) {
                throw new IllegalStateException("a response lives that was purged: " + response.key());
            }
        }
    }

    private static CacheKey cacheKey(int number) {
        return new CacheKey(SITE, ContentUrl.ofTarget("bench.localhost", "/page-" + number));
    }

    private StoredResponse response(int number) {
        CacheKey key = cacheKey(number);
        StoredView view = new StoredView(
                new ResponseHead(200, Fields.EMPTY),
                0,
                0,
                new FreshnessLifetime(60_000, FreshnessLifetime.Source.S_MAXAGE));
        Stamp stamp = new Stamp(new Fence(0, 0), SelectorHash.matching(SITE, key.url(), List.of()));
        return new StoredResponse(key, "", view, stamp, Body.of(List.of(body)));
    }
}
