package dev.skerry.edge.purge;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeStats;
import dev.skerry.contract.Topics;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a node's counters every second, on a thread of its own. Totals: a record that is lost loses nothing. */
public final class StatsSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatsSender.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration SEND_LIMIT = Duration.ofSeconds(6);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    private final Supplier<NodeStats> stats;
    private final Reports reports;
    private final Pace pace = new Pace(LOG, System::nanoTime);
    private final NodeThread thread;

    /**
     * Sends nothing before {@link #start}.
     *
     * @param stats asked on this object's thread
     */
    public StatsSender(Supplier<NodeStats> stats, Reports reports) {
        this.stats = stats;
        this.reports = reports;
        this.thread = new NodeThread("stats", LOG, this::run);
    }

    /** Begins to send; once. */
    public void start() {
        thread.start();
    }

    /** Why its thread has ended though nobody ended it; null if it has not. */
    public @Nullable String brokenBy() {
        return thread.brokenBy();
    }

    private void run() {
        try {
            while (!pace.hasEnded()) {
                send();
                pace.pause(INTERVAL);
            }
            send();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() throws InterruptedException {
        NodeStats now = stats.get();
        try {
            reports.send(Topics.STATS.name(), now.node(), Json.write(now))
                    .toCompletableFuture()
                    .get(SEND_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            pace.succeeded("sending to " + Topics.STATS.name());
        } catch (ExecutionException | TimeoutException e) {
            pace.failed("sending to " + Topics.STATS.name(), e.getCause() == null ? e : e.getCause());
        }
    }

    /** Sends the counters once more and ends, within 3 s. */
    @Override
    public void close() {
        pace.end();
        try {
            if (!thread.join(CLOSE)) {
                LOG.warn("the last counters did not reach the log within {}", CLOSE);
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
