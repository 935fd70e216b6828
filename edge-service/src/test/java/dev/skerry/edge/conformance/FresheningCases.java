package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** What a 304 does to what is stored, field by field (RFC 9111 §3.2, §4.3.3, §4.3.4). */
final class FresheningCases {
    private FresheningCases() {}

    private static final String SHORT = "cache-control: max-age=10";
    private static final String TAG = "etag: \"v\"";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (String field : List.of(
                "x-any",
                "content-type",
                "content-language",
                "cache-control",
                "expires",
                "link",
                "server",
                "content-disposition",
                "warning",
                "last-modified",
                "access-control-allow-origin",
                "content-security-policy")) {
            all.add(updated(field));
        }
        all.add(kept("content-encoding"));
        all.add(kept("content-digest"));
        all.add(varyIsBoth());
        for (String field : List.of("connection", "keep-alive", "proxy-connection")) {
            all.add(hop(field));
        }
        all.addAll(ages());
        all.addAll(validators());
        all.addAll(failures());
        return all;
    }

    private static String value(String field, String one) {
        return switch (field) {
            case "cache-control" -> "max-age=10, x=" + one;
            case "expires" -> one.equals("one") ? "{start+10}" : "{start+20}";
            case "last-modified" -> one.equals("one") ? "{start-100}" : "{start-50}";
            default -> one;
        };
    }

    private static Scenario updated(String field) {
        String lifetime = field.equals("cache-control") ? "x-lifetime: in the field itself" : SHORT;
        String updated = field + ": " + value(field, "two");
        return scenario(
                "rfc9111_3_2_" + field.replace('-', '_') + "_is_that_of_the_304",
                origin(200, lifetime, TAG, field + ": " + value(field, "one")),
                get().miss(),
                pass(10),
                origin(304, lifetime, TAG, updated, "x-new: here"),
                get().fetched("stale").status(200).from(1).has(updated).has("x-new: here"),
                get().hit().from(1).status(200).has(updated).has("x-new: here"));
    }

    /** What the body that is stored was selected by is needed to use it rightly, so it is not replaced, as §3.2 allows. */
    private static Scenario varyIsBoth() {
        return scenario(
                "rfc9111_3_2_vary_is_that_of_what_is_stored_and_that_of_the_304",
                origin(200, SHORT, TAG, "vary: x-one"),
                get("x-one: 1", "x-two: 1").miss(),
                pass(10),
                origin(304, SHORT, TAG, "vary: x-two"),
                get("x-one: 1", "x-two: 1").fetched("stale").from(1),
                get("x-one: 1", "x-two: 1").hit().has("vary: x-one, x-two"),
                origin(200, SHORT),
                get("x-one: 2", "x-two: 1").fetched("vary-miss"));
    }

    private static Scenario kept(String field) {
        return scenario(
                "rfc9111_3_2_" + field.replace('-', '_') + "_stays",
                origin(200, SHORT, TAG, field + ": one"),
                get().miss(),
                pass(10),
                origin(304, SHORT, TAG, field + ": two"),
                get().fetched("stale").has(field + ": one"),
                get().hit().has(field + ": one"));
    }

    private static Scenario hop(String field) {
        String line = field.equals("connection") ? "connection: x-hop" : field + ": any";
        return scenario(
                "rfc9111_3_1_" + field.replace('-', '_') + "_of_a_304_is_not_taken_over",
                origin(200, SHORT, TAG, "x-hop: kept"),
                get().miss(),
                pass(10),
                origin(304, SHORT, TAG, line, "x-hop: hop"),
                get().fetched("stale").from(1),
                get().hit()
                        .from(1)
                        .has("x-hop: " + (field.equals("connection") ? "kept" : "hop"))
                        .hasNo("keep-alive"));
    }

    private static List<Scenario> ages() {
        return List.of(
                scenario(
                        "rfc9111_4_3_4_date_and_age_begin_anew",
                        origin(200, SHORT, TAG, "age: 5"),
                        get().miss(),
                        pass(5),
                        origin(304, TAG),
                        get().fetched("stale").has("date: {start+5}"),
                        pass(9),
                        get().hit().age(9).has("date: {start+5}")),
                scenario(
                        "rfc9111_4_2_3_the_age_of_the_304_counts",
                        origin(200, SHORT, TAG),
                        get().miss(),
                        pass(10),
                        origin(304, TAG, "age: 4"),
                        get().fetched("stale"),
                        pass(5),
                        get().hit().age(9),
                        pass(1),
                        origin(304, TAG),
                        get().fetched("stale")),
                scenario(
                        "rfc9111_4_2_3_the_delay_of_the_304_counts",
                        origin(200, SHORT, TAG),
                        get().miss(),
                        pass(10),
                        origin(answer(304, TAG).after(4)),
                        get().fetched("stale"),
                        get().hit().age(4),
                        pass(6),
                        origin(304, TAG),
                        get().fetched("stale")),
                scenario(
                        "rfc9111_4_3_4_without_new_freshness_the_old_lifetime_counts_anew",
                        origin(200, SHORT, TAG),
                        get().miss(),
                        pass(10),
                        origin(304, TAG),
                        get().fetched("stale"),
                        pass(9),
                        get().hit(),
                        pass(1),
                        origin(304, TAG),
                        get().fetched("stale")),
                scenario(
                        "rfc9111_4_3_4_a_new_lifetime_counts",
                        origin(200, SHORT, TAG),
                        get().miss(),
                        pass(10),
                        origin(304, TAG, "cache-control: max-age=100"),
                        get().fetched("stale").has("cache-control: max-age=100"),
                        pass(99),
                        get().hit().has("cache-control: max-age=100")),
                scenario(
                        "rfc9111_3_2_content_length_stays",
                        origin(200, SHORT, TAG),
                        get().miss(),
                        pass(10),
                        origin(304, TAG, "content-length: 3"),
                        get().fetched("stale").from(1).has("content-length: 6"),
                        get().hit().from(1).has("content-length: 6")),
                scenario(
                        "rfc9111_3_2_a_field_never_stored_is_not_taken_over",
                        origin(200, "cache-control: max-age=10, no-cache=\"x-secret\"", TAG, "x-secret: one"),
                        get().miss().has("x-secret: one"),
                        pass(10),
                        origin(304, TAG, "cache-control: max-age=10, no-cache=\"x-secret\"", "x-secret: two"),
                        get().fetched("stale"),
                        get().hit().hasNo("x-secret")),
                scenario(
                        "rfc9111_3_2_content_range_of_a_304_is_not_taken_over",
                        origin(200, SHORT, TAG),
                        get().miss(),
                        pass(10),
                        origin(304, TAG, SHORT, "content-range: bytes 0-1/6"),
                        get().fetched("stale").status(200).hasNo("content-range"),
                        get().hit().status(200).hasNo("content-range")),
                scenario(
                        "rfc9111_4_3_4_no_store_in_a_304",
                        origin(200, SHORT, TAG),
                        get().miss(),
                        pass(10),
                        origin(304, TAG, "cache-control: no-store"),
                        get().fetched("stale").from(1),
                        origin(200),
                        get().asked(1).from(3)),
                scenario(
                        "rfc9111_3_2_set_cookie_of_a_304_is_not_stored",
                        origin(200, SHORT, TAG),
                        get().miss(),
                        pass(10),
                        origin(304, TAG, SHORT, "set-cookie: id=1"),
                        get().fetched("stale").from(1),
                        get().asked(0).hasNo("set-cookie")));
    }

    private static List<Scenario> validators() {
        return List.of(
                scenario(
                        "rfc9111_4_3_1_both_validators_are_sent",
                        origin(200, SHORT, TAG, "last-modified: {now-100}"),
                        get().miss().upstreamHasNo("if-none-match", "if-modified-since"),
                        pass(10),
                        origin(304, TAG),
                        get().fetched("stale")
                                .upstream("GET", "/a")
                                .upstreamHas("if-none-match: \"v\"")
                                .upstreamHas("if-modified-since: {start-100}")),
                scenario(
                        "rfc9111_4_3_1_a_weak_tag_is_sent_as_it_is",
                        origin(200, SHORT, "etag: W/\"v\""),
                        get().miss(),
                        pass(10),
                        origin(304, "etag: W/\"v\""),
                        get().fetched("stale")
                                .from(1)
                                .upstreamHas("if-none-match: W/\"v\"")
                                .upstreamHasNo("if-modified-since"),
                        get().hit()),
                scenario(
                        "rfc9111_4_3_1_last_modified_alone",
                        origin(200, SHORT, "last-modified: {now-100}"),
                        get().miss(),
                        pass(10),
                        origin(304),
                        get().fetched("stale")
                                .from(1)
                                .upstreamHas("if-modified-since: {start-100}")
                                .upstreamHasNo("if-none-match"),
                        get().hit()),
                scenario(
                        "rfc9111_4_3_1_without_validator_nothing_is_asked_conditionally",
                        origin(200, SHORT),
                        get().miss(),
                        pass(10),
                        origin(200),
                        get().fetched("stale").from(2).upstreamHasNo("if-none-match", "if-modified-since")),
                scenario(
                        "rfc9111_4_3_4_a_304_without_tag_freshens_the_only_one",
                        origin(200, SHORT, TAG),
                        get().miss(),
                        pass(10),
                        origin(304, SHORT),
                        get().fetched("stale").from(1).has("etag: \"v\""),
                        get().hit().from(1)),
                scenario(
                        "rfc9111_4_3_4_a_304_with_another_tag_is_fetched_again_without_conditions",
                        origin(200, SHORT, TAG),
                        get().miss(),
                        pass(10),
                        origin(304, SHORT, "etag: \"w\""),
                        origin(200, SHORT, "etag: \"w\""),
                        get().asked(2).from(3).status(200).upstreamHasNo("if-none-match", "if-modified-since"),
                        get().hit().from(3)),
                scenario(
                        "rfc9211_2_2_fwd_status_304_is_told",
                        origin(200, SHORT, TAG),
                        get().miss(),
                        pass(10),
                        origin(304, TAG),
                        get().fetched("stale").cacheStatus("fwd=stale", "fwd-status=304", "ttl=10", "stored")),
                scenario(
                        "rfc9111_4_3_1_conditions_of_the_user_are_not_sent_instead",
                        origin(200, SHORT, TAG),
                        get().miss(),
                        pass(10),
                        origin(304, TAG),
                        get("if-none-match: \"x\"")
                                .fetched("stale")
                                .from(1)
                                .status(200)
                                .upstreamHas("if-none-match: \"v\"")));
    }

    private static List<Scenario> failures() {
        List<Scenario> all = new ArrayList<>();
        for (int status : List.of(200, 301, 404, 410)) {
            all.add(scenario(
                    "rfc9111_4_3_3_status_" + status + "_in_answer_to_a_revalidation_replaces",
                    origin(200, SHORT, TAG),
                    get().miss(),
                    pass(10),
                    origin(status, SHORT),
                    get().fetched("stale").status(status).from(2),
                    get().hit().status(status).from(2)));
        }
        return all;
    }
}
