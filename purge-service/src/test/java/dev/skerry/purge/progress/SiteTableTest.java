package dev.skerry.purge.progress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.FenceRule;
import dev.skerry.contract.PurgeConfig;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteConfig.LeasePolicy;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.TimeSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SiteTableTest {
    private static final SiteId DEMO = new SiteId("demo");
    private static final SiteId DOCS = new SiteId("docs");
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final SiteTable sites = new SiteTable();

    private static SiteVersion version(SiteId site, int number, LeasePolicy policy) {
        SiteConfig config = new SiteConfig(
                site,
                List.of(site + ".localhost"),
                List.of(new SiteConfig.Origin(null, true)),
                null,
                SiteConfig.Cache.DEFAULT,
                new SiteConfig.Lease(policy, TimeSpan.parse("10s")));
        return new SiteVersion(number, config, Instant.EPOCH);
    }

    private static FenceRule rule(LeasePolicy policy) {
        return FenceRule.of(new SiteConfig.Lease(policy, TimeSpan.parse("10s")));
    }

    @Test
    void a_site_that_is_gone_when_all_are_read_again_is_gone_here() {
        sites.startOver();
        sites.put(version(DEMO, 1, LeasePolicy.STRICT), 0);
        sites.put(version(DOCS, 1, LeasePolicy.STRICT), 0);
        sites.caughtUp(SECOND);
        sites.startOver();
        sites.put(version(DEMO, 1, LeasePolicy.STRICT), 0);
        assertThat(sites.contains(DEMO)).isTrue();
        assertThat(sites.contains(DOCS)).as("until everything has been read").isTrue();
        sites.caughtUp(9 * SECOND);
        assertThat(sites.contains(DEMO)).isTrue();
        assertThat(sites.contains(DOCS)).isFalse();
    }

    @Test
    void a_removed_site_is_gone_at_once() {
        sites.put(version(DEMO, 1, LeasePolicy.STRICT), 0);
        sites.remove(DEMO, SECOND);
        assertThat(sites.contains(DEMO)).isFalse();
    }

    @Test
    void a_node_that_was_last_heard_of_before_a_change_may_go_by_what_was_before() {
        sites.put(version(DEMO, 1, LeasePolicy.AVAILABLE), 0);
        sites.put(version(DEMO, 2, LeasePolicy.STRICT), 10 * SECOND);
        assertThat(sites.fenceRules(DEMO).since(0)).isEqualTo(FenceRule.NEVER);
        assertThat(sites.fenceRules(DEMO).since(20 * SECOND)).isEqualTo(rule(LeasePolicy.STRICT));
        sites.remove(DEMO, 30 * SECOND);
        assertThat(sites.fenceRules(DEMO).since(0)).isEqualTo(FenceRule.NEVER);
    }

    @Test
    void reading_all_sites_again_takes_no_rule_of_the_past_back() {
        sites.startOver();
        sites.put(version(DEMO, 1, LeasePolicy.AVAILABLE), 0);
        sites.caughtUp(SECOND);
        sites.put(version(DEMO, 2, LeasePolicy.STRICT), 10 * SECOND);
        sites.startOver();
        sites.put(version(DEMO, 2, LeasePolicy.STRICT), 10 * SECOND);
        sites.caughtUp(20 * SECOND);
        assertThat(sites.fenceRules(DEMO).since(5 * SECOND)).isEqualTo(FenceRule.NEVER);
        assertThat(sites.fenceRules(DEMO).since(15 * SECOND)).isEqualTo(rule(LeasePolicy.STRICT));
    }

    @Test
    void a_change_that_is_found_when_all_are_read_again_counts_from_then_on() {
        sites.startOver();
        sites.put(version(DEMO, 1, LeasePolicy.BOUNDED), 0);
        sites.caughtUp(SECOND);
        sites.startOver();
        sites.put(version(DEMO, 3, LeasePolicy.STRICT), 10 * SECOND);
        sites.caughtUp(20 * SECOND);
        assertThat(sites.fenceRules(DEMO).since(0))
                .as("version 2 was never seen")
                .isEqualTo(FenceRule.NEVER);
        assertThat(sites.fenceRules(DEMO).since(15 * SECOND)).isEqualTo(rule(LeasePolicy.BOUNDED));
        assertThat(sites.fenceRules(DEMO).since(21 * SECOND)).isEqualTo(rule(LeasePolicy.STRICT));
    }

    private static SiteVersion hooked(String... urls) {
        SiteConfig config = version(DEMO, 1, LeasePolicy.BOUNDED).config();
        return new SiteVersion(
                1,
                new SiteConfig(
                        config.site(),
                        config.hosts(),
                        config.origins(),
                        config.shield(),
                        config.cache(),
                        config.lease(),
                        new PurgeConfig(PurgeConfig.KeyCase.SENSITIVE, 100, 0, List.of(urls))),
                Instant.EPOCH);
    }

    @Test
    void webhooks_are_known_as_soon_as_they_are_read() {
        assertThat(sites.webhooks(DEMO)).isEmpty();
        sites.startOver();
        sites.put(hooked("http://127.0.0.1:1/a"), 0);
        assertThat(sites.webhooks(DEMO)).containsExactly("http://127.0.0.1:1/a");
        sites.caughtUp(SECOND);
        assertThat(sites.webhooks(DEMO)).containsExactly("http://127.0.0.1:1/a");
        sites.put(hooked("http://127.0.0.1:1/b"), 2 * SECOND);
        assertThat(sites.webhooks(DEMO)).containsExactly("http://127.0.0.1:1/b");
        sites.startOver();
        assertThat(sites.webhooks(DEMO)).as("not read again yet").containsExactly("http://127.0.0.1:1/b");
        sites.caughtUp(3 * SECOND);
        assertThat(sites.webhooks(DEMO)).isEmpty();
    }
}
