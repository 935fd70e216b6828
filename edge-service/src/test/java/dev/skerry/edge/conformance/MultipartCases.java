package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** Several ranges of what is stored whole (RFC 9110 §14.6, §15.3.7.2). */
final class MultipartCases {
    private MultipartCases() {}

    private static final String DIGITS = "0123456789";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.add(joined("overlapping_ranges_are_joined", "bytes=2-4, 3-6", 2, 6));
        all.add(joined("touching_ranges_are_joined", "bytes=2-4, 5-6", 2, 6));
        all.add(joined("the_same_range_twice_is_one", "bytes=2-4, 2-4", 2, 4));
        all.add(joined("the_one_that_is_satisfiable_is_plain", "bytes=2-4, 20-30", 2, 4));
        all.add(joined("joined_in_whatever_order", "bytes=5-6, 2-4", 2, 6));
        all.add(joined("a_suffix_that_overlaps_is_joined", "bytes=5-, -2", 5, 9));
        all.add(parts("two_ranges_are_two_parts", "bytes=0-1, 4-5", "0-1", "4-5"));
        all.add(parts("parts_come_in_the_order_asked", "bytes=8-9, 0-1, 4-4", "8-9", "0-1", "4-4"));
        all.add(parts("a_joined_part_stands_at_its_first_place", "bytes=5-6, 0-1, 6-7", "5-7", "0-1"));
        all.add(parts("a_suffix_as_a_part", "bytes=0-1, -1", "0-1", "9-9"));
        all.add(parts("the_unsatisfiable_one_is_left_out", "bytes=0-1, 4-5, 20-", "0-1", "4-5"));
        all.add(stored(
                "several_that_are_all_unsatisfiable",
                get("range: bytes=10-11, 20-").asked(0).status(416).has("content-range: bytes */10")));
        StringBuilder many = new StringBuilder("bytes=0-0");
        for (int i = 1; i < 17; i++) {
            many.append(',').append(2 * i).append('-').append(2 * i);
        }
        all.add(scenario(
                "rfc9110_14_2_more_than_sixteen_parts_are_the_whole",
                origin(answer(200, "cache-control: max-age=60").body(DIGITS.repeat(4))),
                get().miss(),
                get("range: " + many).hit().status(200).body(DIGITS.repeat(4))));
        return all;
    }

    private static Scenario stored(String name, Ask ask) {
        return scenario(
                "rfc9110_15_3_7_2_" + name,
                origin(answer(200, "cache-control: max-age=60", "content-type: text/plain")
                        .body(DIGITS)),
                get().miss(),
                ask);
    }

    private static Scenario joined(String name, String range, int first, int last) {
        return stored(
                name,
                get("range: " + range)
                        .hit()
                        .status(206)
                        .body(DIGITS.substring(first, last + 1))
                        .has("content-type: text/plain")
                        .has("content-range: bytes " + first + "-" + last + "/10"));
    }

    private static Scenario parts(String name, String range, String... parts) {
        return stored(
                name,
                get("range: " + range).hit().status(206).hasNo("content-range").parts(DIGITS, parts));
    }
}
