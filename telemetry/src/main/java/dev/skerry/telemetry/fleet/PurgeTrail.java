package dev.skerry.telemetry.fleet;

import dev.skerry.contract.NodeReport;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeStatus;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest purges and how far each has got. A purge is known by the last of its records, whose offset is its position;
 * until that is read it is under way and not listed. One thread at a time.
 */
final class PurgeTrail {
    /** The most purges under way at a time; the eldest gives way. No more are ever written at once. */
    static final int MAX_PARTIAL = 64;

    /** Newest first; the id makes it an order of all. */
    private record Age(Instant requestedAt, String id) {
        static final Comparator<Age> NEWEST_FIRST =
                Comparator.comparing(Age::requestedAt).thenComparing(Age::id).reversed();
    }

    private final int capacity;
    private final Map<PurgeId, PurgeRecord> partial = new LinkedHashMap<>();
    private final Map<PurgeId, Age> known = new HashMap<>();
    private final NavigableMap<Age, FleetSnapshot.Purge> purges = new TreeMap<>(Age.NEWEST_FIRST);

    PurgeTrail(int capacity) {
        this.capacity = capacity;
    }

    /** Takes the record at {@code position}; reading a record again changes nothing. */
    void add(PurgeRecord record, Position position) {
        PurgeRecord before = partial.get(record.id());
        PurgeRecord first = before == null || record.index() < before.index() ? record : before;
        if (!record.isLast()) {
            partial.put(record.id(), first);
            if (partial.size() > MAX_PARTIAL) {
                partial.remove(partial.keySet().iterator().next());
            }
            return;
        }
        partial.remove(record.id());
        if (!known.containsKey(record.id())) {
            list(first, position);
        }
    }

    private void list(PurgeRecord first, Position position) {
        Age age = new Age(first.requestedAt(), first.id().value());
        known.put(first.id(), age);
        purges.put(
                age,
                new FleetSnapshot.Purge(
                        first.id(),
                        first.site(),
                        first.mode(),
                        first.selector().text(),
                        first.count(),
                        position,
                        first.requestedAt(),
                        PurgeStatus.State.COMMITTED,
                        0,
                        0));
        if (purges.size() > capacity) {
            known.remove(purges.pollLastEntry().getValue().id());
        }
    }

    /**
     * Counts who has applied each purge that is not complete, and lists all, the newest first.
     *
     * @param members nodes that have not stopped
     * @param fenced whether a node is silent for so long that it need not be waited for with this purge
     */
    List<FleetSnapshot.Purge> progress(
            Collection<NodeTrack> members, BiPredicate<NodeTrack, FleetSnapshot.Purge> fenced) {
        purges.replaceAll(
                (age, purge) -> purge.state() == PurgeStatus.State.COMPLETE ? purge : counted(purge, members, fenced));
        return List.copyOf(purges.values());
    }

    private static FleetSnapshot.Purge counted(
            FleetSnapshot.Purge purge,
            Collection<NodeTrack> members,
            BiPredicate<NodeTrack, FleetSnapshot.Purge> fenced) {
        int applied = 0;
        int pending = 0;
        for (NodeTrack member : members) {
            if (member.report().hasApplied(purge.position())) {
                applied++;
            } else if (!fenced.test(member, purge)) {
                pending++;
            }
        }
        return new FleetSnapshot.Purge(
                purge.id(),
                purge.site(),
                purge.mode(),
                purge.selector(),
                purge.selectors(),
                purge.position(),
                purge.requestedAt(),
                state(applied, pending),
                applied,
                applied + pending);
    }

    private static PurgeStatus.State state(int applied, int pending) {
        if (applied == 0) {
            return PurgeStatus.State.COMMITTED;
        }
        return pending == 0 ? PurgeStatus.State.COMPLETE : PurgeStatus.State.APPLIED;
    }

    /** The newest of {@code newestFirst} that all of {@code reports} have applied; null if there is none. */
    static @Nullable PurgeId newestAppliedByAll(List<FleetSnapshot.Purge> newestFirst, Collection<NodeReport> reports) {
        for (FleetSnapshot.Purge purge : newestFirst) {
            if (!reports.isEmpty() && reports.stream().allMatch(report -> report.hasApplied(purge.position()))) {
                return purge.id();
            }
        }
        return null;
    }
}
