package dev.skerry.purge.progress;

import dev.skerry.contract.FenceRule;
import dev.skerry.contract.FenceRules;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import dev.skerry.contract.SiteId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The fleet as it last reported, and every purge that is remembered, folded together (DESIGN section 4, receipts).
 *
 * <p>A purge waits for the nodes that are in the fleet when it is committed and for those that join before it is
 * complete. A node is APPLIED once it reports to have passed the purge's position, DRAINED when it stops, FENCED when its
 * silence is proven to have outlasted its lease ({@link FenceRule}). Where no node is known the purge waits for proof that
 * all reports from before its commit have been read: a node that serves has reported before it began to.
 *
 * <p>Open purges lie in order of their position, by partition. A report settles just those between what its node had
 * applied before and has applied now, so a report costs as much as it settles, however many purges are open. Only joining,
 * stopping and silence go through all open purges, and they are rare.
 *
 * <p><b>Silence.</b> That no report has arrived may be the fault of our own connection. So silence counts only up to the
 * last instant for which the reader has proven that every report written before it has been read
 * ({@link #silenceProven}), and only a proof that was asked for after a purge's commit fences a node for that purge: a
 * report that a returning node wrote before the commit is then known.
 *
 * <p>It is the node that must be silent, not one process of it: a node's lease holds while its reports reach the log, and
 * whose these are is told by incarnations, which come from a clock.
 *
 * <p>A node that is out of reach goes by the site as it last read it, so it is fenced by the laxest rule that was in force
 * since it was last heard of ({@link FenceRules}).
 *
 * <p>One thread at a time. Bounded by {@link Bounds}; the listener is called from within, with values.
 */
public final class PurgeBook {
    /**
     * What is remembered at most.
     *
     * @param purges complete or not; the eldest by request time gives way
     * @param bytes that purges and receipts take, about
     * @param nodes of the fleet; reports of further ones are refused, and no purge is complete while they come
     * @param forgetAfter silence after which a node is no part of the fleet any more
     */
    public record Bounds(int purges, long bytes, int nodes, Duration forgetAfter) {
        /** 10,000 purges in 32 MiB, 10,000 nodes, one day. */
        public static final Bounds DEFAULT = new Bounds(10_000, 32L << 20, 10_000, Duration.ofHours(24));
    }

    /** Hears what became of purges. Called while the book is in the middle of its work: must return at once. */
    public interface Listener {
        /** A purge is new, or a receipt or the state of it has changed. */
        void changed(PurgeStatus status);

        /**
         * A purge has become complete, once; {@link #changed} has told of it before.
         *
         * @param here whether this process has committed it, and has not read it from the log
         */
        void completed(PurgeStatus status, boolean here);

        /** A hard purge has become erased, once; {@link #completed} has told of it before, perhaps with this same status. */
        void erased(PurgeStatus status, boolean here);

        /** A purge has given way to newer ones and is remembered no longer. */
        void forgotten(PurgeId id);
    }

    /**
     * A node.
     *
     * @param report the newest of the process that counts
     * @param reportedAt when that arrived
     * @param heardAt when any report of the node arrived last, of whatever process
     * @param writtenAt when that was written; earlier for a report of the past
     */
    private record Sighting(NodeReport report, long reportedAt, long heardAt, long writtenAt) {
        boolean isMember() {
            return report.state() != NodeReport.State.STOPPED;
        }

        Sighting heardOf(long now, long written) {
            return new Sighting(report, reportedAt, now, written);
        }
    }

    /** Newest first; the id makes it an order of all. */
    private record Age(Instant requestedAt, String id) {
        static final Comparator<Age> NEWEST_FIRST =
                Comparator.comparing(Age::requestedAt).thenComparing(Age::id).reversed();

        static Age of(LoggedPurge purge) {
            return new Age(purge.requestedAt(), purge.id().value());
        }
    }

    private final Bounds bounds;
    private final Function<SiteId, FenceRules> rules;
    private final Listener listener;
    private final Map<NodeId, Sighting> fleet = new HashMap<>();
    private final Map<PurgeId, TrackedPurge> purges = new HashMap<>();
    private final NavigableMap<Age, TrackedPurge> byAge = new TreeMap<>(Age.NEWEST_FIRST);
    private final OpenPurges open = new OpenPurges();
    private final OpenPurges unerased = new OpenPurges();
    private final Set<TrackedPurge> unwitnessed = new HashSet<>();
    private long bytes;
    private final Overflow overflow;

    /** An empty book; {@code rules} says of each site which silence fences a node. */
    public PurgeBook(Bounds bounds, Function<SiteId, FenceRules> rules, Listener listener) {
        this.bounds = bounds;
        this.rules = rules;
        this.listener = listener;
        this.overflow = new Overflow(bounds.forgetAfter());
    }

    /** Remembers a purge that stands in the log, and folds what is already known of it. A known purge is left alone. */
    public void add(LoggedPurge purge) {
        if (purges.containsKey(purge.id())) {
            return;
        }
        TrackedPurge tracked = new TrackedPurge(purge, fleet.size());
        if (overflow.isPresent()) {
            tracked.awaitUncounted();
        }
        fleet.values().forEach(sighting -> tracked.knowPop(sighting.report().pop()));
        for (Sighting sighting : fleet.values()) {
            if (sighting.isMember()) {
                tracked.join(sighting.report());
                if (sighting.report().hasApplied(purge.position())) {
                    tracked.settle(sighting.report(), Receipt.State.APPLIED, sighting.reportedAt());
                }
                if (purge.mode() == PurgeMode.HARD && sighting.report().hasErased(purge.position())) {
                    tracked.erase(sighting.report(), sighting.reportedAt());
                }
            }
        }
        if (fleet.values().stream().noneMatch(Sighting::isMember)) {
            tracked.awaitWitness();
            unwitnessed.add(tracked);
        }
        purges.put(purge.id(), tracked);
        byAge.put(Age.of(purge), tracked);
        bytes += tracked.weight();
        listener.changed(tracked.status());
        if (tracked.isComplete()) {
            listener.completed(tracked.status(), tracked.isOfHere());
        } else {
            open.add(tracked);
        }
        if (!tracked.isErased()) {
            unerased.add(tracked);
        } else if (isHard(tracked)) {
            listener.erased(tracked.status(), tracked.isOfHere());
        }
        while (purges.size() > bounds.purges() || (bytes > bounds.bytes() && purges.size() > 1)) {
            forget(eldestBut(tracked));
        }
    }

    /** A purge that was committed just now stays, even if the wall clock was set back and makes it the eldest. */
    private TrackedPurge eldestBut(TrackedPurge added) {
        Map.Entry<Age, TrackedPurge> eldest = byAge.lastEntry();
        return eldest.getValue() == added && added.purge().timing() != null
                ? byAge.lowerEntry(eldest.getKey()).getValue()
                : eldest.getValue();
    }

    private void forget(TrackedPurge tracked) {
        LoggedPurge purge = tracked.purge();
        purges.remove(purge.id());
        byAge.remove(Age.of(purge));
        bytes -= tracked.weight();
        open.remove(tracked);
        unerased.remove(tracked);
        unwitnessed.remove(tracked);
        listener.forgotten(purge.id());
    }

    /**
     * Folds a report that arrived at {@code now} and was written at {@code writtenAt}. One that is older than what is known of
     * its process changes nothing and is no sign of life.
     *
     * <p>One of another process, with a lower incarnation, is a sign of life, and no more: most likely it was late. But
     * incarnations come from clocks, which may have been wrong, and a process that is alive must be neither fenced nor passed over.
     * So it counts once the process that did has stopped, or been silent for as long as fences anybody.
     *
     * @throws IllegalStateException if the fleet is full and the node is not one of it: purges that are open, and those that
     *     come, are not complete then, since nobody knows what that node has applied
     */
    public void report(NodeReport report, long now, long writtenAt) {
        Sighting before = fleet.get(report.node());
        if (before != null
                && !report.isNewerThan(before.report())
                && !report.succeeds(before.report(), now - before.reportedAt())) {
            if (report.incarnation() != before.report().incarnation()) {
                fleet.put(report.node(), before.heardOf(now, writtenAt));
            }
            return;
        }
        if (before == null && fleet.size() >= bounds.nodes()) {
            overflow.refused(now);
            open.all().forEach(TrackedPurge::awaitUncounted);
            throw new IllegalStateException("the fleet has " + bounds.nodes() + " nodes already: the report of node "
                    + report.node() + " is refused, and no purge gets complete: raise skerry.purge.max-nodes");
        }
        Sighting sighting = new Sighting(report, now, now, writtenAt);
        fleet.put(report.node(), sighting);
        Set<TrackedPurge> changed = new LinkedHashSet<>();
        if (!sighting.isMember()) {
            for (TrackedPurge tracked : open.all()) {
                addIf(tracked.settle(report, Receipt.State.DRAINED, now), tracked, changed);
            }
            for (TrackedPurge tracked : unerased.all()) {
                addIf(tracked.leave(report.node(), now), tracked, changed);
            }
        } else {
            if (before == null || !before.isMember()) {
                for (TrackedPurge tracked : open.all()) {
                    addIf(tracked.join(report), tracked, changed);
                }
            }
            report.applied().forEach((partition, next) -> {
                for (TrackedPurge tracked : open.between(partition, settledUpTo(partition, report, before), next)) {
                    addIf(tracked.settle(report, Receipt.State.APPLIED, now), tracked, changed);
                }
            });
            report.erased().forEach((partition, next) -> {
                for (TrackedPurge tracked : unerased.between(partition, erasedUpTo(partition, report, before), next)) {
                    addIf(isHard(tracked) && tracked.erase(report, now), tracked, changed);
                }
            });
        }
        tell(changed);
    }

    /** Below this offset no open purge waits for the node: its report before this one has settled them. */
    private static long settledUpTo(int partition, NodeReport report, @Nullable Sighting before) {
        return before == null || !before.isMember() || before.report().incarnation() != report.incarnation()
                ? 0
                : before.report().applied().getOrDefault(partition, 0L);
    }

    private static long erasedUpTo(int partition, NodeReport report, @Nullable Sighting before) {
        return before == null || !before.isMember() || before.report().incarnation() != report.incarnation()
                ? 0
                : before.report().erased().getOrDefault(partition, 0L);
    }

    private static boolean isHard(TrackedPurge tracked) {
        return tracked.purge().mode() == PurgeMode.HARD;
    }

    private static void addIf(boolean changes, TrackedPurge tracked, Set<TrackedPurge> changed) {
        if (changes) {
            changed.add(tracked);
        }
    }

    private void tell(Set<TrackedPurge> changed) {
        for (TrackedPurge tracked : changed) {
            boolean erases = tracked.isErased() && unerased.remove(tracked);
            boolean completes = tracked.isComplete() && open.remove(tracked);
            listener.changed(tracked.status());
            if (completes) {
                listener.completed(tracked.status(), tracked.isOfHere());
            }
            if (erases && isHard(tracked)) {
                listener.erased(tracked.status(), tracked.isOfHere());
            }
        }
    }

    /**
     * True if a node seems silent and it matters, or a purge was committed that no node is known for, so that the reader should ask Kafka for the end of the reports, read up
     * to it, and then call {@link #silenceProven}.
     */
    public boolean wantsProofOfSilence(long now) {
        if (!unwitnessed.isEmpty() || overflow.seemsOver(now)) {
            return true;
        }
        for (Sighting sighting : fleet.values()) {
            long silent = now - sighting.heardAt();
            if (silent >= bounds.forgetAfter().toNanos()
                    || (open.size() > 0 && sighting.isMember() && silent >= FenceRule.SHORTEST.toNanos())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Every report written before {@code provenAt} has been folded: silence up to then is the node's own. Fences nodes,
     * forgets those that have been silent for longer than {@link Bounds#forgetAfter}, and completes purges that there is
     * no node for.
     */
    public void silenceProven(long provenAt) {
        overflow.silenceProven(provenAt);
        Set<TrackedPurge> changed = new LinkedHashSet<>();
        for (TrackedPurge tracked : List.copyOf(unwitnessed)) {
            if (tracked.witness(provenAt)) {
                unwitnessed.remove(tracked);
                changed.add(tracked);
            }
        }
        for (Sighting sighting : List.copyOf(fleet.values())) {
            long silent = provenAt - sighting.heardAt();
            NodeReport node = sighting.report();
            if (silent >= bounds.forgetAfter().toNanos()) {
                fleet.remove(node.node());
                for (TrackedPurge tracked : open.all()) {
                    addIf(tracked.forget(node.node(), provenAt), tracked, changed);
                }
                for (TrackedPurge tracked : unerased.all()) {
                    addIf(tracked.leave(node.node(), provenAt), tracked, changed);
                }
            } else if (sighting.isMember() && silent >= FenceRule.SHORTEST.toNanos()) {
                for (TrackedPurge tracked : open.all()) {
                    FenceRule rule = rules.apply(tracked.purge().site()).since(sighting.writtenAt());
                    addIf(tracked.settleSilent(node, rule, silent, provenAt), tracked, changed);
                }
            }
        }
        tell(changed);
    }

    /** Whether there are more nodes than are kept, so that no new purge gets complete. */
    public boolean isOverfull() {
        return overflow.isPresent();
    }

    /** How a purge stands; empty if it is unknown or forgotten. */
    public Optional<PurgeStatus> status(PurgeId id) {
        return Optional.ofNullable(purges.get(id)).map(TrackedPurge::status);
    }

    /** The newest purges of the sites that {@code visible} takes, newest first by request time, {@code limit} at most. */
    public List<PurgeStatus> recent(Predicate<SiteId> visible, int limit) {
        List<PurgeStatus> recent = new ArrayList<>();
        for (TrackedPurge tracked : byAge.values()) {
            if (recent.size() >= limit) {
                break;
            }
            if (visible.test(tracked.purge().site())) {
                recent.add(tracked.status());
            }
        }
        return recent;
    }

    /** Purges that are not complete. */
    public int openCount() {
        return open.size();
    }

    /** Hard purges that are not erased everywhere, and soft ones that are not complete. */
    int unerasedCount() {
        return unerased.size();
    }

    /** Nodes that are not forgotten, by the state they last reported. */
    public Map<NodeReport.State, Integer> nodesByState() {
        Map<NodeReport.State, Integer> nodes = new EnumMap<>(NodeReport.State.class);
        fleet.values().forEach(sighting -> nodes.merge(sighting.report().state(), 1, Integer::sum));
        return nodes;
    }

    /** Nodes that are not forgotten and last reported to be serving, and for how long each has been silent at {@code now}. */
    public Map<NodeId, Duration> serving(long now) {
        return fleet.values().stream()
                .filter(sighting -> sighting.report().state() == NodeReport.State.SERVING)
                .collect(Collectors.toUnmodifiableMap(
                        sighting -> sighting.report().node(),
                        sighting -> Duration.ofNanos(Math.max(0, now - sighting.writtenAt()))));
    }
}
