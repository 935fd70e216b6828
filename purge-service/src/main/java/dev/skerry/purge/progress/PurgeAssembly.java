package dev.skerry.purge.progress;

import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Puts purges together again from the records of the log, where records of several purges of a partition may alternate.
 *
 * <p>A purge is known by its last record. Selectors that compaction has removed since are missing from the list; a purge
 * whose last record is gone, or was never written because its request failed, is not known. At most {@value #MAX_PARTIAL}
 * purges are under way at a time, the eldest gives way: no more are ever written at once.
 */
public final class PurgeAssembly {
    /** The most purges that are written, and so read, at a time. */
    public static final int MAX_PARTIAL = 64;

    private final Map<PurgeId, SortedMap<Integer, String>> partial = new LinkedHashMap<>();

    /** Adds the record at {@code position}; returns the purge if this was its last record. */
    public Optional<LoggedPurge> add(PurgeRecord record, Position position) {
        SortedMap<Integer, String> selectors = partial.computeIfAbsent(record.id(), id -> new TreeMap<>());
        selectors.put(record.index(), record.selector().text());
        if (record.isLast()) {
            partial.remove(record.id());
            return Optional.of(new LoggedPurge(
                    record.id(),
                    record.site(),
                    record.mode(),
                    List.copyOf(selectors.values()),
                    position,
                    record.requestedAt(),
                    record.requestedBy(),
                    null));
        }
        if (partial.size() > MAX_PARTIAL) {
            partial.remove(partial.keySet().iterator().next());
        }
        return Optional.empty();
    }
}
