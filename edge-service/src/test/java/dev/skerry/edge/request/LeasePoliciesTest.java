package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteConfig.LeasePolicy;
import dev.skerry.contract.TimeSpan;
import dev.skerry.edge.request.Bench.User;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a node without its freshness lease serves, by the policy of the site, and what it says of it. */
class LeasePoliciesTest {
    private static final Duration LOST = Duration.ofSeconds(3);

    private static Bench bench(LeasePolicy policy) {
        return new Bench(new SiteConfig.Lease(policy, TimeSpan.parse("10s")), null);
    }

    @Test
    void what_a_soft_purge_hit_is_not_served_stale_without_asking_once_the_lease_is_lost() {
        Bench strict = bench(LeasePolicy.STRICT);
        strict.get("/a");
        strict.open().answer(200, "old", "cache-control", "max-age=60, stale-while-revalidate=600", "etag", "\"1\"");
        strict.softPurge("everything");
        strict.pass(LOST);
        User user = strict.get("/a");

        assertThat(user.waits()).as("a hard purge may have come since").isTrue();
        strict.open().answer(200, "new", "cache-control", "max-age=60");
        assertThat(user.text()).isEqualTo("new");
    }

    @Test
    void nor_does_it_stand_in_for_an_error() {
        Bench strict = bench(LeasePolicy.STRICT);
        strict.get("/a");
        strict.open().answer(200, "old", "cache-control", "max-age=60, stale-if-error=600", "etag", "\"1\"");
        strict.softPurge("everything");
        strict.pass(LOST);
        User user = strict.get("/a");
        strict.open().answer(503, "away");

        assertThat(user.status()).isEqualTo(503);
    }
}
