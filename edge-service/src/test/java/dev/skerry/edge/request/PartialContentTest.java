package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Parts: what is asked for, kept and used (RFC 9110 §14, §15.3.7; RFC 9111 §3.3). */
class PartialContentTest {
    private static final String FRESH = "max-age=60";

    private final Bench bench = new Bench();

    private void holdsWhole() {
        bench.get("/v");
        bench.open().answer(200, "0123456789", "cache-control", FRESH, "etag", "\"1\"", "content-type", "text/x");
    }

    private int asked() {
        return bench.asked.size();
    }

    @Test
    void rfc9530_2_a_part_has_no_digest_of_other_content_and_keeps_that_of_the_representation() {
        bench.get("/v");
        bench.open()
                .answer(
                        200,
                        "0123456789",
                        "cache-control",
                        FRESH,
                        "content-digest",
                        "sha-256=:c:",
                        "repr-digest",
                        "sha-256=:r:");

        for (String range : new String[] {"bytes=0-1", "bytes=0-1,5-6"}) {
            User part = bench.get("/v", "range", range);
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.field("content-digest")).as(range).isNull();
            assertThat(part.field("repr-digest")).as(range).isEqualTo("sha-256=:r:");
        }
        assertThat(bench.get("/v", "range", "bytes=0-9").field("content-digest"))
                .isEqualTo("sha-256=:c:");
        assertThat(bench.get("/v").field("content-digest")).isEqualTo("sha-256=:c:");
    }

    @Test
    void rfc9111_3_3_who_insists_on_a_part_of_the_origins_leaves_the_whole_to_others() {
        bench.get("/a");
        bench.open().answer(200, "0123456789", "cache-control", "max-age=60");
        User insists = bench.get("/a", "range", "bytes=0-1", "cache-control", "no-cache");
        bench.open()
                .answer(
                        206,
                        "01",
                        "cache-control",
                        "max-age=60",
                        "content-range",
                        "bytes 0-1/10",
                        "content-length",
                        "2");
        assertThat(insists.text()).isEqualTo("01");

        assertThat(bench.get("/a").text()).isEqualTo("0123456789");
    }

    @Test
    void rfc9111_3_3_a_part_answers_requests_for_what_lies_within_it() {
        bench.holdsPart("bytes=2-6", "23456", "bytes 2-6/10");

        User within = bench.get("/v", "range", "bytes=3-4");
        assertThat(within.status()).isEqualTo(206);
        assertThat(within.text()).isEqualTo("34");
        assertThat(within.field("content-range")).isEqualTo("bytes 3-4/10");
        assertThat(within.field("cache-status")).startsWith("skerry-nyc; hit");
        assertThat(bench.get("/v", "range", "bytes=2-6").text()).isEqualTo("23456");
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void rfc9110_14_1_2_a_suffix_and_a_range_over_the_end_lie_within_the_last_part() {
        bench.holdsPart("bytes=-5", "56789", "bytes 5-9/10");

        assertThat(bench.get("/v", "range", "bytes=-2").text()).isEqualTo("89");
        assertThat(bench.get("/v", "range", "bytes=7-").text()).isEqualTo("789");
        assertThat(bench.get("/v", "range", "bytes=8-100").text()).isEqualTo("89");
        assertThat(bench.get("/v", "range", "bytes=20-").status()).isEqualTo(416);
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void rfc9111_3_3_a_part_answers_nobody_who_asks_for_more_of_it() {
        bench.holdsPart("bytes=2-6", "23456", "bytes 2-6/10");

        User whole = bench.get("/v");
        assertThat(whole.waits()).isTrue();
        assertThat(bench.open().request.fields().contains("range")).isFalse();
        bench.open().answer(200, "0123456789", "cache-control", FRESH);
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.text()).isEqualTo("0123456789");
        assertThat(whole.field("cache-status")).contains("fwd=partial");
    }

    @Test
    void rfc9111_4_3_3_a_stale_part_is_validated_and_no_more_than_the_part_is_asked_for() {
        bench.holdsPart("bytes=0-4", "01234", "bytes 0-4/10", "etag", "\"1\"");
        bench.passConnected(Duration.ofSeconds(61));

        User again = bench.get("/v", "range", "bytes=1-2");
        assertThat(bench.open().request.fields().joined("if-none-match")).isEqualTo("\"1\"");
        assertThat(bench.open().request.fields().joined("range")).isEqualTo("bytes=1-2");
        bench.open().answer(304, "", "cache-control", FRESH, "etag", "\"1\"");
        assertThat(again.status()).isEqualTo(206);
        assertThat(again.text()).isEqualTo("12");
        assertThat(bench.get("/v", "range", "bytes=0-4").text()).isEqualTo("01234");
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void rfc5861_3_a_part_without_a_validator_is_refreshed_by_a_new_one_like_it() {
        bench.get("/v", "range", "bytes=0-4");
        bench.open()
                .answer(
                        206,
                        "01234",
                        "cache-control",
                        "max-age=1, stale-while-revalidate=60",
                        "content-range",
                        "bytes 0-4/10");
        bench.passConnected(Duration.ofSeconds(10));

        assertThat(bench.get("/v", "range", "bytes=1-2").text()).isEqualTo("12");
        bench.open().answer(206, "abcde", "cache-control", FRESH, "content-range", "bytes 0-4/10");
        assertThat(asked()).isEqualTo(2);
        assertThat(bench.get("/v", "range", "bytes=1-2").text()).isEqualTo("bc");
    }

    @Test
    void rfc9110_14_4_a_part_that_is_not_as_long_as_it_says_is_not_kept() {
        bench.holdsPart("bytes=2-6", "234", "bytes 2-6/10");

        bench.get("/v", "range", "bytes=2-3");
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void rfc9110_14_4_a_part_whose_length_contradicts_its_range_reaches_its_reader_as_it_came_and_is_not_kept() {
        User user = bench.get("/v", "range", "bytes=-5");
        bench.open()
                .answer(206, "01234", "cache-control", FRESH, "content-range", "bytes 4-9/10", "content-length", "5");

        assertThat(user.status()).isEqualTo(206);
        assertThat(user.text()).isEqualTo("01234");
        assertThat(user.field("content-length")).isEqualTo("5");
        assertThat(bench.get("/v", "range", "bytes=-5").waits()).isTrue();
    }

    @Test
    void rfc9110_15_3_7_2_several_parts_and_a_416_are_passed_on_and_not_kept() {
        User several = bench.get("/v", "range", "bytes=0-1,4-5");
        assertThat(bench.open().request.fields().joined("range")).isEqualTo("bytes=0-1,4-5");
        bench.open().answer(206, "...", "content-type", "multipart/byteranges; boundary=x", "cache-control", FRESH);
        assertThat(several.status()).isEqualTo(206);

        User beyond = bench.get("/v", "range", "bytes=99-");
        bench.open().answer(416, "", "content-range", "bytes */10", "cache-control", FRESH);
        assertThat(beyond.status()).isEqualTo(416);

        bench.get("/v");
        assertThat(asked()).isEqualTo(3);
    }

    @Test
    void rfc9110_14_6_several_ranges_of_a_whole_response_are_sent_as_parts_in_the_order_asked() {
        holdsWhole();

        User several = bench.get("/v", "range", "bytes=8-,0-1");
        assertThat(several.status()).isEqualTo(206);
        String type = String.valueOf(several.field("content-type"));
        assertThat(type).startsWith("multipart/byteranges; boundary=");
        String boundary = type.substring(type.indexOf('=') + 1);
        assertThat(several.text()).isEqualTo("""
                --B
                Content-Type: text/x
                Content-Range: bytes 8-9/10

                89
                --B
                Content-Type: text/x
                Content-Range: bytes 0-1/10

                01
                --B--
                """.replace("B", boundary).replace("\n", "\r\n"));
        assertThat(several.field("content-range")).isNull();
    }

    @Test
    void rfc9110_14_2_too_many_parts_get_the_whole() {
        holdsWhole();
        String ranges = "0-0" + ",0-0".repeat(100);

        assertThat(bench.get("/v", "range", "bytes=" + ranges).status()).isEqualTo(200);
        assertThat(bench.get("/v", "range", "bytes=" + ranges.substring(4)).status())
                .isEqualTo(206);
    }

    @Test
    void rfc9111_4_those_who_ask_for_the_same_part_at_once_share_one_fetch() {
        User first = bench.get("/v", "range", "bytes=2-3");
        User second = bench.get("/v", "range", "bytes=2-3");
        bench.open().answer(206, "23", "cache-control", FRESH, "content-range", "bytes 2-3/10");

        assertThat(first.text()).isEqualTo("23");
        assertThat(second.text()).isEqualTo("23");
        assertThat(second.field("cache-status")).contains("collapsed");
        assertThat(asked()).isEqualTo(1);
    }

    @Test
    void rfc5861_4_a_stale_part_covers_an_error_only_for_what_lies_within_it() {
        bench.get("/v", "range", "bytes=0-4");
        bench.open()
                .answer(
                        206,
                        "01234",
                        "cache-control",
                        "max-age=1, stale-if-error=600",
                        "content-range",
                        "bytes 0-4/10",
                        "etag",
                        "\"1\"");
        bench.passConnected(Duration.ofSeconds(5));

        User within = bench.get("/v", "range", "bytes=1-2");
        bench.open().answer(503, "down");
        assertThat(within.text()).isEqualTo("12");

        User whole = bench.get("/v");
        bench.open().answer(503, "down");
        assertThat(whole.status()).isEqualTo(503);
    }
}
