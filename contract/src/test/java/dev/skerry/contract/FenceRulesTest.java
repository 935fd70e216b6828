package dev.skerry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.SiteConfig.LeasePolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FenceRulesTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** Near the end of the range, as nanoTime may be. */
    private static final long START = Long.MAX_VALUE - 5 * SECOND;

    private static final FenceRule STRICT = rule(LeasePolicy.STRICT, "10s");
    private static final FenceRule TEN = rule(LeasePolicy.BOUNDED, "10s");
    private static final FenceRule HOUR = rule(LeasePolicy.BOUNDED, "1h");

    private static FenceRule rule(LeasePolicy policy, String grace) {
        return FenceRule.of(new SiteConfig.Lease(policy, TimeSpan.parse(grace)));
    }

    @Test
    void silence_fences_once_lease_grace_and_margin_are_over() {
        assertThat(TEN.isFenced(13 * SECOND - 1)).isFalse();
        assertThat(TEN.isFenced(13 * SECOND)).isTrue();
        assertThat(STRICT.isFenced(3 * SECOND)).isTrue();
        assertThat(FenceRule.NEVER.isFenced(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void a_node_that_was_heard_of_since_a_change_goes_by_the_new_rule() {
        FenceRules rules = FenceRules.of(HOUR).changed(STRICT, START);
        assertThat(rules.since(START + SECOND)).isEqualTo(STRICT);
        assertThat(rules.since(START + 9 * SECOND)).isEqualTo(STRICT);
    }

    @Test
    void a_node_that_was_not_may_go_by_the_laxest_since() {
        FenceRules rules = FenceRules.of(TEN).changed(HOUR, START).changed(STRICT, START + 10 * SECOND);
        assertThat(rules.since(START - 60 * SECOND)).isEqualTo(HOUR);
        assertThat(rules.since(START + 9 * SECOND)).isEqualTo(HOUR);
        assertThat(rules.since(START + 10 * SECOND))
                .as("the change may not have been there yet")
                .isEqualTo(HOUR);
        assertThat(rules.since(START + 11 * SECOND)).isEqualTo(STRICT);
    }

    @Test
    void what_was_before_the_first_version_that_is_known_is_anyones_guess() {
        assertThat(FenceRules.of(version(1), START).since(START - SECOND)).isEqualTo(TEN);
        FenceRules later = FenceRules.of(version(2), START);
        assertThat(later.since(START - SECOND)).isEqualTo(FenceRule.NEVER);
        assertThat(later.since(START + SECOND)).isEqualTo(TEN);
    }

    private static SiteVersion version(int number) {
        SiteConfig config = new SiteConfig(
                new SiteId("demo"),
                List.of("demo.localhost"),
                List.of(new SiteConfig.Origin(null, true)),
                null,
                SiteConfig.Cache.DEFAULT,
                SiteConfig.Lease.DEFAULT);
        return new SiteVersion(number, config, Instant.EPOCH);
    }

    @Test
    void many_changes_are_told_apart_roughly_and_never_too_strictly() {
        FenceRules rules = FenceRules.of(HOUR);
        for (int i = 0; i < 100; i++) {
            rules = rules.changed(i % 2 == 0 ? STRICT : TEN, START + i * SECOND);
        }
        assertThat(rules.earlier()).hasSize(FenceRules.MAX_EARLIER);
        assertThat(rules.since(START - SECOND)).isEqualTo(HOUR);
        assertThat(rules.since(START + 100 * SECOND)).isEqualTo(TEN);
    }

    @Test
    void reading_the_sites_once_more_forgets_no_rule() {
        FenceRules known = FenceRules.of(TEN);
        FenceRules reread = FenceRules.of(TEN).changed(HOUR, START).changed(STRICT, START + SECOND);
        FenceRules rules = known.renewed(reread, START + 9 * SECOND);
        assertThat(rules.current()).isEqualTo(STRICT);
        assertThat(rules.since(START - SECOND)).isEqualTo(HOUR);
        assertThat(known.renewed(known, START)).isEqualTo(known);
    }
}
