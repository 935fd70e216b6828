package dev.skerry.edge.admin;

import dev.skerry.contract.PopId;
import dev.skerry.contract.SiteConfig.LeasePolicy;
import dev.skerry.edge.policy.FetchReason;
import dev.skerry.edge.purge.PurgeGuard.LeaseVerdict;
import dev.skerry.edge.refresh.RefreshCounters;
import dev.skerry.edge.refresh.RefreshOutcome;
import dev.skerry.edge.request.EdgeCounters;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableLongMeasurement;
import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.resources.Resource;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;

/**
 * Metrics of a node as Prometheus text. The request path counts in {@link EdgeCounters}; here the counters are only read,
 * when somebody asks. Thread-safe.
 */
public final class EdgeMetrics implements AutoCloseable {
    private static final AttributeKey<String> TIER = AttributeKey.stringKey("tier");
    private static final AttributeKey<String> REASON = AttributeKey.stringKey("reason");
    private static final AttributeKey<String> POLICY = AttributeKey.stringKey("policy");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("outcome");
    private static final AttributeKey<String> LEASE = AttributeKey.stringKey("lease");

    private final PrometheusMetricReader reader = PrometheusMetricReader.create();
    private final SdkMeterProvider provider;
    private final Meter meter;
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    /** Shows {@code counters}. */
    public EdgeMetrics(PopId pop, EdgeCounters counters) {
        provider = SdkMeterProvider.builder()
                .setResource(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        "edge-service",
                        AttributeKey.stringKey("skerry.pop"),
                        pop.value())))
                .registerMetricReader(reader)
                .build();
        meter = provider.get("skerry.edge");
        counter("skerry.edge.requests", "Requests that arrived", counters.requests()::sum);
        counter("skerry.edge.hits.stale", "Hits that were stale", counters.staleHits()::sum);
        counter("skerry.edge.collapsed", "Requests answered by another one's fetch", counters.collapsed()::sum);
        counter("skerry.edge.errors", "Answers of our own with status 500 to 599", counters.errors()::sum);
        counter("skerry.edge.sent.bytes", "Bytes of content sent to users", counters.bytesOut()::sum);
        meter.counterBuilder("skerry.edge.hits")
                .setDescription("Requests answered from a tier")
                .buildWithCallback(measured -> {
                    measured.record(counters.memoryHits().sum(), Attributes.of(TIER, "memory"));
                    measured.record(counters.sharedHits().sum(), Attributes.of(TIER, "redis"));
                });
        meter.counterBuilder("skerry.edge.forwarded")
                .setDescription("Requests that no tier could answer, by reason")
                .buildWithCallback(measured -> {
                    for (FetchReason reason : FetchReason.values()) {
                        measured.record(counters.forwarded(reason).sum(), Attributes.of(REASON, reason.text()));
                    }
                });
        meter.counterBuilder("skerry.edge.lease.answers")
                .setDescription("Without the lease: served in grace or as available, or asked upstream (revalidate)")
                .buildWithCallback(measured -> countWithoutLease(measured, counters));
    }

    private static void countWithoutLease(ObservableLongMeasurement measured, EdgeCounters counters) {
        for (LeasePolicy policy : LeasePolicy.values()) {
            for (LeaseVerdict verdict : LeaseVerdict.values()) {
                if (LeaseOverview.mayOccur(policy, verdict)) {
                    measured.record(
                            counters.withoutLease(policy, verdict).sum(),
                            Attributes.of(POLICY, policy.text(), LEASE, LeaseOverview.text(verdict)));
                }
            }
        }
    }

    /** Adds how many sites are under what the lease allows. */
    public void leases(LeaseOverview overview) {
        meter.gaugeBuilder("skerry.edge.lease.sites")
                .ofLongs()
                .setDescription("Sites by what the lease lets this node do for them")
                .buildWithCallback(measured -> overview.sites()
                        .forEach((verdict, count) ->
                                measured.record(count, Attributes.of(LEASE, LeaseOverview.text(verdict)))));
        gauge("skerry.edge.lease.held", "1 while the freshness lease is held", () -> overview.isHeld() ? 1 : 0);
        gauge(
                "skerry.edge.lease.lost.seconds",
                "How long the freshness lease has been lost, 0 while it is held",
                () -> overview.lostFor().toSeconds());
    }

    /** Adds what became of what soft purges hit. */
    public void refreshes(RefreshCounters refreshes) {
        meter.counterBuilder("skerry.edge.refresh.requests")
                .setDescription("Responses hit by soft purges that were due to be asked for again, by what came of it")
                .buildWithCallback(measured -> {
                    for (RefreshOutcome outcome : RefreshOutcome.values()) {
                        measured.record(
                                refreshes.of(outcome).sum(),
                                Attributes.of(OUTCOME, outcome.outcome(), REASON, outcome.reason()));
                    }
                });
        gauge("skerry.edge.refresh.due", "Responses hit by soft purges still to be asked for again", refreshes::due);
        counter(
                "skerry.edge.refresh.pauses",
                "Times that a site was not refreshed for a while since its upstream failed",
                refreshes.pauses()::sum);
    }

    /** Adds a total that only grows. */
    public void counter(String name, String description, LongSupplier value) {
        meter.counterBuilder(name)
                .setDescription(description)
                .buildWithCallback(measured -> measured.record(value.getAsLong()));
    }

    /** Adds a value that goes up and down. */
    public void gauge(String name, String description, LongSupplier value) {
        meter.gaugeBuilder(name)
                .ofLongs()
                .setDescription(description)
                .buildWithCallback(measured -> measured.record(value.getAsLong()));
    }

    /** Everything in the Prometheus text format 0.0.4. */
    public String text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(8192);
        try {
            writer.write(out, reader.collect(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        provider.close();
    }
}
