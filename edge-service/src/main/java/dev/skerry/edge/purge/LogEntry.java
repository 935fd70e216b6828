package dev.skerry.edge.purge;

import dev.skerry.contract.Json;
import dev.skerry.contract.Printable;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a record of the purge log turned out to be. */
sealed interface LogEntry {
    /**
     * A purge as it should be: of a {@link PurgeRecord}, what a node acts on. The rest is for others, and reading it would
     * cost every node as much again.
     */
    record Purge(PurgeId id, SiteId site, PurgeMode mode, PurgeSelector selector) implements LogEntry {}

    /**
     * A record that cannot be trusted to say what it purges, so that everything it may have meant must go.
     *
     * @param sites whose responses it may have meant; empty for every site of its partition
     * @param reason for people
     */
    record Poison(Set<SiteId> sites, String reason) implements LogEntry {}

    /**
     * Reads a record.
     *
     * @param partition where it was found
     * @param partitions how many the log has
     */
    static LogEntry read(int partition, int partitions, byte @Nullable [] key, byte @Nullable [] value) {
        String keyText = key == null ? "" : new String(key, StandardCharsets.UTF_8);
        SiteId site = siteOf(keyText);
        if (site == null) {
            return new Poison(Set.of(), "its key '" + Printable.of(keyText) + "' begins with no site");
        }
        if (value == null) {
            return new Poison(Set.of(site), "it has no value");
        }
        Purge purge;
        try {
            purge = Json.readMessage(value, Purge.class);
        } catch (IllegalArgumentException e) {
            return new Poison(Set.of(site), "its value cannot be read: " + e.getMessage());
        }
        if (!PurgeRecord.logKey(purge.site, purge.mode, purge.selector).equals(keyText)) {
            Set<SiteId> both = site.equals(purge.site) ? Set.of(site) : Set.of(site, purge.site);
            return new Poison(both, "its key does not say what its value says");
        }
        int own = Topics.partitionOf(site, partitions);
        if (own != partition) {
            return new Poison(Set.of(site), "it belongs in partition " + own);
        }
        return purge;
    }

    private static @Nullable SiteId siteOf(String key) {
        int slash = key.indexOf('/');
        try {
            return new SiteId(slash < 0 ? key : key.substring(0, slash));
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
