package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.origin.UpstreamException;
import dev.skerry.edge.origin.UpstreamFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What has changed in the cache by the time an upstream answers. The differential test found these. */
class MeanwhileTest {
    private final Bench bench = new Bench();

    private Asked last() {
        return bench.asked.getLast();
    }

    private static void fail(Asked asked) {
        asked.response.completeExceptionally(
                new UpstreamException(UpstreamFailure.CLOSED, new IllegalStateException("closed")));
    }

    private void stale() {
        bench.get("/a");
        bench.open().answer(200, "old", "cache-control", "max-age=1, stale-if-error=5");
        bench.passConnected(Duration.ofSeconds(10));
    }

    /** Asks for what is stored, whatever that is, and joins nobody else who does. */
    private Asked insist() {
        bench.get("/a", "cache-control", "no-cache");
        return last();
    }

    /** Whose upstream request is still open, while what was asked for after it is stored already. */
    private record Overtaken(User user, Asked asked) {}

    private Overtaken overtakenBy(String control) {
        stale();
        Overtaken first = new Overtaken(bench.get("/a"), last());
        bench.passConnected(Duration.ofSeconds(1));
        insist().answer(200, "new", "cache-control", control);
        return first;
    }

    @Test
    void rfc9111_4_of_two_fetches_that_overtake_each_other_the_later_one_counts() {
        stale();
        Asked first = insist();
        bench.passConnected(Duration.ofSeconds(1));
        Asked second = insist();
        second.answer(200, "new", "cache-control", "max-age=60");
        first.answer(200, "old", "cache-control", "max-age=60");

        assertThat(bench.get("/a").text()).isEqualTo("new");
    }

    @Test
    void rfc9111_4_content_that_comes_after_what_was_asked_for_later_does_not_take_its_place() {
        stale();
        Asked first = insist();
        first.begin(200, "cache-control", "max-age=60");
        bench.passConnected(Duration.ofSeconds(1));
        insist().answer(200, "new", "cache-control", "max-age=60");
        first.end("old");

        assertThat(bench.get("/a").text()).isEqualTo("new");
    }

    @Test
    void a_clock_that_was_set_back_keeps_nothing_new_out() {
        bench.get("/a");
        bench.open().answer(200, "old", "cache-control", "max-age=60");
        bench.jump(Duration.ofHours(-1));
        insist().answer(200, "new", "cache-control", "max-age=60");

        assertThat(bench.get("/a").text()).isEqualTo("new");
    }

    @Test
    void rfc5861_4_the_most_recent_stored_response_stands_in_for_an_error() {
        Overtaken first = overtakenBy("max-age=1, stale-if-error=600");
        bench.passConnected(Duration.ofSeconds(10));
        fail(first.asked());

        assertThat(first.user().text()).isEqualTo("new");
    }

    @Test
    void rfc9111_4_what_was_stored_meanwhile_answers_though_the_fetch_failed() {
        Overtaken first = overtakenBy("max-age=60");
        fail(first.asked());

        assertThat(first.user().text()).isEqualTo("new");
        assertThat(first.user().field("cache-status")).contains("; hit");
    }

    @Test
    void an_error_does_not_replace_what_was_stored_meanwhile() {
        Overtaken first = overtakenBy("max-age=60");
        first.asked().answer(503, "error", "cache-control", "max-age=60");

        assertThat(first.user().text()).isEqualTo("new");
        assertThat(bench.get("/a").text()).isEqualTo("new");
    }

    @Test
    void rfc9111_4_4_what_is_asked_for_after_an_unsafe_request_is_stored_though_its_fetch_began_before() {
        bench.get("/a");
        bench.open().answer(200, "old", "cache-control", "max-age=1", "etag", "\"1\"");
        bench.passConnected(Duration.ofSeconds(10));
        User reader = bench.get("/a");
        Asked validation = last();
        bench.send("PUT", "/a");
        last().answer(204, "");
        validation.answer(304, "", "etag", "\"2\"");
        last().answer(200, "new", "cache-control", "max-age=60");

        assertThat(reader.text()).isEqualTo("new");
        assertThat(bench.get("/a").text()).isEqualTo("new");
    }

    @Test
    void rfc9111_4_4_an_unsafe_request_that_overtakes_a_post_keeps_the_answer_of_the_post_out() {
        User post = bench.send("POST", "/a");
        Asked asked = last();
        bench.send("PUT", "/a");
        last().answer(204, "");
        asked.answer(200, "before", "cache-control", "max-age=60", "content-location", "/a");

        assertThat(post.text()).isEqualTo("before");
        assertThat(post.field("cache-status")).doesNotContain("stored");
        assertThat(bench.get("/a").waits()).isTrue();
    }

    @Test
    void rfc9111_3_4_who_completes_a_part_gets_the_cookie_that_came_with_the_rest_and_nobody_else_does() {
        part();
        User whole = bench.get("/a");
        last().answer(
                        206,
                        "cd",
                        "content-range",
                        "bytes 2-3/4",
                        "content-length",
                        "2",
                        "etag",
                        "\"1\"",
                        "set-cookie",
                        "id=1");

        assertThat(whole.text()).isEqualTo("abcd");
        assertThat(whole.field("set-cookie")).isEqualTo("id=1");
        assertThat(bench.get("/a").field("set-cookie")).isNull();
    }

    @Test
    void rfc9111_3_5_who_completes_a_part_with_authorization_leaves_it_as_it_was() {
        part();
        User whole = bench.get("/a", "authorization", "Basic x");
        last().answer(206, "cd", "content-range", "bytes 2-3/4", "content-length", "2", "etag", "\"1\"");

        assertThat(whole.text()).isEqualTo("abcd");
        assertThat(bench.get("/a", "range", "bytes=0-1").text()).isEqualTo("ab");
    }

    private void part() {
        bench.get("/a", "range", "bytes=0-1");
        bench.open()
                .answer(
                        206,
                        "ab",
                        "cache-control",
                        "max-age=60",
                        "content-range",
                        "bytes 0-1/4",
                        "content-length",
                        "2",
                        "etag",
                        "\"1\"");
    }
}
