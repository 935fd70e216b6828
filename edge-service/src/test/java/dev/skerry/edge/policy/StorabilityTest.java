package dev.skerry.edge.policy;

import static dev.skerry.edge.policy.Messages.T;
import static dev.skerry.edge.policy.Messages.get;
import static dev.skerry.edge.policy.Messages.ok;
import static dev.skerry.edge.policy.Messages.request;
import static dev.skerry.edge.policy.Messages.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.policy.StoreDecision.Refuse;
import dev.skerry.edge.policy.StoreDecision.Store;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StorabilityTest {
    private static final String FRESH = "Cache-Control: max-age=60";
    private static final String MUST_UNDERSTAND = "Cache-Control: max-age=60, no-store, must-understand";

    private static StoreDecision decide(RequestHead request, ResponseHead response) {
        return Storability.decide(request, response, T, CacheRules.DEFAULT);
    }

    private static StoreDecision decide(ResponseHead response, SetCookieRule rule) {
        return Storability.decide(get(null), response, T, new CacheRules(0, rule));
    }

    private static Refuse refuse(StoreRefusal reason) {
        return new Refuse(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # response fields                                         | refused because (empty: stored)
            Cache-Control: max-age=60                                 |
            Cache-Control: s-maxage=60                                |
            Expires: Tue, 15 Nov 1994 09:12:31 GMT                    |
            CDN-Cache-Control: max-age=60 // Cache-Control: no-store  |
            CDN-Cache-Control: max-age=60 // Cache-Control: private   |
            Surrogate-Control: max-age=60 // Cache-Control: no-store  |
            Cache-Control: max-age=0 // ETag: "a"                     |
            Cache-Control: no-cache // ETag: "a"                      |
            Cache-Control: no-cache // Last-Modified: Tue, 15 Nov 1994 08:12:31 GMT |
            Cache-Control: max-age=0, stale-if-error=60               |
            Cache-Control: max-age=0, stale-while-revalidate=60       |
            Cache-Control: public // ETag: "a"                        |
            ETag: "a"                                                 |
            Last-Modified: Tue, 15 Nov 1994 07:12:31 GMT              |
            Cache-Control: max-age=60, private="x-a"                  |
            Cache-Control: max-age=60, no-cache="x-a"                 |
            Cache-Control: max-age=60, x="no-store"                   |
            Cache-Control: max-age=60, no-store, must-understand      |
            Cache-Control: max-age=60 // Vary: Accept                 |
            Cache-Control: max-age=60 // Pragma: no-cache             |
            Cache-Control: no-store                                   | NO_STORE
            Cache-Control: max-age=60, No-Store                       | NO_STORE
            Cache-Control: max-age=60 // Cache-Control: no-store      | NO_STORE
            CDN-Cache-Control: no-store // Cache-Control: max-age=60  | NO_STORE
            Skerry-Cache-Control: no-store // CDN-Cache-Control: max-age=60 | NO_STORE
            Surrogate-Control: no-store // Cache-Control: max-age=60  | NO_STORE
            Cache-Control: private, max-age=60                        | PRIVATE
            Cache-Control: PRIVATE, s-maxage=60                       | PRIVATE
            CDN-Cache-Control: private // Cache-Control: max-age=60   | PRIVATE
            Cache-Control: private="", max-age=60                     | PRIVATE
            Cache-Control: max-age=60 // Vary: *                      | VARY_ANY
            Cache-Control: max-age=60 // Vary: Accept, *              | VARY_ANY
            Cache-Control: max-age=60 // Set-Cookie: a=b              | SET_COOKIE
            X-Nothing: x                                              | NOT_REUSABLE
            Cache-Control: no-cache                                   | NOT_REUSABLE
            Cache-Control: no-cache, max-age=60, stale-if-error=60    | NOT_REUSABLE
            Cache-Control: max-age=0                                  | NOT_REUSABLE
            Cache-Control: max-age=0, must-revalidate, stale-if-error=60 | NOT_REUSABLE
            Expires: 0                                                | NOT_REUSABLE
            """)
    void rfc9111_3_what_a_response_says_of_storing(String fields, @Nullable StoreRefusal refusal) {
        StoreDecision decision = decide(get(null), ok(fields));
        if (refusal == null) {
            assertThat(decision).isInstanceOf(Store.class);
        } else {
            assertThat(decision).isEqualTo(refuse(refusal));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE", "OPTIONS", "get", "M-SEARCH", ""})
    void rfc9111_3_only_answers_to_get_are_stored(String method) {
        assertThat(decide(request(method, null), ok(FRESH))).isEqualTo(refuse(StoreRefusal.METHOD));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {200, 201, 203, 204, 299, 300, 301, 302, 303, 307, 308, 400, 403, 404, 410, 418, 499, 500, 503, 599})
    void rfc9111_3_explicit_freshness_counts_on_any_final_status(int status) {
        assertThat(decide(get(null), response(status, FRESH))).isInstanceOf(Store.class);
    }

    @ParameterizedTest
    @CsvSource({
        "100, STATUS_NOT_FINAL",
        "103, STATUS_NOT_FINAL",
        "304, STATUS_NOT_FINAL",
        "206, PARTIAL_CONTENT",
        "428, STATUS_NEVER_STORED",
        "429, STATUS_NEVER_STORED",
        "431, STATUS_NEVER_STORED",
        "511, STATUS_NEVER_STORED"
    })
    void rfc9111_3_and_6585_some_statuses_are_never_stored(int status, StoreRefusal refusal) {
        assertThat(decide(get(null), response(status, FRESH))).isEqualTo(refuse(refusal));
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 302, 307, 400, 403, 500, 503, 599})
    void rfc9111_3_other_statuses_need_explicit_freshness(int status) {
        assertThat(decide(get(null), response(status, "ETag: \"a\"")))
                .isEqualTo(refuse(StoreRefusal.NO_EXPLICIT_FRESHNESS_AND_NOT_CACHEABLE));
        assertThat(decide(get(null), response(status, "ETag: \"a\" // Cache-Control: public")))
                .isInstanceOf(Store.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 205, 300, 303, 307, 308, 400, 404, 417, 421, 422, 426, 500, 503, 505})
    void rfc9111_5_2_2_3_must_understand_sets_no_store_aside_for_a_status_that_is_understood(int status) {
        assertThat(decide(get(null), response(status, MUST_UNDERSTAND))).isInstanceOf(Store.class);
    }

    @Test
    void rfc9111_5_2_2_3_a_part_that_was_asked_for_is_of_a_status_that_is_understood() {
        ResponseHead part = response(206, MUST_UNDERSTAND + " // Content-Range: bytes 0-1/10");
        assertThat(decide(get("Range: bytes=0-1"), part)).isInstanceOf(Store.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {207, 226, 299, 305, 306, 309, 399, 418, 423, 427, 499, 506, 599, 600})
    void rfc9111_5_2_2_3_must_understand_refuses_a_status_that_is_not(int status) {
        assertThat(decide(get(null), response(status, MUST_UNDERSTAND)))
                .isEqualTo(refuse(StoreRefusal.STATUS_NOT_UNDERSTOOD));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            max-age=60                    | false
            max-age=60, proxy-revalidate  | false
            max-age=60, immutable         | false
            max-age=60, public            | true
            max-age=60, must-revalidate   | true
            s-maxage=60                   | true
            """)
    void rfc9111_3_5_an_authenticated_answer_needs_leave_to_be_shared(String directives, boolean stored) {
        RequestHead request = get("Authorization: Basic Zm9vOmJhcg==");
        assertThat(decide(request, ok("Cache-Control: " + directives)))
                .isEqualTo(
                        stored
                                ? decide(get(null), ok("Cache-Control: " + directives))
                                : refuse(StoreRefusal.AUTHORIZATION));
    }

    @Test
    void rfc9111_5_2_1_5_a_request_with_no_store_stores_nothing() {
        assertThat(decide(get("Cache-Control: no-store"), ok(FRESH))).isEqualTo(refuse(StoreRefusal.REQUEST_NO_STORE));
        assertThat(decide(get("Cache-Control: no-cache"), ok(FRESH))).isInstanceOf(Store.class);
        assertThat(decide(get("Pragma: no-store"), ok(FRESH))).isInstanceOf(Store.class);
    }

    @Test
    void rfc9111_7_3_set_cookie_is_stored_as_the_site_says() {
        ResponseHead cookie = ok(FRESH + " // Set-Cookie: a=b");
        assertThat(decide(cookie, SetCookieRule.BYPASS)).isEqualTo(refuse(StoreRefusal.SET_COOKIE));
        assertThat(decide(cookie, SetCookieRule.STORE)).isInstanceOf(Store.class);
        assertThat(decide(cookie, SetCookieRule.STRIP)).isInstanceOf(Store.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-cache", "private"})
    void rfc9111_5_2_2_4_a_cookie_that_is_left_out_of_reuse_does_not_hinder_storing(String directive) {
        ResponseHead cookie = ok("Cache-Control: max-age=60, " + directive + "=\"Set-Cookie\" // Set-Cookie: a=b");
        assertThat(decide(cookie, SetCookieRule.BYPASS)).isInstanceOf(Store.class);
        assertThat(Storability.storedHead(cookie, T, new CacheRules(0, SetCookieRule.STORE))
                        .fields()
                        .contains("set-cookie"))
                .isFalse();
    }

    @Test
    void rfc9111_3_1_fields_of_the_connection_and_of_one_user_are_not_stored() {
        ResponseHead received = ok("Connection: close, X-Hop // X-Hop: 1 // Keep-Alive: 5 // Proxy-Authenticate: Basic"
                + " // Cache-Control: max-age=60, private=\"x-user\", no-cache=\"x-once\" // X-User: 1 // X-Once: 1"
                + " // Set-Cookie: a=b // Date: " + Messages.date(-5) + " // X-Kept: 1");
        assertThat(Storability.storedHead(received, T, CacheRules.DEFAULT).fields())
                .extracting(Fields.Line::name)
                .containsExactly("cache-control", "date", "x-kept");
    }

    @ParameterizedTest
    @EnumSource(SetCookieRule.class)
    void a_cookie_is_in_the_stored_head_only_by_the_rule_store(SetCookieRule rule) {
        ResponseHead head = Storability.storedHead(ok("Set-Cookie: a=b"), T, new CacheRules(0, rule));
        assertThat(head.fields().contains("set-cookie")).isEqualTo(rule == SetCookieRule.STORE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Content-Length: 0                    | 0
            Content-Length: 10                   | 10
            Content-Length: 9223372036854775807  | 9223372036854775807
            Content-Length: 99999999999999999999 | 9223372036854775807
            X: y                                 | -1
            Content-Length:                      | -1
            Content-Length: x                    | -1
            Content-Length: -5                   | -1
            Content-Length: +5                   | -1
            Content-Length: \u0665               | -1
            """)
    void rfc9110_8_6_a_length_is_digits_and_nothing_else(String fields, long length) {
        assertThat(ok(fields).declaredLength()).isEqualTo(length);
    }

    @Test
    void rfc9110_6_6_1_a_date_is_added_only_where_there_is_none_to_read() {
        String now = Messages.date(0);
        String earlier = Messages.date(-5);
        assertThat(Storability.storedHead(ok(null), T, CacheRules.DEFAULT)
                        .fields()
                        .first("date"))
                .isEqualTo(now);
        assertThat(Storability.storedHead(ok("Date: x"), T, CacheRules.DEFAULT)
                        .fields()
                        .all("date"))
                .containsExactly(now);
        assertThat(Storability.storedHead(ok("Date: " + earlier), T, CacheRules.DEFAULT)
                        .fields()
                        .first("date"))
                .isEqualTo(earlier);
    }

    @ParameterizedTest
    @EnumSource(StoreRefusal.class)
    void every_refusal_has_a_text_that_is_a_token(StoreRefusal refusal) {
        assertThat(refusal.text()).matches("[a-z-]+");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            POST | 200 | Content-Location: /a/page?x=1 // Cache-Control: max-age=60   |
            POST | 200 | Content-Location: /a/page?x=1 // Cache-Control: s-maxage=60  |
            POST | 200 | Content-Location: /a/page?x=1 // Cache-Control: no-store, max-age=60 | NO_STORE
            POST | 200 | Content-Location: /a/page?x=1 // Cache-Control: public // ETag: x | METHOD
            POST | 200 | Content-Location: /other // Cache-Control: max-age=60        | METHOD
            POST | 200 | Cache-Control: max-age=60                                    | METHOD
            POST | 201 | Content-Location: /a/page?x=1 // Cache-Control: max-age=60   | METHOD
            PUT  | 200 | Content-Location: /a/page?x=1 // Cache-Control: max-age=60   | METHOD
            POST | 200 | Content-Location: /a/page?x=1 // Content-Location: /a/page?x=1 // Cache-Control: max-age=60 | METHOD
            """)
    void rfc9110_9_3_3_the_answer_to_a_post_is_stored_as_that_to_a_get_if_it_says_so(
            String method, int status, String fields, @Nullable StoreRefusal refusal) {
        StoreDecision decision = Storability.ofPost(
                request(method, "Range: bytes=0-1"), response(status, fields), T, CacheRules.DEFAULT);
        if (refusal == null) {
            assertThat(decision).isInstanceOf(Store.class);
        } else {
            assertThat(decision).isEqualTo(refuse(refusal));
        }
    }

    @Test
    void rfc9111_5_2_2_7_who_asked_gets_all_but_the_fields_of_the_connection() {
        ResponseHead response = ok("Set-Cookie: a // Connection: x // X: 1 // Cache-Control: private=\"y\" // Y: 1");
        ResponseHead received = Storability.receivedHead(response, T, CacheRules.DEFAULT);
        assertThat(received.fields())
                .isEqualTo(Messages.fields(
                        "Set-Cookie: a // Cache-Control: private=\"y\" // Y: 1 // Date: " + Messages.date(0)));
        assertThat(Storability.receivedHead(response, T, new CacheRules(0, SetCookieRule.STRIP))
                        .fields()
                        .contains("set-cookie"))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_refusal_concerns_the_request_or_the_response(StoreRefusal refusal) {
        assertThat(refusal.concernsRequest())
                .isEqualTo(
                        switch (refusal) {
                            case METHOD, REQUEST_NO_STORE, AUTHORIZATION, PARTIAL_CONTENT, STALE_IS_BETTER -> true;
                            case STATUS_NOT_FINAL,
                                    STATUS_NOT_UNDERSTOOD,
                                    STATUS_NEVER_STORED,
                                    NO_STORE,
                                    PRIVATE,
                                    SET_COOKIE,
                                    DECEPTION,
                                    VARY_ANY,
                                    NO_EXPLICIT_FRESHNESS_AND_NOT_CACHEABLE,
                                    NOT_REUSABLE,
                                    TOO_LARGE,
                                    NO_FENCE -> false;
                        });
    }

    @ParameterizedTest
    @CsvSource({
        "200, true",
        "301, true",
        "399, true",
        "400, false",
        "401, false",
        "403, false",
        "404, true",
        "405, true",
        "410, true",
        "414, true",
        "429, false",
        "499, false",
        "500, false",
        "501, false",
        "503, false"
    })
    void rfc9110_15_5_an_error_of_one_request_or_of_a_server_in_trouble_tells_nothing_of_the_resource(
            int status, boolean concerns) {
        assertThat(Storability.concernsResource(status)).isEqualTo(concerns);
    }
}
