package dev.skerry.origin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.origin.content.ContentMeta;
import dev.skerry.origin.http.Preconditions.Outcome;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110 §13 (conditions), §14 (ranges) and §5.6.7 (dates), as pure functions. */
class ConditionsTest {
    private static final Instant PUBLISHED = Instant.parse("2026-05-04T03:02:01Z");
    private static final String SAME = "Mon, 04 May 2026 03:02:01 GMT";
    private static final String BEFORE = "Mon, 04 May 2026 03:02:00 GMT";
    private static final ContentMeta META =
            new ContentMeta("a", "\"x\"", 100, PUBLISHED, new ContentMeta.Headers("text/plain", List.of(), null));

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"x\"              | NOT_MODIFIED",
                "W/\"x\"            | NOT_MODIFIED",
                "*                  | NOT_MODIFIED",
                "\"y\", W/\"x\"     | NOT_MODIFIED",
                "\"y\",\"x\"        | NOT_MODIFIED",
                "\"y\"              | PROCEED",
                "x                  | PROCEED",
                "\"x                | PROCEED",
                "\"a,\"x\"          | PROCEED",
                "``                 | PROCEED",
            })
    void if_none_match_compares_weakly(String field, Outcome outcome) {
        assertThat(read(null, field, null, null)).isEqualTo(outcome);
        boolean mayWrite = outcome == Outcome.PROCEED;
        assertThat(new Preconditions(null, field, null, null, null).allowWrite(META))
                .isEqualTo(mayWrite);
        assertThat(new Preconditions(null, field, null, null, null).allowWrite(null))
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"x\"          | PROCEED",
                "*              | PROCEED",
                "\"y\", \"x\"   | PROCEED",
                "W/\"x\"        | FAILED",
                "\"y\"          | FAILED",
                "``             | FAILED",
            })
    void if_match_compares_strongly(String field, Outcome outcome) {
        assertThat(read(field, null, null, null)).isEqualTo(outcome);
        assertThat(new Preconditions(field, null, null, null, null).allowWrite(null))
                .isFalse();
    }

    @Test
    void dates_count_to_the_second() {
        assertThat(read(null, null, SAME, null)).isEqualTo(Outcome.NOT_MODIFIED);
        assertThat(read(null, null, BEFORE, null)).isEqualTo(Outcome.PROCEED);
        assertThat(read(null, null, "yesterday", null)).isEqualTo(Outcome.PROCEED);
        assertThat(read(null, null, null, SAME)).isEqualTo(Outcome.PROCEED);
        assertThat(read(null, null, null, BEFORE)).isEqualTo(Outcome.FAILED);
    }

    @Test
    void tags_come_before_dates() {
        assertThat(read("\"x\"", null, null, BEFORE)).isEqualTo(Outcome.PROCEED);
        assertThat(read(null, "\"y\"", SAME, null)).isEqualTo(Outcome.PROCEED);
        assertThat(read(null, "\"x\"", BEFORE, null)).isEqualTo(Outcome.NOT_MODIFIED);
        assertThat(read("\"y\"", "\"x\"", null, null)).isEqualTo(Outcome.FAILED);
        assertThat(read("\"x\"", "\"x\"", null, null)).isEqualTo(Outcome.NOT_MODIFIED);
    }

    @Test
    void if_range_takes_strong_validators_only() {
        Instant later = PUBLISHED.plusSeconds(1);
        assertThat(ifRange("\"x\"", later)).isTrue();
        assertThat(ifRange("W/\"x\"", later)).isFalse();
        assertThat(ifRange("\"y\"", later)).isFalse();
        assertThat(ifRange(SAME, later)).isTrue();
        assertThat(ifRange(SAME, PUBLISHED)).isFalse();
        assertThat(ifRange(BEFORE, later)).isFalse();
        assertThat(ifRange("nonsense", later)).isFalse();
    }

    @Test
    void all_three_forms_of_a_date_are_read() {
        Instant rfc = Instant.parse("1994-11-06T08:49:37Z");
        assertThat(HttpDates.parse("Sun, 06 Nov 1994 08:49:37 GMT")).isEqualTo(rfc);
        assertThat(HttpDates.parse("Sunday, 06-Nov-94 08:49:37 GMT")).isEqualTo(rfc);
        assertThat(HttpDates.parse("Sun Nov  6 08:49:37 1994")).isEqualTo(rfc);
        assertThat(HttpDates.format(rfc)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(HttpDates.parse("1994-11-06")).isNull();
        assertThat(HttpDates.parse(null)).isNull();
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "bytes=0-9                    | 100 | bytes 0-9/100",
                "bytes=0-0                    | 100 | bytes 0-0/100",
                "BYTES=10-                    | 100 | bytes 10-99/100",
                "bytes=-10                    | 100 | bytes 90-99/100",
                "bytes=-1000                  | 100 | bytes 0-99/100",
                "bytes=90-1000                | 100 | bytes 90-99/100",
                "bytes=5-99999999999999999999 | 100 | bytes 5-99/100",
                "bytes=99-99                  | 100 | bytes 99-99/100",
                "bytes=100-                   | 100 | bytes */100",
                "bytes=100-200                | 100 | bytes */100",
                "bytes=99999999999999999999-  | 100 | bytes */100",
                "bytes=-0                     | 100 | bytes */100",
                "bytes=0-                     | 0   | bytes */0",
                "bytes=-1                     | 0   | bytes */0",
                "bytes=9-0                    | 100 | -",
                "bytes=-                      | 100 | -",
                "bytes=0-1,5-6                | 100 | -",
                "bytes=a-b                    | 100 | -",
                "bytes=1                      | 100 | -",
                "bytes 0-1                    | 100 | -",
                "items=0-1                    | 100 | -",
                "-                            | 100 | -",
            })
    void one_range_of_bytes_is_served_and_the_rest_ignored(
            @Nullable String field, long size, @Nullable String contentRange) {
        ByteRange range = ByteRange.of(field, size);
        assertThat(range == null ? null : range.contentRange(size)).isEqualTo(contentRange);
    }

    private static Outcome read(
            @Nullable String match, @Nullable String noneMatch, @Nullable String since, @Nullable String unmodified) {
        return new Preconditions(match, noneMatch, since, unmodified, null).ofRead(META);
    }

    private static boolean ifRange(String field, Instant now) {
        return new Preconditions(null, null, null, null, field).allowsRange(META, now);
    }
}
