package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** How old a response is (RFC 9111 §4.2.3, §5.1), and clocks that go wrong. */
final class AgeCases {
    private AgeCases() {}

    private static final String MINUTE = "cache-control: max-age=60";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(sums());
        all.addAll(clocks());
        return all;
    }

    private static Scenario aged(String name, int age, int delay, String... fields) {
        List<String> all = new ArrayList<>(List.of(fields));
        all.add(MINUTE);
        return scenario(
                "rfc9111_4_2_3_" + name,
                origin(answer(200, all.toArray(String[]::new)).after(delay)),
                get().miss(),
                get().hit().age(age),
                pass(59 - age),
                get().hit().age(59),
                pass(1),
                origin(200),
                get().fetched("stale"));
    }

    private static List<Scenario> sums() {
        return List.of(
                aged("a_fast_answer_is_new", 0, 0),
                aged("the_delay_counts", 5, 5),
                aged("age_and_delay_are_added", 15, 5, "age: 10"),
                aged("the_apparent_age_counts_if_it_is_higher", 20, 5, "age: 10", "date: {now-20}"),
                aged("age_and_delay_count_if_they_are_higher", 15, 5, "age: 10", "date: {now-12}"),
                aged("a_date_from_before_the_delay_adds_nothing_twice", 5, 5, "date: {now-5}"),
                aged("a_date_in_the_future_is_no_age", 5, 5, "date: {now+100}"),
                aged("an_age_that_is_malformed_leaves_the_delay", 5, 5, "age: x"),
                scenario(
                        "rfc9111_5_1_age_is_rounded_down",
                        origin(200, MINUTE),
                        get().miss(),
                        passMillis(1_999),
                        get().hit().age(1),
                        passMillis(1),
                        get().hit().age(2)),
                scenario(
                        "rfc9111_5_1_age_that_came_is_replaced",
                        origin(200, MINUTE, "age: 7"),
                        get().miss(),
                        pass(3),
                        get().hit().age(10)),
                scenario(
                        "rfc9111_4_2_3_a_delay_as_long_as_the_lifetime_leaves_nothing",
                        origin(answer(200, MINUTE, "etag: \"v\"").after(60)),
                        get().miss().from(1),
                        origin(304, "etag: \"v\""),
                        get().fetched("stale")),
                scenario(
                        "rfc9111_5_1_a_304_to_a_user_has_the_age",
                        origin(200, MINUTE, "etag: \"v\""),
                        get().miss(),
                        pass(9),
                        get("if-none-match: \"v\"").hit().status(304).age(9)),
                scenario(
                        "rfc9111_5_1_a_part_has_the_age",
                        origin(200, MINUTE),
                        get().miss(),
                        pass(9),
                        get("range: bytes=0-1").hit().status(206).age(9)),
                scenario(
                        "rfc9111_5_1_head_has_the_age",
                        origin(200, MINUTE),
                        get().miss(),
                        pass(9),
                        head().hit().age(9).body("")),
                scenario(
                        "rfc9211_2_3_ttl_counts_down",
                        origin(200, MINUTE, "age: 10"),
                        get().miss().cacheStatus("ttl=50"),
                        pass(20),
                        get().hit().cacheStatusIs("hit; ttl=30")));
    }

    private static List<Scenario> clocks() {
        return List.of(
                scenario(
                        "rfc9111_4_2_3_a_clock_that_goes_back_makes_no_negative_age",
                        origin(200, MINUTE),
                        get().miss(),
                        jump(-1000),
                        get().hit().age(0)),
                scenario(
                        "rfc9111_4_2_3_a_clock_that_goes_back_is_no_negative_age_on_top_of_what_came",
                        origin(200, MINUTE, "age: 20"),
                        get().miss(),
                        jump(-1000),
                        get().hit().age(20)),
                scenario(
                        "rfc9111_4_2_3_an_answer_from_a_faster_clock",
                        origin(200, "date: {now+3600}", "expires: {now+3660}"),
                        get().miss(),
                        pass(59),
                        get().hit().age(59),
                        pass(1),
                        origin(200),
                        get().fetched("stale")),
                scenario(
                        "rfc9111_4_2_3_an_answer_from_a_slower_clock_is_old",
                        origin(200, "date: {now-3600}", "expires: {now-3540}", "etag: \"v\""),
                        get().miss(),
                        origin(304, "etag: \"v\"", "date: {now-3600}", "expires: {now-3540}"),
                        get().fetched("stale").from(1)));
    }
}
