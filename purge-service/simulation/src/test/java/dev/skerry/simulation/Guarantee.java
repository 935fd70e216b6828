package dev.skerry.simulation;

import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.cache.StoredResponse;
import dev.skerry.edge.policy.ResponseHead;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What must never happen (DESIGN section 4), told by the order of two kinds of events alone: the origin's reads and the log's
 * appends. No clock is asked, and nothing of the code under test.
 *
 * <ol>
 *   <li>A node that has applied a purge when a request arrives never answers it with content that the origin read before the
 *       purge stood in the log; nor does it answer <em>from cache</em> with such content once it has applied the purge.
 *   <li>A receipt never lies: once one says that a purge is APPLIED at a node, or that the node is FENCED, that node answers no
 *       request that arrives from then on with such content; once the purge is COMPLETE, no node at all does.
 *   <li>Once a hard purge is ERASED, nothing that it hit is in any memory or store, then or later.
 *   <li>Who names a purge by its position gets nothing older than that purge, from any node.
 * </ol>
 *
 * <p>After a hard purge the content itself must not be older than what the origin had when the purge entered the log, and the
 * origin must have been asked since. After a soft one it is enough that the origin has said since that the content is still good,
 * and content may be served stale that says that it may.
 */
final class Guarantee {
    /** @param versions of the pages that it hits, at the origin at that moment */
    private record Purged(PurgeMode mode, Map<String, Long> versions, long offset, long event) {}

    /**
     * What is due of an answer.
     *
     * @param version of the page at least
     * @param hard the origin's last word on it must not be from before this event
     * @param soft the same, unless it may be stale
     */
    record Due(long version, long hard, long soft) {
        static final Due NOTHING = new Due(0, 0, 0);

        Due and(Due other) {
            return new Due(Math.max(version, other.version), Math.max(hard, other.hard), Math.max(soft, other.soft));
        }

        private Due with(Purged purge, String page) {
            long then = purge.versions.getOrDefault(page, 0L);
            return switch (purge.mode) {
                case HARD -> new Due(Math.max(version, then), Math.max(hard, purge.event), soft);
                case SOFT -> new Due(version, hard, Math.max(soft, purge.event));
            };
        }
    }

    private final Map<SiteId, List<Purged>> purges = new HashMap<>();
    private final Map<PurgeId, List<Purged>> byId = new HashMap<>();
    private final Map<SiteId, Set<Purged>> complete = new HashMap<>();
    private final Map<SiteId, Set<Purged>> erased = new HashMap<>();
    private final Map<String, Map<SiteId, Set<Purged>>> byNode = new HashMap<>();
    private final Function<String, Violation> violated;

    /** @param violated told of what must not have happened */
    Guarantee(Function<String, Violation> violated) {
        this.violated = violated;
    }

    /** One selector of a purge stands in the log; {@code id} is null for what is no purge and must count as one. */
    void appended(
            @Nullable PurgeId id, SiteId site, PurgeMode mode, Map<String, Long> versions, long offset, long event) {
        Purged purge = new Purged(mode, versions, offset, event);
        purges.computeIfAbsent(site, name -> new ArrayList<>()).add(purge);
        if (id != null) {
            byId.computeIfAbsent(id, name -> new ArrayList<>()).add(purge);
        }
    }

    /** purge-service has given out this status. */
    void told(PurgeStatus status) {
        List<Purged> purged = byId.getOrDefault(status.id(), List.of());
        for (Receipt receipt : status.receipts()) {
            switch (receipt.state()) {
                case APPLIED, FENCED, ERASED ->
                    byNode.computeIfAbsent(receipt.node().value(), node -> new HashMap<>())
                            .computeIfAbsent(status.site(), site -> new HashSet<>())
                            .addAll(purged);
                case PENDING, DRAINED -> {}
            }
        }
        if (status.state().reaches(PurgeStatus.State.COMPLETE)) {
            complete.computeIfAbsent(status.site(), site -> new HashSet<>()).addAll(purged);
        }
        if (status.state() == PurgeStatus.State.ERASED) {
            erased.computeIfAbsent(status.site(), site -> new HashSet<>()).addAll(purged);
        }
    }

    /** @throws Violation if {@code stored}, which lies at {@code where}, should have been erased */
    void checkErased(String where, StoredResponse stored) {
        String read = stored.view().head().fields().first(SimulatedOrigin.READ);
        Due due = due(
                erased.getOrDefault(stored.key().site(), Set.of()),
                stored.key().url().path());
        if (read != null && Long.parseLong(read) < due.hard) {
            throw violated.apply(where + " holds what the origin confirmed at event " + read
                    + ", although a purge of event " + due.hard + " is ERASED");
        }
    }

    /** What is due of a node that has applied all below {@code applied}. */
    Due applied(SiteId site, String page, long applied) {
        Due due = Due.NOTHING;
        for (Purged purge : purges.getOrDefault(site, List.of())) {
            if (purge.offset < applied && purge.versions.containsKey(page)) {
                due = due.with(purge, page);
            }
        }
        return due;
    }

    /** What is due to whom names the purge at {@code offset}. */
    Due named(SiteId site, String page, long offset) {
        return purges.getOrDefault(site, List.of()).stream()
                .filter(purge -> purge.offset == offset && purge.versions.containsKey(page))
                .findFirst()
                .map(purge -> Due.NOTHING.with(purge, page))
                .orElse(Due.NOTHING);
    }

    /** Where a purge of {@code site} stands that a publisher may know of, one of the last; -1 for none. */
    long somePosition(SiteId site, Draw draw) {
        List<Purged> all = purges.getOrDefault(site, List.of());
        return all.isEmpty() ? -1 : all.get(all.size() - 1 - draw.below(Math.min(3, all.size()))).offset;
    }

    /** What is due of this node by what purge-service has said. */
    Due promised(String node, SiteId site, String page) {
        Set<Purged> own = byNode.getOrDefault(node, Map.of()).getOrDefault(site, Set.of());
        return due(complete.getOrDefault(site, Set.of()), page).and(due(own, page));
    }

    private static Due due(Set<Purged> purged, String page) {
        Due due = Due.NOTHING;
        for (Purged purge : purged) {
            if (purge.versions.containsKey(page)) {
                due = due.with(purge, page);
            }
        }
        return due;
    }

    /**
     * Looks at the origin's last word on {@code answer}.
     *
     * @param claimsFresh whether the node says that it is fresh, from its cache
     * @throws Violation if that is older than was due
     */
    void checkHead(String who, Due due, ResponseHead answer, boolean claimsFresh) {
        String read = answer.fields().first(SimulatedOrigin.READ);
        if (read == null) {
            return;
        }
        boolean mayBeStale =
                String.valueOf(answer.fields().first("cache-control")).contains("stale-");
        long confirmed = Long.parseLong(read);
        if (confirmed < due.hard || (confirmed < due.soft && !mayBeStale)) {
            throw violated.apply(who + " answered with content that the origin confirmed at event " + confirmed
                    + ", although it was purged hard at " + due.hard + ", softly at " + due.soft + ": "
                    + answer.fields());
        }
    }

    /** @throws Violation if {@code version} is older than was due */
    void checkContent(String who, Due due, long version) {
        if (version < due.version) {
            throw violated.apply(
                    who + " got version " + version + " of the page, after a hard purge of all before " + due.version);
        }
    }
}
