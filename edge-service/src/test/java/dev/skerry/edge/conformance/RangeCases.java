package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** Single ranges of what is stored whole (RFC 9110 §14). */
final class RangeCases {
    private RangeCases() {}

    private static final String DIGITS = "0123456789";
    private static final String MINUTE = "cache-control: max-age=60";
    private static final String STRONG = "etag: \"v\"";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(satisfied());
        all.addAll(unsatisfiable());
        all.addAll(ignored());
        all.addAll(ifRange());
        all.addAll(others());
        return all;
    }

    /** Ten digits are stored, and then this is asked for. */
    private static Scenario of(String name, List<String> response, Ask ask) {
        List<String> fields = new ArrayList<>(response);
        fields.add(MINUTE);
        return scenario(
                name,
                origin(answer(200, fields.toArray(String[]::new)).body(DIGITS)),
                get().miss().body(DIGITS),
                ask,
                get().hit().status(200).body(DIGITS));
    }

    private static Scenario part(String name, String range, int first, int last) {
        return of(
                "rfc9110_14_1_2_" + name,
                List.of(STRONG),
                get("range: " + range)
                        .hit()
                        .status(206)
                        .body(DIGITS.substring(first, last + 1))
                        .has("content-range: bytes " + first + "-" + last + "/10")
                        .has("content-length: " + (last + 1 - first))
                        .has(STRONG));
    }

    private static List<Scenario> satisfied() {
        return List.of(
                part("first_and_last", "bytes=2-4", 2, 4),
                part("a_single_byte", "bytes=0-0", 0, 0),
                part("the_last_byte", "bytes=9-9", 9, 9),
                part("all_of_it", "bytes=0-9", 0, 9),
                part("a_last_beyond_the_end", "bytes=5-100", 5, 9),
                part("a_last_of_twenty_digits", "bytes=5-99999999999999999999", 5, 9),
                part("an_open_end", "bytes=7-", 7, 9),
                part("all_with_an_open_end", "bytes=0-", 0, 9),
                part("a_suffix", "bytes=-3", 7, 9),
                part("a_suffix_longer_than_the_content", "bytes=-100", 0, 9),
                part("the_unit_knows_no_case", "Bytes=2-4", 2, 4),
                part("white_space_around_the_range", "bytes= 2-4 ", 2, 4));
    }

    private static Scenario outside(String name, String range) {
        return of(
                "rfc9110_15_5_17_" + name,
                List.of(STRONG),
                get("range: " + range).asked(0).status(416).has("content-range: bytes */10"));
    }

    private static List<Scenario> unsatisfiable() {
        return List.of(
                outside("a_first_at_the_end", "bytes=10-"),
                outside("a_first_beyond_the_end", "bytes=100-200"),
                outside("a_first_of_twenty_digits", "bytes=99999999999999999999-"),
                outside("a_suffix_of_nothing", "bytes=-0"));
    }

    private static Scenario whole(String name, String... request) {
        return of(
                name,
                List.of(STRONG),
                get(request).hit().status(200).body(DIGITS).hasNo("content-range"));
    }

    private static List<Scenario> ignored() {
        return List.of(
                whole("rfc9110_14_1_last_before_first", "range: bytes=4-2"),
                whole("rfc9110_14_1_no_numbers", "range: bytes=-"),
                whole("rfc9110_14_1_letters", "range: bytes=a-b"),
                whole("rfc9110_14_1_no_range", "range: bytes="),
                whole("rfc9110_14_1_no_unit", "range: 2-4"),
                whole("rfc9110_14_1_a_negative_first", "range: bytes=-2-4"),
                whole("rfc9110_14_1_a_good_and_a_bad_one", "range: bytes=2-4, x"),
                whole("rfc9110_14_2_another_unit", "range: lines=2-4"),
                whole("rfc9110_14_2_more_than_a_hundred_ranges", "range: bytes=" + "0-0,".repeat(100) + "1-1"));
    }

    private static Scenario held(String name, boolean holds, List<String> response, String ifRange) {
        Ask ask = get("range: bytes=2-4", "if-range: " + ifRange).hit();
        return of(
                "rfc9110_13_1_5_" + name,
                response,
                holds ? ask.status(206).body("234") : ask.status(200).body(DIGITS));
    }

    private static List<Scenario> ifRange() {
        return List.of(
                held("the_same_strong_tag_holds", true, List.of(STRONG), "\"v\""),
                held("another_tag_does_not", false, List.of(STRONG), "\"w\""),
                held("a_weak_tag_does_not", false, List.of("etag: W/\"v\""), "W/\"v\""),
                held("a_weak_tag_for_a_strong_one_does_not", false, List.of(STRONG), "W/\"v\""),
                held("a_strong_tag_for_a_weak_one_does_not", false, List.of("etag: W/\"v\""), "\"v\""),
                held("a_tag_where_there_is_none_does_not", false, List.of("x-any: a"), "\"v\""),
                held("the_same_strong_time_holds", true, List.of("last-modified: {start-100}"), "{start-100}"),
                held("an_earlier_time_does_not", false, List.of("last-modified: {start-100}"), "{start-101}"),
                held("a_later_time_does_not", false, List.of("last-modified: {start-100}"), "{start-99}"),
                held("a_time_of_the_moment_of_the_answer_is_weak", false, List.of("last-modified: {start}"), "{start}"),
                held("an_unreadable_time_does_not", false, List.of("last-modified: {start-100}"), "yesterday"),
                held("a_time_without_last_modified_does_not", false, List.of(STRONG), "{start-100}"));
    }

    private static List<Scenario> others() {
        return List.of(
                of(
                        "rfc9110_14_2_head_has_no_ranges",
                        List.of(STRONG),
                        head("range: bytes=2-4")
                                .hit()
                                .status(200)
                                .has("content-length: 10")
                                .hasNo("content-range")),
                of(
                        "rfc9110_13_2_2_a_failed_precondition_comes_before_the_range",
                        List.of(STRONG),
                        get("range: bytes=2-4", "if-none-match: \"v\"").hit().status(304)),
                of(
                        "rfc9110_13_2_2_a_precondition_that_holds_leaves_the_range",
                        List.of(STRONG),
                        get("range: bytes=2-4", "if-none-match: \"w\"")
                                .hit()
                                .status(206)
                                .body("234")),
                of(
                        "rfc9110_13_2_2_if_match_and_a_range",
                        List.of(STRONG),
                        get("range: bytes=2-4", "if-match: \"v\"")
                                .hit()
                                .status(206)
                                .body("234")),
                of(
                        "rfc9110_15_3_7_a_206_carries_what_a_200_would",
                        List.of(STRONG, "expires: {now+60}", "content-location: {path:/b}"),
                        get("range: bytes=2-4")
                                .hit()
                                .has("date: {start}")
                                .has(MINUTE)
                                .has("expires: {start+60}")
                                .has("content-location: {path:/b}")),
                of(
                        "rfc9110_13_1_5_if_range_without_a_range_means_nothing",
                        List.of(STRONG),
                        get("if-range: \"w\"").hit().status(200).body(DIGITS)),
                scenario(
                        "rfc9110_14_2_a_range_of_a_404_is_ignored",
                        origin(answer(404, MINUTE).body(DIGITS)),
                        get().miss(),
                        get("range: bytes=2-4").hit().status(404).body(DIGITS)),
                scenario(
                        "rfc9111_3_3_a_range_of_what_was_just_validated",
                        origin(answer(200, "cache-control: max-age=10", STRONG).body(DIGITS)),
                        get().miss(),
                        pass(10),
                        origin(304, STRONG, MINUTE),
                        get("range: bytes=2-4")
                                .fetched("stale")
                                .status(206)
                                .body("234")
                                .upstreamHas("if-none-match: \"v\""),
                        get().hit().body(DIGITS)),
                scenario(
                        "rfc9110_14_2_a_range_of_an_empty_content",
                        origin(answer(200, MINUTE).body("")),
                        get().miss(),
                        get("range: bytes=0-").asked(0).status(416).has("content-range: bytes */0")));
    }
}
