package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** Methods but GET and HEAD, and what they invalidate (RFC 9110 §9, RFC 9111 §4.4). */
final class MethodCases {
    private MethodCases() {}

    private static final String MINUTE = "cache-control: max-age=60";
    private static final List<String> UNSAFE = List.of("POST", "PUT", "DELETE", "PATCH", "MKCOL", "FROB");
    private static final List<String> SAFE = List.of("OPTIONS", "PROPFIND", "REPORT", "SEARCH");

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (String method : UNSAFE) {
            String name = "rfc9111_4_4_" + method.toLowerCase(java.util.Locale.ROOT);
            for (int status : List.of(200, 201, 204, 303)) {
                all.add(invalidates(name + "_answered_" + status + "_invalidates", method, status));
            }
            for (int status : List.of(400, 404, 409, 500, 503)) {
                all.add(keeps(name + "_answered_" + status + "_invalidates_nothing", method, status));
            }
            all.add(neverStored(
                    "rfc9110_9_2_3_" + method.toLowerCase(java.util.Locale.ROOT) + "_is_not_stored", method));
        }
        for (String method : SAFE) {
            String name = method.toLowerCase(java.util.Locale.ROOT);
            all.add(keeps("rfc9111_4_4_safe_" + name + "_invalidates_nothing", method, 200));
            all.add(neverStored("rfc9110_9_2_3_" + name + "_is_not_stored", method));
        }
        all.addAll(others());
        all.addAll(targets());
        return all;
    }

    private static Scenario invalidates(String name, String method, int status) {
        return scenario(
                name,
                origin(200, MINUTE),
                get().miss().from(1),
                origin(status),
                send(method, "/a").fetched("method").status(status).upstream(method, "/a"),
                origin(200, MINUTE),
                get().asked(1).from(3));
    }

    private static Scenario keeps(String name, String method, int status) {
        return scenario(
                name,
                origin(200, MINUTE),
                get().miss().from(1),
                origin(status),
                send(method, "/a").asked(1).status(status).upstream(method, "/a"),
                get().hit().from(1));
    }

    private static Scenario neverStored(String name, String method) {
        return scenario(
                name,
                origin(200, MINUTE),
                send(method, "/a").fetched("method").from(1).cacheStatusLacks("stored"),
                origin(200, MINUTE),
                send(method, "/a").fetched("method").from(2),
                origin(200, MINUTE),
                get().miss().from(3));
    }

    private static List<Scenario> others() {
        return List.of(
                scenario(
                        "rfc9111_4_4_an_unsafe_request_goes_on_though_a_fresh_answer_is_stored",
                        origin(200, MINUTE),
                        get().miss(),
                        origin(500),
                        sendContent("POST", "/a", "x=1").fetched("method").from(2)),
                scenario(
                        "rfc9111_4_4_no_answer_invalidates_nothing",
                        origin(200, MINUTE),
                        get().miss(),
                        originFails(Answer.Ending.TIMEOUT),
                        sendContent("POST", "/a", "x=1").asked(1).status(504),
                        get().hit().from(1)),
                scenario(
                        "rfc9111_4_4_all_variants_of_the_url_go",
                        origin(200, MINUTE, "vary: x-one"),
                        get("x-one: a").miss(),
                        origin(200, MINUTE, "vary: x-one"),
                        get("x-one: b").asked(1),
                        origin(204),
                        send("DELETE", "/a").fetched("method"),
                        origin(200, MINUTE, "vary: x-one"),
                        get("x-one: a").asked(1).from(4),
                        origin(200, MINUTE, "vary: x-one"),
                        get("x-one: b").asked(1).from(5)),
                scenario(
                        "rfc9111_4_4_a_url_with_another_query_stays",
                        origin(200, MINUTE),
                        getOf("/a?x").miss(),
                        origin(204),
                        send("DELETE", "/a").asked(1),
                        getOf("/a?x").hit()),
                scenario(
                        "rfc9110_9_3_1_get_with_content_is_passed_on_and_not_stored",
                        origin(200, MINUTE),
                        sendContent("GET", "/a", "q").asked(1).from(1).cacheStatusLacks("stored"),
                        origin(200, MINUTE),
                        get().miss().from(2),
                        origin(200, MINUTE),
                        sendContent("GET", "/a", "q").asked(1).from(3),
                        get().hit().from(2)),
                scenario(
                        "rfc9110_7_6_2_options_goes_no_further_than_it_may",
                        origin(200),
                        send("OPTIONS", "/a", "max-forwards: 2").asked(1).upstreamHas("max-forwards: 1"),
                        send("OPTIONS", "/a", "max-forwards: 0")
                                .asked(0)
                                .status(204)
                                .body("")
                                .cacheStatus("detail=max-forwards"),
                        send("TRACE", "/a", "max-forwards: 0").asked(0).status(501)),
                scenario(
                        "rfc9110_9_1_methods_know_case",
                        origin(200, MINUTE),
                        send("get", "/a").asked(1).cacheStatusLacks("stored"),
                        origin(200, MINUTE),
                        get().miss().from(2)));
    }

    private static Scenario named(String name, String field, boolean goes, int status) {
        Ask end = goes ? getOf("/b").asked(1).from(3) : getOf("/b").hit().from(1);
        List<Step> steps = new ArrayList<>(List.of(
                origin(200, MINUTE),
                getOf("/b").miss().from(1),
                origin(status, field),
                send("POST", "/a").asked(1)));
        if (goes) {
            steps.add(origin(200, MINUTE));
        }
        steps.add(end);
        return scenario("rfc9111_4_4_" + name, steps.toArray(Step[]::new));
    }

    private static List<Scenario> targets() {
        return List.of(
                named("the_target_of_location_goes", "location: {url:/b}", true, 201),
                named("a_relative_location_counts", "location: {path:/b}", true, 201),
                named("a_location_relative_to_the_path_counts", "location: b", true, 201),
                named("the_location_of_a_redirect_counts", "location: {path:/b}", true, 303),
                named("the_target_of_content_location_goes", "content-location: {url:/b}", true, 200),
                named("a_relative_content_location_counts", "content-location: {path:/b}", true, 200),
                named("a_location_with_a_fragment_counts", "location: {path:/b}#part", true, 201),
                named(
                        "a_location_on_the_same_host_in_capitals_counts",
                        "location: http://DEMO.test{path:/b}",
                        true,
                        201),
                named("a_location_on_another_host_does_not", "location: http://other.test{path:/b}", false, 201),
                named(
                        "a_content_location_on_another_host_does_not",
                        "content-location: http://other.test{path:/b}",
                        false,
                        200),
                named("a_location_of_an_error_does_not", "location: {path:/b}", false, 400),
                named("a_malformed_location_does_not", "location: ::not a url", false, 201),
                named("a_location_of_another_scheme_does_not", "location: mailto:{path:/b}", false, 201),
                scenario(
                        "rfc9111_4_4_location_of_a_get_invalidates_nothing",
                        origin(200, MINUTE),
                        getOf("/b").miss(),
                        origin(302, "location: {path:/b}"),
                        get().asked(1),
                        getOf("/b").hit()));
    }
}
