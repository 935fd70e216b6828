package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** What the rules of a site make of URLs, and which fields and cookies tell responses apart. */
final class KeyRuleCases {
    private KeyRuleCases() {}

    private static final String MINUTE = "cache-control: max-age=60";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        String ignore = "key: {ignoreQuery: [\"utm_*\", fbclid]}";
        all.add(same("ignore_query_of_a_prefix", ignore, "/a?utm_source=x", "/a?utm_source=y", "/a"));
        all.add(same("ignore_query_of_a_name", ignore, "/a?b=1&fbclid=x", "/a?b=1", "/a?b=1"));
        all.add(same("ignore_query_in_the_middle", ignore, "/a?b=1&utm_x=1&c=2", "/a?b=1&c=2", "/a?b=1&c=2"));
        all.add(other("ignore_query_leaves_others", ignore, "/a?b=1", "/a?b=2"));
        all.add(other("ignore_query_of_a_name_is_no_prefix", ignore, "/a?fbclid2=1", "/a?fbclid2=2"));
        all.add(other("ignore_query_knows_case", ignore, "/a?FBCLID=1", "/a?FBCLID=2"));
        all.add(same("ignore_query_of_everything", "key: {ignoreQuery: [\"*\"]}", "/a?b=1", "/a?c", "/a"));
        String keep = "key: {keepQuery: [b]}";
        all.add(same("keep_query_drops_the_rest", keep, "/a?b=1&c=2", "/a?c=3&b=1", "/a?b=1"));
        all.add(other("keep_query_keeps_its_own", keep, "/a?b=1", "/a?b=2"));
        String sort = "key: {sortQuery: true}";
        all.add(same("sort_query", sort, "/a?c=2&b=1", "/a?b=1&c=2", "/a?b=1&c=2"));
        all.add(other("sort_query_is_stable", sort, "/a?b=1&b=2", "/a?b=2&b=1"));
        all.add(other("sort_query_is_off_by_default", "key: {sortQuery: false}", "/a?c=2&b=1", "/a?b=1&c=2"));
        String headers = "key: {headers: [x-country]}";
        all.add(told("headers_tell_apart", headers, "x-country: de", "x-country: fr", false));
        all.add(told("headers_of_the_same_value", headers, "x-country: de", "x-country: de", true));
        all.add(told("headers_there_and_not_there", headers, "x-country: de", "x-other: a", false));
        all.add(told("headers_not_named", headers, "x-other: a", "x-other: b", true));
        String cookies = "key: {cookies: [ab]}";
        all.add(told("cookies_tell_apart", cookies, "cookie: ab=1", "cookie: ab=2", false));
        all.add(told("cookies_among_others", cookies, "cookie: x=1; ab=1", "cookie: ab=1; y=2", true));
        all.add(told("cookies_there_and_not_there", cookies, "cookie: ab=1", "cookie: x=1", false));
        all.add(told("cookies_not_named", cookies, "cookie: x=1", "cookie: x=2", true));
        all.add(told("cookies_whose_name_ends_alike", cookies, "cookie: xab=1", "cookie: xab=2", true));
        all.add(scenario(
                "site_rule_key_a_value_of_over_256_characters_is_passed_on",
                rules(headers),
                origin(200, MINUTE),
                get("x-country: " + "x".repeat(257)).fetched("bypass").cacheStatusLacks("stored"),
                origin(200, MINUTE),
                get("x-country: " + "x".repeat(257)).fetched("bypass")));
        all.add(scenario(
                "site_rule_show_key",
                rules("showKey: true"),
                origin(200, MINUTE),
                get().miss().hasParameter("key"),
                get().hit().hasParameter("key")));
        return all;
    }

    private static Scenario same(String name, String rule, String first, String second, String upstream) {
        return scenario(
                "site_rule_key_" + name,
                rules(rule),
                origin(200, MINUTE),
                getOf(first).miss().upstream("GET", upstream),
                getOf(second).hit().from(1),
                getOf(upstream).hit().from(1));
    }

    private static Scenario other(String name, String rule, String first, String second) {
        return scenario(
                "site_rule_key_" + name,
                rules(rule),
                origin(200, MINUTE),
                getOf(first).miss().upstream("GET", first),
                origin(200, MINUTE),
                getOf(second).miss().from(2).upstream("GET", second));
    }

    private static Scenario told(String name, String rule, String first, String second, boolean same) {
        return same
                ? scenario(
                        "site_rule_key_" + name,
                        rules(rule),
                        origin(200, MINUTE),
                        get(first).miss(),
                        get(second).hit().from(1))
                : scenario(
                        "site_rule_key_" + name,
                        rules(rule),
                        origin(200, MINUTE),
                        get(first).miss(),
                        origin(200, MINUTE),
                        get(second).asked(1).from(2),
                        get(first).hit().from(1),
                        get(second).hit().from(2));
    }
}
