package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of several responses of one URL answers, and what is asked where none does (RFC 9111 §4.1). */
class VariantsTest {
    private static final String FRESH = "max-age=60";

    private final Bench bench = new Bench();

    @Test
    void rfc9111_4_1_the_origin_may_choose_among_the_stored_variants_by_their_tags() {
        bench.get("/a", "x", "1");
        bench.open().answer(200, "one", "cache-control", FRESH, "vary", "x", "etag", "\"1\"");
        bench.get("/a", "x", "2");
        assertThat(bench.open().request.fields().joined("if-none-match")).isEqualTo("\"1\"");
        bench.open().answer(200, "two", "cache-control", FRESH, "vary", "x", "etag", "\"2\"");

        User third = bench.get("/a", "x", "3");
        assertThat(bench.open().request.fields().joined("if-none-match")).isEqualTo("\"2\", \"1\"");
        bench.open().answer(304, "", "cache-control", FRESH, "vary", "x", "etag", "\"1\"");
        assertThat(third.status()).isEqualTo(200);
        assertThat(third.text()).isEqualTo("one");
        assertThat(third.field("cache-status")).contains("fwd=vary-miss").contains("fwd-status=304");

        assertThat(bench.get("/a", "x", "3").text()).isEqualTo("one");
        assertThat(bench.get("/a", "x", "2").text()).isEqualTo("two");
        assertThat(bench.asked).hasSize(3);
    }

    @Test
    void rfc9111_4_3_4_a_304_that_names_none_of_them_is_followed_by_a_whole_fetch() {
        bench.get("/a", "x", "1");
        bench.open().answer(200, "one", "cache-control", FRESH, "vary", "x", "etag", "\"1\"");

        User second = bench.get("/a", "x", "2");
        bench.open().answer(304, "", "etag", "\"9\"");
        assertThat(bench.open().request.fields().contains("if-none-match")).isFalse();
        bench.open().answer(200, "two", "cache-control", FRESH, "vary", "x");
        assertThat(second.text()).isEqualTo("two");
    }

    @Test
    void r5_a_variant_that_was_purged_cannot_be_chosen() {
        bench.get("/a", "x", "1");
        bench.open().answer(200, "one", "cache-control", FRESH, "vary", "x", "etag", "\"1\"");
        User second = bench.get("/a", "x", "2");
        Asked asked = bench.open();
        bench.purge("url:http://demo.test/a");
        asked.answer(304, "", "etag", "\"1\"");

        assertThat(second.waits()).isTrue();
        assertThat(bench.open().request.fields().contains("if-none-match")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            en, de            | de, en                | none | true
            en, de            | EN,de                 | none | true
            en;q=0.5, de      | de;q=1.0, en; q=0.50  | none | true
            en;q=0.5, de      | de;q=0.5, en          | none | false
            en                | en, de                | none | false
            en, x;y=1         | x;y=1, en             | none | false
            en, de            | fr;q=0.5, de;q=1.0    | de   | true
            en, de            | de                    | DE   | true
            en, de            | de, fr                | de   | false
            en, de            | *                     | de   | false
            en, de            | de;q=0                | de   | false
            en, de            | de-AT                 | de   | false
            en, de            | none                  | de   | false
            en, de            | fr, de;q=0.9          | de   | false
            """)
    void rfc9110_12_5_4_languages_match_that_mean_the_same_or_that_the_request_prefers(
            String stored, String asked, String language, boolean matches) {
        bench.get("/a", "accept-language", stored);
        if (language == null) {
            bench.open().answer(200, "text", "cache-control", FRESH, "vary", "Accept-Language");
        } else {
            bench.open()
                    .answer(
                            200,
                            "text",
                            "cache-control",
                            FRESH,
                            "vary",
                            "Accept-Language",
                            "content-language",
                            language);
        }

        User user = asked == null ? bench.get("/a") : bench.get("/a", "accept-language", asked);
        assertThat(!user.waits()).isEqualTo(matches);
    }

    @Test
    void rfc9110_12_5_3_the_order_of_codings_means_nothing() {
        bench.get("/a", "accept-encoding", "gzip, br");
        bench.open().answer(200, "text", "cache-control", FRESH, "vary", "accept-encoding");

        assertThat(bench.get("/a", "accept-encoding", "br,gzip;q=1").text()).isEqualTo("text");
        assertThat(bench.get("/a", "accept-encoding", "gzip").waits()).isTrue();
    }
}
