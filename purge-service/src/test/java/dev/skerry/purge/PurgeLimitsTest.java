package dev.skerry.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.purge.PurgeLimits.Limit;
import dev.skerry.purge.PurgeLimits.Refusal;
import dev.skerry.purge.PurgeLimits.Settings;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How much may be purged, on virtual time. */
final class PurgeLimitsTest {
    private static final SiteId DEMO = new SiteId("demo");
    private static final SiteId DOCS = new SiteId("docs");
    private static final List<PurgeSelector> EVERYTHING = List.of(new PurgeSelector.Everything());

    private long now = -7;

    private PurgeLimits limits(long perSecond, long burst, long everything) {
        return new PurgeLimits(new Settings(perSecond, burst, everything), () -> now);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private static List<PurgeSelector> keys(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> PurgeSelector.parse("key:k" + i))
                .toList();
    }

    @Test
    void a_burst_is_taken_and_then_the_average() {
        PurgeLimits limits = limits(100, 2_000, 0);
        assertThat(limits.take("a", DEMO, keys(1_000))).isEmpty();
        assertThat(limits.take("a", DEMO, keys(1_000))).isEmpty();
        assertThat(limits.take("a", DEMO, keys(100))).hasValue(new Refusal(Limit.SELECTORS, Duration.ofSeconds(1)));
        pass(Duration.ofMillis(999));
        assertThat(limits.take("a", DEMO, keys(100))).isPresent();
        pass(Duration.ofMillis(1));
        assertThat(limits.take("a", DEMO, keys(100))).isEmpty();
        pass(Duration.ofHours(1));
        assertThat(limits.take("a", DEMO, keys(1_000))).isEmpty();
        assertThat(limits.take("a", DEMO, keys(1_000))).isEmpty();
        assertThat(limits.take("a", DEMO, keys(1))).isPresent();
    }

    @Test
    void whole_hosts_and_sites_have_a_limit_of_their_own() {
        PurgeLimits limits = limits(1_000, 5_000, 2);
        assertThat(limits.take("a", DEMO, EVERYTHING)).isEmpty();
        assertThat(limits.take("a", DEMO, List.of(PurgeSelector.parse("host:demo.localhost"))))
                .isEmpty();
        assertThat(limits.take("a", DEMO, List.of(PurgeSelector.parse("key:a"), PurgeSelector.parse("prefix:/"))))
                .hasValue(new Refusal(Limit.EVERYTHING, Duration.ofSeconds(30)));
        assertThat(limits.take("a", DEMO, keys(1_000))).isEmpty();
        pass(Duration.ofSeconds(30));
        assertThat(limits.take("a", DEMO, EVERYTHING)).isEmpty();
    }

    @Test
    void a_purge_that_is_refused_costs_nothing_of_either() {
        PurgeLimits limits = limits(1, 1_000, 1);
        assertThat(limits.take("a", DEMO, keys(1_000))).isEmpty();
        assertThat(limits.take("a", DEMO, EVERYTHING)).map(Refusal::limit).hasValue(Limit.SELECTORS);
        pass(Duration.ofSeconds(1));
        assertThat(limits.take("a", DEMO, EVERYTHING)).isEmpty();
    }

    @Test
    void each_subject_and_each_site_has_its_own() {
        PurgeLimits limits = limits(1, 1_000, 0);
        assertThat(limits.take("a", DEMO, keys(1_000))).isEmpty();
        assertThat(limits.take("b", DEMO, keys(1_000))).isEmpty();
        assertThat(limits.take("a", DOCS, keys(1_000))).isEmpty();
        assertThat(limits.take("a", DEMO, keys(1))).isPresent();
    }

    @Test
    void nothing_is_limited_where_the_limit_is_0() {
        PurgeLimits limits = limits(0, 0, 0);
        for (int i = 0; i < 100; i++) {
            assertThat(limits.take("a", DEMO, keys(1_000))).isEmpty();
            assertThat(limits.take("a", DEMO, EVERYTHING)).isEmpty();
        }
    }

    @Test
    void who_has_been_idle_for_longest_is_forgotten() {
        PurgeLimits limits = limits(1, 1_000, 0);
        limits.take("first", DEMO, keys(1_000));
        limits.take("second", DEMO, keys(1_000));
        for (int i = 2; i < PurgeLimits.MAX_BUCKETS; i++) {
            limits.take("other-" + i, DEMO, keys(1));
        }
        assertThat(limits.take("first", DEMO, keys(1))).isPresent();
        limits.take("one more", DEMO, keys(1));
        assertThat(limits.take("first", DEMO, keys(1))).isPresent();
        assertThat(limits.take("second", DEMO, keys(1_000))).isEmpty();
    }

    @Test
    void a_setting_that_no_large_purge_would_pass_is_refused_by_its_name() {
        assertThatThrownBy(() -> new Settings(1, 999, 1)).hasMessageContaining("skerry.purge.limit.burst");
        assertThatThrownBy(() -> new Settings(-1, 5_000, 1)).hasMessageContaining("selectors-per-second");
        assertThatThrownBy(() -> new Settings(1, 5_000, -1)).hasMessageContaining("everything-per-minute");
    }
}
