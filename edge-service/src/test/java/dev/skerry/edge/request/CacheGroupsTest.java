package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Groups of responses that become doubtful together (RFC 9875), on virtual time. */
class CacheGroupsTest {
    private final Bench bench = new Bench();

    private void store(String target, String groups) {
        bench.get(target);
        bench.open()
                .answer(
                        200,
                        "old " + target,
                        "cache-control",
                        "max-age=600, stale-while-revalidate=600, stale-if-error=600",
                        "etag",
                        "\"1\"",
                        "cache-groups",
                        groups);
        bench.passConnected(Duration.ofSeconds(1));
    }

    private void post(String target, int status, String groups) {
        bench.send("POST", target);
        bench.open().answer(status, "", "cache-group-invalidation", groups);
        bench.passConnected(Duration.ofSeconds(1));
    }

    private boolean isServed(String target) {
        int before = bench.asked.size();
        User user = bench.get(target);
        if (bench.asked.size() == before) {
            return !user.waits();
        }
        assertThat(bench.open().request.fields().first("if-none-match")).isEqualTo("\"1\"");
        bench.open().answer(200, "new " + target, "cache-control", "no-store");
        return false;
    }

    @Test
    void rfc9875_3_an_answer_to_an_unsafe_request_invalidates_the_groups_that_it_names() {
        store("/a", "\"g\", \"x\"");
        store("/b", "\"G\"");
        store("/c", "\"h\"");
        post("/elsewhere", 204, "\"g\", \"h\"");
        assertThat(isServed("/a")).isFalse();
        assertThat(isServed("/b")).isTrue();
        assertThat(isServed("/c")).isFalse();
    }

    @Test
    void rfc9875_3_it_does_so_whatever_its_status_and_not_after_a_safe_method() {
        store("/a", "\"g\"");
        bench.get("/safe");
        bench.open().answer(200, "x", "cache-group-invalidation", "\"g\"", "cache-control", "no-store");
        assertThat(isServed("/a")).isTrue();
        post("/failed", 500, "\"g\"");
        assertThat(isServed("/a")).isFalse();
    }

    @Test
    void rfc9875_3_a_field_that_is_no_list_of_strings_invalidates_nothing() {
        store("/a", "\"g\"");
        post("/elsewhere", 204, "\"g\", h");
        assertThat(isServed("/a")).isTrue();
    }

    @Test
    void rfc9875_2_2_1_invalidating_a_response_invalidates_its_groups_and_that_goes_no_further() {
        store("/a", "\"g\"");
        store("/b", "\"g\", \"h\"");
        store("/c", "\"h\"");
        bench.send("DELETE", "/a");
        bench.open().answer(204, "");
        bench.passConnected(Duration.ofSeconds(1));
        assertThat(isServed("/b")).isFalse();
        assertThat(isServed("/c")).as("no cascade").isTrue();
    }

    @Test
    void an_unsafe_request_that_failed_invalidates_no_groups_of_its_target() {
        store("/a", "\"g\"");
        store("/b", "\"g\"");
        bench.send("DELETE", "/a");
        bench.open().answer(404, "");
        assertThat(isServed("/a")).isTrue();
        assertThat(isServed("/b")).isTrue();
    }

    @Test
    void what_was_validated_since_is_served_again() {
        store("/a", "\"g\"");
        post("/elsewhere", 204, "\"g\"");
        User user = bench.get("/a");
        bench.open().answer(304, "", "etag", "\"1\"");
        assertThat(user.text()).isEqualTo("old /a");
        assertThat(user.field("cache-status")).contains("fwd=stale", "fwd-status=304", "detail=unproven");
        assertThat(isServed("/a")).isTrue();
    }

    @Test
    void what_is_doubtful_is_not_served_stale_when_the_origin_fails() {
        store("/a", "\"g\"");
        post("/elsewhere", 204, "\"g\"");
        User user = bench.get("/a");
        bench.open().answer(503, "broken");
        assertThat(user.status()).isEqualTo(503);
    }

    @Test
    void a_fetch_that_began_before_is_shared_with_nobody_who_came_later() {
        User first = bench.get("/a");
        Asked fetch = bench.open();
        bench.passConnected(Duration.ofSeconds(1));
        bench.send("POST", "/elsewhere");
        bench.asked.getLast().answer(204, "", "cache-group-invalidation", "\"g\"");
        User later = bench.get("/a");
        fetch.answer(200, "old", "cache-control", "max-age=600", "cache-groups", "\"g\"");
        assertThat(first.text()).isEqualTo("old");
        assertThat(later.waits()).isTrue();
        bench.open().answer(200, "new", "cache-control", "max-age=600", "cache-groups", "\"g\"");
        assertThat(later.text()).isEqualTo("new");
    }

    @Test
    void both_fields_go_on_to_users() {
        bench.get("/a");
        bench.open().answer(200, "x", "cache-control", "max-age=600", "cache-groups", "\"g\"");
        assertThat(bench.get("/a").field("cache-groups")).isEqualTo("\"g\"");
        User user = bench.send("POST", "/b");
        bench.open().answer(204, "", "cache-group-invalidation", "\"g\"");
        assertThat(user.field("cache-group-invalidation")).isEqualTo("\"g\"");
    }
}
