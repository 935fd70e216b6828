package dev.skerry.edge.purge;

import dev.skerry.contract.Json;
import dev.skerry.contract.Printable;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a record of the purge log turned out to be. */
sealed interface LogEntry {
    /** A purge as it should be. */
    record Purge(PurgeRecord record) implements LogEntry {}

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
        PurgeRecord record;
        try {
            record = Json.readMessage(value, PurgeRecord.class);
        } catch (IllegalArgumentException e) {
            return new Poison(Set.of(site), "its value cannot be read: " + e.getMessage());
        }
        if (!record.logKey().equals(keyText)) {
            Set<SiteId> both = site.equals(record.site()) ? Set.of(site) : Set.of(site, record.site());
            return new Poison(both, "its key does not say what its value says");
        }
        int own = Topics.partitionOf(site, partitions);
        if (own != partition) {
            return new Poison(Set.of(site), "it belongs in partition " + own);
        }
        return new Purge(record);
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
