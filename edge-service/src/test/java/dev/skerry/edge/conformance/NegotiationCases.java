package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** Requests that ask for the same in other words, and variants validated together (RFC 9111 §4.1). */
final class NegotiationCases {
    private NegotiationCases() {}

    private static final String MINUTE = "cache-control: max-age=60";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (String field : List.of("accept-encoding", "accept-language")) {
            String a = field.endsWith("g") ? "gzip" : "de";
            String b = field.endsWith("g") ? "br" : "fr";
            all.add(same(field, "in_another_order", a + ", " + b, b + ", " + a));
            all.add(same(
                    field,
                    "in_another_order_with_equal_weights",
                    a + ";q=0.5, " + b + ";q=0.5",
                    b + ";q=0.5," + a + ";q=0.5"));
            all.add(same(field, "ordered_by_weight", a + ";q=0.5, " + b, b + ", " + a + ";q=0.5"));
            all.add(same(field, "in_another_case", a.toUpperCase(java.util.Locale.ROOT), a));
        }
        all.addAll(languages());
        all.addAll(misses());
        return all;
    }

    private static Scenario same(String field, String name, String first, String second) {
        return scenario(
                "rfc9111_4_1_" + field.replace('-', '_') + "_" + name,
                origin(200, MINUTE, "vary: " + field),
                get(field + ": " + first).miss(),
                get(field + ": " + second).hit().from(1));
    }

    private static Scenario language(String name, boolean hit, String contentLanguage, String preferred) {
        Step[] steps = {
            origin(200, MINUTE, "vary: accept-language", "content-language: " + contentLanguage),
            get("accept-language: de, fr").miss()
        };
        return hit
                ? scenario(
                        name,
                        steps[0],
                        steps[1],
                        get("accept-language: " + preferred).hit().from(1))
                : scenario(
                        name,
                        steps[0],
                        steps[1],
                        origin(200),
                        get("accept-language: " + preferred).asked(1).from(2));
    }

    private static List<Scenario> languages() {
        return List.of(
                language("rfc9110_12_5_4_content_language_is_the_preferred_one", true, "de", "de, fr;q=0.5"),
                language("rfc9110_12_5_4_content_language_knows_no_case", true, "DE", "de;q=0.9, fr;q=0.5"),
                language("rfc9110_12_5_4_content_language_is_the_only_one", true, "de", "de"),
                language("rfc9110_12_5_4_content_language_is_not_the_preferred_one", false, "de", "fr, de;q=0.5"),
                language("rfc9110_12_5_4_two_are_preferred_alike", false, "de", "de, en"),
                language("rfc9110_12_5_4_content_is_in_two_languages", false, "de, fr", "de, en;q=0.5"),
                language("rfc9110_12_5_4_a_region_is_another_language", false, "de", "de-CH, fr;q=0.5"));
    }

    private static List<Scenario> misses() {
        String vary = "vary: x-one";
        return List.of(
                scenario(
                        "rfc9211_2_2_a_miss_beside_variants_is_a_vary_miss",
                        origin(200, MINUTE, vary),
                        get("x-one: a").miss(),
                        origin(200, MINUTE, vary),
                        get("x-one: b").fetched("vary-miss").from(2).upstreamHasNo("if-none-match")),
                scenario(
                        "rfc9111_4_1_the_tags_of_the_variants_are_sent_newest_first",
                        origin(200, MINUTE, vary, "etag: \"1\""),
                        get("x-one: a").miss(),
                        pass(1),
                        origin(200, MINUTE, vary, "etag: W/\"2\""),
                        get("x-one: b").asked(1),
                        pass(1),
                        origin(200, MINUTE, vary, "etag: \"3\""),
                        get("x-one: c")
                                .fetched("vary-miss")
                                .from(3)
                                .upstreamHas("if-none-match: W/\"2\", \"1\"")
                                .upstreamHasNo("if-modified-since"),
                        get("x-one: c").hit().from(3)),
                scenario(
                        "rfc9111_4_3_3_a_304_that_names_a_variant_lets_it_answer",
                        origin(200, MINUTE, vary, "etag: \"1\""),
                        get("x-one: a").miss(),
                        origin(200, MINUTE, vary, "etag: \"2\""),
                        get("x-one: b").asked(1),
                        pass(20),
                        origin(304, MINUTE, vary, "etag: \"1\""),
                        get("x-one: c").fetched("vary-miss").status(200).from(1).cacheStatus("fwd-status=304"),
                        get("x-one: c").hit().from(1).age(0),
                        get("x-one: a").hit().from(1),
                        get("x-one: b").hit().from(2).age(20)),
                scenario(
                        "rfc9110_8_8_1_a_weak_tag_does_not_choose_a_coding",
                        origin(200, MINUTE, "vary: accept-encoding", "etag: W/\"1\"", "content-encoding: gzip"),
                        get("accept-encoding: gzip").miss(),
                        origin(200, MINUTE, "vary: accept-encoding", "etag: W/\"1\""),
                        get("accept-encoding: identity").asked(1).from(2).upstreamHasNo("if-none-match"),
                        get("accept-encoding: gzip").hit().from(1).has("content-encoding: gzip"),
                        get("accept-encoding: identity").hit().from(2).hasNo("content-encoding")),
                scenario(
                        "rfc9111_4_1_conditions_of_the_user_are_not_sent_beside_them",
                        origin(200, MINUTE, vary, "etag: \"1\""),
                        get("x-one: a").miss(),
                        origin(304, MINUTE, vary, "etag: \"1\""),
                        get("x-one: b", "if-none-match: \"9\"")
                                .fetched("vary-miss")
                                .status(200)
                                .from(1)
                                .upstreamHas("if-none-match: \"1\"")),
                scenario(
                        "rfc9111_4_3_2_the_user_gets_304_for_a_variant_that_they_have",
                        origin(200, MINUTE, vary, "etag: \"1\""),
                        get("x-one: a").miss(),
                        origin(304, MINUTE, vary, "etag: \"1\""),
                        get("x-one: b", "if-none-match: \"1\"")
                                .fetched("vary-miss")
                                .status(304)
                                .body("")));
    }
}
