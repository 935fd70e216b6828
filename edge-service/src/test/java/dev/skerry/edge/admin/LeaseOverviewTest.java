package dev.skerry.edge.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.PopId;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteConfig.LeasePolicy;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.TimeSpan;
import dev.skerry.edge.cache.TieredCache;
import dev.skerry.edge.cache.memory.MemoryTier;
import dev.skerry.edge.purge.Leases;
import dev.skerry.edge.purge.LogExtent;
import dev.skerry.edge.purge.PurgeIndex;
import dev.skerry.edge.purge.PurgeState;
import dev.skerry.edge.purge.VirtualTime;
import dev.skerry.edge.request.EdgeCounters;
import dev.skerry.edge.sites.Site;
import dev.skerry.edge.sites.SiteTable;
import dev.skerry.edge.sites.Sites;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator sees of the lease, on virtual time: metrics, health and explain. */
class LeaseOverviewTest {
    private final VirtualTime time = new VirtualTime(0);
    private final PurgeState purges =
            new PurgeState(new LogExtent("purges", "log", List.of(0L), List.of(0L)), new PurgeIndex(100), time, time);
    private final Sites sites = new Sites(SiteTable.of(List.of(
            site("news", LeasePolicy.STRICT),
            site("shop", LeasePolicy.BOUNDED),
            site("blog", LeasePolicy.BOUNDED),
            site("docs", LeasePolicy.AVAILABLE))));
    private final LeaseOverview overview = new LeaseOverview(sites, purges);

    private static Site site(String name, LeasePolicy policy) {
        return Site.unversioned(new SiteConfig(
                new SiteId(name),
                List.of(name + ".test"),
                List.of(new SiteConfig.Origin("http://origin.test", false)),
                null,
                SiteConfig.Cache.DEFAULT,
                new SiteConfig.Lease(policy, TimeSpan.parse("10s"))));
    }

    private void loseFor(Duration duration) {
        Leases.renew(purges);
        time.pass(Leases.length().plus(duration));
    }

    @Test
    void a_lease_that_is_held_concerns_no_site() {
        Leases.renew(purges);

        assertThat(overview.isHeld()).isTrue();
        assertThat(overview.lostFor()).isZero();
        assertThat(metrics())
                .contains("skerry_edge_lease_held{} 1", "skerry_edge_lease_lost_seconds{} 0", "lease=\"held\"} 4");
    }

    @Test
    void a_lost_lease_is_told_by_policy() {
        loseFor(Duration.ofSeconds(4));

        assertThat(overview.consequence())
                .isEqualTo("sites served in grace 2, served and marked 1, validated before use 1");
        assertThat(metrics())
                .contains(
                        "skerry_edge_lease_held{} 0",
                        "skerry_edge_lease_lost_seconds{} 4",
                        "lease=\"grace\"} 2",
                        "lease=\"available\"} 1",
                        "lease=\"revalidate\"} 1");
    }

    @Test
    void when_the_grace_is_over_bounded_sites_are_validated() {
        loseFor(Duration.ofSeconds(10));

        assertThat(overview.consequence())
                .isEqualTo("sites served in grace 0, served and marked 1, validated before use 3");
    }

    @Test
    void answers_without_the_lease_are_counted_by_policy_and_only_where_they_can_be() {
        assertThat(metrics().lines().filter(line -> line.startsWith("skerry_edge_lease_answers_total{")))
                .hasSize(4)
                .anyMatch(line -> line.contains("lease=\"grace\"") && line.contains("policy=\"bounded\""))
                .noneMatch(line -> line.contains("lease=\"grace\"") && line.contains("policy=\"strict\""));
    }

    @Test
    void explain_tells_the_rules_of_the_site_and_for_how_long_the_lease_is_lost() {
        loseFor(Duration.ofSeconds(7));
        Explain explain =
                new Explain(sites, new TieredCache(new MemoryTier(1 << 20), null, purges), purges, () -> Instant.EPOCH);
        Explanation shop = explain.request("GET", "http://shop.test/a", List.of());

        assertThat(shop.lease()).isEqualTo("grace");
        assertThat(shop.leaseRules()).isEqualTo(SiteConfig.Lease.DEFAULT);
        assertThat(shop.leaseLostSeconds()).isEqualTo(7);
        Leases.renew(purges);
        assertThat(explain.request("GET", "http://shop.test/a", List.of()).leaseLostSeconds())
                .isNull();
    }

    private String metrics() {
        try (EdgeMetrics metrics = new EdgeMetrics(new PopId("fra"), new EdgeCounters())) {
            metrics.leases(overview);
            return metrics.text().replaceAll(",?otel_scope_name=\"skerry.edge\",?|\\.0$", "");
        }
    }
}
