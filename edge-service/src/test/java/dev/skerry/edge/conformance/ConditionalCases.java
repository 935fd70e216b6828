package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** Conditional requests of users (RFC 9110 §13, RFC 9111 §4.3.2). */
final class ConditionalCases {
    private ConditionalCases() {}

    private static final String MINUTE = "cache-control: max-age=60";
    private static final String STRONG = "etag: \"v\"";
    private static final String WEAK = "etag: W/\"v\"";
    private static final String MODIFIED = "last-modified: {start-100}";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (boolean stored : List.of(true, false)) {
            all.addAll(tags(stored));
            all.addAll(times(stored));
            all.addAll(preconditions(stored));
        }
        all.addAll(heads());
        all.addAll(others());
        return all;
    }

    private static Scenario answers(boolean stored, String name, int status, List<String> response, String... request) {
        String[] fields = response.toArray(String[]::new);
        String content = status == 200 ? "body-1" : "";
        return stored
                ? scenario(
                        "rfc9110_13_hit_" + name,
                        origin(200, fields),
                        get().miss(),
                        pass(1),
                        get(request).hit().status(status).body(content))
                : scenario(
                        "rfc9110_13_miss_" + name,
                        origin(200, fields),
                        get(request)
                                .miss()
                                .status(status)
                                .body(content)
                                .upstreamHasNo("if-none-match", "if-modified-since", "if-match", "if-unmodified-since"),
                        get().hit().status(200).from(1));
    }

    private static List<Scenario> tags(boolean stored) {
        List<String> strong = List.of(MINUTE, STRONG);
        List<String> weak = List.of(MINUTE, WEAK);
        List<String> none = List.of(MINUTE);
        return List.of(
                answers(stored, "if_none_match_the_same", 304, strong, "if-none-match: \"v\""),
                answers(stored, "if_none_match_another", 200, strong, "if-none-match: \"w\""),
                answers(stored, "if_none_match_in_a_list", 304, strong, "if-none-match: \"a\", \"v\", \"b\""),
                answers(
                        stored,
                        "if_none_match_on_a_second_line",
                        304,
                        strong,
                        "if-none-match: \"a\"",
                        "if-none-match: \"v\""),
                answers(stored, "if_none_match_star", 304, strong, "if-none-match: *"),
                answers(stored, "if_none_match_star_without_tag", 304, none, "if-none-match: *"),
                answers(stored, "if_none_match_weak_of_strong", 304, strong, "if-none-match: W/\"v\""),
                answers(stored, "if_none_match_strong_of_weak", 304, weak, "if-none-match: \"v\""),
                answers(stored, "if_none_match_weak_of_weak", 304, weak, "if-none-match: W/\"v\""),
                answers(stored, "if_none_match_without_tag", 200, none, "if-none-match: \"v\""),
                answers(
                        stored,
                        "if_none_match_with_a_comma_in_a_tag",
                        304,
                        List.of(MINUTE, "etag: \"a,b\""),
                        "if-none-match: \"x\", \"a,b\""),
                answers(stored, "if_none_match_knows_case", 200, strong, "if-none-match: \"V\""),
                answers(stored, "if_none_match_without_quotes", 200, strong, "if-none-match: v"),
                answers(
                        stored,
                        "if_none_match_wins_over_a_time_that_is_met",
                        200,
                        List.of(MINUTE, STRONG, MODIFIED),
                        "if-none-match: \"w\"",
                        "if-modified-since: {start}"),
                answers(
                        stored,
                        "if_none_match_wins_over_a_time_that_is_not_met",
                        304,
                        List.of(MINUTE, STRONG, MODIFIED),
                        "if-none-match: \"v\"",
                        "if-modified-since: {start-200}"));
    }

    private static List<Scenario> times(boolean stored) {
        List<String> modified = List.of(MINUTE, MODIFIED);
        List<String> none = List.of(MINUTE);
        return List.of(
                answers(stored, "if_modified_since_the_same_time", 304, modified, "if-modified-since: {start-100}"),
                answers(stored, "if_modified_since_later", 304, modified, "if-modified-since: {start-99}"),
                answers(stored, "if_modified_since_earlier", 200, modified, "if-modified-since: {start-101}"),
                answers(
                        stored,
                        "if_modified_since_in_the_form_of_rfc850",
                        304,
                        modified,
                        "if-modified-since: {rfc850:start-100}"),
                answers(
                        stored,
                        "if_modified_since_in_the_form_of_asctime",
                        304,
                        modified,
                        "if-modified-since: {asctime:start-100}"),
                answers(stored, "if_modified_since_unreadable", 200, modified, "if-modified-since: yesterday"),
                answers(
                        stored,
                        "if_modified_since_twice",
                        200,
                        modified,
                        "if-modified-since: {start-100}",
                        "if-modified-since: {start-50}"),
                answers(
                        stored,
                        "if_modified_since_counts_from_date_without_last_modified",
                        304,
                        none,
                        "if-modified-since: {start}"),
                answers(
                        stored,
                        "if_modified_since_before_date_without_last_modified",
                        200,
                        none,
                        "if-modified-since: {start-1}"));
    }

    private static List<Scenario> preconditions(boolean stored) {
        List<String> strong = List.of(MINUTE, STRONG, MODIFIED);
        List<String> weak = List.of(MINUTE, WEAK);
        return List.of(
                answers(stored, "if_match_the_same", 200, strong, "if-match: \"v\""),
                answers(stored, "if_match_in_a_list", 200, strong, "if-match: \"w\", \"v\""),
                answers(stored, "if_match_star", 200, strong, "if-match: *"),
                answers(stored, "if_unmodified_since_the_same_time", 200, strong, "if-unmodified-since: {start-100}"),
                answers(stored, "if_unmodified_since_later", 200, strong, "if-unmodified-since: {start-50}"),
                answers(
                        stored,
                        "if_match_wins_over_if_unmodified_since",
                        200,
                        strong,
                        "if-match: \"v\"",
                        "if-unmodified-since: {start-200}"),
                failed(stored, "if_match_another", strong, "if-match: \"w\""),
                failed(stored, "if_match_weak_of_weak", weak, "if-match: W/\"v\""),
                failed(stored, "if_match_weak_of_strong", strong, "if-match: W/\"v\""),
                failed(stored, "if_unmodified_since_earlier", strong, "if-unmodified-since: {start-101}"));
    }

    private static Scenario failed(boolean stored, String name, List<String> response, String... request) {
        String[] fields = response.toArray(String[]::new);
        return stored
                ? scenario(
                        "rfc9110_13_hit_" + name,
                        origin(200, fields),
                        get().miss(),
                        get(request).asked(0).status(412))
                : scenario(
                        "rfc9110_13_miss_" + name,
                        origin(200, fields),
                        get(request).asked(1).status(412),
                        get().hit());
    }

    private static List<Scenario> heads() {
        String rest = "x-other: here";
        return List.of(
                scenario(
                        "rfc9110_15_4_5_a_304_carries_what_a_200_would",
                        origin(
                                200,
                                MINUTE,
                                STRONG,
                                MODIFIED,
                                "vary: x-one",
                                "expires: {now+60}",
                                "content-location: {path:/b}",
                                "content-type: text/plain",
                                rest),
                        get().miss(),
                        get("if-none-match: \"v\"")
                                .hit()
                                .status(304)
                                .has(STRONG)
                                .has("date: {start}")
                                .has("vary: x-one")
                                .has(MINUTE)
                                .has("expires: {start+60}")
                                .has("content-location: {path:/b}")
                                .hasNo("last-modified", "content-type", "content-length")),
                scenario(
                        "rfc9110_15_4_5_a_304_without_tag_carries_last_modified",
                        origin(200, MINUTE, MODIFIED),
                        get().miss(),
                        get("if-modified-since: {start}").hit().status(304).has(MODIFIED)));
    }

    private static List<Scenario> others() {
        List<Scenario> all = new ArrayList<>();
        for (int status : List.of(301, 404, 410)) {
            all.add(scenario(
                    "rfc9110_13_2_1_conditions_do_not_count_where_the_answer_is_" + status,
                    origin(status, MINUTE, STRONG),
                    get("if-none-match: \"v\"").miss().status(status),
                    get("if-none-match: \"v\"").hit().status(status)));
        }
        all.add(scenario(
                "rfc9111_4_3_2_a_stale_answer_is_validated_before_it_is_compared",
                origin(200, "cache-control: max-age=10", STRONG),
                get().miss(),
                pass(10),
                origin(200, MINUTE, "etag: \"w\""),
                get("if-none-match: \"v\"").fetched("stale").status(200).from(2)));
        all.add(scenario(
                "rfc9111_4_3_2_a_validated_answer_is_compared",
                origin(200, "cache-control: max-age=10", STRONG),
                get().miss(),
                pass(10),
                origin(304, MINUTE, STRONG),
                get("if-none-match: \"v\"").fetched("stale").status(304).body(""),
                get().hit().status(200).from(1)));
        all.add(scenario(
                "rfc9111_4_3_2_a_condition_that_the_new_answer_meets",
                origin(200, "cache-control: max-age=10", STRONG),
                get().miss(),
                pass(10),
                origin(200, MINUTE, "etag: \"w\""),
                get("if-none-match: \"w\"").fetched("stale").status(304).body(""),
                get().hit().status(200).from(2)));
        all.add(scenario(
                "rfc9110_13_2_conditions_of_unsafe_methods_go_upstream",
                origin(412),
                send("PUT", "/a", "if-match: \"v\"").asked(1).status(412).upstreamHas("if-match: \"v\"")));
        all.add(scenario(
                "rfc9110_13_1_2_head_with_a_condition",
                origin(200, MINUTE, STRONG),
                get().miss(),
                head("if-none-match: \"v\"").hit().status(304).body("")));
        return all;
    }
}
