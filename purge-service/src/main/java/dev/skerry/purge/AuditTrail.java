package dev.skerry.purge;

import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who wanted to purge what, and how it ended. A purge that is committed is answered once its record is
 * acknowledged too, or {@link #PATIENCE} later: that a record is missing never makes an error of a committed purge, it is
 * counted and logged. What was not committed is written without waiting, and refusals at most {@value
 * #REFUSALS_PER_SECOND} a second, so that nobody fills the trail by being refused. Thread-safe.
 *
 * <p>The record is written after the purge and not beside it, since it says where the purge stands.
 */
public final class AuditTrail {
    /** How long a committed purge waits for its record. */
    public static final Duration PATIENCE = Duration.ofSeconds(2);

    static final int REFUSALS_PER_SECOND = 100;
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final Function<AuditRecord, CompletableFuture<Void>> log;
    private final PurgeMetrics metrics;
    private final Duration patience;
    private final Bucket refusals;

    /**
     * Writes to {@code log}, whose futures complete once a record is acknowledged, and always complete.
     *
     * @param patience how long a committed purge waits
     * @param nanoTime the monotonic clock
     */
    public AuditTrail(
            Function<AuditRecord, CompletableFuture<Void>> log,
            PurgeMetrics metrics,
            Duration patience,
            LongSupplier nanoTime) {
        this.log = log;
        this.metrics = metrics;
        this.patience = patience;
        this.refusals = Bucket.builder()
                .addLimit(limit ->
                        limit.capacity(REFUSALS_PER_SECOND).refillGreedy(REFUSALS_PER_SECOND, Duration.ofSeconds(1)))
                .withCustomTimePrecision(new MonotonicMeter(nanoTime))
                .build();
    }

    /** A purge stands in the log. Returns once its record does too, or the patience is over. */
    void committed(PurgeOrder order, Position position) {
        CompletableFuture<Void> written = write(record(order, order.id(), new AuditRecord.Committed(position)));
        try {
            written.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException counted) {
            // Where it failed it was counted and logged.
            return;
        } catch (TimeoutException e) {
            LOG.warn("purge {} is answered before its audit record is acknowledged", order.id());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Not all of a purge was acknowledged. */
    void notCommitted(PurgeOrder order) {
        var _ = write(record(order, order.id(), new AuditRecord.NotCommitted()));
    }

    /**
     * A purge was refused once it was read.
     *
     * @param problem name of the refusal
     */
    public void refused(PurgeOrder order, String problem) {
        if (mayWriteRefusal()) {
            // No purge has its id.
            var _ = write(record(order, null, new AuditRecord.Refused(problem)));
        }
    }

    /**
     * A purge was refused before it was read.
     *
     * @param problem name of the refusal
     */
    public void refused(Instant at, SiteId site, Requester requester, String problem) {
        if (mayWriteRefusal()) {
            var _ = write(new AuditRecord(
                    at,
                    null,
                    site,
                    requester.subject(),
                    requester.client(),
                    requester.via(),
                    null,
                    List.of(),
                    0,
                    new AuditRecord.Refused(problem)));
        }
    }

    private boolean mayWriteRefusal() {
        boolean may = refusals.tryConsume(1);
        if (!may) {
            metrics.audited("dropped");
        }
        return may;
    }

    private static AuditRecord record(PurgeOrder order, @Nullable PurgeId purge, AuditRecord.Outcome outcome) {
        return new AuditRecord(
                order.requestedAt(),
                purge,
                order.site(),
                order.requester().subject(),
                order.requester().client(),
                order.requester().via(),
                order.mode(),
                order.selectors().stream()
                        .limit(AuditRecord.MAX_SELECTORS)
                        .map(PurgeSelector::text)
                        .toList(),
                order.selectors().size(),
                outcome);
    }

    private CompletableFuture<Void> write(AuditRecord record) {
        return log.apply(record).whenComplete((done, failure) -> {
            metrics.audited(failure == null ? "written" : "failed");
            if (failure != null) {
                LOG.warn(
                        "no audit record of {} by {} on {}: {}",
                        record.purge() == null ? "a refusal" : "purge " + record.purge(),
                        record.by(),
                        record.site(),
                        failure.toString());
            }
        });
    }
}
