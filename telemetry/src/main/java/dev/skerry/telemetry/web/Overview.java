package dev.skerry.telemetry.web;

import dev.skerry.contract.log.LogState;
import dev.skerry.telemetry.fleet.FleetSnapshot;
import dev.skerry.telemetry.probe.ServiceHealth;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * The platform at a glance: the answer of {@code GET /api/fleet}, and the data of each {@code fleet} event.
 *
 * @param clock when this was put together, and how old what it says is
 * @param source how telemetry itself stands with Kafka
 * @param fleet as its nodes report it
 * @param services as they answer, in the order of the configuration
 * @param purgeTraces ids of the traces of the listed purges, by purge; a purge whose trace is not kept is absent
 */
public record Overview(
        Clock clock,
        LogState source,
        FleetSnapshot fleet,
        List<ServiceHealth> services,
        SortedMap<String, String> purgeTraces) {
    /**
     * Both by telemetry's wall clock: a reader compares the two, and never with its own.
     *
     * @param now the instant of this message
     * @param contactAt up to when the fleet is known; it falls behind when Kafka is out of reach
     */
    public record Clock(Instant now, Instant contactAt) {}

    /** True if nothing but the time differs. */
    boolean saysTheSameAs(Overview other) {
        return source.equals(other.source)
                && fleet.equals(other.fleet)
                && services.equals(other.services)
                && purgeTraces.equals(other.purgeTraces);
    }
}
