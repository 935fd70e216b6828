package dev.skerry.edge.purge;

import dev.skerry.contract.log.WallClockWatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link FreshnessLease}: asks for the purge log's end every 500 ms, on a thread and a connection of its own (a
 * consumer's question would wait behind its long poll), and after each answer whether the log is still the same one, since
 * the end of another one proves nothing: a topic that was made anew, or has another number of partitions,
 * {@linkplain PurgeState#broken breaks} the state.
 */
public final class LeaseKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final WallClockWatch CLOCK = WallClockWatch.system();

    private final String bootstrap;
    private final LogExtent extent;
    private final PurgeState state;
    private final Pace pace = new Pace(LOG, System::nanoTime);
    private final LongAdder failures = new LongAdder();
    private final NodeThread thread;

    /**
     * Asks nothing before {@link #start}.
     *
     * @param bootstrap {@code HOST:PORT,...}
     * @param extent of the log that {@code state} follows
     */
    public LeaseKeeper(String bootstrap, LogExtent extent, PurgeState state) {
        this.bootstrap = bootstrap;
        this.extent = extent;
        this.state = state;
        this.thread = new NodeThread("lease", LOG, this::run);
    }

    /** Begins to ask; once. */
    public void start() {
        thread.start();
    }

    /** Questions that failed since the start. */
    public long failures() {
        return failures.sum();
    }

    /** Why its thread has ended though nobody ended it; null if it has not. */
    public @Nullable String brokenBy() {
        return thread.brokenBy();
    }

    private void run() {
        while (!pace.hasEnded()) {
            try (Admin admin = KafkaClients.admin(bootstrap)) {
                ask(admin);
            } catch (KafkaException e) { // the client itself: a bootstrap server whose name does not resolve
                failures.increment();
                pace.failed("asking for the purge log's end", e);
            }
        }
    }

    /** Asks until the thread is to end, or the wall clock was set back. */
    private void ask(Admin admin) {
        long steps = CLOCK.steps();
        while (!pace.hasEnded() && CLOCK.steps() == steps) {
            try {
                LeaseQuestion question = new LeaseQuestion(state);
                List<Long> ends = KafkaClients.offsets(admin, extent.topic(), extent.partitions(), OffsetSpec.latest());
                checkIdentity(KafkaClients.describe(admin, extent.topic()));
                if (!question.answered(ends)) {
                    failures.increment();
                    LOG.warn("the purge log ends at {}, before what was read of it", ends);
                }
                pace.succeeded("asking for the purge log's end");
                pace.pause(INTERVAL);
            } catch (ExecutionException | TimeoutException e) {
                failures.increment();
                pace.failed("asking for the purge log's end", e.getCause() == null ? e : e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void checkIdentity(TopicDescription found) {
        if (!found.topicId().toString().equals(extent.topicId())) {
            state.broken("topic " + extent.topic() + " was made anew: it had id " + extent.topicId() + " and has "
                    + found.topicId());
        } else if (found.partitions().size() != extent.partitions()) {
            state.broken("topic " + extent.topic() + " had " + extent.partitions() + " partitions and has "
                    + found.partitions().size() + ": sites may be in others now");
        }
    }

    /** Ends the thread, within 5 s. */
    @Override
    public void close() {
        pace.end();
        thread.interrupt();
        boolean _ = thread.awaitEnd(CLOSE);
    }
}
