package dev.skerry.edge.purge;

import java.time.Duration;
import java.util.Collections;

/** Lets a test in another package hold the freshness lease of a node. */
public final class Leases {
    private Leases() {}

    /** As if the log had been read to its end, and a report had arrived, just now. */
    public static void renew(PurgeState purges) {
        FreshnessLease lease = purges.freshness();
        lease.reported(lease.now());
        lease.asked(lease.now(), Collections.nCopies(purges.applied().size(), 0L));
    }

    /** How long a lease lasts. */
    public static Duration length() {
        return FreshnessLease.LENGTH;
    }
}
