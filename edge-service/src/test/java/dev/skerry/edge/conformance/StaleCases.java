package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** Stale windows to the second, and what forbids them (RFC 5861, RFC 9111 §4.2.4). */
final class StaleCases {
    private StaleCases() {}

    private static final String SWR = "cache-control: max-age=10, stale-while-revalidate=20";
    private static final String SIE = "cache-control: max-age=10, stale-if-error=20";
    private static final List<String> FORBIDDING =
            List.of("must-revalidate", "proxy-revalidate", "no-cache", "s-maxage=10");

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(whileRevalidating());
        all.addAll(onFailures());
        for (int status : List.of(400, 401, 403, 404, 410, 429, 501, 505)) {
            all.add(scenario(
                    "rfc5861_4_status_" + status + "_is_no_error",
                    origin(200, SIE),
                    get().miss(),
                    pass(11),
                    origin(status),
                    get().fetched("stale").status(status).from(2)));
        }
        for (String directive : FORBIDDING) {
            all.addAll(forbidden(directive));
        }
        all.addAll(windows());
        all.addAll(withoutWindow());
        return all;
    }

    private static List<Scenario> whileRevalidating() {
        return List.of(
                scenario(
                        "rfc5861_3_stale_from_the_end_of_the_lifetime",
                        origin(200, SWR),
                        get().miss(),
                        passMillis(9_999),
                        get().hit().from(1),
                        passMillis(1),
                        origin(200, "cache-control: max-age=10"),
                        get().hitWhileRefreshing().from(1).age(10),
                        get().hit().from(2).age(0)),
                scenario(
                        "rfc5861_3_stale_to_the_last_moment_of_the_window",
                        origin(200, SWR),
                        get().miss(),
                        passMillis(29_999),
                        origin(200, "cache-control: max-age=10"),
                        get().hitWhileRefreshing().from(1).age(29),
                        get().hit().from(2)),
                scenario(
                        "rfc5861_3_not_stale_after_the_window",
                        origin(200, SWR),
                        get().miss(),
                        pass(30),
                        origin(200),
                        get().fetched("stale").from(2)),
                scenario(
                        "rfc5861_3_the_refresh_is_conditional_and_a_304_freshens",
                        origin(200, SWR, "etag: \"v\"", "last-modified: {now-100}"),
                        get().miss(),
                        pass(11),
                        origin(304, "etag: \"v\""),
                        get().hitWhileRefreshing()
                                .upstreamHas("if-none-match: \"v\"")
                                .upstreamHas("if-modified-since: {start-100}"),
                        get().hit().from(1).age(0)),
                scenario(
                        "rfc9211_2_3_ttl_of_a_stale_answer_is_negative",
                        origin(200, SWR),
                        get().miss(),
                        pass(12),
                        origin(200, "cache-control: max-age=10"),
                        get().hitWhileRefreshing().cacheStatus("hit", "ttl=-2")),
                scenario(
                        "rfc5861_3_a_refresh_that_fails_changes_nothing",
                        origin(200, SWR),
                        get().miss(),
                        pass(11),
                        originFails(Answer.Ending.CLOSED),
                        get().hitWhileRefreshing().from(1),
                        origin(200, "cache-control: max-age=10"),
                        get().hitWhileRefreshing().from(1),
                        get().hit().from(3)),
                scenario(
                        "rfc5861_3_without_lifetime_the_window_begins_at_once",
                        origin(200, "cache-control: max-age=0, stale-while-revalidate=20"),
                        get().miss().from(1),
                        origin(200, "cache-control: max-age=10"),
                        get().hitWhileRefreshing().from(1),
                        get().hit().from(2)),
                notWindow("rfc5861_3_a_window_of_zero", "max-age=10, stale-while-revalidate=0", 10),
                notWindow("rfc5861_3_a_window_that_is_no_number", "max-age=10, stale-while-revalidate=long", 10),
                notWindow("rfc5861_3_a_window_without_value", "max-age=10, stale-while-revalidate", 10),
                notWindow(
                        "rfc5861_3_the_first_of_two_windows_counts",
                        "max-age=10, stale-while-revalidate=5, stale-while-revalidate=50",
                        15),
                notWindow("rfc5861_3_stale_if_error_is_no_window_for_this", "max-age=10, stale-if-error=50", 10));
    }

    private static Scenario notWindow(String name, String cacheControl, int seconds) {
        return scenario(
                name,
                origin(200, "cache-control: " + cacheControl),
                get().miss(),
                pass(seconds),
                origin(200),
                get().fetched("stale").from(2));
    }

    private static List<Scenario> onFailures() {
        List<Scenario> all = new ArrayList<>();
        for (int status : List.of(500, 502, 503, 504)) {
            all.addAll(onFailure("status_" + status, origin(status), status));
        }
        all.addAll(onFailure("a_closed_connection", originFails(Answer.Ending.CLOSED), 502));
        all.addAll(onFailure("a_timeout", originFails(Answer.Ending.TIMEOUT), 504));
        all.add(scenario(
                "rfc5861_4_stale_on_a_refused_connection",
                notOverSockets("one origin cannot both listen and refuse"),
                origin(200, SIE),
                get().miss(),
                pass(11),
                originFails(Answer.Ending.REFUSED),
                get().asked(1).status(200).from(1)));
        return all;
    }

    private static List<Scenario> onFailure(String name, Step failure, int status) {
        return List.of(
                scenario(
                        "rfc5861_4_stale_on_" + name,
                        origin(200, SIE),
                        get().miss(),
                        passMillis(29_999),
                        failure,
                        get().asked(1).status(200).from(1).age(29)),
                scenario(
                        "rfc5861_4_not_stale_after_the_window_on_" + name,
                        origin(200, SIE),
                        get().miss(),
                        pass(30),
                        failure,
                        get().asked(1).status(status)),
                scenario(
                        "rfc9111_4_2_4_without_a_window_" + name + "_is_told",
                        origin(200, "cache-control: max-age=10", "etag: \"v\""),
                        get().miss(),
                        pass(10),
                        failure,
                        get().asked(1).status(status)));
    }

    private static List<Scenario> forbidden(String directive) {
        String name = directive.replace("=10", "").replace('-', '_');
        return List.of(
                scenario(
                        "rfc9111_4_2_4_" + name + "_forbids_stale_while_revalidate",
                        origin(200, SWR + ", " + directive),
                        get().miss(),
                        pass(11),
                        origin(200),
                        get().asked(1).from(2)),
                scenario(
                        "rfc9111_4_2_4_" + name + "_forbids_stale_if_error_on_5xx",
                        origin(200, SIE + ", " + directive),
                        get().miss(),
                        pass(11),
                        origin(503),
                        get().asked(1).status(503).from(2)),
                scenario(
                        "rfc9111_5_2_2_" + name + "_forbids_stale_if_error_on_silence",
                        origin(200, SIE + ", " + directive),
                        get().miss(),
                        pass(11),
                        originFails(Answer.Ending.TIMEOUT),
                        get().asked(1).status(504)),
                scenario(
                        "rfc9111_4_2_4_" + name + "_forbids_max_stale_of_the_request",
                        origin(200, "etag: \"v\"", "cache-control: max-age=10, " + directive),
                        get().miss(),
                        pass(11),
                        origin(304),
                        get("cache-control: max-stale=100").asked(1).from(1)));
    }

    private static List<Scenario> windows() {
        return List.of(
                scenario(
                        "rfc5861_4_the_window_of_the_request_counts",
                        origin(200, "cache-control: max-age=10", "etag: \"v\""),
                        get().miss(),
                        pass(29),
                        origin(503),
                        get("cache-control: stale-if-error=20")
                                .asked(1)
                                .status(200)
                                .from(1)),
                scenario(
                        "rfc5861_4_the_window_of_the_request_ends",
                        origin(200, "cache-control: max-age=10", "etag: \"v\""),
                        get().miss(),
                        pass(30),
                        origin(503),
                        get("cache-control: stale-if-error=20").asked(1).status(503)),
                scenario(
                        "rfc5861_4_the_larger_window_counts_if_it_is_the_requests",
                        origin(200, SIE),
                        get().miss(),
                        pass(40),
                        origin(503),
                        get("cache-control: stale-if-error=100")
                                .asked(1)
                                .status(200)
                                .from(1)),
                scenario(
                        "rfc5861_4_the_larger_window_counts_if_it_is_the_responses",
                        origin(200, SIE),
                        get().miss(),
                        pass(25),
                        origin(503),
                        get("cache-control: stale-if-error=1")
                                .asked(1)
                                .status(200)
                                .from(1)),
                scenario(
                        "rfc9211_2_2_a_stale_answer_after_an_error_says_why_it_was_asked_for",
                        origin(200, SIE),
                        get().miss(),
                        pass(11),
                        origin(503),
                        get().asked(1).cacheStatus("fwd=stale", "fwd-status=503")),
                scenario(
                        "rfc5861_4_after_an_error_the_next_request_asks_again",
                        origin(200, SIE),
                        get().miss(),
                        pass(11),
                        origin(503),
                        get().asked(1).from(1),
                        origin(200, "cache-control: max-age=10"),
                        get().fetched("stale").from(3)));
    }

    private static List<Scenario> withoutWindow() {
        return List.of(
                scenario(
                        "rfc9110_15_6_3_a_closed_connection_is_502",
                        originFails(Answer.Ending.CLOSED),
                        get().miss().status(502)),
                scenario(
                        "rfc9110_15_6_5_a_timeout_is_504",
                        originFails(Answer.Ending.TIMEOUT),
                        get().miss().status(504)),
                scenario(
                        "rfc9110_15_6_3_a_refused_connection_is_502",
                        notOverSockets("one origin cannot both listen and refuse"),
                        originFails(Answer.Ending.REFUSED),
                        get().asked(1).status(502)),
                scenario(
                        "rfc9111_4_3_3_a_5xx_in_answer_to_a_revalidation_leaves_what_is_stored",
                        origin(200, "cache-control: max-age=10", "etag: \"v\""),
                        get().miss(),
                        pass(10),
                        origin(503),
                        get().asked(1).status(503),
                        origin(304, "etag: \"v\"", "cache-control: max-age=10"),
                        get().fetched("stale").from(1).upstreamHas("if-none-match: \"v\""),
                        get().hit().from(1)));
    }
}
