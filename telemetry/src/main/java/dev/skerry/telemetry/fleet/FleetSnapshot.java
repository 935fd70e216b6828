package dev.skerry.telemetry.fleet;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The fleet at an instant. Equal snapshots mean that nothing changed. Nothing secret is in it: neither who asked for a
 * purge nor how a site reaches its origins.
 *
 * @param traffic of all PoPs together
 * @param nodes how many are in each condition; conditions without a node are absent
 * @param pops by name
 * @param purges the newest first, at most {@link FleetView.Bounds#purges()}
 * @param siteCount how many sites there are
 * @param sites the {@value #MAX_SITES} that changed last, the newest first
 */
public record FleetSnapshot(
        Traffic traffic,
        Map<NodeCondition, Integer> nodes,
        List<Pop> pops,
        List<Purge> purges,
        int siteCount,
        List<Site> sites) {
    /** The most sites that are listed. */
    public static final int MAX_SITES = 100;

    /** Copies the collections. */
    public FleetSnapshot {
        nodes = Map.copyOf(nodes);
        pops = List.copyOf(pops);
        purges = List.copyOf(purges);
        sites = List.copyOf(sites);
    }

    /**
     * A point of presence. Sums are those of its living nodes.
     *
     * @param pop its name
     * @param condition of its best node
     * @param leaseHeld whether every living node holds its freshness lease; false without a living node
     * @param traffic of its living nodes
     * @param objects in memory
     * @param memoryBytes that they take
     * @param purgeLag the largest {@link Node#purgeLag} of a living node
     * @param shieldOf how many sites name it as their shield
     * @param lastApplied the newest listed purge that all its living nodes have applied, null if there is none
     * @param nodes by name
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Pop(
            PopId pop,
            NodeCondition condition,
            boolean leaseHeld,
            Traffic traffic,
            long objects,
            long memoryBytes,
            long purgeLag,
            int shieldOf,
            @Nullable PurgeId lastApplied,
            List<Node> nodes) {}

    /**
     * One node.
     *
     * @param node its name
     * @param condition what it does
     * @param leaseHeld as it last reported
     * @param reportedAt wall-clock time of its last report; its silence runs from there
     * @param applied next offset to apply, by partition of the purge log
     * @param purgeLag records at the end of the purge log that it has not applied
     * @param traffic over the last ten seconds, none if it has sent no counters for as long
     * @param objects in memory
     * @param memoryBytes that they take
     * @param uptimeMs since its start, 0 if it has not said
     */
    public record Node(
            NodeId node,
            NodeCondition condition,
            boolean leaseHeld,
            Instant reportedAt,
            SortedMap<Integer, Long> applied,
            long purgeLag,
            Traffic traffic,
            long objects,
            long memoryBytes,
            long uptimeMs) {}

    /**
     * How far a purge has got, as the fleet's reports say; purge-service alone hands out its receipts.
     *
     * @param id of the purge
     * @param site it is for
     * @param mode hard or soft
     * @param selector its first one that is known, in text form
     * @param selectors how many it has
     * @param position of its last record in the log
     * @param requestedAt wall-clock time of the request
     * @param state by {@code applied} of {@code nodes}; once COMPLETE, a purge stays as it is
     * @param applied nodes that have applied it
     * @param nodes that count: neither stopped, nor silent for so long that the site's lease policy fences them
     */
    public record Purge(
            PurgeId id,
            SiteId site,
            PurgeMode mode,
            String selector,
            int selectors,
            Position position,
            Instant requestedAt,
            PurgeStatus.State state,
            int applied,
            int nodes) {}

    /**
     * A site and the version of its configuration in force.
     *
     * @param site its name
     * @param version of its configuration
     * @param createdAt wall-clock time of that version
     * @param hosts that users ask for
     * @param shield its shield PoP, null if there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Site(
            SiteId site,
            int version,
            Instant createdAt,
            List<String> hosts,
            @Nullable PopId shield) {}
}
