package dev.skerry.purge;

import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.purge.PurgeRefusedException.Reason;
import dev.skerry.purge.log.PurgeLog;
import dev.skerry.purge.log.PurgeLogWriter;
import dev.skerry.purge.log.PurgeLogWriter.NotCommittedException;
import dev.skerry.purge.log.PurgeLogWriter.Written;
import dev.skerry.purge.progress.LoggedPurge;
import dev.skerry.purge.progress.PurgeAssembly;
import dev.skerry.purge.progress.PurgeTracker;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Takes a purge from request to log to tracker. At most {@value PurgeAssembly#MAX_PARTIAL} are written at a time, and
 * {@value #MAX_WAITING} wait for that, for {@link #PATIENCE} at most: a burst is worth a wait, and no more than that.
 * Thread-safe; blocks its caller, who should be a virtual thread.
 */
public final class PurgeCommitter {
    /** The most purges that wait to be written. */
    static final int MAX_WAITING = 1_000;

    /** How long a purge waits to be written. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    private final PurgeLog log;
    private final PurgeTracker tracker;
    private final PurgeMetrics metrics;
    private final PurgeTraces traces;
    private final AuditTrail audit;
    private final Semaphore writing = new Semaphore(PurgeAssembly.MAX_PARTIAL, true);

    /** Commits to {@code log}, and tells {@code tracker}, {@code metrics}, {@code traces} and {@code audit}. */
    public PurgeCommitter(
            PurgeLog log, PurgeTracker tracker, PurgeMetrics metrics, PurgeTraces traces, AuditTrail audit) {
        this.log = log;
        this.tracker = tracker;
        this.metrics = metrics;
        this.traces = traces;
        this.audit = audit;
    }

    /**
     * Returns how the purge stands once Kafka has acknowledged all of it and its audit record, after a few milliseconds, or
     * at most about 9 s, {@link #PATIENCE} and {@link AuditTrail#PATIENCE}.
     *
     * @throws PurgeRefusedException if it was not committed; some of it may be in the log all the same, and then purges more than was told
     */
    public PurgeStatus commit(PurgeOrder order) {
        PurgeStatus status = write(order);
        audit.committed(order, status.position());
        return status;
    }

    private PurgeStatus write(PurgeOrder order) {
        PurgeLogWriter writer = log.writer()
                .orElseThrow(() ->
                        new PurgeRefusedException(Reason.NOT_READY, log.state().detail(), null));
        awaitTurn();
        boolean committed = false;
        tracker.begin(order.id());
        PurgeTraces.Sending sending = traces.send(order);
        try {
            Written written = writer.write(order.records(), sending.traceparent());
            sending.committed(written);
            PurgeStatus status = tracker.committed(logged(order, written));
            committed = true;
            metrics.committed(order, written.nanos());
            return status;
        } catch (NotCommittedException e) {
            throw new PurgeRefusedException(
                    Reason.NOT_ACKNOWLEDGED,
                    e.getMessage()
                            + ". What is in the log purges too much and nothing too little: send the purge again",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PurgeRefusedException(
                    Reason.NOT_ACKNOWLEDGED, "the service is stopping; the purge may or may not be in the log", e);
        } finally {
            writing.release();
            if (!committed) {
                sending.failed("not acknowledged");
                tracker.abandon(order.id());
                metrics.failed(order);
                audit.notCommitted(order);
            }
        }
    }

    private void awaitTurn() {
        try {
            if (writing.getQueueLength() < MAX_WAITING
                    && writing.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PurgeRefusedException(Reason.TOO_BUSY, "the service is stopping; nothing was purged", e);
        }
        throw new PurgeRefusedException(
                Reason.TOO_BUSY, PurgeAssembly.MAX_PARTIAL + " purges are being written already", null);
    }

    private static LoggedPurge logged(PurgeOrder order, Written written) {
        return new LoggedPurge(
                order.id(),
                order.site(),
                order.mode(),
                order.selectors().stream().map(PurgeSelector::text).toList(),
                written.position(),
                order.requestedAt(),
                order.requestedBy(),
                new LoggedPurge.Timing(order.acceptedNanos(), written.nanos()));
    }
}
