package dev.skerry.edge.policy;

import static dev.skerry.edge.policy.Messages.T;
import static dev.skerry.edge.policy.Messages.get;
import static dev.skerry.edge.policy.Messages.ok;
import static dev.skerry.edge.policy.Messages.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReuseTest {
    private static final String E = " // ETag: \"a\"";

    private static StoredView stored(String fields) {
        ResponseHead head = ok(fields);
        return new StoredView(head, T, T, FreshnessLifetime.of(head, T, CacheRules.DEFAULT));
    }

    /** The decision as a line of text, seconds for milliseconds. */
    private static String decide(@Nullable String client, String fields, PurgeVerdict verdict, long ageMs) {
        return text(Reuse.decide(get(client), stored(fields), verdict, T + ageMs, CacheRules.DEFAULT));
    }

    private static String text(ReuseDecision decision) {
        return switch (decision) {
            case ReuseDecision.Serve serve -> "serve " + serve.remainingMs() / 1000;
            case ReuseDecision.ServeStale stale ->
                "stale " + stale.remainingMs() / 1000 + " " + stale.reason().text();
            case ReuseDecision.Revalidate ask ->
                "ask " + ask.reason() + (ask.mayServeStaleOnError() ? " or stale" : "");
            case ReuseDecision.Fetch fetch -> "fetch " + fetch.reason();
            case ReuseDecision.Unsatisfiable _ -> "504";
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # Cache-Control of the stored response                | age | decision
            max-age=60                                            | 0   | serve 60
            max-age=60                                            | 59  | serve 1
            max-age=60                                            | 60  | ask STALE
            max-age=60                                            | 600 | ask STALE
            max-age=60, immutable                                 | 59  | serve 1
            max-age=60, immutable                                 | 60  | ask STALE
            max-age=60, must-revalidate                           | 59  | serve 1
            max-age=60, must-revalidate                           | 60  | ask STALE
            max-age=0                                             | 0   | ask STALE
            max-age=60, no-cache                                  | 0   | ask NO_CACHE
            max-age=60, no-cache=x                                | 0   | serve 60
            max-age=60, stale-while-revalidate=30                 | 59  | serve 1
            max-age=60, stale-while-revalidate=30                 | 60  | stale 0 stale-while-revalidate
            max-age=60, stale-while-revalidate=30                 | 89  | stale -29 stale-while-revalidate
            max-age=60, stale-while-revalidate=30                 | 90  | ask STALE
            max-age=60, stale-while-revalidate=0                  | 60  | ask STALE
            max-age=60, stale-while-revalidate=x                  | 60  | ask STALE
            max-age=60, stale-while-revalidate=30, must-revalidate  | 60 | ask STALE
            max-age=60, stale-while-revalidate=30, proxy-revalidate | 60 | ask STALE
            max-age=60, stale-while-revalidate=30, no-cache       | 60  | ask NO_CACHE
            s-maxage=60, stale-while-revalidate=30                | 60  | ask STALE
            max-age=60, stale-if-error=30                         | 60  | ask STALE or stale
            max-age=60, stale-if-error=30                         | 89  | ask STALE or stale
            max-age=60, stale-if-error=30                         | 90  | ask STALE
            max-age=60, stale-if-error=30, must-revalidate        | 60  | ask STALE
            max-age=60, stale-if-error=30, proxy-revalidate       | 60  | ask STALE
            s-maxage=60, stale-if-error=30                        | 60  | ask STALE
            max-age=60, stale-if-error=30, no-cache               | 0   | ask NO_CACHE
            max-age=60, stale-while-revalidate=9, stale-if-error=30 | 65 | stale -5 stale-while-revalidate
            max-age=60, stale-while-revalidate=9, stale-if-error=30 | 70 | ask STALE or stale
            """)
    void rfc9111_4_2_and_5861_fresh_is_served_and_stale_only_in_its_windows(
            String directives, long age, String decision) {
        assertThat(decide(null, "Cache-Control: " + directives + E, PurgeVerdict.VALID, age * 1000))
                .isEqualTo(decision);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # request                             | stored Cache-Control       | age | decision
            Cache-Control: no-cache               | max-age=60                 | 0   | ask REQUEST
            Cache-Control: no-cache               | max-age=60, stale-if-error=9 | 0 | ask REQUEST
            Pragma: no-cache                      | max-age=60                 | 0   | ask REQUEST
            Pragma: No-Cache                      | max-age=60                 | 0   | ask REQUEST
            Pragma: foo                           | max-age=60                 | 0   | serve 60
            Pragma: no-cache // Cache-Control: foo | max-age=60                | 0   | serve 60
            Cache-Control: no-store               | max-age=60                 | 0   | serve 60
            Cache-Control: max-age=0              | max-age=60                 | 0   | serve 60
            Cache-Control: max-age=0              | max-age=60                 | 1   | ask REQUEST
            Cache-Control: max-age=10             | max-age=60                 | 10  | serve 50
            Cache-Control: max-age=10             | max-age=60                 | 11  | ask REQUEST
            Cache-Control: max-age=x              | max-age=60                 | 1   | ask REQUEST
            Cache-Control: max-age=90             | max-age=60                 | 60  | ask STALE
            Cache-Control: max-age=90             | max-age=60, stale-while-revalidate=30 | 60 | ask STALE
            Cache-Control: max-age=90, max-stale  | max-age=60                 | 60  | stale 0 max-stale
            Cache-Control: max-age=90, max-stale  | max-age=60                 | 91  | ask REQUEST
            Cache-Control: min-fresh=50           | max-age=60                 | 10  | serve 50
            Cache-Control: min-fresh=50           | max-age=60                 | 11  | ask REQUEST
            Cache-Control: min-fresh=0            | max-age=60                 | 59  | serve 1
            Cache-Control: min-fresh=0            | max-age=60, stale-while-revalidate=9 | 60 | ask STALE
            Cache-Control: max-stale              | max-age=60                 | 600 | stale -540 max-stale
            Cache-Control: max-stale=10           | max-age=60                 | 70  | stale -10 max-stale
            Cache-Control: max-stale=10           | max-age=60                 | 71  | ask STALE
            Cache-Control: max-stale=x            | max-age=60                 | 61  | ask STALE
            Cache-Control: max-stale              | max-age=60, must-revalidate | 60 | ask STALE
            Cache-Control: max-stale              | max-age=60, proxy-revalidate | 60 | ask STALE
            Cache-Control: max-stale              | s-maxage=60                | 60  | ask STALE
            Cache-Control: max-stale              | max-age=60, no-cache       | 0   | ask NO_CACHE
            Cache-Control: max-stale              | max-age=60, stale-while-revalidate=9 | 60 | stale 0 stale-while-revalidate
            Cache-Control: only-if-cached         | max-age=60                 | 0   | serve 60
            Cache-Control: only-if-cached         | max-age=60                 | 60  | 504
            Cache-Control: only-if-cached, max-stale | max-age=60              | 60  | stale 0 max-stale
            Cache-Control: only-if-cached, no-cache | max-age=60               | 0   | 504
            Cache-Control: only-if-cached         | max-age=60, no-cache       | 0   | 504
            Cache-Control: stale-if-error=30      | max-age=60                 | 89  | ask STALE or stale
            Cache-Control: stale-if-error=30      | max-age=60                 | 90  | ask STALE
            Cache-Control: stale-if-error=30      | max-age=60, stale-if-error=5 | 89 | ask STALE or stale
            Cache-Control: stale-if-error=5       | max-age=60, stale-if-error=30 | 89 | ask STALE or stale
            Cache-Control: stale-if-error=30      | max-age=60, must-revalidate | 60 | ask STALE
            """)
    void rfc9111_5_2_1_what_a_client_may_ask(String client, String directives, long age, String decision) {
        assertThat(decide(client, "Cache-Control: " + directives + E, PurgeVerdict.VALID, age * 1000))
                .isEqualTo(decision);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # verdict   | stored Cache-Control                    | age | decision
            VALID       | max-age=60                              | 1   | serve 59
            SOFT_PURGED | max-age=60                              | 1   | ask PURGED_SOFT
            SOFT_PURGED | max-age=60, stale-while-revalidate=30   | 1   | stale 0 stale-while-revalidate
            SOFT_PURGED | max-age=60, stale-while-revalidate=30   | 89  | stale -29 stale-while-revalidate
            SOFT_PURGED | max-age=60, stale-while-revalidate=30   | 90  | ask PURGED_SOFT
            SOFT_PURGED | max-age=60, stale-while-revalidate=30, must-revalidate | 1 | ask PURGED_SOFT
            SOFT_PURGED | max-age=60, stale-if-error=30           | 1   | ask PURGED_SOFT or stale
            SOFT_PURGED | max-age=60, stale-if-error=30           | 90  | ask PURGED_SOFT
            UNPROVEN    | max-age=60, stale-while-revalidate=30, stale-if-error=30 | 1 | ask UNPROVEN
            HARD_PURGED | max-age=60, stale-while-revalidate=30, stale-if-error=30 | 1 | fetch PURGED_HARD
            """)
    void a_purge_counts_over_freshness(PurgeVerdict verdict, String directives, long age, String decision) {
        assertThat(decide(null, "Cache-Control: " + directives + E, verdict, age * 1000))
                .isEqualTo(decision);
    }

    @ParameterizedTest
    @EnumSource(PurgeVerdict.class)
    void nothing_that_a_client_says_revives_what_is_purged_or_unproven(PurgeVerdict verdict) {
        String decision = decide(
                "Cache-Control: max-stale, stale-if-error=900, only-if-cached",
                "Cache-Control: max-age=60" + E,
                verdict,
                0);
        assertThat(decision)
                .isEqualTo(
                        switch (verdict) {
                            case VALID -> "serve 60";
                            case SOFT_PURGED -> "stale 0 max-stale";
                            case HARD_PURGED, GROUP_INVALIDATED, UNPROVEN, LEASE_LOST, BEHIND -> "504";
                        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ETag: "a"                              | true
            ETag: "a" // Content-Encoding: gzip    | true
            ETag: W/"a"                            | true
            ETag: W/"a" // Content-Encoding: gzip  | false
            ETag: a                                | false
            X: y                                   | false
            """)
    void rfc9110_8_8_1_a_weak_tag_does_not_choose_among_codings(String fields, boolean may) {
        assertThat(Reuse.mayBeChosenByTag(stored("Cache-Control: max-age=60 // " + fields)))
                .isEqualTo(may);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            # validators                                               | verdict           | asked with
            ETag: "a" // Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT  | SOFT_PURGED       | if-none-match if-modified-since
            ETag: "a" // Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT  | GROUP_INVALIDATED | if-none-match if-modified-since
            ETag: "a" // Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT  | UNPROVEN          | if-none-match
            ETag: "a" // Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT  | LEASE_LOST        | if-none-match
            ETag: "a" // Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT  | BEHIND            | if-none-match
            ETag: W/"a"                                                | GROUP_INVALIDATED | if-none-match
            ETag: W/"a" // Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT | UNPROVEN         | nothing
            ETag: W/"a"                                                | LEASE_LOST        | nothing
            Last-Modified: Thu, 01 Jan 2026 00:00:00 GMT               | BEHIND            | nothing
            """)
    void rfc9110_8_8_1_where_a_hard_purge_may_be_unknown_only_a_strong_validator_proves_anything(
            String validators, PurgeVerdict verdict, String asked) {
        ReuseDecision decision = Reuse.decide(
                get(null), stored("Cache-Control: max-age=60 // " + validators), verdict, T, CacheRules.DEFAULT);
        String fields = switch (decision) {
            case ReuseDecision.Revalidate ask -> names(ask.conditional());
            case ReuseDecision.Fetch _ -> "nothing";
            case ReuseDecision.Serve _, ReuseDecision.ServeStale _, ReuseDecision.Unsatisfiable _ -> "no question";
        };
        assertThat(fields).isEqualTo(asked);
    }

    private static String names(Fields fields) {
        List<String> names = new ArrayList<>();
        fields.forEach(line -> names.add(line.name()));
        return String.join(" ", names);
    }

    @ParameterizedTest
    @CsvSource({"VALID, true", "SOFT_PURGED, true", "HARD_PURGED, false", "UNPROVEN, false"})
    void a_failing_origin_does_not_bring_back_what_is_hard_purged_or_unproven(PurgeVerdict verdict, boolean may) {
        StoredView view = stored("Cache-Control: max-age=60, stale-if-error=30");
        assertThat(Reuse.mayStandIn(get(null), view, verdict, T + 70_000, CacheRules.DEFAULT))
                .isEqualTo(may);
        assertThat(Reuse.mayStandIn(get("Cache-Control: no-cache"), view, verdict, T, CacheRules.DEFAULT))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "59999, serve 0",
        "60000, stale 0 stale-while-revalidate",
        "89999, stale -29 stale-while-revalidate",
        "90000, ask STALE"
    })
    void rfc5861_3_windows_end_to_the_millisecond(long ageMs, String decision) {
        assertThat(decide(null, "Cache-Control: max-age=60, stale-while-revalidate=30" + E, PurgeVerdict.VALID, ageMs))
                .isEqualTo(decision);
    }

    @Test
    void rfc9111_4_3_1_both_validators_are_sent_as_the_origin_gave_them() {
        ReuseDecision decision = Reuse.decide(
                get("If-None-Match: \"client\""),
                stored("Cache-Control: max-age=0 // ETag: W/\"a\" // Last-Modified: tue, 15 nov 1994 08:12:31 gmt"),
                PurgeVerdict.VALID,
                T,
                CacheRules.DEFAULT);
        assertThat(decision)
                .isInstanceOfSatisfying(
                        ReuseDecision.Revalidate.class,
                        ask -> assertThat(ask.conditional())
                                .isEqualTo(Fields.of(
                                        "if-none-match",
                                        "W/\"a\"",
                                        "if-modified-since",
                                        "tue, 15 nov 1994 08:12:31 gmt")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max-age=0                   | VALID       | fetch STALE
            max-age=0                   | SOFT_PURGED | fetch PURGED_SOFT
            max-age=60                  | UNPROVEN    | fetch UNPROVEN
            max-age=0, stale-if-error=9 | VALID       | ask STALE or stale
            """)
    void rfc9111_4_3_1_without_validator_a_response_is_of_use_only_on_an_error(
            String directives, PurgeVerdict verdict, String decision) {
        assertThat(decide(null, "Cache-Control: " + directives, verdict, 0)).isEqualTo(decision);
        assertThat(decide(null, "Cache-Control: " + directives + " // ETag: // Last-Modified:", verdict, 0))
                .isEqualTo(decision);
    }

    @Test
    void rfc9111_3_nothing_stored_is_a_miss() {
        assertThat(text(Reuse.decide(get(null), null, PurgeVerdict.VALID, T, CacheRules.DEFAULT)))
                .isEqualTo("fetch URI_MISS");
        assertThat(text(Reuse.decide(
                        get("Cache-Control: only-if-cached"), null, PurgeVerdict.VALID, T, CacheRules.DEFAULT)))
                .isEqualTo("504");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "M-SEARCH", "get"})
    void rfc9110_9_2_3_other_methods_go_to_the_origin(String method) {
        RequestHead request = request(method, "Cache-Control: only-if-cached");
        assertThat(text(Reuse.decide(
                        request, stored("Cache-Control: max-age=60"), PurgeVerdict.VALID, T, CacheRules.DEFAULT)))
                .isEqualTo("fetch METHOD");
    }

    @Test
    void rfc9110_9_3_2_head_is_answered_from_a_stored_get() {
        assertThat(Reuse.decide(
                        request("HEAD", null),
                        stored("Cache-Control: max-age=60"),
                        PurgeVerdict.VALID,
                        T,
                        CacheRules.DEFAULT))
                .isEqualTo(new ReuseDecision.Serve(0, 60_000));
    }

    @ParameterizedTest
    @CsvSource({"BYPASS, fetch BYPASS", "STRIP, fetch BYPASS", "STORE, serve 60"})
    void a_cookie_stored_under_an_earlier_rule_is_not_served(SetCookieRule rule, String decision) {
        StoredView view = stored("Cache-Control: max-age=60 // Set-Cookie: a=b");
        assertThat(text(Reuse.decide(get(null), view, PurgeVerdict.VALID, T, new CacheRules(0, rule))))
                .isEqualTo(decision);
    }

    @Test
    void rfc9213_targeted_directives_decide_on_reuse_alone() {
        String noCache =
                "Cache-Control: no-cache, must-revalidate // CDN-Cache-Control: max-age=60, stale-while-revalidate=9";
        assertThat(decide(null, noCache, PurgeVerdict.VALID, 0)).isEqualTo("serve 60");
        assertThat(decide(null, noCache, PurgeVerdict.VALID, 60_000)).isEqualTo("stale 0 stale-while-revalidate");
        assertThat(decide(null, "Cache-Control: max-age=60 // CDN-Cache-Control: no-cache" + E, PurgeVerdict.VALID, 0))
                .isEqualTo("ask NO_CACHE");
        assertThat(decide(null, "CDN-Cache-Control: max-age=60 // Age: 60" + E, PurgeVerdict.VALID, 0))
                .isEqualTo("ask STALE");
    }

    @Test
    void every_reason_to_fetch_has_a_text_of_its_own() {
        assertThat(FetchReason.values())
                .extracting(FetchReason::text)
                .doesNotHaveDuplicates()
                .allMatch(text -> text.matches("[a-z-]+"));
        assertThat(FetchReason.values())
                .extracting(FetchReason::fwd)
                .isSubsetOf("bypass", "method", "uri-miss", "vary-miss", "miss", "request", "stale", "partial");
    }

    @Test
    void rfc9111_4_3_1_the_origin_chooses_among_the_tags_of_what_is_stored() {
        assertThat(Reuse.choice(List.of(
                        stored("ETag: \"a\""),
                        stored("X: y"),
                        stored("ETag: W/\"b\""),
                        stored("ETag: c"),
                        stored("ETag: \"a\""))))
                .isEqualTo(Fields.of("if-none-match", "\"a\", W/\"b\""));
        assertThat(Reuse.choice(List.of(stored("X: y")))).isEqualTo(Fields.EMPTY);
    }

    @Test
    void rfc9110_13_1_a_request_asks_for_less_than_the_whole_by_what_was_not_asked_upstream() {
        assertThat(get("Range: bytes=0-1").asksForLess(Fields.EMPTY)).isTrue();
        assertThat(get("Range: bytes=0-1").asksForLess(Fields.of("range", "bytes=0-1")))
                .isFalse();
        assertThat(get("If-None-Match: \"a\"").asksForLess(Fields.of("if-none-match", "\"b\"")))
                .isTrue();
        assertThat(get("X: y").asksForLess(Fields.of("range", "bytes=0-1"))).isFalse();
        assertThat(get(null).withMethod("HEAD").method()).isEqualTo("HEAD");
        assertThat(get(null).withMethod("HEAD").withMethod("GET")).isEqualTo(get(null));
    }

    @Test
    void rfc9110_14_2_and_13_1_5_a_head_asks_for_the_whole_whatever_range_it_names() {
        assertThat(request("HEAD", "Range: bytes=0-1 // If-Range: \"a\"").asksForLess(Fields.EMPTY))
                .isFalse();
        assertThat(get("If-Range: \"a\"").asksForLess(Fields.EMPTY)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "200, false",
        "404, false",
        "429, false",
        "499, false",
        "500, true",
        "501, false",
        "502, true",
        "503, true",
        "504, true",
        "505, false"
    })
    void rfc5861_4_an_error_is_one_of_four_statuses(int status, boolean failure) {
        assertThat(Reuse.isFailure(status)).isEqualTo(failure);
    }

    @Test
    void rfc9111_4_only_what_is_served_uses_the_stored_response() {
        assertThat(new ReuseDecision.Serve(0, 1).usesStored()).isTrue();
        assertThat(new ReuseDecision.ServeStale(1, 0, StaleReason.MAX_STALE).usesStored())
                .isTrue();
        assertThat(new ReuseDecision.Revalidate(FetchReason.STALE, Fields.EMPTY, true).usesStored())
                .isFalse();
        assertThat(new ReuseDecision.Fetch(FetchReason.URI_MISS).usesStored()).isFalse();
        assertThat(new ReuseDecision.Unsatisfiable().usesStored()).isFalse();
    }

    @Test
    void rfc9110_9_2_1_other_methods_go_on() {
        assertThat(Reuse.decide(request("POST", null), null, PurgeVerdict.VALID, T, CacheRules.DEFAULT))
                .isEqualTo(new ReuseDecision.Fetch(FetchReason.METHOD));
    }
}
