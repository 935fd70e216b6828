package dev.skerry.bench;

import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Topics;
import dev.skerry.edge.purge.KafkaReports;
import dev.skerry.edge.purge.LeaseKeeper;
import dev.skerry.edge.purge.LogExtent;
import dev.skerry.edge.purge.LogReader;
import dev.skerry.edge.purge.LogTopic;
import dev.skerry.edge.purge.PurgeIndex;
import dev.skerry.edge.purge.PurgeState;
import dev.skerry.edge.purge.ReceiptSender;
import dev.skerry.edge.purge.Timers;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The purge side of one edge, of the edge's own classes, in this JVM: it reads the log, applies it and reports. */
final class FleetNode implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("timers").factory());
    private final PurgeState purges;
    private final LogReader reader;
    private final LeaseKeeper lease;
    private final KafkaReports reports;
    private final ReceiptSender receipts;

    private FleetNode(String bootstrap, LogExtent log, PopId pop, NodeId node) {
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
        receipts.close();
        lease.close();
        reader.close();
        reports.close();
        timers.shutdownNow();
    }
}
