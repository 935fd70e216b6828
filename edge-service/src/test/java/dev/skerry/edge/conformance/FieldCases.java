package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** What is left out of what is stored, and what users get to see (RFC 9110 §7.6.1, RFC 9111 §3.1, §5.2.2). */
final class FieldCases {
    private FieldCases() {}

    private static final String MINUTE = "cache-control: max-age=60";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        for (String field : List.of(
                "proxy-connection",
                "keep-alive",
                "te",
                "trailer",
                "proxy-authenticate",
                "proxy-authentication-info",
                "proxy-authorization")) {
            all.add(neverStored("rfc9111_3_1_" + field.replace('-', '_') + "_is_not_stored", field + ": x", field));
        }
        for (String field : List.of("te", "keep-alive", "proxy-connection", "proxy-authorization", "trailer")) {
            all.add(notForwarded(
                    "rfc9110_7_6_1_" + field.replace('-', '_') + "_is_not_forwarded", field, field + ": x"));
        }
        for (String field : List.of("surrogate-key", "cache-tag", "surrogate-control", "skerry-cache-control")) {
            all.add(scenario(
                    field.replace('-', '_') + "_is_not_for_users",
                    origin(200, MINUTE, field + ": max-age=60"),
                    get().miss().hasNo(field),
                    get().hit().hasNo(field)));
        }
        for (String field : List.of(
                "x-any",
                "content-type",
                "content-encoding",
                "content-language",
                "content-disposition",
                "content-md5",
                "clear-site-data",
                "link",
                "server",
                "etag",
                "last-modified",
                "retry-after",
                "allow",
                "accept-ranges",
                "strict-transport-security",
                "pragma",
                "warning",
                "test")) {
            all.add(scenario(
                    "rfc9111_3_1_" + field.replace('-', '_') + "_is_stored",
                    origin(200, MINUTE, field + ": x"),
                    get().miss().has(field + ": x"),
                    get().hit().has(field + ": x")));
        }
        all.addAll(listed());
        all.addAll(qualified());
        return all;
    }

    private static Scenario neverStored(String name, String line, String field) {
        return scenario(
                name,
                origin(200, MINUTE, line),
                get().miss().hasNo(field),
                get().hit().hasNo(field).from(1));
    }

    private static Scenario notForwarded(String name, String field, String... lines) {
        return scenario(
                name,
                onlyOverSockets("the listener takes it out"),
                origin(200),
                get(lines).miss().upstreamHasNo(field));
    }

    private static List<Scenario> listed() {
        return List.of(
                neverStored("rfc9110_7_6_1_a_field_that_connection_lists", "connection: x-one", "x-one"),
                scenario(
                        "rfc9110_7_6_1_fields_that_connection_lists_are_neither_sent_nor_stored",
                        origin(200, MINUTE, "connection: X-One, x-two", "x-one: a", "x-two: b", "x-three: c"),
                        get().miss().hasNo("x-one", "x-two").has("x-three: c"),
                        get().hit().hasNo("x-one", "x-two").has("x-three: c")),
                scenario(
                        "rfc9110_7_6_1_fields_that_connection_lists_on_two_lines",
                        origin(200, MINUTE, "connection: x-one", "connection: x-two", "x-one: a", "x-two: b"),
                        get().miss().hasNo("x-one", "x-two"),
                        get().hit().hasNo("x-one", "x-two")),
                scenario(
                        "rfc9110_7_6_1_connection_lists_of_requests_too",
                        onlyOverSockets("the listener takes them out"),
                        origin(200),
                        get("connection: x-one", "x-one: a", "x-two: b")
                                .miss()
                                .upstreamHasNo("x-one")
                                .upstreamHas("x-two: b")),
                scenario(
                        "rfc9110_15_unknown_fields_of_requests_go_upstream",
                        origin(200),
                        get("x-any: a", "accept: text/html", "user-agent: x")
                                .miss()
                                .upstreamHas("x-any: a")
                                .upstreamHas("accept: text/html")
                                .upstreamHas("user-agent: x")),
                scenario(
                        "rfc9111_5_2_2_connection_cannot_hide_cache_control",
                        origin(200, "cache-control: no-store, max-age=60", "connection: x-one"),
                        get().miss().cacheStatusLacks("stored"),
                        origin(200),
                        get().miss()));
    }

    private static Scenario left(String name, String cacheControl, String... gone) {
        Ask first = get().miss().has("x-one: a").has("x-two: b").has("x-three: c");
        Ask second = get().hit().from(1).hasNo(gone);
        for (String field : List.of("x-one: a", "x-two: b", "x-three: c")) {
            second = List.of(gone).contains(Lines.nameOf(field)) ? second : second.has(field);
        }
        return scenario(
                name,
                origin(200, "cache-control: max-age=60, " + cacheControl, "x-one: a", "x-two: b", "x-three: c"),
                first,
                second);
    }

    private static List<Scenario> qualified() {
        List<Scenario> all = new ArrayList<>();
        for (String directive : List.of("no-cache", "private")) {
            String name = (directive.equals("private") ? "rfc9111_5_2_2_7_" : "rfc9111_5_2_2_4_")
                    + directive.replace('-', '_');
            all.add(left(name + "_leaves_out_its_field", directive + "=\"x-one\"", "x-one"));
            all.add(left(name + "_leaves_out_its_fields", directive + "=\"x-one, x-two\"", "x-one", "x-two"));
            all.add(left(name + "_names_know_no_case", directive + "=\"X-ONE\"", "x-one"));
            all.add(left(name + "_as_a_token", directive + "=x-one", "x-one"));
            all.add(left(name + "_of_a_field_that_is_not_there", directive + "=\"x-four\""));
            all.add(left(name + "_with_white_space_and_empty_members", directive + "=\" ,x-one ,, \"", "x-one"));
        }
        all.add(left(
                "rfc9111_5_2_2_private_and_no_cache_of_a_field_each",
                "private=\"x-one\", no-cache=\"x-two\"",
                "x-one",
                "x-two"));
        all.add(scenario(
                "rfc9111_5_2_2_4_no_cache_with_and_without_fields_is_validated",
                origin(200, "cache-control: max-age=60, no-cache=\"x-one\", no-cache", "etag: \"v\""),
                get().miss(),
                origin(304, "etag: \"v\""),
                get().asked(1).from(1)));
        all.add(scenario(
                "rfc9111_5_2_2_7_private_with_and_without_fields_is_not_stored",
                origin(200, "cache-control: max-age=60, private=\"x-one\", private"),
                get().miss(),
                origin(200),
                get().miss()));
        return all;
    }
}
