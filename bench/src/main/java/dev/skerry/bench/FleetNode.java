package dev.skerry.bench;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.NodeStats;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Topics;
import dev.skerry.edge.preview.Previewer;
import dev.skerry.edge.preview.Previews;
import dev.skerry.edge.purge.KafkaReports;
import dev.skerry.edge.purge.LeaseKeeper;
import dev.skerry.edge.purge.LogExtent;
import dev.skerry.edge.purge.LogReader;
import dev.skerry.edge.purge.LogTopic;
import dev.skerry.edge.purge.PurgeIndex;
import dev.skerry.edge.purge.PurgeState;
import dev.skerry.edge.purge.ReceiptSender;
import dev.skerry.edge.purge.StatsSender;
import dev.skerry.edge.purge.Timers;
import dev.skerry.edge.sites.SiteState;
import dev.skerry.edge.sites.SiteTable;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What one edge does with Kafka, of the edge's own classes, in this JVM: it reads the purge log, applies it and reports; and all
 * else, once {@link #beginTheRest} is called.
 */
final class FleetNode implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("timers").factory());
    private final PurgeState purges;
    private final LogReader reader;
    private final LeaseKeeper lease;
    private final KafkaReports reports;
    private final ReceiptSender receipts;
    private final String bootstrap;
    private final PopId pop;
    private final NodeId node;
    private final Deque<Runnable> rest = new ArrayDeque<>();

    private FleetNode(String bootstrap, LogExtent log, PopId pop, NodeId node) {
        this.bootstrap = bootstrap;
        this.pop = pop;
        this.node = node;
        purges = new PurgeState(
                log, new PurgeIndex(PurgeIndex.DEFAULT_MAX_SELECTORS), System::nanoTime, Timers.on(timers));
        reader = new LogReader(bootstrap, log, purges);
        lease = new LeaseKeeper(bootstrap, log, purges);
        reports = new KafkaReports(bootstrap);
        receipts = new ReceiptSender(node, pop, System.currentTimeMillis(), purges, reports);
        purges.afterBatch(receipts::report);
    }

    /** Begins to read the log that there is; see {@link #awaitServing}. */
    static FleetNode start(String bootstrap, PopId pop, NodeId node) throws InterruptedException {
        FleetNode started = new FleetNode(bootstrap, LogTopic.await(bootstrap, Topics.PURGES.name()), pop, node);
        started.reader.start();
        started.lease.start();
        started.receipts.start();
        return started;
    }

    /** Waits until all of the log is applied. */
    void awaitCaughtUp(Duration limit) throws InterruptedException {
        await(purges.caughtUp(), limit);
    }

    /** Waits until a node may serve, and says so. */
    void awaitServing(Duration limit) throws InterruptedException {
        await(purges.joined(), limit);
        receipts.state(NodeReport.State.SERVING);
    }

    /**
     * Begins what an edge has of Kafka besides purges: it reads the site table and the questions of previews, and sends its
     * counters.
     */
    void beginTheRest() throws InterruptedException {
        LogExtent siteTopic = LogTopic.await(bootstrap, Topics.SITES.name());
        LogReader siteReader = new LogReader(
                bootstrap,
                siteTopic,
                new SiteState(siteTopic, new dev.skerry.edge.sites.Sites(SiteTable.of(List.of()))));
        rest.push(siteReader::close);
        siteReader.start();
        Previews previews = new Previews(
                bootstrap,
                new Previewer(pop, node, Collections::emptyIterator, null, stamp -> false, System::nanoTime),
                reports,
                Clock.systemUTC());
        rest.push(previews::close);
        previews.start();
        NodeStats stats =
                new NodeStats(node, pop, 1, 1, 1_000_000, 900_000, 100_000, 0, 1L << 40, 10_000, 1L << 26, 1000);
        StatsSender sender = new StatsSender(() -> stats, reports);
        rest.push(sender::close);
        sender.start();
    }

    private static void await(CompletionStage<Void> event, Duration limit) throws InterruptedException {
        try {
            event.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a node could not read the purge log within " + limit, e);
        }
    }

    /** Selectors that it knows. */
    int selectors() {
        return purges.index().size();
    }

    @Override
    public void close() {
        while (!rest.isEmpty()) {
            rest.pop().run();
        }
        receipts.close();
        lease.close();
        reader.close();
        reports.close();
        timers.shutdownNow();
    }
}
