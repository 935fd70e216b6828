package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** Every status, with a lifetime, with what the heuristic needs, and with neither (RFC 9111 §3, §4.2.2). */
final class StatusCases {
    private StatusCases() {}

    private static final List<Integer> FINAL = List.of(
            200, 201, 202, 203, 204, 205, 207, 226, 299, 300, 301, 302, 303, 307, 308, 399, 400, 401, 402, 403, 404,
            405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 417, 418, 421, 422, 423, 425, 426, 451, 499, 500, 501,
            502, 503, 504, 505, 508, 599);
    private static final List<Integer> HEURISTIC = List.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);
    private static final List<Integer> NEVER = List.of(428, 429, 431, 511);
    private static final List<Integer> UNKNOWN = List.of(207, 226, 299, 399, 418, 423, 425, 451, 499, 508, 599);

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (int status : FINAL) {
            all.add(stored(
                    "rfc9111_3_status_" + status + "_with_max_age_is_stored", status, "cache-control: max-age=60"));
            all.add(stored("rfc9111_3_status_" + status + "_with_expires_is_stored", status, "expires: {now+60}"));
            String heuristic = "rfc9111_4_2_2_status_" + status + "_with_last_modified_only_is_";
            all.add(
                    HEURISTIC.contains(status)
                            ? stored(heuristic + "fresh_for_a_while", status, "last-modified: {now-1000}")
                            : notStored(heuristic + "not_stored", status, "last-modified: {now-1000}"));
            String marked = "cache-control: public";
            all.add(stored(
                    "rfc9111_4_2_2_status_" + status + "_with_public_may_be_guessed",
                    status,
                    marked,
                    "last-modified: {now-1000}"));
            String careful = "cache-control: max-age=60, must-understand, no-store";
            String understood = "rfc9111_5_2_2_3_status_" + status + "_with_must_understand_is_";
            all.add(
                    UNKNOWN.contains(status)
                            ? notStored(understood + "not_known", status, careful)
                            : stored(understood + "known", status, careful));
        }
        for (int status : NEVER) {
            all.add(notStored(
                    "rfc6585_status_" + status + "_is_never_stored",
                    status,
                    "cache-control: public, max-age=60",
                    "etag: \"v\""));
        }
        all.add(notStored(
                "rfc9111_5_2_2_3_must_understand_of_an_unknown_status_without_no_store",
                299,
                "cache-control: max-age=60, must-understand"));
        all.add(notStored(
                "rfc9111_5_2_2_5_no_store_without_must_understand", 200, "cache-control: max-age=60, no-store"));
        all.add(notStored(
                "rfc9110_15_4_5_a_304_that_nobody_asked_for", 304, "cache-control: max-age=60", "etag: \"v\""));
        return all;
    }

    private static Scenario stored(String name, int status, String... fields) {
        return scenario(
                name,
                origin(status, fields),
                get().miss().status(status).cacheStatus("fwd-status=" + status, "stored"),
                pass(59),
                get().hit().status(status).age(59));
    }

    private static Scenario notStored(String name, int status, String... fields) {
        return scenario(
                name,
                origin(status, fields),
                get().miss().status(status).cacheStatusLacks("stored"),
                origin(status),
                get().miss().status(status));
    }
}
