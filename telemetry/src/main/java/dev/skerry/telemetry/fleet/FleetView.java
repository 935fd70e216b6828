package dev.skerry.telemetry.fleet;

import dev.skerry.contract.FenceRule;
import dev.skerry.contract.FenceRules;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.NodeStats;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The whole fleet as the platform's topics tell it. One writer puts in what it reads; anyone takes an immutable {@link
 * FleetSnapshot} out.
 *
 * <p><b>Time.</b> That nothing is heard of a node may be the fault of our own connection. So the view stands at the last
 * instant for which its reader has shown that everything written before had been read ({@link #contact}): without contact
 * no node turns silent and no rate decays, and {@link #contactAt} says from when the picture is.
 *
 * <p>Thread-safe by one lock, held for as long as a snapshot takes: about a microsecond per node. Bounded by {@link Bounds}.
 */
public final class FleetView {
    /** A node that is silent for longer is no longer living: its lease has run out. */
    public static final Duration SILENT_AFTER = FenceRule.SHORTEST;

    /**
     * What is kept at most.
     *
     * @param nodes reports of further ones are refused, unless a node that is not living can be forgotten
     * @param purges the newest by time of request
     * @param sites further ones are refused
     * @param forgetAfter silence after which a node is no part of the fleet any more
     */
    public record Bounds(int nodes, int purges, int sites, Duration forgetAfter) {
        /** 10,000 nodes, 100 purges, 10,000 sites, one day. */
        public static final Bounds DEFAULT = new Bounds(10_000, 100, 10_000, Duration.ofHours(24));
    }

    private final Bounds bounds;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final Map<NodeId, NodeTrack> nodes = new HashMap<>();
    private final Map<SiteId, SiteVersion> sites = new HashMap<>();
    private final Map<SiteId, FenceRules> rules = new HashMap<>();
    private TrafficHistory history = new TrafficHistory();
    private PurgeTrail purges;
    private Map<Integer, Long> logEnds = Map.of();
    private long contactNanos;

    /** An empty view on a monotonic clock in nanoseconds, and the wall clock for people. */
    public FleetView(Bounds bounds, LongSupplier nanoTime, InstantSource clock) {
        this.bounds = bounds;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.purges = new PurgeTrail(bounds.purges());
        this.contactNanos = nanoTime.getAsLong();
    }

    /** Forgets everything, because all of it is about to be read again. */
    public synchronized void startOver() {
        nodes.clear();
        sites.clear();
        rules.clear();
        history = new TrafficHistory();
        purges = new PurgeTrail(bounds.purges());
        logEnds = Map.of();
    }

    /**
     * Takes a report that was written {@code age} ago; 0 for one that has just come.
     *
     * @throws IllegalStateException if it is of a further node and there are too many living ones already
     */
    public synchronized void report(NodeReport report, Duration age) {
        NodeTrack known = nodes.get(report.node());
        long heardAt = nanoTime.getAsLong() - age.toNanos();
        Instant reportedAt = clock.instant().minus(age);
        if (known != null) {
            known.update(report, heardAt, reportedAt);
        } else if (age.compareTo(bounds.forgetAfter()) < 0) {
            makeRoom(report.node());
            nodes.put(report.node(), new NodeTrack(report, heardAt, reportedAt));
        }
    }

    private void makeRoom(NodeId newcomer) {
        if (nodes.size() < bounds.nodes()) {
            return;
        }
        Map.Entry<NodeId, NodeTrack> longestSilent = nodes.entrySet().stream()
                .filter(node -> !node.getValue().condition(contactNanos).isLiving())
                .max(Comparator.comparingLong(node -> node.getValue().silentNanos(contactNanos)))
                .orElseThrow(() -> new IllegalStateException("the view has " + bounds.nodes()
                        + " living nodes already: the report of node " + newcomer + " is refused"));
        nodes.remove(longestSilent.getKey());
    }

    /** Takes counters that were written {@code age} ago. Those of a node that has not reported yet are let go. */
    public synchronized void stats(NodeStats stats, Duration age) {
        NodeTrack node = nodes.get(stats.node());
        if (node != null) {
            NodeTrack.Counted counted = node.count(stats, nanoTime.getAsLong() - age.toNanos());
            history.add(node.report().pop(), clock.instant().minus(age), counted.requests(), counted.hits());
        }
    }

    /** Takes the record of the purge log at {@code position}. */
    public synchronized void purge(PurgeRecord record, Position position) {
        purges.add(record, position);
    }

    /**
     * Takes the version of a site that came into force {@code age} ago.
     *
     * @throws IllegalStateException if it is of a further site and there are too many already
     */
    public synchronized void site(SiteVersion version, Duration age) {
        SiteId site = version.config().site();
        if (rules.size() >= bounds.sites() && !rules.containsKey(site)) {
            throw new IllegalStateException(
                    "the view has " + bounds.sites() + " sites already: site " + site + " is refused");
        }
        sites.put(site, version);
        long at = nanoTime.getAsLong() - age.toNanos();
        FenceRule rule = FenceRule.of(version.config().lease());
        rules.merge(site, FenceRules.of(version, at), (known, found) -> known.changed(rule, at));
    }

    /** The site exists no longer. A node that has not heard of it goes by the rule it had. */
    public synchronized void siteRemoved(SiteId site) {
        sites.remove(site);
    }

    /**
     * Everything that was written before {@code askedAt} (on the monotonic clock) has been put in.
     *
     * @param ends the next offset to be written, by partition of the purge log
     */
    public synchronized void contact(long askedAt, Map<Integer, Long> ends) {
        contactNanos = askedAt;
        logEnds = Map.copyOf(ends);
        nodes.values()
                .removeIf(node ->
                        node.silentNanos(askedAt) >= bounds.forgetAfter().toNanos());
    }

    /** Wall-clock time up to which the view knows the fleet. */
    public synchronized Instant contactAt() {
        return clock.instant().minusNanos(nanoTime.getAsLong() - contactNanos);
    }

    /** The last minutes. */
    public synchronized FleetHistory history() {
        return history.upTo(clock.instant());
    }

    /** The fleet at the last contact. */
    public synchronized FleetSnapshot snapshot() {
        SortedMap<PopId, List<NodeTrack>> byPop = new TreeMap<>();
        List<NodeTrack> members = new ArrayList<>();
        Map<NodeCondition, Integer> counts = new EnumMap<>(NodeCondition.class);
        for (NodeTrack node : nodes.values()) {
            byPop.computeIfAbsent(node.report().pop(), pop -> new ArrayList<>()).add(node);
            NodeCondition condition = node.condition(contactNanos);
            counts.merge(condition, 1, Integer::sum);
            if (condition != NodeCondition.STOPPED) {
                members.add(node);
            }
        }
        List<FleetSnapshot.Purge> newestFirst = purges.progress(
                members,
                (node, purge) -> rulesOf(purge.site()).since(node.heardAt()).isFenced(node.silentNanos(contactNanos)));
        Map<PopId, Integer> shields = new HashMap<>();
        sites.values().forEach(version -> {
            PopId shield = version.config().shield();
            if (shield != null) {
                shields.merge(shield, 1, Integer::sum);
            }
        });
        List<FleetSnapshot.Pop> pops = byPop.entrySet().stream()
                .map(pop -> pop(pop.getKey(), pop.getValue(), shields.getOrDefault(pop.getKey(), 0), newestFirst))
                .toList();
        Traffic traffic = pops.stream().map(FleetSnapshot.Pop::traffic).reduce(Traffic.NONE, Traffic::plus);
        return new FleetSnapshot(traffic, counts, pops, newestFirst, sites.size(), newestSites());
    }

    private FleetSnapshot.Pop pop(
            PopId pop, List<NodeTrack> tracks, int shieldOf, List<FleetSnapshot.Purge> newestFirst) {
        List<FleetSnapshot.Node> all = tracks.stream()
                .map(track -> track.snapshot(contactNanos, logEnds))
                .sorted(Comparator.comparing(FleetSnapshot.Node::node))
                .toList();
        List<FleetSnapshot.Node> living =
                all.stream().filter(node -> node.condition().isLiving()).toList();
        List<NodeReport> reports = tracks.stream()
                .filter(track -> track.condition(contactNanos).isLiving())
                .map(NodeTrack::report)
                .toList();
        return new FleetSnapshot.Pop(
                pop,
                all.stream()
                        .map(FleetSnapshot.Node::condition)
                        .min(Comparator.naturalOrder())
                        .orElseThrow(),
                !living.isEmpty() && living.stream().allMatch(FleetSnapshot.Node::leaseHeld),
                living.stream().map(FleetSnapshot.Node::traffic).reduce(Traffic.NONE, Traffic::plus),
                living.stream().mapToLong(FleetSnapshot.Node::objects).sum(),
                living.stream().mapToLong(FleetSnapshot.Node::memoryBytes).sum(),
                living.stream().mapToLong(FleetSnapshot.Node::purgeLag).max().orElse(0),
                shieldOf,
                PurgeTrail.newestAppliedByAll(newestFirst, reports),
                all);
    }

    private FenceRules rulesOf(SiteId site) {
        FenceRules known = rules.get(site);
        return known == null ? FenceRules.of(FenceRule.of(SiteConfig.Lease.DEFAULT)) : known;
    }

    private List<FleetSnapshot.Site> newestSites() {
        return sites.values().stream()
                .sorted(Comparator.comparing(SiteVersion::createdAt)
                        .reversed()
                        .thenComparing(version -> version.config().site()))
                .limit(FleetSnapshot.MAX_SITES)
                .map(version -> new FleetSnapshot.Site(
                        version.config().site(),
                        version.version(),
                        version.createdAt(),
                        version.config().hosts(),
                        version.config().shield()))
                .toList();
    }
}
