package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.List;

/** Answers to POST that answer GET later (RFC 9110 §9.3.3). */
final class PostCases {
    private PostCases() {}

    private static final String MINUTE = "cache-control: max-age=60";
    private static final String ITSELF = "content-location: {path:/a}";

    static List<Scenario> all() {
        return List.of(
                reused("max_age", MINUTE, ITSELF),
                reused("s_maxage", "cache-control: s-maxage=60", ITSELF),
                reused("expires", "expires: {now+60}", ITSELF),
                reused("a_targeted_field", "cdn-cache-control: max-age=60", "cache-control: no-store", ITSELF),
                reused("an_absolute_content_location", MINUTE, "content-location: {url:/a}"),
                reused("a_relative_content_location", MINUTE, "content-location: a"),
                notReused("no_content_location", 200, MINUTE),
                notReused("another_content_location", 200, MINUTE, "content-location: {path:/b}"),
                notReused("another_query_in_content_location", 200, MINUTE, "content-location: {path:/a}?x"),
                notReused(
                        "another_host_in_content_location",
                        200,
                        MINUTE,
                        "content-location: http://other.test{path:/a}"),
                notReused("no_explicit_freshness", 200, "last-modified: {now-1000}", ITSELF),
                notReused("public_alone", 200, "cache-control: public", "last-modified: {now-1000}", ITSELF),
                notReused("no_store", 200, "cache-control: no-store, max-age=60", ITSELF),
                notReused("private", 200, "cache-control: private, max-age=60", ITSELF),
                notReused("status_201", 201, MINUTE, ITSELF),
                notReused("status_404", 404, MINUTE, ITSELF),
                notReused("a_cookie", 200, MINUTE, ITSELF, "set-cookie: id=1"),
                scenario(
                        "rfc9110_9_3_3_what_was_stored_before_the_post_is_replaced",
                        origin(200, MINUTE),
                        get().miss().from(1),
                        origin(200, MINUTE, ITSELF),
                        sendContent("POST", "/a", "x=1").fetched("method").from(2),
                        get().hit().from(2)),
                scenario(
                        "rfc9110_9_3_3_post_itself_is_never_answered_from_the_cache",
                        origin(200, MINUTE, ITSELF),
                        sendContent("POST", "/a", "x=1").fetched("method"),
                        origin(200, MINUTE),
                        sendContent("POST", "/a", "x=1").fetched("method").from(2)),
                scenario(
                        "rfc9110_9_3_3_put_with_the_same_fields_is_not_stored",
                        origin(200, MINUTE, ITSELF),
                        sendContent("PUT", "/a", "x=1").fetched("method"),
                        origin(200, MINUTE),
                        get().miss().from(2)),
                scenario(
                        "rfc9110_9_3_3_what_a_post_stored_goes_stale",
                        origin(200, MINUTE, ITSELF, "etag: \"v\""),
                        sendContent("POST", "/a", "x=1").fetched("method"),
                        pass(60),
                        origin(304, MINUTE, "etag: \"v\""),
                        get().fetched("stale").from(1).upstream("GET", "/a").upstreamHas("if-none-match: \"v\"")));
    }

    private static Scenario reused(String name, String... fields) {
        return scenario(
                "rfc9110_9_3_3_a_post_is_reused_with_" + name,
                origin(200, fields),
                sendContent("POST", "/a", "x=1").fetched("method").from(1).cacheStatus("stored"),
                pass(30),
                get().hit().from(1).age(30),
                head().hit().body(""));
    }

    private static Scenario notReused(String name, int status, String... fields) {
        return scenario(
                "rfc9110_9_3_3_a_post_is_not_reused_with_" + name,
                origin(status, fields),
                sendContent("POST", "/a", "x=1")
                        .fetched("method")
                        .status(status)
                        .cacheStatusLacks("stored"),
                origin(200),
                get().miss().from(2));
    }
}
