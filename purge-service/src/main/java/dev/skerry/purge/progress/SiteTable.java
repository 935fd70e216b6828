package dev.skerry.purge.progress;

import dev.skerry.contract.FenceRule;
import dev.skerry.contract.FenceRules;
import dev.skerry.contract.PurgeConfig;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What purges need to know of the sites: that they exist, what their operators decided about purges, and how long their nodes
 * may serve without the purge log, now and before. Written by the log's reader, read by any thread. As large as the platform has had sites since the start.
 *
 * <p>While everything is read once more the table shows what it knew; then what was read takes its place, and sites that are
 * gone are gone. Rules of the past are kept.
 */
public final class SiteTable {
    private static final FenceRules DEFAULT = FenceRules.of(FenceRule.of(SiteConfig.Lease.DEFAULT));

    private final Map<SiteId, Site> sites = new ConcurrentHashMap<>();

    /** What has been read since {@link #startOver}; null once it is in force. Written by the reader alone. */
    private volatile @Nullable Map<SiteId, Read> reading;

    /** A site that is gone is remembered for the rule that nodes may still go by. */
    private record Site(boolean exists, FenceRules rules, PurgeConfig purge) {}

    /** What the log says of a site. */
    private record Read(FenceRules rules, PurgeConfig purge) {}

    /** All sites are about to be read, perhaps once more. */
    public void startOver() {
        reading = new ConcurrentHashMap<>();
    }

    /** All sites have been read, by {@code now}. */
    public void caughtUp(long now) {
        Map<SiteId, Read> read = reading;
        if (read == null) {
            return;
        }
        reading = null;
        sites.replaceAll((site, known) -> read.containsKey(site) ? known : gone(known, now));
        read.forEach((site, found) -> sites.merge(
                site,
                new Site(true, found.rules, found.purge),
                (known, fresh) -> new Site(true, known.rules.renewed(found.rules, now), found.purge)));
    }

    /** The site exists, with this configuration, since {@code at}. */
    public void put(SiteVersion version, long at) {
        SiteId site = version.config().site();
        FenceRule rule = FenceRule.of(version.config().lease());
        PurgeConfig purge = version.config().purge();
        Map<SiteId, Read> read = reading;
        if (read != null) {
            read.merge(
                    site,
                    new Read(FenceRules.of(version, at), purge),
                    (known, found) -> new Read(known.rules.changed(rule, at), purge));
        } else {
            sites.merge(
                    site,
                    new Site(true, FenceRules.of(version, at), purge),
                    (known, found) -> new Site(true, known.rules.changed(rule, at), purge));
        }
    }

    /** The site exists no longer. */
    public void remove(SiteId site, long at) {
        Map<SiteId, Read> read = reading;
        if (read != null) {
            read.remove(site);
        } else {
            sites.computeIfPresent(site, (name, known) -> gone(known, at));
        }
    }

    private static Site gone(Site known, long at) {
        return new Site(false, known.rules.changed(DEFAULT.current(), at), PurgeConfig.DEFAULT);
    }

    /** True if the site exists. */
    public boolean contains(SiteId site) {
        Site known = sites.get(site);
        return known != null && known.exists;
    }

    /** What the site's operator decided about purges; the default for a site that does not exist. */
    public PurgeConfig purgeConfig(SiteId site) {
        Site known = sites.get(site);
        return known == null ? PurgeConfig.DEFAULT : known.purge;
    }

    /**
     * Where the site's operator wants to hear of purges. Unlike all else it goes by what is just being read, if the site is in
     * there: purges of the past come before the sites are in force, but after all of them have been read.
     */
    public List<String> webhooks(SiteId site) {
        Map<SiteId, Read> reading = this.reading;
        Read read = reading == null ? null : reading.get(site);
        return (read == null ? purgeConfig(site) : read.purge).webhooks();
    }

    /** When silence fences a node for this site; the default lease's rule for one that was never heard of. */
    FenceRules fenceRules(SiteId site) {
        Site known = sites.get(site);
        return known == null ? DEFAULT : known.rules;
    }
}
