package dev.skerry.telemetry.web;

import dev.skerry.telemetry.fleet.FleetSnapshot;
import dev.skerry.telemetry.fleet.NodeCondition;
import dev.skerry.telemetry.log.FleetLog;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The fleet for Prometheus:
 *
 * <table>
 * <caption>metrics</caption>
 * <tr><td>{@code skerry_fleet_nodes{state}}</td><td>nodes in each condition</td></tr>
 * <tr><td>{@code skerry_fleet_hit_ratio{pop}}</td><td>share of hits over the last ten seconds; absent without requests</td></tr>
 * <tr><td>{@code skerry_fleet_requests_per_second{pop}}</td><td>over the last ten seconds</td></tr>
 * <tr><td>{@code skerry_fleet_purge_lag{pop,node}}</td><td>records of the purge log that a living node has not applied</td></tr>
 * <tr><td>{@code skerry_fleet_subscribers}</td><td>event streams that are open</td></tr>
 * <tr><td>{@code skerry_fleet_records_passed_over_total}</td><td>records that could not be read or were refused</td></tr>
 * </table>
 */
public final class FleetMetrics {
    private final MultiGauge hitRatio;
    private final MultiGauge requests;
    private final MultiGauge purgeLag;
    private final OverviewFeed feed;

    /** Registers the metrics; those per PoP and node follow the fleet at each {@link #update}. */
    public FleetMetrics(MeterRegistry registry, OverviewFeed feed, EventStream stream, FleetLog log) {
        this.feed = feed;
        for (NodeCondition condition : NodeCondition.values()) {
            Gauge.builder(
                            "skerry.fleet.nodes",
                            feed,
                            from -> from.latest().fleet().nodes().getOrDefault(condition, 0))
                    .tag("state", condition.name().toLowerCase(Locale.ROOT))
                    .description("Nodes by what they do")
                    .register(registry);
        }
        hitRatio = MultiGauge.builder("skerry.fleet.hit.ratio")
                .description("Share of requests answered from cache, over the last ten seconds")
                .register(registry);
        requests = MultiGauge.builder("skerry.fleet.requests.per.second")
                .description("Requests answered, over the last ten seconds")
                .register(registry);
        purgeLag = MultiGauge.builder("skerry.fleet.purge.lag")
                .description("Records of the purge log that the node has not applied")
                .register(registry);
        Gauge.builder("skerry.fleet.subscribers", stream, EventStream::subscribers)
                .description("Event streams that are open")
                .register(registry);
        FunctionCounter.builder("skerry.fleet.records.passed.over", log, FleetLog::passedOver)
                .description("Kafka records that could not be read or were refused")
                .register(registry);
    }

    /** Takes PoPs and nodes as they are now. */
    public void update() {
        FleetSnapshot fleet = feed.latest().fleet();
        hitRatio.register(rows(fleet, FleetMetrics::hitRatioOf), true);
        requests.register(
                rows(
                        fleet,
                        pop -> Stream.of(
                                MultiGauge.Row.of(tags(pop), pop.traffic().requestsPerSecond()))),
                true);
        purgeLag.register(rows(fleet, FleetMetrics::lagsOf), true);
    }

    private static Iterable<MultiGauge.Row<?>> rows(
            FleetSnapshot fleet, Function<FleetSnapshot.Pop, Stream<MultiGauge.Row<?>>> ofPop) {
        return fleet.pops().stream().flatMap(ofPop).toList();
    }

    private static Stream<MultiGauge.Row<?>> hitRatioOf(FleetSnapshot.Pop pop) {
        Double ratio = pop.traffic().hitRatio();
        return ratio == null ? Stream.empty() : Stream.of(MultiGauge.Row.of(tags(pop), ratio));
    }

    private static Stream<MultiGauge.Row<?>> lagsOf(FleetSnapshot.Pop pop) {
        return pop.nodes().stream()
                .filter(node -> node.condition().isLiving())
                .map(node -> MultiGauge.Row.of(tags(pop).and("node", node.node().value()), node.purgeLag()));
    }

    private static Tags tags(FleetSnapshot.Pop pop) {
        return Tags.of("pop", pop.pop().value());
    }
}
