package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
    private static final long YEAR_MS = 31_556_952_000L;
    private static final long NOW_2026 = 1_784_000_000_000L;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Sun, 06 Nov 1994 08:49:37 GMT    |  784111777
            Sunday, 06-Nov-94 08:49:37 GMT   |  784111777
            Sun Nov  6 08:49:37 1994         |  784111777
            Sun Nov 16 08:49:37 1994         |  784975777
            Thu, 01 Jan 1970 00:00:00 GMT    |          0
            Wed, 31 Dec 1969 23:59:59 GMT    |         -1
            Tue, 29 Feb 2000 12:00:00 GMT    |  951825600
            Fri, 31 Dec 9999 23:59:59 GMT    | 253402300799
            Tue, 30 Jun 2015 23:59:60 GMT    | 1435708800
            """)
    void rfc9110_5_6_7_the_three_forms_are_read(String text, long second) {
        assertThat(HttpDate.parse(text)).hasValue(second * 1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sun, 06 nov 1994 08:49:37 gmt", "SUN, 06 NOV 1994 08:49:37 GMT", "sUn NoV  6 08:49:37 1994"})
    void rfc9111_4_2_case_does_not_matter_to_a_cache(String text) {
        assertThat(HttpDate.parse(text)).hasValue(784_111_777_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "-1",
                "784111777",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 UTC",
                "Sun, 06 Nov 1994 08:49:37 +0000",
                "Sun, 06 Nov 1994 08:49:37 EST",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 94 08:49:37 GMT",
                "Sun, 06-Nov-1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 8:49:37 GMT",
                "Sun, 06 Nov 1994 08:49 GMT",
                "Sun, 06 Nov 1994 24:00:00 GMT",
                "Sun, 06 Nov 1994 08:60:00 GMT",
                "Sun, 06 Nov 1994 08:49:61 GMT",
                "Sun, 00 Nov 1994 08:49:37 GMT",
                "Sun, 31 Nov 1994 08:49:37 GMT",
                "Thu, 29 Feb 1900 08:49:37 GMT",
                "Sun, 06 Brumaire 1994 08:49:37 GMT",
                "Son, 06 Nov 1994 08:49:37 GMT",
                "Sun,  06 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994  08:49:37 GMT",
                "Sun,06 Nov 1994 08:49:37 GMT",
                " Sun, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37 GMT ",
                "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08.49.37 GMT",
                "Sun, 06 Nov 19x4 08:49:37 GMT",
                "1994-11-06T08:49:37Z",
                "Sunday, 06-Nov-94 08:49:37",
                "Sun, 06-Nov-94 08:49:37 GMT",
                "Sun Nov 6 08:49:37 1994",
                "Sun Nov 06 08:49:37 94",
                "Sun Nov  6 08:49:37 1994 GMT"
            })
    void rfc9110_5_6_7_anything_else_is_no_date(String text) {
        assertThat(HttpDate.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"94, 1994", "26, 2026", "76, 2076", "77, 1977", "00, 2000", "99, 1999"})
    void rfc9110_5_6_7_two_digits_more_than_50_years_ahead_are_past(String digits, int year) {
        String text = "Sunday, 06-Nov-" + digits + " 08:49:37 GMT";
        String full = String.format(Locale.ROOT, "Sun, 06 Nov %d 08:49:37 GMT", year);
        assertThat(HttpDate.parse(text, NOW_2026)).isEqualTo(HttpDate.parse(full));
    }

    @ParameterizedTest
    @CsvSource({"69, 2069", "70, 1970"})
    void without_a_now_two_digits_mean_1970_to_2069(String digits, int year) {
        assertThat(HttpDate.parse("Sunday, 06-Nov-" + digits + " 08:49:37 GMT"))
                .isEqualTo(HttpDate.parse("Sun, 06 Nov " + year + " 08:49:37 GMT"));
    }

    @Test
    void rfc9110_5_6_7_imf_fixdate_is_written() {
        assertThat(HttpDate.format(784_111_777_999L)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(HttpDate.format(-1)).isEqualTo("Wed, 31 Dec 1969 23:59:59 GMT");
        assertThat(HttpDate.format(Long.MAX_VALUE)).isEqualTo("Fri, 31 Dec 9999 23:59:59 GMT");
        assertThat(HttpDate.format(Long.MIN_VALUE)).isEqualTo("Mon, 01 Jan 0001 00:00:00 GMT");
    }

    @Test
    void what_is_written_is_read_back() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            long instant = random.nextLong(-1900 * YEAR_MS, 8000 * YEAR_MS);
            assertThat(HttpDate.parse(HttpDate.format(instant)))
                    .as("seed %d, instant %d", seed, instant)
                    .hasValue(Math.floorDiv(instant, 1000) * 1000);
        }
    }
}
