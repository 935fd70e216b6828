package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The answer to a POST that answers GET too (RFC 9110 §9.3.3). */
class PostTest {
    private final Bench bench = new Bench();

    @Test
    void rfc9110_9_3_3_an_answer_that_is_the_representation_of_its_url_answers_get_and_head_but_never_post() {
        bench.get("/a");
        bench.open().answer(200, "old", "cache-control", "max-age=60");

        User post = bench.send("POST", "/a");
        bench.open().answer(200, "new", "cache-control", "max-age=60", "content-location", "/a");
        assertThat(post.text()).isEqualTo("new");
        assertThat(post.field("cache-status")).contains("fwd=method").contains("stored");

        assertThat(bench.get("/a").text()).isEqualTo("new");
        assertThat(bench.send("HEAD", "/a").status()).isEqualTo(200);
        assertThat(bench.asked).hasSize(2);
        assertThat(bench.send("POST", "/a").waits()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            POST | 200 | max-age=60         | none
            POST | 200 | max-age=60         | /b
            POST | 200 | max-age=60         | http://other.test/a
            POST | 200 | public             | /a
            POST | 200 | no-store           | /a
            POST | 200 | private, max-age=9 | /a
            POST | 201 | max-age=60         | /a
            PUT  | 200 | max-age=60         | /a
            """)
    void rfc9110_9_3_3_any_other_answer_is_not_kept(String method, int status, String control, String location) {
        bench.send(method, "/a");
        if (location == null) {
            bench.open().answer(status, "new", "cache-control", control);
        } else {
            bench.open().answer(status, "new", "cache-control", control, "content-location", location);
        }

        assertThat(bench.get("/a").waits()).isTrue();
    }

    @Test
    void rfc9111_4_4_an_unsafe_request_while_the_answer_arrives_keeps_it_out() {
        bench.send("POST", "/a");
        Asked post = bench.open();
        post.begin(200, "cache-control", "max-age=60", "content-location", "http://demo.test/a");
        bench.send("DELETE", "/a");
        bench.open().answer(204, "");
        post.end("new");

        assertThat(bench.get("/a").waits()).isTrue();
    }

    @Test
    void what_a_post_was_answered_because_of_fields_that_are_no_part_of_the_key_is_not_kept() {
        bench.send("POST", "/a", "x-forwarded-host", "evil.test");
        bench.open().answer(200, "evil", "cache-control", "max-age=60", "content-location", "/a");

        assertThat(bench.get("/a").waits()).isTrue();
    }
}
