package dev.skerry.purge;

import dev.skerry.contract.NodeReport;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.purge.progress.PurgeTracker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What purge-service counts.
 *
 * <ul>
 *   <li>{@code skerry_purge_requests_total}: purges by mode, kind of selector and outcome (committed, failed)
 *   <li>{@code skerry_purge_commit_seconds}: from a request's arrival to Kafka's acknowledgement
 *   <li>{@code skerry_purge_complete_seconds}: from a request's arrival to the last receipt
 *   <li>{@code skerry_purge_rate_limited_total}: purges that were refused by a limit, by {@link PurgeLimits.Limit}
 *   <li>{@code skerry_purge_audit_records_total}: records of the audit trail by outcome (written, failed, dropped)
 *   <li>{@code skerry_purge_events_total}: CloudEvents that ask for purges, by outcome (committed, rejected, retried) and reason
 *   <li>{@code skerry_purge_event_results_total}: CloudEvents that say what became of those, by outcome (written, failed, dropped)
 *   <li>{@code skerry_purge_open}: purges that are not complete
 *   <li>{@code skerry_purge_nodes}: nodes by the state they last reported
 * </ul>
 *
 * <p>Webhooks are counted beside them, where they are delivered.
 */
public final class PurgeMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1), Duration.ofMillis(2), Duration.ofMillis(5), Duration.ofMillis(10),
        Duration.ofMillis(15), Duration.ofMillis(25), Duration.ofMillis(50), Duration.ofMillis(100),
        Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5)
    };

    private final MeterRegistry registry;
    private final Timer commit;
    private final Timer complete;

    /** Registers what needs no labels of a request. */
    public PurgeMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.commit = timer("skerry.purge.commit", "From a request's arrival to Kafka's acknowledgement");
        this.complete = timer("skerry.purge.complete", "From a request's arrival to the last receipt");
    }

    private Timer timer(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    /** Shows what {@code tracker} holds, for as long as it lives. */
    public void observe(PurgeTracker tracker) {
        Gauge.builder("skerry.purge.open", tracker, PurgeTracker::openCount)
                .description("Purges that are not complete")
                .register(registry);
        Gauge.builder("skerry.purge.overfull", tracker, held -> held.isOverfull() ? 1 : 0)
                .description("1 while there are more nodes than skerry.purge.max-nodes, so that no purge gets complete")
                .register(registry);
        for (NodeReport.State state : NodeReport.State.values()) {
            Gauge.builder("skerry.purge.nodes", tracker, held -> held.nodes(state))
                    .description("Nodes by the state they last reported")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    void committed(PurgeOrder order, long committedNanos) {
        count(order, "committed");
        commit.record(committedNanos - order.acceptedNanos(), TimeUnit.NANOSECONDS);
    }

    void failed(PurgeOrder order) {
        count(order, "failed");
    }

    private void count(PurgeOrder order, String outcome) {
        registry.counter("skerry.purge.requests", "mode", order.mode().text(), "kind", order.kind(), "outcome", outcome)
                .increment();
    }

    /** A purge is over a limit, and was refused. */
    public void rateLimited(PurgeLimits.Limit limit) {
        registry.counter("skerry.purge.rate_limited", "limit", limit.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** A record of the audit trail was written, failed, or was dropped since there were too many. */
    void audited(String outcome) {
        registry.counter("skerry.purge.audit.records", "outcome", outcome).increment();
    }

    /**
     * A CloudEvent that asks for a purge was handled.
     *
     * @param outcome committed, rejected or retried
     * @param reason the name of a problem; of a committed one {@code new}, or {@code repeated} if it was committed before
     */
    public void event(String outcome, String reason) {
        registry.counter("skerry.purge.events", "outcome", outcome, "reason", reason)
                .increment();
    }

    /** A result was written or failed, or nobody remembered any more which event its purge was of. */
    public void eventResult(String outcome) {
        registry.counter("skerry.purge.event.results", "outcome", outcome).increment();
    }

    /** A purge is complete. One that another process committed has no duration and is not counted. */
    void completed(PurgeStatus status) {
        if (status.durationMs() > 0) {
            complete.record((long) (status.durationMs() * 1e6), TimeUnit.NANOSECONDS);
        }
    }
}
