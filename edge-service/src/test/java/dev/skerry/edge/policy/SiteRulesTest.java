package dev.skerry.edge.policy;

import static dev.skerry.edge.policy.Messages.T;
import static dev.skerry.edge.policy.Messages.get;
import static dev.skerry.edge.policy.Messages.ok;
import static dev.skerry.edge.policy.Messages.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.edge.policy.CacheRules.Option;
import dev.skerry.edge.policy.CacheRules.Stale;
import dev.skerry.edge.policy.CacheRules.Ttl;
import dev.skerry.edge.policy.FreshnessLifetime.Source;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a site decides where the RFCs leave it open: lifetimes, stale windows, paths that bypass the cache. */
class SiteRulesTest {
    /** Default 100 s, at least 20 s, at most 200 s, errors 10 s. */
    private static final CacheRules BOUNDED = CacheRules.DEFAULT.with(new Ttl(100_000, 20_000, 200_000, 10_000));

    private static final CacheRules WINDOWS = CacheRules.DEFAULT.with(new Stale(30_000, 60_000, false));
    private static final CacheRules SHARED = CacheRules.DEFAULT.with(new Stale(0, 0, true));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            200 | Cache-Control: max-age=60                       | 60  | MAX_AGE
            200 | Cache-Control: max-age=20                       | 20  | MAX_AGE
            200 | Cache-Control: max-age=200                      | 200 | MAX_AGE
            200 | Cache-Control: max-age=5                        | 20  | SITE_MINIMUM
            200 | Cache-Control: s-maxage=0                       | 20  | SITE_MINIMUM
            200 | Expires: 0                                      | 20  | SITE_MINIMUM
            200 | CDN-Cache-Control: max-age=1                    | 20  | SITE_MINIMUM
            200 | Cache-Control: max-age=5, must-revalidate       | 20  | SITE_MINIMUM
            200 | Cache-Control: max-age=5, no-cache              | 5   | MAX_AGE
            200 | Cache-Control: max-age=5, no-store              | 5   | MAX_AGE
            200 | Cache-Control: max-age=5, private               | 5   | MAX_AGE
            200 | Cache-Control: max-age=5, no-cache="set-cookie" | 20  | SITE_MINIMUM
            200 | Cache-Control: max-age=201                      | 200 | SITE_MAXIMUM
            200 | Cache-Control: max-age=999, no-cache            | 200 | SITE_MAXIMUM
            200 | X: x                                            | 100 | SITE_DEFAULT
            302 | X: x                                            | 0   | NONE
            302 | Cache-Control: max-age=5                        | 20  | SITE_MINIMUM
            404 | X: x                                            | 10  | SITE_NEGATIVE
            405 | X: x                                            | 10  | SITE_NEGATIVE
            410 | X: x                                            | 10  | SITE_NEGATIVE
            414 | X: x                                            | 10  | SITE_NEGATIVE
            501 | X: x                                            | 10  | SITE_NEGATIVE
            403 | X: x                                            | 0   | NONE
            403 | Cache-Control: public                           | 10  | SITE_NEGATIVE
            400 | Cache-Control: public                           | 10  | SITE_NEGATIVE
            500 | Cache-Control: public                           | 100 | SITE_DEFAULT
            503 | Cache-Control: public                           | 100 | SITE_DEFAULT
            404 | Cache-Control: max-age=5                        | 20  | SITE_MINIMUM
            404 | Cache-Control: max-age=60                       | 60  | MAX_AGE
            """)
    void lifetimes_stay_within_the_sites_bounds(int status, String fields, long seconds, Source source) {
        assertThat(FreshnessLifetime.of(response(status, fields), T, BOUNDED))
                .isEqualTo(new FreshnessLifetime(seconds * 1000, source));
    }

    @Test
    void errors_are_left_to_the_default_and_the_heuristic_unless_the_site_says_more() {
        CacheRules onlyDefault = CacheRules.DEFAULT.with(new Ttl(100_000, 0, 0, 0));
        assertThat(FreshnessLifetime.of(response(404, null), T, onlyDefault).source())
                .isEqualTo(Source.SITE_DEFAULT);
        CacheRules onlyMaximum = CacheRules.DEFAULT.with(new Ttl(0, 0, 5_000, 10_000));
        assertThat(FreshnessLifetime.of(response(404, null), T, onlyMaximum))
                .isEqualTo(new FreshnessLifetime(5_000, Source.SITE_MAXIMUM));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            200 | Cache-Control: max-age=5, no-store | no-store
            200 | Cache-Control: max-age=5, private  | private
            302 | X: x                               | no-freshness
            403 | X: x                               | no-freshness
            429 | Cache-Control: max-age=60          | status-never-stored
            302 | Cache-Control: max-age=5           | stored
            302 | Cache-Control: max-age=500         | stored
            404 | X: x                               | stored
            302 | Expires: Tue, 15 Nov 1994 09:12:31 GMT | stored
            302 | CDN-Cache-Control: foo // Expires: Tue, 15 Nov 1994 09:12:31 GMT | no-freshness
            """)
    void rfc9111_3_a_least_lifetime_makes_nothing_storable_that_was_not(int status, String fields, String outcome) {
        StoreDecision decision = Storability.decide(get(null), response(status, fields), T, BOUNDED);
        assertThat(
                        switch (decision) {
                            case StoreDecision.Store stored -> "stored";
                            case StoreDecision.Refuse(StoreRefusal reason) -> reason.text();
                        })
                .isEqualTo(outcome);
    }

    @Test
    void rfc9111_3_a_window_of_the_site_makes_a_response_reusable() {
        ResponseHead short0 = ok("Cache-Control: max-age=0");
        assertThat(Storability.decide(get(null), short0, T, CacheRules.DEFAULT))
                .isEqualTo(new StoreDecision.Refuse(StoreRefusal.NOT_REUSABLE));
        assertThat(Storability.decide(get(null), short0, T, WINDOWS)).isInstanceOf(StoreDecision.Store.class);
    }

    private static String decide(CacheRules rules, @Nullable String client, String directives, long ageSeconds) {
        ResponseHead head = ok("Cache-Control: " + directives + " // ETag: \"a\"");
        StoredView view = new StoredView(head, T, T, FreshnessLifetime.of(head, T, rules));
        return switch (Reuse.decide(get(client), view, PurgeVerdict.VALID, T + ageSeconds * 1000, rules)) {
            case ReuseDecision.Serve serve -> "serve";
            case ReuseDecision.ServeStale stale -> stale.reason().text();
            case ReuseDecision.Revalidate ask -> ask.mayServeStaleOnError() ? "ask or stale" : "ask";
            case ReuseDecision.Fetch fetch -> "fetch";
            case ReuseDecision.Unsatisfiable none -> "504";
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max-age=60                            | 60  | stale-while-revalidate
            max-age=60                            | 89  | stale-while-revalidate
            max-age=60                            | 90  | ask or stale
            max-age=60                            | 119 | ask or stale
            max-age=60                            | 120 | ask
            max-age=60, stale-while-revalidate=0  | 60  | ask or stale
            max-age=60, stale-if-error=0          | 90  | ask
            max-age=60, stale-while-revalidate=90 | 100 | stale-while-revalidate
            max-age=60, must-revalidate           | 60  | ask
            max-age=60, proxy-revalidate          | 60  | ask
            max-age=60, no-cache                  | 0   | ask
            s-maxage=60                           | 60  | ask
            s-maxage=60, stale-while-revalidate=9 | 60  | ask
            """)
    void rfc5861_windows_of_the_site_are_for_responses_that_state_none_and_forbid_nothing(
            String directives, long age, String decision) {
        assertThat(decide(WINDOWS, null, directives, age)).isEqualTo(decision);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            s-maxage=60, stale-while-revalidate=30                     | 60 | stale-while-revalidate
            s-maxage=60, stale-while-revalidate=30                     | 90 | ask
            s-maxage=60, stale-if-error=30                             | 60 | ask or stale
            s-maxage=60, stale-if-error=30                             | 90 | ask
            s-maxage=60                                                | 60 | ask
            s-maxage=60, stale-while-revalidate=30, must-revalidate    | 60 | ask
            s-maxage=60, stale-while-revalidate=30, proxy-revalidate   | 60 | ask
            s-maxage=60, stale-while-revalidate=30, no-cache           | 60 | ask
            """)
    void rfc9111_5_2_2_10_a_site_may_take_a_window_beside_s_maxage_for_meant(
            String directives, long age, String decision) {
        assertThat(decide(SHARED, null, directives, age)).isEqualTo(decision);
        assertThat(decide(CacheRules.DEFAULT, null, directives, age)).isEqualTo("ask");
    }

    @Test
    void rfc9111_5_2_1_2_max_stale_of_a_client_is_no_reason_to_pass_over_s_maxage() {
        assertThat(decide(SHARED, "Cache-Control: max-stale", "s-maxage=60, stale-if-error=30", 70))
                .isEqualTo("ask or stale");
        assertThat(decide(SHARED, "Cache-Control: max-stale", "max-age=60, stale-if-error=30", 70))
                .isEqualTo("max-stale");
    }

    @Test
    void rfc5861_4_the_sites_window_counts_when_the_origin_fails() {
        ResponseHead head = ok("Cache-Control: max-age=60");
        StoredView view = new StoredView(head, T, T, FreshnessLifetime.of(head, T, WINDOWS));
        assertThat(Reuse.mayStandIn(get(null), view, PurgeVerdict.VALID, T + 119_000, WINDOWS))
                .isTrue();
        assertThat(Reuse.mayStandIn(get(null), view, PurgeVerdict.VALID, T + 120_000, WINDOWS))
                .isFalse();
        assertThat(Reuse.mayStandIn(get(null), view, PurgeVerdict.UNPROVEN, T + 70_000, WINDOWS))
                .isFalse();
        assertThat(Reuse.mayStandIn(get(null), view, PurgeVerdict.VALID, T + 70_000, CacheRules.DEFAULT))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin",
                "/;x/admin",
                "/admin?x",
                "/admin/",
                "/admin/a/b?c",
                "//admin//a",
                "/admin;x=1/a",
                "/admin%3Bx/a",
                "/admin%2Fa",
                "/admin%5Ca",
                "/api/private/x",
                "/api;v=1/private"
            })
    void a_path_at_or_below_a_prefix_bypasses_the_cache(String target) {
        assertThat(PathPrefixes.of(List.of("/admin", "/api/private")).match(target))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/administration", "/a/admin", "/api", "/api/privately", "/x?/admin/", "/Admin"})
    void other_paths_do_not(String target) {
        assertThat(PathPrefixes.of(List.of("/admin", "/api/private")).match(target))
                .isFalse();
        assertThat(PathPrefixes.NONE.match(target)).isFalse();
        assertThat(PathPrefixes.of(List.of("/")).match(target)).isTrue();
    }

    @Test
    void spans_that_can_not_be_are_refused() {
        assertThatThrownBy(() -> new Ttl(-1, 0, 0, 0)).hasMessage("default TTL -1 ms is negative: use 0 or more");
        assertThatThrownBy(() -> new Ttl(0, -1, 0, 0)).hasMessageContaining("minimum TTL -1 ms is negative");
        assertThatThrownBy(() -> new Ttl(0, 0, -1, 0)).hasMessageContaining("maximum TTL -1 ms is negative");
        assertThatThrownBy(() -> new Ttl(0, 0, 0, -1)).hasMessageContaining("negative TTL -1 ms is negative");
        assertThatThrownBy(() -> new Ttl(0, 2, 1, 0)).hasMessageContaining("minimum TTL 2 ms is over the maximum of 1");
        assertThat(new Ttl(0, 2, 2, 0).minMs()).isEqualTo(new Ttl(0, 2, 0, 0).minMs());
        assertThatThrownBy(() -> new Stale(-1, 0, false)).hasMessageContaining("while-revalidate -1 ms is negative");
        assertThatThrownBy(() -> new Stale(0, -1, false)).hasMessageContaining("stale-if-error -1 ms is negative");
    }

    @Test
    void rules_are_changed_one_by_one() {
        CacheRules all = BOUNDED.with(new Stale(1, 2, true)).with(Option.SHOW_KEY, Option.EARLY_HINTS);
        assertThat(all.ttl()).isEqualTo(BOUNDED.ttl());
        assertThat(all.stale()).isEqualTo(new Stale(1, 2, true));
        assertThat(all.showsKey()).isTrue();
        assertThat(all.earlyHints()).isTrue();
        assertThat(all.stripsCdnCacheControl()).isFalse();
        assertThat(all.refusesDeception()).isFalse();
        CacheRules other = all.with(Option.STRIP_CDN_CACHE_CONTROL, Option.REFUSE_DECEPTION);
        assertThat(other.showsKey()).isFalse();
        assertThat(other.earlyHints()).isFalse();
        assertThat(other.stripsCdnCacheControl()).isTrue();
        assertThat(other.refusesDeception()).isTrue();
        assertThat(other.with(Ttl.NONE).with(Stale.NONE).with()).isEqualTo(CacheRules.DEFAULT);
    }
}
