package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** Where a lifetime comes from, and which source counts (RFC 9111 §4.2.1, RFC 9213 §2.2). */
final class FreshnessCases {
    private FreshnessCases() {}

    /** A source of freshness, as a field line with the lifetime to be put in. */
    private record Source(String name, String line) {
        String of(int seconds) {
            return line.replace("N", Integer.toString(seconds));
        }
    }

    private static final List<Source> BY_PRECEDENCE = List.of(
            new Source("skerry_cache_control", "skerry-cache-control: max-age=N"),
            new Source("cdn_cache_control", "cdn-cache-control: max-age=N"),
            new Source("surrogate_control", "surrogate-control: max-age=N"),
            new Source("s_maxage", "cache-control: s-maxage=N"),
            new Source("max_age", "cache-control: max-age=N"),
            new Source("expires", "expires: {now+N}"));

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (int i = 0; i < BY_PRECEDENCE.size(); i++) {
            Source first = BY_PRECEDENCE.get(i);
            all.add(fresh("rfc9111_4_2_1_" + first.name + "_alone_is_the_lifetime", 60, first.of(60)));
            all.add(fresh("rfc9111_4_2_1_" + first.name + "_of_one_second", 1, first.of(1)));
            all.add(notFresh("rfc9111_4_2_1_" + first.name + "_of_zero_is_never_fresh", first.of(0)));
            for (Source second : BY_PRECEDENCE.subList(i + 1, BY_PRECEDENCE.size())) {
                String names = first.name + "_wins_over_" + second.name;
                all.add(fresh("rfc9111_4_2_1_longer_" + names, 60, first.of(60), second.of(10)));
                all.add(fresh("rfc9111_4_2_1_shorter_" + names, 10, first.of(10), second.of(60)));
            }
        }
        all.addAll(heuristic());
        all.addAll(dates());
        return all;
    }

    /** Fresh until just before {@code seconds}, and not from then on. */
    static Scenario fresh(String name, int seconds, String... fields) {
        return scenario(
                name,
                origin(200, fields),
                get().miss().from(1),
                pass(seconds - 1),
                get().hit().from(1).status(200),
                passMillis(999),
                get().hit().from(1),
                passMillis(1),
                origin(200),
                get().fetched("stale").from(2));
    }

    /** Not for one second, and yet stored for revalidation. */
    static Scenario notFresh(String name, String... fields) {
        List<String> all = new ArrayList<>(List.of(fields));
        all.add("etag: \"v\"");
        return scenario(
                name,
                origin(200, all.toArray(String[]::new)),
                get().miss().from(1),
                origin(304, "etag: \"v\""),
                get().asked(1).from(1).upstreamHas("if-none-match: \"v\""));
    }

    private static List<Scenario> heuristic() {
        String longAgo = "last-modified: {now-1000}";
        return List.of(
                fresh("rfc9111_4_2_2_a_tenth_of_the_time_since_last_modified", 100, longAgo),
                fresh("rfc9111_4_2_2_a_tenth_but_no_more_than_a_day", 86_400, "last-modified: {now-9000000}"),
                fresh("rfc9111_4_2_2_the_tenth_counts_from_date", 90, "date: {now-10}", "last-modified: {now-1010}"),
                fresh("rfc9111_4_2_2_explicit_lifetime_leaves_no_heuristic", 10, "cache-control: max-age=10", longAgo),
                notFresh("rfc9111_4_2_2_expires_in_the_past_leaves_no_heuristic", "expires: {now-1}", longAgo),
                notFresh("rfc9111_4_2_2_invalid_expires_leaves_no_heuristic", "expires: 0", longAgo),
                notFresh("rfc9111_4_2_2_max_age_zero_leaves_no_heuristic", "cache-control: max-age=0", longAgo),
                notFresh("rfc9111_4_2_2_last_modified_in_the_future", "last-modified: {now+1000}"),
                notFresh("rfc9111_4_2_2_last_modified_now", "last-modified: {now}"),
                notFresh("rfc9111_4_2_2_unreadable_last_modified", "last-modified: yesterday"),
                notFresh("rfc9111_4_2_2_without_last_modified_there_is_no_heuristic", "content-type: text/plain"),
                scenario(
                        "rfc9111_3_what_could_never_be_used_is_not_stored",
                        origin(200, "content-type: text/plain"),
                        get().miss().cacheStatusLacks("stored"),
                        origin(200),
                        get().miss().from(2)),
                scenario(
                        "rfc9111_4_2_2_last_modified_of_a_second_ago_leaves_a_tenth_of_a_second",
                        origin(200, "last-modified: {now-20}"),
                        get().miss(),
                        passMillis(1_999),
                        get().hit(),
                        passMillis(1),
                        origin(304),
                        get().fetched("stale").upstreamHas("if-modified-since: {start-20}")));
    }

    private static List<Scenario> dates() {
        return List.of(
                fresh(
                        "rfc9111_5_3_expires_counts_from_date_not_from_receipt",
                        30,
                        "date: {now-30}",
                        "expires: {now+30}"),
                fresh(
                        "rfc9111_4_2_3_a_date_in_the_past_is_apparent_age",
                        30,
                        "date: {now-30}",
                        "cache-control: max-age=60"),
                fresh(
                        "rfc9111_4_2_3_a_date_in_the_future_adds_no_age",
                        60,
                        "date: {now+30}",
                        "cache-control: max-age=60"),
                fresh("rfc9111_5_3_expires_less_a_date_in_the_future", 30, "date: {now+30}", "expires: {now+60}"),
                fresh("rfc9110_6_6_1_an_unreadable_date_is_the_time_of_receipt", 60, "date: soon", "expires: {now+60}"),
                scenario(
                        "rfc9110_6_6_1_a_missing_date_is_the_time_of_receipt_and_is_added",
                        origin(answer(200, "expires: {now+60}").undated()),
                        get().miss().has("date: {start}"),
                        pass(59),
                        get().hit().has("date: {start}").age(59),
                        pass(1),
                        origin(200),
                        get().fetched("stale")),
                scenario(
                        "rfc9110_6_6_1_date_is_that_of_the_stored_response",
                        origin(200, "cache-control: max-age=60"),
                        get().miss().has("date: {start}"),
                        pass(30),
                        get().hit().has("date: {start}")),
                scenario(
                        "rfc9111_4_2_expires_equal_to_date_is_stale_at_once",
                        origin(200, "expires: {now}", "etag: \"v\""),
                        get().miss(),
                        origin(304),
                        get().fetched("stale")),
                scenario(
                        "rfc9111_4_3_3_a_full_answer_to_a_revalidation_replaces_what_is_stored",
                        origin(200, "cache-control: max-age=10", "etag: \"v\""),
                        get().miss(),
                        pass(10),
                        origin(200, "cache-control: max-age=20", "etag: \"w\""),
                        get().fetched("stale").from(2),
                        pass(19),
                        get().hit().from(2).has("etag: \"w\"")));
    }
}
