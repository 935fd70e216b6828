package dev.skerry.edge;

import dev.skerry.contract.NodeReport;
import dev.skerry.contract.NodeStats;
import dev.skerry.contract.Topics;
import dev.skerry.edge.admin.EdgeMetrics;
import dev.skerry.edge.admin.LeaseOverview;
import dev.skerry.edge.cache.CacheTier;
import dev.skerry.edge.cache.memory.MemoryTier;
import dev.skerry.edge.cache.redis.RedisErasure;
import dev.skerry.edge.cache.redis.RedisTier;
import dev.skerry.edge.fill.RefreshBudgets;
import dev.skerry.edge.preview.Previewer;
import dev.skerry.edge.preview.Previews;
import dev.skerry.edge.purge.ErasableTier;
import dev.skerry.edge.purge.Eraser;
import dev.skerry.edge.purge.KafkaReports;
import dev.skerry.edge.purge.LeaseKeeper;
import dev.skerry.edge.purge.LogExtent;
import dev.skerry.edge.purge.LogReader;
import dev.skerry.edge.purge.LogTopic;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.purge.PurgeIndex;
import dev.skerry.edge.purge.PurgeState;
import dev.skerry.edge.purge.ReceiptSender;
import dev.skerry.edge.purge.StatsSender;
import dev.skerry.edge.purge.Timers;
import dev.skerry.edge.purge.TracedLog;
import dev.skerry.edge.refresh.Asking;
import dev.skerry.edge.refresh.RefreshCounters;
import dev.skerry.edge.refresh.Refresher;
import dev.skerry.edge.refresh.SoftRefresh;
import dev.skerry.edge.sites.SiteState;
import dev.skerry.edge.sites.SiteTable;
import dev.skerry.edge.sites.Sites;
import dev.skerry.edge.trace.Tracing;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a node has only as part of a fleet: the purge log and its reports, the site table, and the Redis of its PoP. Kafka
 * is waited for; Redis may come and go.
 */
final class Fleet implements AutoCloseable {
    private final EdgeConfig config;
    private final String kafka;
    private final InstantSource clock;
    private final long incarnation;
    private final PurgeState purges;
    private final LogReader purgeReader;
    private final LogReader siteReader;
    private final LeaseKeeper lease;
    private final Sites sites = new Sites(SiteTable.of(List.of()));
    private final SiteState siteState;
    private final LeaseOverview leases;
    private final KafkaReports reports;
    private final ReceiptSender receipts;
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("timers").factory());
    private final @Nullable RedisTier redis;
    private final @Nullable RedisErasure redisErasure;
    private final String name;
    private final int eraseKeysPerSecond;
    private volatile @Nullable Eraser eraser;
    private volatile @Nullable Previews previews;
    private final RefreshCounters refreshes = new RefreshCounters();
    private volatile @Nullable Refresher refresher;
    private volatile @Nullable StatsSender stats;

    private Fleet(
            EdgeConfig config,
            String kafka,
            LogExtent purgeLog,
            LogExtent siteTopic,
            InstantSource clock,
            Tracing tracing) {
        this.config = config;
        this.kafka = kafka;
        this.clock = clock;
        timers.setRemoveOnCancelPolicy(true);
        incarnation = clock.millis();
        purges = new PurgeState(
                purgeLog, new PurgeIndex(PurgeIndex.DEFAULT_MAX_SELECTORS), System::nanoTime, Timers.on(timers));
        purgeReader = new LogReader(kafka, purgeLog, new TracedLog(purges, purgeLog.partitions(), tracing));
        lease = new LeaseKeeper(kafka, purgeLog, purges);
        siteState = new SiteState(siteTopic, sites);
        leases = new LeaseOverview(sites, purges);
        siteReader = new LogReader(kafka, siteTopic, siteState);
        reports = new KafkaReports(kafka);
        receipts = new ReceiptSender(config.node(), config.pop(), incarnation, purges, reports);
        purges.afterBatch(receipts::report);
        @Nullable String redisUri = config.redis();
        redis = redisUri == null ? null : new RedisTier(redisUri, purgeLog.logId(), clock);
        eraseKeysPerSecond = config.eraseKeysPerSecond();
        redisErasure = redis == null ? null : redis.erasure(config.node().value(), Math.max(1, eraseKeysPerSecond));
        name = config.node() + "-" + incarnation;
    }

    /**
     * Waits for Kafka and finds the fleet's logs; {@link #join} reads them.
     *
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    static Fleet find(EdgeConfig config, InstantSource clock, Tracing tracing) throws InterruptedException {
        @Nullable String kafka = config.kafka();
        if (kafka == null) {
            throw new IllegalArgumentException("skerry.kafka is not set");
        }
        return new Fleet(
                config,
                kafka,
                LogTopic.await(kafka, Topics.PURGES.name()),
                LogTopic.await(kafka, Topics.SITES.name()),
                clock,
                tracing);
    }

    /**
     * Joins the fleet, once, and returns when all of the purge log and of the site table has been read, and the fleet waits
     * for this node's receipts.
     *
     * @throws InterruptedException if the thread was interrupted while it waited
     */
    void join() throws InterruptedException {
        purgeReader.start();
        siteReader.start();
        lease.start();
        receipts.start();
        try {
            purges.joined().toCompletableFuture().get();
            siteState.caughtUp().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("reading the logs failed", e.getCause());
        }
    }

    /** The node serves from now on: says so, and sends its counters every second. */
    void serving(Supplier<NodeStats> counters) {
        state(NodeReport.State.SERVING);
        StatsSender sender = new StatsSender(counters, reports);
        sender.start();
        stats = sender;
    }

    /**
     * Begins to erase what hard purges hit, unless the node is set up not to.
     *
     * @param memory of this node
     * @param stores completes when the stores have ended that are under way at that moment
     */
    void erase(ErasableTier memory, Supplier<CompletionStage<Void>> stores) {
        if (eraseKeysPerSecond == 0) {
            return;
        }
        Eraser own = new Eraser(purges, memory, stores, redisErasure, name, eraseKeysPerSecond, receipts::report);
        own.start();
        eraser = own;
    }

    /** Begins to answer what purges would hit, of this memory and of the PoP's Redis. */
    void preview(MemoryTier memory) {
        RedisTier shared = redis;
        Previewer previewer = new Previewer(
                config.pop(),
                config.node(),
                memory::responses,
                shared == null ? null : shared.stamps(),
                stamp -> purges.verdict(stamp).mayHaveBeenHard(),
                System::nanoTime);
        Previews own = new Previews(kafka, previewer, reports, clock);
        own.start();
        previews = own;
    }

    /**
     * Begins to ask again for what soft purges hit, of sites that want it.
     *
     * @param memory of this node
     * @param budgets shared with what users cause
     * @param nanoTime monotonic, in nanoseconds
     */
    void refresh(MemoryTier memory, Asking asking, RefreshBudgets budgets, LongSupplier nanoTime) {
        Refresher own = new Refresher(new SoftRefresh(purges, sites, memory, asking, budgets, refreshes, nanoTime));
        own.start();
        refresher = own;
    }

    /** Tells the fleet what the node does with requests. One that drains asks for nothing by itself. */
    void state(NodeReport.State state) {
        Refresher refreshing = refresher;
        if (refreshing != null && state == NodeReport.State.DRAINING) {
            refreshing.end();
        }
        receipts.state(state);
    }

    Sites sites() {
        return sites;
    }

    PurgeGuard guard() {
        return purges;
    }

    @Nullable
    CacheTier sharedTier() {
        return redis;
    }

    long incarnation() {
        return incarnation;
    }

    long purgesApplied() {
        return purges.purgesApplied();
    }

    @Nullable
    String notReadyReason() {
        @Nullable String reason = purges.notReadyReason();
        if (reason == null) {
            return siteState.notReadyReason();
        }
        return purges.leaseLostFor().isZero() ? reason : reason + "; " + leases.consequence();
    }

    /** Why this node must be restarted, for people; null if it need not. */
    @Nullable
    String brokenBy() {
        StatsSender sender = stats;
        Eraser erasing = eraser;
        Previews previewing = previews;
        Refresher refreshing = refresher;
        return Stream.of(
                        purges.brokenBy(),
                        siteState.brokenBy(),
                        purgeReader.brokenBy(),
                        siteReader.brokenBy(),
                        lease.brokenBy(),
                        receipts.brokenBy(),
                        sender == null ? null : sender.brokenBy(),
                        erasing == null ? null : erasing.brokenBy(),
                        previewing == null ? null : previewing.brokenBy(),
                        refreshing == null ? null : refreshing.brokenBy())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    void measure(EdgeMetrics metrics) {
        metrics.counter("skerry.edge.purges.applied", "Selectors applied from the purge log", purges::purgesApplied);
        metrics.counter("skerry.edge.purges.poison", "Unreadable purge records", purges::poisonRecords);
        RedisTier shared = redis;
        if (shared != null) {
            metrics.gauge("skerry.edge.redis.open", "1 while Redis can be asked", () -> shared.isOpen() ? 1 : 0);
            metrics.counter("skerry.edge.redis.failures", "Commands that Redis did not answer", shared::failures);
            metrics.counter("skerry.edge.redis.damaged", "Values in Redis that could not be read", shared::damaged);
            metrics.counter("skerry.edge.redis.refused", "Commands not sent, since too many wait", shared::refused);
        }
        RedisErasure erasure = redisErasure;
        if (erasure != null) {
            metrics.counter("skerry.edge.erased.redis", "Responses that this node erased from Redis", erasure::erased);
            metrics.counter(
                    "skerry.edge.erasure.walks", "Walks through Redis that this node has ended", erasure::walks);
        }
        metrics.counter("skerry.edge.erasure.failures", "Rounds of erasing that Redis broke off", () -> {
            Eraser erasing = eraser;
            return erasing == null ? 0 : erasing.failures();
        });
        metrics.counter("skerry.edge.previews.answered", "Previews of purges that this node answered", () -> {
            Previews previewing = previews;
            return previewing == null ? 0 : previewing.answered();
        });
        metrics.counter("skerry.edge.previews.dropped", "Previews too many, too old or unreadable", () -> {
            Previews previewing = previews;
            return previewing == null ? 0 : previewing.dropped();
        });
        metrics.counter("skerry.edge.sites.bad", "Unreadable site records", siteState::badRecords);
        metrics.gauge(
                "skerry.edge.purge.index.selectors",
                "Selectors in the purge index",
                () -> purges.index().size());
        metrics.refreshes(refreshes);
        metrics.leases(leases);
        metrics.counter(
                "skerry.edge.kafka.failures",
                "Failed reads, lease checks and reports",
                () -> purgeReader.failures() + siteReader.failures() + lease.failures() + receipts.failures());
    }

    /** Reports STOPPED, and leaves. */
    @Override
    public void close() {
        StatsSender sender = stats;
        if (sender != null) {
            sender.close();
        }
        Eraser erasing = eraser;
        if (erasing != null) {
            erasing.close();
        }
        Previews previewing = previews;
        if (previewing != null) {
            previewing.close();
        }
        Refresher refreshing = refresher;
        if (refreshing != null) {
            refreshing.close();
        }
        receipts.close();
        lease.close();
        purgeReader.close();
        siteReader.close();
        reports.close();
        if (redis != null) {
            redis.close();
        }
        timers.shutdownNow();
    }
}
