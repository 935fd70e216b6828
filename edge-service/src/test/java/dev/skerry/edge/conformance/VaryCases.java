package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** Which stored response answers which request (RFC 9111 §4.1). */
final class VaryCases {
    private VaryCases() {}

    private static final String MINUTE = "cache-control: max-age=60";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(equal());
        all.addAll(different());
        all.addAll(stars());
        all.addAll(variants());
        return all;
    }

    private static Scenario same(String name, String vary, String first, String second) {
        return scenario(
                "rfc9111_4_1_" + name,
                origin(200, MINUTE, "vary: " + vary),
                get(first.split("\n")).miss().from(1),
                get(second.split("\n")).hit().from(1));
    }

    private static Scenario other(String name, String vary, String first, String second) {
        return scenario(
                "rfc9111_4_1_" + name,
                origin(200, MINUTE, "vary: " + vary),
                get(first.split("\n")).miss().from(1),
                origin(200, MINUTE, "vary: " + vary),
                get(second.split("\n")).asked(1).from(2),
                get(first.split("\n")).hit().from(1),
                get(second.split("\n")).hit().from(2));
    }

    private static List<Scenario> equal() {
        return List.of(
                same("the_same_value", "x-one", "x-one: a", "x-one: a"),
                same("names_in_vary_know_no_case", "X-ONE", "x-one: a", "X-One: a"),
                same("absent_both_times", "x-one", "x-two: a", "x-two: b"),
                same("a_field_not_named_does_not_matter", "x-one", "x-one: a\nx-two: b", "x-one: a\nx-two: c"),
                same("white_space_around_members", "x-one", "x-one: a,b", "x-one: a ,  b"),
                same("white_space_at_the_ends", "x-one", "x-one: a", "x-one:   a  "),
                same("two_lines_and_one_list", "x-one", "x-one: a\nx-one: b", "x-one: a, b"),
                same("empty_members_of_vary_are_ignored", ", ,x-one,,", "x-one: a", "x-one: a"),
                same("a_name_twice_in_vary", "x-one, X-One", "x-one: a", "x-one: a"),
                same("both_of_two_fields_are_the_same", "x-one, x-two", "x-one: a\nx-two: b", "x-two: b\nx-one: a"),
                same(
                        "accept_encoding_knows_no_case",
                        "accept-encoding",
                        "accept-encoding: GZIP",
                        "accept-encoding: gzip"),
                same(
                        "accept_encoding_on_two_lines",
                        "accept-encoding",
                        "accept-encoding: gzip\naccept-encoding: br",
                        "accept-encoding: gzip, br"),
                same(
                        "accept_language_knows_no_case",
                        "accept-language",
                        "accept-language: DE-ch",
                        "accept-language: de-CH"));
    }

    private static List<Scenario> different() {
        return List.of(
                other("another_value", "x-one", "x-one: a", "x-one: b"),
                other("values_know_case", "x-one", "x-one: a", "x-one: A"),
                other("present_and_absent", "x-one", "x-one: a", "x-two: a"),
                other("absent_and_present", "x-one", "x-two: a", "x-one: a"),
                other("one_of_two_fields_differs", "x-one, x-two", "x-one: a\nx-two: b", "x-one: a\nx-two: c"),
                other("members_in_another_order", "x-one", "x-one: a, b", "x-one: b, a"),
                other("a_member_more", "x-one", "x-one: a", "x-one: a, b"),
                other(
                        "accept_encoding_with_other_weights",
                        "accept-encoding",
                        "accept-encoding: gzip, br;q=0.5",
                        "accept-encoding: br, gzip;q=0.5"),
                other("accept_encoding_and_none", "accept-encoding", "accept-encoding: gzip", "x-two: a"),
                other("another_language", "accept-language", "accept-language: de", "accept-language: fr"),
                other("another_user_agent", "user-agent", "user-agent: x", "user-agent: y"),
                other("another_cookie", "cookie", "cookie: a=1", "cookie: a=2"));
    }

    private static Scenario star(String name, String... vary) {
        List<String> fields = new ArrayList<>(List.of(vary));
        fields.add(MINUTE);
        return scenario(
                "rfc9111_4_1_" + name,
                origin(200, fields.toArray(String[]::new)),
                get().miss().from(1).cacheStatusLacks("stored"),
                origin(200),
                get().miss().from(2));
    }

    private static List<Scenario> stars() {
        return List.of(
                star("star", "vary: *"),
                star("star_among_names", "vary: x-one, *"),
                star("star_on_a_second_line", "vary: x-one", "vary: *"),
                star("star_with_white_space", "vary:  * "),
                star("star_and_an_empty_member", "vary: *,"));
    }

    private static List<Scenario> variants() {
        return List.of(
                scenario(
                        "rfc9111_4_1_vary_on_two_lines_is_one_list",
                        origin(200, MINUTE, "vary: x-one", "vary: x-two"),
                        get("x-one: a", "x-two: a").miss(),
                        origin(200, MINUTE),
                        get("x-one: a", "x-two: b").asked(1).from(2)),
                scenario(
                        "rfc9111_4_1_an_empty_vary_selects_nothing",
                        origin(200, MINUTE, "vary: "),
                        get("x-one: a").miss(),
                        get("x-one: b").hit()),
                scenario(
                        "rfc9111_4_1_the_newest_of_several_that_match_answers",
                        origin(200, MINUTE, "vary: x-one"),
                        get("x-one: a").miss(),
                        pass(1),
                        origin(200, MINUTE),
                        get("x-one: b").asked(1).from(2),
                        get("x-one: b").hit().from(2),
                        get("x-one: c").hit().from(2)),
                scenario(
                        "rfc9110_12_5_5_vary_goes_on_to_users",
                        origin(200, MINUTE, "vary: x-one"),
                        get().miss().has("vary: x-one"),
                        get().hit().has("vary: x-one")),
                scenario(
                        "rfc9111_4_1_a_stale_variant_is_validated_and_the_others_are_not",
                        origin(200, "cache-control: max-age=10", "vary: x-one", "etag: \"a\""),
                        get("x-one: a").miss(),
                        pass(5),
                        origin(200, MINUTE, "vary: x-one", "etag: \"b\""),
                        get("x-one: b").asked(1).from(2),
                        pass(5),
                        origin(304, "etag: \"a\"", "cache-control: max-age=10"),
                        get("x-one: a").fetched("stale").from(1).upstreamHas("if-none-match: \"a\""),
                        get("x-one: b").hit().from(2).age(5)),
                scenario(
                        "rfc9111_4_1_a_variant_is_replaced_by_its_successor",
                        origin(200, "cache-control: max-age=10", "vary: x-one"),
                        get("x-one: a").miss(),
                        pass(10),
                        origin(200, MINUTE, "vary: x-one"),
                        get("x-one: a").fetched("stale").from(2),
                        get("x-one: a").hit().from(2)),
                scenario(
                        "rfc9111_4_1_sixteen_names_are_stored",
                        origin(200, MINUTE, "vary: " + names(16)),
                        get().miss(),
                        get().hit()),
                scenario(
                        "rfc9111_4_1_seventeen_names_are_not",
                        origin(200, MINUTE, "vary: " + names(17)),
                        get().miss().cacheStatusLacks("stored"),
                        origin(200),
                        get().miss()));
    }

    private static String names(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("x-" + i);
        }
        return String.join(", ", names);
    }
}
