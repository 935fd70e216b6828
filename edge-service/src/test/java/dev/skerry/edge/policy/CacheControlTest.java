package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.policy.CacheControl.Flag;
import dev.skerry.edge.policy.CacheControl.Span;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheControlTest {
    private static CacheControl parse(String... lines) {
        return CacheControl.parse(List.of(lines));
    }

    @ParameterizedTest
    @CsvSource({
        "no-cache, NO_CACHE",
        "NO-CACHE, NO_CACHE",
        "no-store, NO_STORE",
        "No-Store, NO_STORE",
        "no-store=arg, NO_STORE",
        "no-transform, NO_TRANSFORM",
        "only-if-cached, ONLY_IF_CACHED",
        "must-revalidate, MUST_REVALIDATE",
        "must-understand, MUST_UNDERSTAND",
        "private, PRIVATE",
        "proxy-revalidate, PROXY_REVALIDATE",
        "public, PUBLIC",
        "immutable, IMMUTABLE",
        "max-stale, MAX_STALE_ANY"
    })
    void rfc9111_5_2_and_8246_plain_directives_are_read(String text, Flag flag) {
        assertThat(parse(text).flags()).containsExactly(flag);
    }

    @ParameterizedTest
    @CsvSource({
        "max-age=60, MAX_AGE",
        "Max-Age=60, MAX_AGE",
        "s-maxage=60, S_MAXAGE",
        "max-stale=60, MAX_STALE",
        "min-fresh=60, MIN_FRESH",
        "stale-while-revalidate=60, STALE_WHILE_REVALIDATE",
        "stale-if-error=60, STALE_IF_ERROR"
    })
    void rfc9111_5_2_and_5861_seconds_are_read(String text, Span span) {
        assertThat(parse(text).millis(span)).hasValue(60_000);
        assertThat(parse(text).has(span)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            max-age=0                     | 0
            max-age=00060                 | 60
            max-age="60"                  | 60
            max-age="\\6\\0"              | 60
            max-age=2147483647            | 2147483647
            max-age=2147483648            | 2147483648
            max-age=2147483649            | 2147483648
            max-age=99999999999999999999  | 2147483648
            max-age=60, max-age=10        | 60
            max-age=10, max-age=60        | 10
            , ,max-age=60,,               | 60
            x="a, max-age=1", max-age=60  | 60
            x="\\", max-age=1", max-age=60 | 60
            x=max-age=1, max-age=60       | 60
            foo, max-age=60, bar=baz      | 60
            """)
    void rfc9111_1_2_2_delta_seconds(String text, long seconds) {
        assertThat(parse(text).millis(Span.MAX_AGE)).hasValue(seconds * 1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age",
                "max-age=",
                "max-age=-1",
                "max-age=+60",
                "max-age=60.0",
                "max-age=1e3",
                "max-age=a60",
                "max-age=60a",
                "max-age='60'",
                "max-age=\"60",
                "max-age= 60",
                "max-age =60s",
                "max-age=60 60",
                "max-age=60;x",
                "max-age=\u0661",
                "max-age=-1, max-age=60"
            })
    void rfc9111_4_2_1_an_invalid_age_means_stale(String text) {
        assertThat(parse(text).millis(Span.MAX_AGE)).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-max-age=60", "max-age-x=60", "maxage=60", "\"max-age=60\"", "", "x=\"max-age=60"})
    void rfc9111_5_2_3_unknown_directives_are_ignored(String text) {
        assertThat(parse(text)).isEqualTo(CacheControl.NONE);
    }

    @Test
    void rfc9111_5_2_2_4_no_cache_with_names_is_about_these_fields() {
        CacheControl directives = parse("no-cache=\"Set-Cookie, X-A\"", "private=x-b");
        assertThat(directives.noCacheFields()).containsExactlyInAnyOrder("set-cookie", "x-a");
        assertThat(directives.privateFields()).containsExactly("x-b");
        assertThat(directives.flags()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"private=\"\"", "private=", "private=\"a b\"", "private=\"x", "private=\"x-a\", private"})
    void rfc9111_5_2_2_7_private_that_names_nothing_readable_is_about_all(String text) {
        assertThat(parse(text).has(Flag.PRIVATE)).isTrue();
    }

    @Test
    void rfc9111_5_2_1_2_of_two_max_stale_the_first_counts() {
        assertThat(parse("max-stale, max-stale=5").has(Span.MAX_STALE)).isFalse();
        assertThat(parse("max-stale=5, max-stale").has(Flag.MAX_STALE_ANY)).isFalse();
    }

    @Test
    void rfc9110_5_3_lines_are_one_list() {
        CacheControl directives = parse("max-age=60", "no-store, max-age=1");
        assertThat(directives.has(Flag.NO_STORE)).isTrue();
        assertThat(directives.millis(Span.MAX_AGE)).hasValue(60_000);
    }

    @Test
    void no_lines_say_nothing() {
        assertThat(parse()).isSameAs(CacheControl.NONE);
        assertThat(CacheControl.NONE.millis(Span.MAX_AGE)).isEqualTo(OptionalLong.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "must-revalidate, true",
        "proxy-revalidate, true",
        "s-maxage=1, true",
        "no-cache, true",
        "no-cache=x, false",
        "'max-age=1, public, immutable', false"
    })
    void rfc9111_4_2_4_what_forbids_to_serve_stale(String text, boolean forbids) {
        assertThat(parse(text).forbidsStale()).isEqualTo(forbids);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "no-store                       | NO_STORE
            max-age=60, x="a, no-store      | NO_STORE
            x="private                      | PRIVATE
            x="a,  No-Cache , b             | NO_CACHE
            x="a", y="no-store              | NO_STORE
            x="a\\", private                 | PRIVATE
            "a\\", private                   | PRIVATE
            """)
    void a_quote_that_never_ends_hides_nothing_that_forbids(String line, Flag flag) {
        assertThat(parse(line).flags()).containsExactly(flag);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x=\"a, no-store\"",
                "x=\"a\\\", private\"",
                "a\\\"b, no-store\"",
                "x=\"no-storage",
                "x=\"a, max-age"
            })
    void what_a_quoted_string_says_is_no_directive(String line) {
        assertThat(parse(line).flags()).isEmpty();
    }
}
