package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** What may be stored (RFC 9111 §3, §3.5, §5.2.2, §7.3). */
final class StoringCases {
    private StoringCases() {}

    private static final String AUTHORIZATION = "authorization: Basic dTpw";
    private static final String COOKIE = "set-cookie: id=1";
    private static final String MINUTE = "cache-control: max-age=60";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(directives());
        all.addAll(authorized());
        all.addAll(cookies());
        all.addAll(incomplete());
        return all;
    }

    private static Scenario stored(String name, String... fields) {
        return scenario(
                name,
                origin(200, fields),
                get().miss().from(1).cacheStatus("stored"),
                get().hit().from(1));
    }

    private static Scenario notStored(String name, String... fields) {
        return scenario(
                name,
                origin(200, fields),
                get().miss().from(1).cacheStatusLacks("stored"),
                origin(200, fields),
                get().miss().from(2));
    }

    private static List<Scenario> directives() {
        return List.of(
                notStored("rfc9111_5_2_2_5_no_store", "cache-control: no-store, max-age=60"),
                notStored("rfc9111_5_2_2_5_no_store_in_upper_case", "cache-control: NO-STORE, max-age=60"),
                notStored("rfc9111_5_2_2_5_no_store_on_a_second_line", MINUTE, "cache-control: no-store"),
                notStored("rfc9111_5_2_2_7_private", "cache-control: private, max-age=60"),
                notStored("rfc9111_5_2_2_7_private_and_public", "cache-control: public, private, max-age=60"),
                notStored("rfc9111_5_2_2_7_private_and_s_maxage", "cache-control: private, s-maxage=60"),
                notStored("rfc9111_5_2_2_5_no_store_and_a_validator", "cache-control: no-store", "etag: \"v\""),
                notStored("rfc9111_4_1_vary_star", MINUTE, "vary: *"),
                notStored(
                        "rfc9110_7_6_1_connection_does_not_take_out_what_forbids_to_store",
                        "connection: cache-control, vary",
                        "cache-control: private",
                        "last-modified: {now-1000}",
                        "etag: \"v\""),
                notStored("rfc9110_7_6_1_connection_does_not_take_out_vary", MINUTE, "connection: vary", "vary: *"),
                stored("rfc9111_5_2_2_9_public", "cache-control: public, max-age=60"),
                stored("rfc8246_immutable_does_no_harm", "cache-control: max-age=60, immutable"),
                FreshnessCases.fresh(
                        "rfc8246_2_immutable_adds_no_freshness", 10, "cache-control: max-age=10, immutable"),
                stored("rfc9111_5_2_2_6_no_transform_does_no_harm", "cache-control: max-age=60, no-transform"),
                FreshnessCases.notFresh(
                        "rfc9111_5_2_2_4_no_cache_is_stored_and_validated_each_time",
                        "cache-control: no-cache, max-age=60"),
                FreshnessCases.notFresh("rfc9111_5_2_2_4_no_cache_without_lifetime", "cache-control: no-cache"),
                FreshnessCases.fresh(
                        "rfc9111_5_2_2_2_must_revalidate_leaves_the_lifetime",
                        60,
                        "cache-control: max-age=60, must-revalidate"),
                scenario(
                        "rfc9111_5_2_2_4_no_cache_is_validated_after_a_304_too",
                        origin(200, "cache-control: no-cache, max-age=60", "etag: \"v\""),
                        get().miss(),
                        origin(304, "etag: \"v\""),
                        get().asked(1).from(1),
                        origin(304, "etag: \"v\""),
                        get().asked(1).from(1)));
    }

    private static Scenario authorized(String name, boolean storable, String... fields) {
        return storable
                ? scenario(
                        name,
                        origin(200, fields),
                        get(AUTHORIZATION).miss().from(1),
                        get().hit().from(1))
                : scenario(
                        name,
                        origin(200, fields),
                        get(AUTHORIZATION).miss().from(1).cacheStatusLacks("stored"),
                        origin(200),
                        get().miss().from(2));
    }

    private static List<Scenario> authorized() {
        return List.of(
                authorized("rfc9111_3_5_authorization_is_not_stored", false, MINUTE),
                authorized("rfc9111_3_5_authorization_with_expires_is_not_stored", false, "expires: {now+60}"),
                authorized("rfc9111_3_5_authorization_with_public", true, "cache-control: public, max-age=60"),
                authorized("rfc9111_3_5_authorization_with_s_maxage", true, "cache-control: s-maxage=60"),
                authorized(
                        "rfc9111_3_5_authorization_with_must_revalidate",
                        true,
                        "cache-control: must-revalidate, max-age=60"),
                authorized(
                        "rfc9111_3_5_authorization_with_proxy_revalidate_is_not_stored",
                        false,
                        "cache-control: proxy-revalidate, max-age=60"),
                authorized(
                        "rfc9111_3_5_authorization_with_public_and_no_store",
                        false,
                        "cache-control: public, max-age=60, no-store"),
                scenario(
                        "rfc9111_3_5_what_is_stored_may_be_given_to_authorized_requests",
                        origin(200, MINUTE),
                        get().miss(),
                        get(AUTHORIZATION).hit()),
                scenario(
                        "rfc9110_11_6_2_authorization_goes_upstream",
                        origin(200),
                        get(AUTHORIZATION).miss().upstreamHas(AUTHORIZATION)));
    }

    private static List<Scenario> cookies() {
        return List.of(
                notStored("rfc9111_7_3_set_cookie_is_not_stored_by_default", MINUTE, COOKIE),
                notStored("rfc9111_7_3_nor_with_public", "cache-control: public, max-age=60", COOKIE),
                scenario(
                        "rfc9111_7_3_set_cookie_bypass_says_so_itself",
                        rules("setCookie: bypass"),
                        origin(200, MINUTE, COOKIE),
                        get().miss().has(COOKIE),
                        origin(200),
                        get().miss()),
                scenario(
                        "rfc9111_7_3_set_cookie_store_keeps_it",
                        rules("setCookie: store"),
                        origin(200, MINUTE, COOKIE),
                        get().miss().has(COOKIE),
                        get().hit().has(COOKIE)),
                scenario(
                        "rfc9111_7_3_set_cookie_strip_takes_it_out_for_everybody",
                        rules("setCookie: strip"),
                        origin(200, MINUTE, COOKIE),
                        get().miss().hasNo("set-cookie"),
                        get().hit().hasNo("set-cookie")),
                scenario(
                        "rfc9111_5_2_2_7_a_cookie_that_private_excludes_hinders_nothing",
                        origin(200, "cache-control: max-age=60, private=\"set-cookie\"", COOKIE),
                        get().miss().has(COOKIE),
                        get().hit().hasNo("set-cookie")),
                scenario(
                        "rfc9111_5_2_2_4_a_cookie_that_no_cache_excludes_hinders_nothing",
                        origin(200, "cache-control: max-age=60, no-cache=\"Set-Cookie\"", COOKIE),
                        get().miss().has(COOKIE),
                        get().hit().hasNo("set-cookie")),
                scenario(
                        "rfc9110_5_3_two_cookies_stay_two_lines",
                        rules("setCookie: store"),
                        origin(200, MINUTE, COOKIE, "set-cookie: b=2, c"),
                        get().miss(),
                        get().hit().has("set-cookie: id=1, b=2, c")),
                scenario(
                        "rfc9111_7_3_a_request_with_a_cookie_is_served_from_the_cache",
                        origin(200, MINUTE),
                        get("cookie: id=1").miss().upstreamHas("cookie: id=1"),
                        get("cookie: id=2").hit()));
    }

    private static List<Scenario> incomplete() {
        return List.of(
                scenario(
                        "rfc9111_3_3_a_response_that_breaks_off_is_not_stored",
                        origin(answer(200, MINUTE, "content-length: 100")
                                .body("part")
                                .broken()),
                        get().asked(1),
                        origin(200, MINUTE),
                        get().miss().from(2)),
                scenario(
                        "rfc9111_2_each_target_has_an_answer_of_its_own",
                        origin(200, MINUTE),
                        getOf("/a?x=1").miss().from(1),
                        origin(200, MINUTE),
                        getOf("/a?x=2").miss().from(2),
                        origin(200, MINUTE),
                        getOf("/a").miss().from(3),
                        getOf("/a?x=1").hit().from(1)),
                scenario(
                        "rfc9111_2_paths_know_case",
                        origin(200, MINUTE),
                        getOf("/A").miss().from(1),
                        origin(200, MINUTE),
                        getOf("/a").miss().from(2)),
                scenario(
                        "rfc9110_6_4_1_an_empty_content_is_a_content",
                        origin(answer(200, MINUTE).body("")),
                        get().miss().body(""),
                        get().hit().body("").has("content-length: 0")));
    }
}
