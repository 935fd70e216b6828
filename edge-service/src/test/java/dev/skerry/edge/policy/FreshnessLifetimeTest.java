package dev.skerry.edge.policy;

import static dev.skerry.edge.policy.Messages.T;
import static dev.skerry.edge.policy.Messages.ok;
import static dev.skerry.edge.policy.Messages.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.policy.FreshnessLifetime.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreshnessLifetimeTest {
    private static final CacheRules TTL_90 = new CacheRules(90_000, SetCookieRule.BYPASS);

    /** T is Tue, 15 Nov 1994 08:12:31 GMT. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Cache-Control: max-age=60                                                    | 60   | MAX_AGE
            Cache-Control: max-age=60, s-maxage=30                                       | 30   | S_MAXAGE
            Cache-Control: s-maxage=30 // Expires: Tue, 15 Nov 1994 09:12:31 GMT         | 30   | S_MAXAGE
            Cache-Control: max-age=0 // Expires: Tue, 15 Nov 1994 09:12:31 GMT           | 0    | MAX_AGE
            Cache-Control: max-age=bad // Expires: Tue, 15 Nov 1994 09:12:31 GMT         | 0    | MAX_AGE
            Cache-Control: s-maxage=bad, max-age=60                                      | 0    | S_MAXAGE
            Cache-Control: public // Expires: Tue, 15 Nov 1994 09:12:31 GMT              | 3600 | EXPIRES
            Expires: Tue, 15 Nov 1994 09:12:31 GMT                                       | 3600 | EXPIRES
            Expires: Tue, 15 Nov 1994 09:12:31 GMT // Date: Tue, 15 Nov 1994 08:12:21 GMT | 3610 | EXPIRES
            Expires: Tue, 15 Nov 1994 09:12:31 GMT // Date: Tue, 15 Nov 1994 10:12:31 GMT | -3600 | EXPIRES
            Expires: Tue, 15 Nov 1994 09:12:31 GMT // Date: yesterday                    | 3600 | EXPIRES
            Expires: Tuesday, 15-Nov-94 09:12:31 GMT                                     | 3600 | EXPIRES
            Expires: Tue Nov 15 09:12:31 1994                                            | 3600 | EXPIRES
            Expires: tue, 15 nov 1994 09:12:31 gmt                                       | 3600 | EXPIRES
            Expires: Tue, 15 Nov 1994 09:12:31 UTC                                       | 0    | EXPIRES
            Expires: 0                                                                   | 0    | EXPIRES
            Expires: -1                                                                  | 0    | EXPIRES
            Expires:                                                                     | 0    | EXPIRES
            Expires: 0 // Expires: Tue, 15 Nov 1994 09:12:31 GMT                         | 0    | EXPIRES
            Expires: Tue, 15 Nov 1994 09:12:31 GMT // Expires: 0                         | 0    | EXPIRES
            Expires: Tue, 15 Nov 1994 09:12:31 GMT // Expires: Tue, 15 Nov 1994 09:12:31 GMT | 3600 | EXPIRES
            CDN-Cache-Control: max-age=5 // Cache-Control: s-maxage=60                   | 5    | CDN_CACHE_CONTROL
            CDN-Cache-Control: max-age=5, s-maxage=6                                     | 6    | CDN_CACHE_CONTROL
            Skerry-Cache-Control: max-age=7 // CDN-Cache-Control: max-age=5              | 7    | SKERRY_CACHE_CONTROL
            Surrogate-Control: max-age=8+9 // Cache-Control: max-age=60                  | 8    | SURROGATE_CONTROL
            CDN-Cache-Control: foo // Expires: Tue, 15 Nov 1994 09:12:31 GMT             | 0    | NONE
            X-Nothing: x                                                                 | 0    | NONE
            """)
    void rfc9111_4_2_1_the_strongest_source_decides(String fields, long seconds, Source source) {
        assertThat(FreshnessLifetime.of(ok(fields), T, CacheRules.DEFAULT))
                .isEqualTo(new FreshnessLifetime(seconds * 1000, source));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501})
    void rfc9111_4_2_2_a_tenth_of_the_time_since_the_last_modification(int status) {
        ResponseHead head = response(status, "Last-Modified: " + Messages.date(-1000));
        assertThat(FreshnessLifetime.of(head, T, CacheRules.DEFAULT))
                .isEqualTo(new FreshnessLifetime(100_000, Source.HEURISTIC));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 202, 299, 302, 303, 307, 400, 403, 418, 499, 500, 502, 503, 504, 599})
    void rfc9111_4_2_2_no_heuristic_for_a_status_that_does_not_define_it(int status) {
        ResponseHead head = response(status, "Last-Modified: " + Messages.date(-1000));
        assertThat(FreshnessLifetime.of(head, T, TTL_90)).isEqualTo(new FreshnessLifetime(0, Source.NONE));
    }

    @Test
    void rfc9111_4_2_2_public_allows_the_heuristic_on_any_status() {
        ResponseHead head = response(599, "Cache-Control: public // Last-Modified: " + Messages.date(-1000));
        assertThat(FreshnessLifetime.of(head, T, CacheRules.DEFAULT).millis()).isEqualTo(100_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Last-Modified: never", "Last-Modified: Tue, 15 Nov 1994 08:12:31 GMT"})
    void rfc9111_4_2_2_no_heuristic_from_a_modification_that_is_unknown_or_not_past(String fields) {
        assertThat(FreshnessLifetime.of(ok(fields), T, CacheRules.DEFAULT).source())
                .isEqualTo(Source.NONE);
    }

    @Test
    void rfc9111_4_2_2_the_heuristic_counts_from_date() {
        ResponseHead head = ok("Last-Modified: " + Messages.date(-1000) + " // Date: " + Messages.date(-500));
        assertThat(FreshnessLifetime.of(head, T, CacheRules.DEFAULT).millis()).isEqualTo(50_000);
    }

    @Test
    void rfc9111_4_2_2_the_heuristic_goes_no_further_than_a_day() {
        long day = 86_400_000;
        ResponseHead head = ok("Last-Modified: " + Messages.date(-9_000_000));
        ResponseHead old = ok("Date: Fri, 31 Dec 9999 23:59:59 GMT // Last-Modified: Mon, 01 Jan 0001 00:00:00 GMT");
        assertThat(FreshnessLifetime.of(head, T, CacheRules.DEFAULT).millis()).isEqualTo(day);
        assertThat(FreshnessLifetime.of(old, T, CacheRules.DEFAULT).millis()).isEqualTo(day);
    }

    @Test
    void the_sites_default_takes_the_place_of_the_heuristic_only() {
        FreshnessLifetime siteDefault = new FreshnessLifetime(90_000, Source.SITE_DEFAULT);
        assertThat(FreshnessLifetime.of(ok(null), T, TTL_90)).isEqualTo(siteDefault);
        assertThat(FreshnessLifetime.of(ok("Last-Modified: " + Messages.date(-1000)), T, TTL_90))
                .isEqualTo(siteDefault);
        assertThat(FreshnessLifetime.of(ok("Cache-Control: max-age=0"), T, TTL_90)
                        .source())
                .isEqualTo(Source.MAX_AGE);
        assertThat(FreshnessLifetime.of(ok("Expires: 0"), T, TTL_90).source()).isEqualTo(Source.EXPIRES);
    }

    @Test
    void rfc9111_1_2_2_no_lifetime_is_longer_than_2_to_the_31_seconds() {
        long max = (1L << 31) * 1000;
        ResponseHead far = ok("Expires: Fri, 31 Dec 9999 23:59:59 GMT");
        assertThat(FreshnessLifetime.of(far, T, CacheRules.DEFAULT).millis()).isEqualTo(max);
        assertThat(FreshnessLifetime.of(ok(null), T, new CacheRules(Long.MAX_VALUE, SetCookieRule.STORE))
                        .millis())
                .isEqualTo(max);
    }
}
