package dev.skerry.edge.admin;

import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteConfig.LeasePolicy;
import dev.skerry.edge.purge.PurgeGuard;
import dev.skerry.edge.purge.PurgeGuard.LeaseVerdict;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.sites.Sites;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What the freshness lease lets this node do at the moment, for all its sites together. Thread-safe. */
public final class LeaseOverview {
    private static final SiteConfig.Lease STRICT =
            new SiteConfig.Lease(LeasePolicy.STRICT, SiteConfig.Lease.DEFAULT.grace());

    private final Sites sites;
    private final PurgeGuard guard;

    /** Looks at the same parts as the request pipeline. */
    public LeaseOverview(Sites sites, PurgeGuard guard) {
        this.sites = sites;
        this.guard = guard;
    }

    /** Whether nothing is marked and nothing is asked for because of the lease. */
    public boolean isHeld() {
        return guard.lease(STRICT) == LeaseVerdict.HELD;
    }

    /** How long it has been lost; zero while it is held. */
    public Duration lostFor() {
        return guard.leaseLostFor();
    }

    /** How many sites are under each verdict; every verdict is in it. */
    public Map<LeaseVerdict, Long> sites() {
        Map<LeaseVerdict, Long> counts = new EnumMap<>(LeaseVerdict.class);
        for (LeaseVerdict verdict : LeaseVerdict.values()) {
            counts.put(verdict, 0L);
        }
        for (Site site : sites.table().sites()) {
            counts.merge(guard.lease(site.config().lease()), 1L, Long::sum);
        }
        return counts;
    }

    /** For people: what becomes of the sites while the lease is lost. */
    public String consequence() {
        Map<LeaseVerdict, Long> counts = sites();
        return "sites served in grace " + counts.get(LeaseVerdict.GRACE)
                + ", served and marked " + counts.get(LeaseVerdict.AVAILABLE)
                + ", validated before use " + counts.get(LeaseVerdict.REVALIDATE);
    }

    /** Whether a site of {@code policy} can be under {@code verdict} without the lease. */
    static boolean mayOccur(LeasePolicy policy, LeaseVerdict verdict) {
        return switch (verdict) {
            case HELD -> false;
            case GRACE -> policy == LeasePolicy.BOUNDED;
            case AVAILABLE -> policy == LeasePolicy.AVAILABLE;
            case REVALIDATE -> policy != LeasePolicy.AVAILABLE;
        };
    }

    /** For metrics. */
    static String text(LeaseVerdict verdict) {
        return verdict.name().toLowerCase(Locale.ROOT);
    }
}
