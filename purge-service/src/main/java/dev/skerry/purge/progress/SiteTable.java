package dev.skerry.purge.progress;

import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What purges need to know of the sites: that they exist, and how long their nodes may serve without the purge log. Written
 * by the log's reader, read by any thread. As large as the platform has sites.
 */
public final class SiteTable {
    private final Map<SiteId, SiteConfig.Lease> leases = new ConcurrentHashMap<>();

    /** The site exists, with this configuration. */
    public void put(SiteConfig config) {
        leases.put(config.site(), config.lease());
    }

    /** The site exists no longer. */
    public void remove(SiteId site) {
        leases.remove(site);
    }

    /** True if the site exists. */
    public boolean contains(SiteId site) {
        return leases.containsKey(site);
    }

    /** When silence fences a node for this site; the default lease's rule for a site that exists no longer. */
    public FenceRule fenceRule(SiteId site) {
        return FenceRule.of(leases.getOrDefault(site, SiteConfig.Lease.DEFAULT));
    }
}
