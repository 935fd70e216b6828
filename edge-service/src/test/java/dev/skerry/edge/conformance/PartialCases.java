package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** Parts that are fetched, stored, reused and completed (RFC 9111 §3.3, §3.4, RFC 9110 §15.3.7). */
final class PartialCases {
    private PartialCases() {}

    private static final String DIGITS = "0123456789";
    private static final String MINUTE = "cache-control: max-age=60";
    private static final String STRONG = "etag: \"v\"";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(stored());
        all.addAll(notStored());
        all.addAll(completed());
        all.addAll(notCompleted());
        all.addAll(misses());
        return all;
    }

    private static Answer part(int first, int last, String... fields) {
        List<String> all = new ArrayList<>(List.of(fields));
        all.add("content-range: bytes " + first + "-" + last + "/10");
        return answer(206, all.toArray(String[]::new)).body(DIGITS.substring(first, last + 1));
    }

    private static Answer whole(String... fields) {
        return answer(200, fields).body(DIGITS);
    }

    private static List<Scenario> stored() {
        return List.of(
                reused("the_same_range", "bytes=2-5", 2, 5),
                reused("a_range_within", "bytes=3-4", 3, 4),
                reused("a_range_at_its_beginning", "bytes=2-2", 2, 2),
                reused("a_range_at_its_end", "bytes=5-5", 5, 5),
                scenario(
                        "rfc9111_3_3_a_part_up_to_the_end_answers_suffixes_and_open_ends",
                        origin(part(6, 9, MINUTE, STRONG)),
                        get("range: bytes=6-")
                                .miss()
                                .upstreamHas("range: bytes=6-")
                                .status(206)
                                .body("6789"),
                        get("range: bytes=-2").hit().status(206).body("89"),
                        get("range: bytes=7-").hit().status(206).body("789"),
                        get("range: bytes=8-100").hit().status(206).body("89")),
                scenario(
                        "rfc9111_3_3_a_part_without_validator_is_reused_too",
                        origin(part(2, 5, MINUTE)),
                        get("range: bytes=2-5").miss(),
                        get("range: bytes=3-4").hit().status(206).body("34")),
                scenario(
                        "rfc9111_3_3_a_part_never_answers_for_the_whole",
                        origin(part(2, 5, MINUTE, STRONG)),
                        get("range: bytes=2-5").miss(),
                        origin(whole(MINUTE, STRONG)),
                        get().asked(1).status(200).body(DIGITS),
                        get().hit().status(200).body(DIGITS)),
                scenario(
                        "rfc9110_13_1_5_a_part_does_not_answer_where_if_range_does_not_hold",
                        origin(part(2, 5, MINUTE, STRONG)),
                        get("range: bytes=2-5").miss(),
                        origin(whole(MINUTE, STRONG)),
                        get("range: bytes=2-5", "if-range: \"w\"")
                                .asked(1)
                                .status(200)
                                .body(DIGITS)),
                scenario(
                        "rfc9110_13_1_5_a_part_answers_where_if_range_holds",
                        origin(part(2, 5, MINUTE, STRONG)),
                        get("range: bytes=2-5").miss(),
                        get("range: bytes=2-5", "if-range: \"v\"")
                                .hit()
                                .status(206)
                                .body("2345")),
                scenario(
                        "rfc9111_4_2_a_stale_part_is_not_served",
                        origin(part(2, 5, MINUTE)),
                        get("range: bytes=2-5").miss(),
                        pass(60),
                        origin(whole(MINUTE)),
                        get("range: bytes=2-5").asked(1).status(206).body("2345")));
    }

    private static Scenario reused(String name, String range, int first, int last) {
        return scenario(
                "rfc9111_3_3_a_part_answers_" + name,
                origin(part(2, 5, MINUTE, STRONG)),
                get("range: bytes=2-5")
                        .miss()
                        .upstreamHas("range: bytes=2-5")
                        .status(206)
                        .body("2345")
                        .cacheStatus("stored"),
                pass(5),
                get("range: " + range)
                        .hit()
                        .age(5)
                        .status(206)
                        .body(DIGITS.substring(first, last + 1))
                        .has("content-range: bytes " + first + "-" + last + "/10"));
    }

    private static Scenario refused(String name, Answer answer) {
        return scenario(
                "rfc9111_3_3_" + name,
                origin(answer),
                get("range: bytes=2-5").asked(1).cacheStatusLacks("stored"),
                origin(part(2, 5, MINUTE)),
                get("range: bytes=2-5").asked(1).body("2345"));
    }

    private static List<Scenario> notStored() {
        String range = "content-range: bytes 2-5/10";
        return List.of(
                refused(
                        "a_part_shorter_than_it_says",
                        answer(206, MINUTE, range).body("234")),
                refused("a_part_longer_than_it_says", answer(206, MINUTE, range).body("23456")),
                refused("a_part_without_content_range", answer(206, MINUTE).body("2345")),
                refused(
                        "a_part_of_unknown_total",
                        answer(206, MINUTE, "content-range: bytes 2-5/*").body("2345")),
                refused(
                        "a_part_beyond_its_total",
                        answer(206, MINUTE, "content-range: bytes 2-5/4").body("2345")),
                refused(
                        "a_part_in_another_unit",
                        answer(206, MINUTE, "content-range: lines 2-5/10").body("2345")),
                refused(
                        "a_part_with_last_before_first",
                        answer(206, MINUTE, "content-range: bytes 5-2/10").body("2345")),
                refused(
                        "a_part_with_no_store",
                        answer(206, "cache-control: no-store, max-age=60", range)
                                .body("2345")),
                refused("a_part_without_freshness", answer(206, range).body("2345")),
                refused(
                        "a_part_of_several_ranges",
                        answer(206, MINUTE, "content-type: multipart/byteranges; boundary=x")
                                .body("--x--")),
                scenario(
                        "rfc9110_15_5_17_a_416_is_not_given_to_other_ranges",
                        origin(416, MINUTE, "content-range: bytes */10"),
                        get("range: bytes=20-").asked(1).status(416).has("content-range: bytes */10"),
                        origin(whole(MINUTE)),
                        get().asked(1).status(200).body(DIGITS)));
    }

    private static List<Scenario> completed() {
        return List.of(
                completing("what_follows_is_asked_for", "bytes=6-9", "bytes=6-9", 6, 9),
                completing("what_precedes_is_asked_for", "bytes=0-1", "bytes=0-1", 0, 1),
                completing("only_what_is_missing_behind_is_asked_for", "bytes=4-7", "bytes=6-7", 6, 7),
                completing("only_what_is_missing_before_is_asked_for", "bytes=1-3", "bytes=1-1", 1, 1),
                scenario(
                        "rfc9111_3_4_the_rest_of_a_beginning_makes_it_whole",
                        origin(part(0, 4, MINUTE, STRONG)),
                        get("range: bytes=0-4").miss().body("01234"),
                        origin(part(5, 9, MINUTE, STRONG, "x-new: b")),
                        get().fetched("partial")
                                .status(200)
                                .body(DIGITS)
                                .upstreamHas("range: bytes=5-")
                                .upstreamHas("if-range: \"v\""),
                        get().hit().status(200).body(DIGITS).has("x-new: b").hasNo("content-range")),
                scenario(
                        "rfc9111_3_4_two_halves_are_the_whole",
                        origin(part(0, 4, MINUTE, STRONG)),
                        get("range: bytes=0-4").miss(),
                        origin(part(5, 9, MINUTE, STRONG)),
                        get("range: bytes=5-9").fetched("partial").status(206).body("56789"),
                        get().hit().status(200).body(DIGITS).has("content-length: 10"),
                        get("range: bytes=3-6").hit().status(206).body("3456")),
                scenario(
                        "rfc9111_3_4_a_strong_time_combines_too",
                        origin(part(0, 4, MINUTE, "last-modified: {start-100}")),
                        get("range: bytes=0-4").miss(),
                        origin(part(5, 9, MINUTE, "last-modified: {start-100}")),
                        get().asked(1).status(200).body(DIGITS).upstreamHas("if-range: {start-100}"),
                        get().hit().body(DIGITS)),
                scenario(
                        "rfc9111_3_4_a_full_answer_replaces_the_part",
                        origin(part(0, 4, MINUTE, STRONG)),
                        get("range: bytes=0-4").miss(),
                        origin(answer(200, MINUTE, "etag: \"w\"").body("abcdefghij")),
                        get().asked(1).status(200).body("abcdefghij"),
                        get("range: bytes=0-4").hit().status(206).body("abcde")));
    }

    /** 2 to 5 are stored. */
    private static Scenario completing(String name, String asked, String upstream, int first, int last) {
        int dash = asked.indexOf('-');
        int from = Integer.parseInt(asked.substring("bytes=".length(), dash));
        int to = Integer.parseInt(asked.substring(dash + 1));
        String content = DIGITS.substring(from, to + 1);
        return scenario(
                "rfc9111_3_4_" + name,
                origin(part(2, 5, MINUTE, STRONG)),
                get("range: bytes=2-5").miss(),
                origin(part(first, last, MINUTE, STRONG)),
                get("range: " + asked)
                        .fetched("partial")
                        .status(206)
                        .body(content)
                        .upstreamHas("range: " + upstream)
                        .upstreamHas("if-range: \"v\""),
                get("range: " + asked).hit().status(206).body(content),
                get("range: bytes=2-5").hit().status(206).body("2345"));
    }

    private static Scenario separate(String name, String... validators) {
        List<String> fields = new ArrayList<>(List.of(validators));
        fields.add(MINUTE);
        String[] all = fields.toArray(String[]::new);
        return scenario(
                "rfc9111_3_4_" + name,
                origin(part(0, 4, all)),
                get("range: bytes=0-4").miss(),
                origin(whole(all)),
                get().asked(1).status(200).body(DIGITS).upstreamHasNo("range", "if-range"),
                get().hit().status(200).body(DIGITS));
    }

    private static List<Scenario> notCompleted() {
        return List.of(
                separate("a_part_with_a_weak_tag_is_not_completed", "etag: W/\"v\""),
                separate("a_part_with_a_weak_time_is_not_completed", "last-modified: {now}"),
                separate("a_part_without_validator_is_not_completed", "x-any: a"),
                scenario(
                        "rfc9111_3_4_the_whole_is_not_made_of_a_middle",
                        origin(part(2, 5, MINUTE, STRONG)),
                        get("range: bytes=2-5").miss(),
                        origin(whole(MINUTE, STRONG)),
                        get().asked(1).status(200).body(DIGITS).upstreamHasNo("range", "if-range")));
    }

    private static List<Scenario> misses() {
        String several = "range: bytes=0-1, 4-5";
        return List.of(
                scenario(
                        "rfc9110_14_2_a_miss_for_everything_from_zero_is_asked_for_whole",
                        origin(whole(MINUTE, STRONG)),
                        get("range: bytes=0-")
                                .miss()
                                .upstreamHasNo("range")
                                .status(206)
                                .body(DIGITS)
                                .has("content-range: bytes 0-9/10"),
                        get().hit().status(200).body(DIGITS)),
                scenario(
                        "rfc9110_14_2_a_miss_for_several_ranges_is_passed_on",
                        origin(answer(206, MINUTE, "content-type: multipart/byteranges; boundary=x")
                                .body("--x--")),
                        get(several)
                                .asked(1)
                                .upstreamHas(several)
                                .status(206)
                                .body("--x--")
                                .cacheStatusLacks("stored"),
                        origin(whole(MINUTE)),
                        get().asked(1).status(200).body(DIGITS)),
                scenario(
                        "rfc9110_14_2_an_origin_without_ranges_is_stored_whole",
                        origin(whole(MINUTE)),
                        get("range: bytes=2-5").miss().upstreamHas("range: bytes=2-5"),
                        get().hit().status(200).body(DIGITS),
                        get("range: bytes=2-5").hit().status(206).body("2345")),
                scenario(
                        "rfc9110_14_2_a_malformed_range_of_a_miss_is_no_range",
                        origin(whole(MINUTE)),
                        get("range: bytes=5-2").asked(1).status(200).body(DIGITS),
                        get().hit().body(DIGITS)));
    }
}
