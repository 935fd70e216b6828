package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteConfig.LeasePolicy;
import dev.skerry.contract.TimeSpan;
import dev.skerry.edge.purge.Leases;
import dev.skerry.edge.purge.PurgeGuard.LeaseVerdict;
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

    private static void holds(Bench bench) {
        bench.get("/a");
        bench.open().answer(200, "stored", "cache-control", "max-age=600", "etag", "\"1\"");
    }

    @Test
    void a_weak_validator_is_not_asked_by_once_the_lease_is_lost_since_a_hard_purge_may_be_unknown() {
        Bench strict = bench(LeasePolicy.STRICT);
        strict.get("/a");
        strict.open().answer(200, "old", "cache-control", "max-age=600", "etag", "W/\"1\"");
        strict.pass(LOST);
        User user = strict.get("/a");
        assertThat(strict.open().request.fields().contains("if-none-match")).isFalse();
        strict.open().answer(200, "new", "cache-control", "max-age=600", "etag", "W/\"1\"");
        assertThat(user.text()).isEqualTo("new");
    }

    @Test
    void nor_is_another_variant_chosen_by_one() {
        Bench strict = bench(LeasePolicy.STRICT);
        strict.get("/a", "accept-language", "en");
        strict.open().answer(200, "old", "cache-control", "max-age=600", "etag", "W/\"1\"", "vary", "accept-language");
        strict.get("/a", "accept-language", "de");
        assertThat(strict.open().request.fields().first("if-none-match")).isEqualTo("W/\"1\"");
        strict.open().answer(200, "alt", "cache-control", "max-age=600", "etag", "\"2\"", "vary", "accept-language");
        strict.pass(LOST);
        strict.get("/a", "accept-language", "fr");
        assertThat(strict.open().request.fields().first("if-none-match")).isEqualTo("\"2\"");
    }

    private static long counted(Bench bench, LeasePolicy policy, LeaseVerdict verdict) {
        return bench.counters.withoutLease(policy, verdict).sum();
    }

    @Test
    void strict_validates_what_is_stored_and_says_why() {
        Bench strict = bench(LeasePolicy.STRICT);
        holds(strict);
        strict.pass(LOST);
        User user = strict.get("/a");
        assertThat(strict.open().request.fields().first("if-none-match")).isEqualTo("\"1\"");
        strict.open().answer(304, "", "cache-control", "max-age=600", "etag", "\"1\"");

        assertThat(user.text()).isEqualTo("stored");
        assertThat(user.field("cache-status")).contains("fwd=stale; fwd-status=304", "detail=lease-lost");
        assertThat(counted(strict, LeasePolicy.STRICT, LeaseVerdict.REVALIDATE)).isEqualTo(1);
    }

    @Test
    void bounded_serves_for_its_grace_and_validates_after_it() {
        Bench bounded = bench(LeasePolicy.BOUNDED);
        holds(bounded);
        bounded.pass(LOST);
        assertThat(bounded.get("/a").field("cache-status")).contains("; hit", "detail=lease-lost");
        assertThat(counted(bounded, LeasePolicy.BOUNDED, LeaseVerdict.GRACE)).isEqualTo(1);
        bounded.pass(Duration.ofSeconds(10));
        User user = bounded.get("/a");
        bounded.open().answer(200, "new", "cache-control", "max-age=600");

        assertThat(user.field("cache-status")).contains("fwd=stale; fwd-status=200", "detail=lease-lost");
        assertThat(counted(bounded, LeasePolicy.BOUNDED, LeaseVerdict.GRACE)).isEqualTo(1);
        assertThat(counted(bounded, LeasePolicy.BOUNDED, LeaseVerdict.REVALIDATE))
                .isEqualTo(1);
    }

    @Test
    void available_serves_on_and_marks_it() {
        Bench available = bench(LeasePolicy.AVAILABLE);
        holds(available);
        available.passConnected(Duration.ofSeconds(1));
        assertThat(available.get("/a").field("cache-status")).doesNotContain("lease");
        available.pass(Duration.ofMinutes(5));

        assertThat(available.get("/a").field("cache-status")).contains("; hit", "detail=lease-lost");
        assertThat(counted(available, LeasePolicy.AVAILABLE, LeaseVerdict.AVAILABLE))
                .isEqualTo(1);
    }

    @Test
    void how_long_the_lease_has_been_lost_is_told() {
        Bench bounded = bench(LeasePolicy.BOUNDED);
        assertThat(bounded.purges.leaseLostFor()).isZero();
        bounded.pass(Leases.length().plusSeconds(4));

        assertThat(bounded.purges.leaseLostFor()).isEqualTo(Duration.ofSeconds(4));
        bounded.passConnected(Duration.ZERO);
        assertThat(bounded.purges.leaseLostFor()).isZero();
    }

    @Test
    void what_is_not_stored_is_fetched_as_always() {
        Bench strict = bench(LeasePolicy.STRICT);
        strict.pass(LOST);
        User user = strict.get("/a");
        strict.open().answer(200, "new", "cache-control", "max-age=600");

        assertThat(user.field("cache-status")).contains("fwd=uri-miss").doesNotContain("lease");
        assertThat(counted(strict, LeasePolicy.STRICT, LeaseVerdict.REVALIDATE)).isZero();
    }
}
