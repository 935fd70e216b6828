package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** What a user may ask of the cache (RFC 9111 §5.2.1, §5.4). */
final class RequestCases {
    private RequestCases() {}

    private static final String MINUTE = "cache-control: max-age=60";
    private static final String TAG = "etag: \"v\"";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(noCache());
        all.addAll(maxAge());
        all.addAll(maxStale());
        all.addAll(others());
        return all;
    }

    /** After 30 s of 60 the user asks so: is what is stored good enough? */
    private static Scenario halfWay(String name, boolean hit, String... request) {
        return hit
                ? scenario(
                        name,
                        origin(200, MINUTE, TAG),
                        get().miss(),
                        pass(30),
                        get(request).hit().from(1))
                : scenario(
                        name,
                        origin(200, MINUTE, TAG),
                        get().miss(),
                        pass(30),
                        origin(304, TAG, MINUTE),
                        get(request).fetched("request").from(1).upstreamHas("if-none-match: \"v\""),
                        get().hit().from(1).age(0));
    }

    private static List<Scenario> noCache() {
        return List.of(
                halfWay("rfc9111_5_2_1_4_no_cache_revalidates", false, "cache-control: no-cache"),
                halfWay("rfc9111_5_2_1_4_no_cache_in_capitals_revalidates", false, "cache-control: No-Cache"),
                halfWay("rfc9111_5_2_1_4_no_cache_among_others_revalidates", false, "cache-control: x, no-cache"),
                halfWay("rfc9111_5_4_pragma_no_cache_revalidates", false, "pragma: no-cache"),
                halfWay("rfc9111_5_4_pragma_knows_no_case", false, "pragma: NO-CACHE"),
                halfWay(
                        "rfc9111_5_4_pragma_does_not_matter_beside_cache_control",
                        true,
                        "pragma: no-cache",
                        "cache-control: max-age=60"),
                halfWay("rfc9111_5_4_pragma_means_nothing_else", true, "pragma: x"),
                scenario(
                        "rfc9111_5_2_1_4_no_cache_on_what_has_no_validator_is_fetched_whole",
                        origin(200, MINUTE),
                        get().miss(),
                        origin(200, MINUTE),
                        get("cache-control: no-cache").fetched("request").from(2),
                        get().hit().from(2)),
                scenario(
                        "rfc9111_5_2_1_4_no_cache_on_a_miss_is_stored",
                        origin(200, MINUTE),
                        get("cache-control: no-cache").asked(1),
                        get().hit()),
                scenario(
                        "rfc9111_5_2_1_5_request_no_store_stores_nothing",
                        origin(200, MINUTE),
                        get("cache-control: no-store").miss().cacheStatusLacks("stored"),
                        origin(200, MINUTE),
                        get().miss().from(2)),
                halfWay(
                        "rfc9111_5_2_1_5_request_no_store_may_be_served_from_the_cache",
                        true,
                        "cache-control: no-store"),
                halfWay("rfc9111_5_2_1_6_no_transform_does_not_matter", true, "cache-control: no-transform"),
                halfWay("rfc9111_5_2_unknown_request_directives_are_ignored", true, "cache-control: fast, x=1"));
    }

    private static List<Scenario> maxAge() {
        return List.of(
                halfWay("rfc9111_5_2_1_1_request_max_age_above_the_age", true, "cache-control: max-age=31"),
                halfWay("rfc9111_5_2_1_1_request_max_age_equal_to_the_age", true, "cache-control: max-age=30"),
                halfWay("rfc9111_5_2_1_1_request_max_age_below_the_age", false, "cache-control: max-age=29"),
                halfWay("rfc9111_5_2_1_1_request_max_age_of_zero", false, "cache-control: max-age=0"),
                halfWay("rfc9111_5_2_1_3_min_fresh_below_what_is_left", true, "cache-control: min-fresh=29"),
                halfWay("rfc9111_5_2_1_3_min_fresh_equal_to_what_is_left", true, "cache-control: min-fresh=30"),
                halfWay("rfc9111_5_2_1_3_min_fresh_above_what_is_left", false, "cache-control: min-fresh=31"),
                halfWay("rfc9111_5_2_1_1_the_first_of_two_counts", false, "cache-control: max-age=10, max-age=50"),
                scenario(
                        "rfc9111_5_2_1_1_request_max_age_does_not_make_longer",
                        origin(200, MINUTE, TAG),
                        get().miss(),
                        pass(60),
                        origin(304, TAG),
                        get("cache-control: max-age=1000").fetched("stale")),
                scenario(
                        "rfc9111_5_2_1_1_request_max_age_counts_the_age_that_came",
                        origin(200, MINUTE, TAG, "age: 20"),
                        get().miss(),
                        origin(304, TAG, MINUTE),
                        get("cache-control: max-age=19").fetched("request")));
    }

    private static Scenario stale(String name, String response, int seconds, String request, boolean hit) {
        return hit
                ? scenario(
                        name,
                        origin(200, response, TAG),
                        get().miss(),
                        pass(seconds),
                        get(request).hit().from(1))
                : scenario(
                        name,
                        origin(200, response, TAG),
                        get().miss(),
                        pass(seconds),
                        origin(304, TAG),
                        get(request).fetched("stale").from(1));
    }

    private static List<Scenario> maxStale() {
        String any = "cache-control: max-stale";
        String twenty = "cache-control: max-stale=20";
        return List.of(
                stale("rfc9111_5_2_1_2_max_stale_without_value_takes_any", MINUTE, 10_000, any, true),
                stale("rfc9111_5_2_1_2_max_stale_at_the_end_of_the_lifetime", MINUTE, 60, twenty, true),
                stale("rfc9111_5_2_1_2_max_stale_within", MINUTE, 79, twenty, true),
                stale("rfc9111_5_2_1_2_max_stale_equal", MINUTE, 80, twenty, true),
                stale("rfc9111_5_2_1_2_max_stale_exceeded", MINUTE, 81, twenty, false),
                stale("rfc9111_5_2_1_2_max_stale_of_zero", MINUTE, 61, "cache-control: max-stale=0", false),
                stale("rfc9111_5_2_1_2_max_stale_does_not_matter_to_the_fresh", MINUTE, 30, twenty, true),
                stale(
                        "rfc9111_5_2_1_1_max_age_with_max_stale",
                        MINUTE,
                        70,
                        "cache-control: max-age=100, max-stale=20",
                        true),
                scenario(
                        "rfc9111_5_2_1_1_max_age_counts_beside_max_stale",
                        origin(200, MINUTE, TAG),
                        get().miss(),
                        pass(61),
                        origin(304, TAG),
                        get("cache-control: max-age=60, max-stale=20")
                                .asked(1)
                                .cacheStatusLacks("hit")
                                .from(1)),
                stale(
                        "rfc5861_3_with_max_age_no_stale_answer_is_given",
                        "cache-control: max-age=60, stale-while-revalidate=60",
                        70,
                        "cache-control: max-age=100",
                        false),
                scenario(
                        "rfc9111_5_2_1_3_with_min_fresh_no_stale_answer_is_given",
                        origin(200, "cache-control: max-age=60, stale-while-revalidate=60", TAG),
                        get().miss(),
                        pass(70),
                        origin(304, TAG),
                        get("cache-control: min-fresh=1").asked(1).cacheStatusLacks("hit")),
                scenario(
                        "rfc9111_5_2_1_4_with_no_cache_no_stale_answer_is_given",
                        origin(200, "cache-control: max-age=60, stale-while-revalidate=60", TAG),
                        get().miss(),
                        pass(70),
                        origin(304, TAG),
                        get("cache-control: no-cache").asked(1).cacheStatusLacks("hit")));
    }

    private static List<Scenario> others() {
        String only = "cache-control: only-if-cached";
        return List.of(
                halfWay("rfc9111_5_2_1_7_only_if_cached_and_fresh", true, only),
                scenario(
                        "rfc9111_5_2_1_7_only_if_cached_and_nothing_stored_is_504",
                        get(only).asked(0).status(504)),
                scenario(
                        "rfc9111_5_2_1_7_only_if_cached_and_stale_is_504",
                        origin(200, MINUTE, TAG),
                        get().miss(),
                        pass(60),
                        get(only).asked(0).status(504)),
                scenario(
                        "rfc9111_5_2_1_7_only_if_cached_with_max_stale",
                        origin(200, MINUTE, TAG),
                        get().miss(),
                        pass(60),
                        get("cache-control: only-if-cached, max-stale=10").hit().from(1)),
                scenario(
                        "rfc9111_5_2_1_7_only_if_cached_and_another_variant_is_504",
                        origin(200, MINUTE, "vary: x-one"),
                        get("x-one: a").miss(),
                        get("x-one: b", only).asked(0).status(504)),
                scenario(
                        "rfc9111_5_2_1_7_only_if_cached_and_to_be_validated_is_504",
                        origin(200, "cache-control: no-cache", TAG),
                        get().miss(),
                        get(only).asked(0).status(504)),
                scenario(
                        "rfc9111_5_2_1_request_cache_control_goes_upstream",
                        origin(200, MINUTE),
                        get("cache-control: no-cache, x=1").asked(1).upstreamHas("cache-control: no-cache, x=1")));
    }
}
