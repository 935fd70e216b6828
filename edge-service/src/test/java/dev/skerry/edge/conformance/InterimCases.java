package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** Interim responses (RFC 9110 §15.2, RFC 8297). */
final class InterimCases {
    private InterimCases() {}

    private static final String MINUTE = "cache-control: max-age=60";
    private static final String LINK = "link: </style.css>; rel=preload";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (int status : List.of(100, 102, 103)) {
            all.add(scenario(
                    "rfc9110_15_2_status_" + status + "_is_passed_on_and_not_stored",
                    origin(answer(200, MINUTE).interim(status, LINK)),
                    get().miss().status(200).from(1).interims(status),
                    get().hit().status(200).from(1).interims()));
        }
        all.add(scenario(
                "rfc9110_15_2_several_come_in_their_order",
                origin(answer(200, MINUTE).interim(102).interim(103, LINK).interim(103, LINK)),
                get().miss().status(200).interims(102, 103, 103)));
        all.add(scenario(
                "rfc9110_15_2_of_a_revalidation",
                origin(200, "cache-control: max-age=10", "etag: \"v\""),
                get().miss(),
                pass(10),
                origin(answer(304, "etag: \"v\"").interim(103, LINK)),
                get().fetched("stale").status(200).from(1).interims(103)));
        all.add(scenario(
                "rfc9110_15_2_of_a_post",
                origin(answer(200).interim(102)),
                sendContent("POST", "/a", "x=1").fetched("method").status(200).interims(102)));
        all.add(scenario(
                "rfc9110_15_2_of_what_is_not_stored",
                origin(answer(200, "cache-control: no-store").interim(103, LINK)),
                get().miss().interims(103)));
        all.add(scenario(
                "rfc9111_3_fields_of_an_interim_response_are_not_those_of_the_final_one",
                origin(answer(200, MINUTE).interim(103, "cache-control: no-store", "etag: \"i\"")),
                get().miss().from(1).hasNo("etag"),
                get().hit().from(1).hasNo("etag")));
        all.add(scenario(
                "rfc9110_15_2_of_a_refresh_nobody_waits_for",
                origin(200, "cache-control: max-age=10, stale-while-revalidate=20"),
                get().miss(),
                pass(11),
                origin(answer(200, MINUTE).interim(103, LINK)),
                get().hitWhileRefreshing().from(1).interims(),
                get().hit().from(2).interims()));
        return all;
    }
}
