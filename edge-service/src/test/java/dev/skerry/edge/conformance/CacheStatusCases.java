package dev.skerry.edge.conformance;

import static dev.skerry.edge.conformance.Story.*;

import java.util.ArrayList;
import java.util.List;

/** What Cache-Status says (RFC 9211). */
final class CacheStatusCases {
    private CacheStatusCases() {}

    private static final String MINUTE = "cache-control: max-age=60";

    static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.addAll(forwarded());
        all.addAll(served());
        return all;
    }

    private static List<Scenario> forwarded() {
        return List.of(
                scenario(
                        "rfc9211_2_a_miss_that_is_stored",
                        origin(200, MINUTE),
                        get().miss().cacheStatusIs("fwd=uri-miss; fwd-status=200; ttl=60; stored")),
                scenario(
                        "rfc9211_2_a_miss_that_is_not_stored",
                        origin(200, "cache-control: no-store"),
                        get().miss()
                                .cacheStatus("fwd=uri-miss", "fwd-status=200")
                                .cacheStatusLacks("stored")),
                scenario(
                        "rfc9211_2_a_miss_with_another_status",
                        origin(404, MINUTE),
                        get().miss().cacheStatusIs("fwd=uri-miss; fwd-status=404; ttl=60; stored")),
                scenario(
                        "rfc9211_2_a_post",
                        origin(200),
                        send("POST", "/a")
                                .asked(1)
                                .cacheStatus("fwd=method", "fwd-status=200")
                                .cacheStatusLacks("stored")),
                scenario(
                        "rfc9211_2_a_stale_answer_that_is_validated",
                        origin(200, MINUTE, "etag: \"v\""),
                        get().miss(),
                        pass(60),
                        origin(304, MINUTE, "etag: \"v\""),
                        get().asked(1).cacheStatusIs("fwd=stale; fwd-status=304; ttl=60; stored")),
                scenario(
                        "rfc9211_2_a_stale_answer_that_is_replaced",
                        origin(200, MINUTE, "etag: \"v\""),
                        get().miss(),
                        pass(60),
                        origin(200, "cache-control: max-age=30"),
                        get().asked(1).cacheStatusIs("fwd=stale; fwd-status=200; ttl=30; stored")),
                scenario(
                        "rfc9211_2_a_request_that_wants_it_new",
                        origin(200, MINUTE, "etag: \"v\""),
                        get().miss(),
                        origin(304, MINUTE),
                        get("cache-control: no-cache")
                                .asked(1)
                                .cacheStatusIs("fwd=request; fwd-status=304; ttl=60; stored")),
                scenario(
                        "rfc9211_2_a_304_to_the_user_on_a_miss",
                        origin(200, MINUTE, "etag: \"v\""),
                        get("if-none-match: \"v\"")
                                .asked(1)
                                .status(304)
                                .cacheStatusIs("fwd=uri-miss; fwd-status=200; ttl=60; stored")),
                scenario(
                        "rfc9211_3_that_of_the_origin_stays_before_ours",
                        origin(200, MINUTE, "cache-status: origin-cache; hit"),
                        get().miss().cacheStatus("fwd=uri-miss"),
                        get().hit().cacheStatusIs("hit; ttl=60")),
                scenario(
                        "rfc9211_2_8_a_closed_connection_is_told",
                        originFails(Answer.Ending.CLOSED),
                        get().asked(1).cacheStatusIs("fwd=uri-miss; detail=upstream-closed")),
                scenario(
                        "rfc9211_2_8_a_timeout_is_told",
                        originFails(Answer.Ending.TIMEOUT),
                        get().asked(1).cacheStatusIs("fwd=uri-miss; detail=upstream-timeout")));
    }

    private static List<Scenario> served() {
        return List.of(
                scenario(
                        "rfc9211_2_1_a_hit",
                        origin(200, MINUTE),
                        get().miss(),
                        get().hit().cacheStatusIs("hit; ttl=60")),
                scenario(
                        "rfc9211_2_1_a_304_from_the_cache_is_a_hit",
                        origin(200, MINUTE, "etag: \"v\""),
                        get().miss(),
                        get("if-none-match: \"v\"").hit().cacheStatusIs("hit; ttl=60")),
                scenario(
                        "rfc9211_2_1_a_part_from_the_cache_is_a_hit",
                        origin(200, MINUTE),
                        get().miss(),
                        get("range: bytes=0-1").hit().cacheStatusIs("hit; ttl=60")),
                scenario(
                        "rfc9211_2_1_head_from_the_cache_is_a_hit",
                        origin(200, MINUTE),
                        get().miss(),
                        head().hit().cacheStatusIs("hit; ttl=60")),
                scenario(
                        "rfc9211_2_3_a_hit_on_the_edge_of_its_lifetime",
                        origin(200, MINUTE),
                        get().miss(),
                        passMillis(59_500),
                        get().hit()),
                scenario(
                        "rfc9211_2_3_a_stale_hit_that_the_request_allows",
                        origin(200, MINUTE),
                        get().miss(),
                        pass(70),
                        get("cache-control: max-stale").hit().cacheStatus("hit", "ttl=-10")));
    }
}
