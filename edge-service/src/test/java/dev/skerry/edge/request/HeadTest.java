package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** HEAD: answered from what GET has stored, and freshening it (RFC 9110 §9.3.2, RFC 9111 §4.3.5). */
class HeadTest {
    private final Bench bench = new Bench();

    private void becomesStale() {
        bench.get("/a");
        bench.open()
                .answer(200, "0123", "cache-control", "max-age=10", "etag", "\"1\"", "content-length", "4", "x", "old");
        bench.passConnected(Duration.ofSeconds(20));
    }

    @Test
    void rfc9110_9_3_2_a_stored_response_answers_head() {
        bench.get("/a");
        bench.open().answer(200, "0123", "cache-control", "max-age=10");

        User head = bench.send("HEAD", "/a");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.field("content-length")).isEqualTo("4");
        assertThat(head.text()).isEmpty();
        assertThat(bench.asked).hasSize(1);
    }

    @Test
    void rfc9111_4_3_5_what_is_stale_is_validated_by_head_and_freshened_by_its_answer() {
        becomesStale();

        User head = bench.send("HEAD", "/a");
        assertThat(bench.open().request.method()).isEqualTo("HEAD");
        assertThat(bench.open().request.fields().joined("if-none-match")).isEqualTo("\"1\"");
        bench.open().answer(200, "", "cache-control", "max-age=10", "etag", "\"1\"", "content-length", "4", "x", "new");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.field("x")).isEqualTo("new");

        User get = bench.get("/a");
        assertThat(get.text()).isEqualTo("0123");
        assertThat(get.field("x")).isEqualTo("new");
        assertThat(bench.asked).hasSize(2);
    }

    @Test
    void what_has_no_validator_is_asked_for_by_get_though_it_might_stand_in_for_an_error() {
        bench.get("/a");
        bench.open().answer(200, "0123", "cache-control", "max-age=10, stale-if-error=600");
        bench.passConnected(Duration.ofSeconds(20));

        User head = bench.send("HEAD", "/a");
        assertThat(bench.open().request.method()).isEqualTo("GET");
        bench.open().answer(503, "away");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.field("content-length")).isEqualTo("4");
    }

    @Test
    void rfc9111_4_3_5_a_304_to_head_freshens_too() {
        becomesStale();

        User head = bench.send("HEAD", "/a");
        bench.open().answer(304, "", "cache-control", "max-age=10", "etag", "\"1\"");
        assertThat(head.status()).isEqualTo(200);
        assertThat(bench.get("/a").text()).isEqualTo("0123");
        assertThat(bench.asked).hasSize(2);
    }

    @Test
    void rfc9111_4_3_5_a_head_that_disagrees_invalidates() {
        for (String[] other : new String[][] {
            {"etag", "\"2\""},
            {"etag", "\"1\"", "content-length", "5"},
            {"last-modified", "Tue, 15 Nov 1994 08:12:31 GMT"}
        }) {
            Bench own = new Bench();
            own.get("/a");
            own.open().answer(200, "0123", "cache-control", "max-age=10, stale-if-error=600", "etag", "\"1\"");
            own.passConnected(Duration.ofSeconds(20));
            User head = own.send("HEAD", "/a");
            own.open().answer(200, "", other);
            assertThat(head.status()).isEqualTo(200);

            User get = own.get("/a");
            assertThat(own.open().request.fields().contains("if-none-match")).isFalse();
            own.open().answer(503, "down");
            assertThat(get.status()).isEqualTo(503);
        }
    }

    @Test
    void rfc9111_4_3_5_another_status_than_200_says_nothing_of_what_is_stored() {
        becomesStale();

        User head = bench.send("HEAD", "/a");
        bench.open().answer(410, "");
        assertThat(head.status()).isEqualTo(410);

        bench.get("/a");
        assertThat(bench.open().request.fields().joined("if-none-match")).isEqualTo("\"1\"");
    }

    @Test
    void r5_a_head_without_validator_does_not_lift_a_soft_purge() {
        bench.get("/a");
        bench.open().answer(200, "0123", "cache-control", "max-age=100", "etag", "\"1\"");
        bench.softPurge("url:http://demo.test/a");

        bench.send("HEAD", "/a");
        bench.open().answer(200, "", "cache-control", "max-age=100");

        User get = bench.get("/a");
        assertThat(get.waits()).isTrue();
        assertThat(bench.open().request.fields().joined("if-none-match")).isEqualTo("\"1\"");
    }
}
