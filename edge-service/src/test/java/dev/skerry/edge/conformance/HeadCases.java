package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** HEAD upstream, and what its answer does to what is stored (RFC 9111 §4.3.5). */
final class HeadCases {
    private HeadCases() {}

    private static final String SHORT = "cache-control: max-age=10";
    private static final String TAG = "etag: \"v\"";
    private static final String TIME = "last-modified: {start-100}";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>(List.of(
                scenario(
                        "rfc9110_9_3_2_head_on_a_miss_is_asked_as_get_and_stored",
                        origin(200, SHORT),
                        head().miss().upstream("GET", "/a").status(200).body("").has("content-length: 6"),
                        get().hit().from(1),
                        head().hit().body("").has("content-length: 6")),
                scenario(
                        "rfc9110_9_3_2_head_on_a_miss_of_what_is_not_stored",
                        origin(404, "cache-control: no-store"),
                        head().miss().status(404).body("")),
                scenario(
                        "rfc9111_4_3_5_head_on_the_stale_is_asked_as_head_with_its_validators",
                        origin(200, SHORT, TAG, TIME),
                        get().miss(),
                        pass(10),
                        origin(304, TAG, SHORT),
                        head().fetched("stale")
                                .upstream("HEAD", "/a")
                                .upstreamHas("if-none-match: \"v\"")
                                .upstreamHas("if-modified-since: {start-100}")
                                .status(200)
                                .body(""),
                        get().hit().from(1).age(0)),
                scenario(
                        "rfc9111_4_3_5_head_on_the_stale_without_validator_is_asked_as_get",
                        origin(200, SHORT),
                        get().miss(),
                        pass(10),
                        origin(200, SHORT),
                        head().asked(1).upstream("GET", "/a").body(""),
                        get().hit().from(2)),
                scenario(
                        "rfc5861_4_head_on_the_stale_when_the_origin_fails",
                        origin(200, "cache-control: max-age=10, stale-if-error=20", TAG),
                        get().miss(),
                        pass(11),
                        origin(503),
                        head().asked(1).status(200).body("").has(TAG).age(11)),
                scenario(
                        "rfc5861_3_head_on_the_stale_while_it_is_refreshed",
                        origin(200, "cache-control: max-age=10, stale-while-revalidate=20", TAG),
                        get().miss(),
                        pass(11),
                        origin(304, TAG, SHORT),
                        head().hitWhileRefreshing().status(200).body(""),
                        get().hit().from(1).age(0)),
                scenario(
                        "rfc9111_4_3_5_head_with_nothing_to_compare_leaves_it_stale",
                        origin(200, SHORT, TAG),
                        get().miss(),
                        pass(10),
                        origin(200, SHORT, "x-new: b"),
                        head().fetched("stale").status(200).has("x-new: b"),
                        origin(304, TAG, SHORT),
                        get().fetched("stale").from(1)),
                scenario(
                        "rfc9111_5_2_1_4_head_that_wants_it_new",
                        origin(200, SHORT, TAG),
                        get().miss(),
                        origin(304, TAG, SHORT),
                        head("cache-control: no-cache")
                                .fetched("request")
                                .upstream("HEAD", "/a")
                                .status(200))));
        all.add(freshened("tag", new String[] {TAG}, new String[] {TAG}));
        all.add(freshened("time", new String[] {TIME}, new String[] {TIME}));
        all.add(freshened("tag_and_time", new String[] {TAG, TIME}, new String[] {TAG, TIME}));
        all.add(freshened("tag_where_the_time_is_left_out", new String[] {TAG, TIME}, new String[] {TAG}));
        all.add(dropped("tag", new String[] {TAG}, "etag: \"w\""));
        all.add(dropped("weakness_of_the_tag", new String[] {TAG}, "etag: W/\"v\""));
        all.add(dropped("time", new String[] {TIME}, "last-modified: {start-50}"));
        all.add(dropped("time_though_the_tag_is_the_same", new String[] {TAG, TIME}, TAG, "last-modified: {start-50}"));
        all.add(dropped("length", new String[] {TAG}, TAG, "content-length: 7"));
        all.add(dropped("length_without_validator", new String[] {TAG}, "content-length: 7"));
        return all;
    }

    private static String[] with(String[] fields, String... more) {
        List<String> all = new ArrayList<>(List.of(fields));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static Scenario freshened(String what, String[] stored, String[] came) {
        return scenario(
                "rfc9111_4_3_5_head_freshens_with_the_same_" + what,
                origin(200, with(stored, SHORT, "x-new: a")),
                get().miss(),
                pass(10),
                origin(200, with(came, SHORT, "x-new: b")),
                head().fetched("stale").status(200).has("x-new: b").body(""),
                pass(5),
                get().hit().from(1).has("x-new: b").age(5));
    }

    private static Scenario dropped(String what, String[] stored, String... came) {
        return scenario(
                "rfc9111_4_3_5_head_drops_what_has_another_" + what,
                origin(200, with(stored, SHORT)),
                get().miss(),
                pass(10),
                origin(200, with(came, SHORT)),
                head().fetched("stale").status(200).body(""),
                origin(200, SHORT),
                get().miss().from(3).upstreamHasNo("if-none-match", "if-modified-since"));
    }
}
