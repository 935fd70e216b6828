package dev.skerry.edge.purge;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Topics;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the fleet how far this node has applied the purge log: at once after every batch and every change of state, and
 * every {@value NodeReport#HEARTBEAT_MILLIS} ms. A report says all there is to say, so while one is on its way the wishes
 * for another one become a single one, which then says the newest.
 *
 * <p>Reports of a node are ordered by incarnation, then sequence. The incarnation must grow with every start; callers
 * give the wall clock in milliseconds, which holds unless the clock was set back further than the node was down (then
 * its reports are signs of life, and count once the older incarnation has been silent for as long as fences a node).
 *
 * <p>One thread of its own sends; the methods may be called from any thread and never wait, but for {@link #close}.
 */
public final class ReceiptSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiptSender.class);
    private static final Duration SEND_LIMIT = Duration.ofSeconds(6);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    private enum Wish {
        REPORT
    }

    private final NodeId node;
    private final Reporter reporter;
    private final Reports reports;
    private final Pace pace = new Pace(LOG, System::nanoTime);
    private final BlockingQueue<Wish> wishes = new ArrayBlockingQueue<>(1);
    private final LongAdder failures = new LongAdder();
    private final NodeThread thread;

    /**
     * Sends nothing before {@link #start}.
     *
     * @param incarnation wall-clock time of this start, in milliseconds
     * @param purges whose progress is reported
     */
    public ReceiptSender(NodeId node, PopId pop, long incarnation, PurgeState purges, Reports reports) {
        this.node = node;
        this.reporter = new Reporter(node, pop, incarnation, purges);
        this.reports = reports;
        this.thread = new NodeThread("receipts", LOG, this::run);
    }

    /** Begins to report; once. */
    public void start() {
        thread.start();
    }

    /** Something was applied: reports it at once. */
    public void report() {
        boolean first = wishes.offer(Wish.REPORT);
        if (!first) {
            LOG.trace("a report is wished for already");
        }
    }

    /** What the node does with requests from now on; reports it at once. */
    public void state(NodeReport.State newState) {
        reporter.state(newState);
        report();
    }

    /** Reports that did not reach the log since the start. */
    public long failures() {
        return failures.sum();
    }

    /** Why its thread has ended though nobody ended it; null if it has not. */
    public @Nullable String brokenBy() {
        return thread.brokenBy();
    }

    private void run() {
        try {
            while (reporter.state() != NodeReport.State.STOPPED) {
                send();
                wishes.poll(NodeReport.HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
            }
            send();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() throws InterruptedException {
        Reporter.Made made = reporter.make();
        try {
            reports.send(Topics.RECEIPTS.name(), node, Json.write(made.report()))
                    .toCompletableFuture()
                    .get(SEND_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            reporter.acknowledged(made);
            pace.succeeded("reporting to " + Topics.RECEIPTS.name());
        } catch (ExecutionException | CompletionException | TimeoutException e) {
            failures.increment();
            pace.failed("reporting to " + Topics.RECEIPTS.name(), e.getCause() == null ? e : e.getCause());
        }
    }

    /** Reports {@link NodeReport.State#STOPPED} and ends, within 3 s. */
    @Override
    public void close() {
        state(NodeReport.State.STOPPED);
        pace.end();
        try {
            if (!thread.join(CLOSE)) {
                LOG.warn("the last report did not reach the log within {}", CLOSE);
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
