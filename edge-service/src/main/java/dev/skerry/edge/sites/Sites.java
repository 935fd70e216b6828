package dev.skerry.edge.sites;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table that is in force. A request finds its site once and keeps it to its end, so that no request sees half of one
 * configuration and half of another. Reading is a volatile read; one thread at a time replaces the table.
 */
public final class Sites {
    private static final Logger LOG = LoggerFactory.getLogger(Sites.class);

    private volatile SiteTable table;

    /** Begins with {@code table}. */
    public Sites(SiteTable table) {
        this.table = table;
    }

    /** The site of a host in lower case without port, or null; see {@link SiteTable#find}. */
    public @Nullable Site find(String host) {
        return table.find(host);
    }

    /** The table that is in force. */
    public SiteTable table() {
        return table;
    }

    /** Puts another table in force; logs the conflicts that are new in it. */
    public void replace(SiteTable newTable) {
        Set<SiteTable.Conflict> known = new HashSet<>(table.conflicts());
        for (SiteTable.Conflict conflict : newTable.conflicts()) {
            if (!known.contains(conflict)) {
                LOG.warn(
                        "host {} is claimed by sites {} and {}: {} has it",
                        conflict.host(),
                        conflict.winner(),
                        conflict.loser(),
                        conflict.winner());
            }
        }
        table = newTable;
    }
}
