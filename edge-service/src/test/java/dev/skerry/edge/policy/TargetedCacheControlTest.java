package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.policy.CacheControl.Flag;
import dev.skerry.edge.policy.CacheControl.Span;
import dev.skerry.edge.policy.FreshnessLifetime.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetedCacheControlTest {
    private static TargetedCacheControl of(String fields) {
        return TargetedCacheControl.of(Messages.fields(fields));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Cache-Control: max-age=1                                                     | NONE                 | 1
            Cache-Control: max-age=1 // CDN-Cache-Control: max-age=2                     | CDN_CACHE_CONTROL    | 2
            CDN-Cache-Control: max-age=2 // Cache-Control: max-age=1                     | CDN_CACHE_CONTROL    | 2
            CDN-Cache-Control: max-age=2 // Skerry-Cache-Control: max-age=3              | SKERRY_CACHE_CONTROL | 3
            Cache-Control: max-age=1 // Surrogate-Control: max-age=4                     | SURROGATE_CONTROL    | 4
            CDN-Cache-Control: max-age=2 // Surrogate-Control: max-age=4                 | CDN_CACHE_CONTROL    | 2
            CDN-Cache-Control: max-age=2 // Skerry-Cache-Control:                        | CDN_CACHE_CONTROL    | 2
            CDN-Cache-Control: max-age=2 // Skerry-Cache-Control: max-age=               | CDN_CACHE_CONTROL    | 2
            CDN-Cache-Control: Max-Age=2 // Cache-Control: max-age=1                     | NONE                 | 1
            CDN-Cache-Control: max-age=2, // Cache-Control: max-age=1                    | NONE                 | 1
            CDN-Cache-Control: max-age=2;; // Cache-Control: max-age=1                   | NONE                 | 1
            CDN-Cache-Control: max-age=-2- // Cache-Control: max-age=1                   | NONE                 | 1
            CDN-Cache-Control: max-age=1234567890123456 // Cache-Control: max-age=1      | NONE                 | 1
            CDN-Cache-Control: max-age = 2 // Cache-Control: max-age=1                   | NONE                 | 1
            CDN-Cache-Control: // Cache-Control: max-age=1                               | NONE                 | 1
            CDN-Cache-Control: max-age=2 // CDN-Cache-Control: foo                       | CDN_CACHE_CONTROL    | 2
            CDN-Cache-Control: max-age=2;ignored=1, foo=(a b) // Cache-Control: no-store | CDN_CACHE_CONTROL    | 2
            CDN-Cache-Control: max-age=9, max-age=2                                      | CDN_CACHE_CONTROL    | 2
            CDN-Cache-Control: max-age=999999999999999                                   | CDN_CACHE_CONTROL    | 2147483648
            """)
    void rfc9213_2_2_the_first_valid_field_that_is_not_empty_counts(String fields, Source origin, long maxAge) {
        TargetedCacheControl control = of(fields);
        assertThat(control.origin()).isEqualTo(origin);
        assertThat(control.isTargeted()).isEqualTo(origin != Source.NONE);
        assertThat(control.directives().millis(Span.MAX_AGE)).hasValue(maxAge * 1000);
        assertThat(control.directives().has(Flag.NO_STORE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max-age",
                "max-age=-1",
                "max-age=60.5",
                "max-age=\"60\"",
                "max-age=sixty",
                "max-age=(60)",
                "max-age=?1"
            })
    void rfc9213_2_1_an_age_of_another_type_is_not_consumed(String field) {
        assertThat(of("CDN-Cache-Control: " + field).directives().millis(Span.MAX_AGE))
                .hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({
        "no-store, NO_STORE",
        "no-store=?1, NO_STORE",
        "no-store=1, NO_STORE",
        "private, PRIVATE",
        "private=(a), PRIVATE",
        "no-cache, NO_CACHE",
        "must-revalidate, MUST_REVALIDATE",
        "must-understand, MUST_UNDERSTAND",
        "public;x=1, PUBLIC"
    })
    void rfc9213_2_1_directives_without_argument_are_booleans(String field, Flag flag) {
        assertThat(of("CDN-Cache-Control: " + field).directives().flags()).containsExactly(flag);
    }

    @Test
    void rfc9213_2_1_false_is_absence_and_names_are_a_string() {
        CacheControl directives = of("CDN-Cache-Control: no-store=?0, no-cache=\"A, b\", private=c")
                .directives();
        assertThat(directives.flags()).isEmpty();
        assertThat(directives.noCacheFields()).containsExactlyInAnyOrder("a", "b");
        assertThat(directives.privateFields()).containsExactly("c");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            max-age=60                       | 60 | 0
            Max-Age="60"                     | 60 | 0
            max-age=60+30                    | 60 | 30
            max-age=60+x                     | 60 | 0
            max-age=x+30                     | 0  | 30
            max-age=+30                      | 0  | 30
            max-age=60;skerry                | 60 | 0
            max-age=10;other, max-age=60     | 60 | 0
            content="ESI/1.0", max-age=60    | 60 | 0
            max-age=60, stale-while-revalidate=30, stale-if-error=30 | 60 | 30
            """)
    void edge_architecture_surrogate_control_is_read(String value, long maxAge, long window) {
        TargetedCacheControl control = of("Surrogate-Control: " + value + " // Cache-Control: no-store");
        assertThat(control.origin()).isEqualTo(Source.SURROGATE_CONTROL);
        CacheControl directives = control.directives();
        assertThat(directives.millis(Span.MAX_AGE)).hasValue(maxAge * 1000);
        assertThat(directives.millis(Span.STALE_WHILE_REVALIDATE).orElse(0)).isEqualTo(window * 1000);
        assertThat(directives.millis(Span.STALE_IF_ERROR).orElse(0)).isEqualTo(window * 1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "no-store-remote", "NO-STORE;skerry"})
    void edge_architecture_no_store_is_read(String value) {
        assertThat(of("Surrogate-Control: " + value).directives().has(Flag.NO_STORE))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "content=\"ESI/1.0\"", "no-store;other", "public"})
    void edge_architecture_what_does_not_speak_of_our_caching_leaves_cache_control_in_force(String value) {
        TargetedCacheControl control = of("Surrogate-Control: " + value + " // Cache-Control: max-age=1");
        assertThat(control.origin()).isEqualTo(Source.NONE);
        assertThat(control.directives().millis(Span.MAX_AGE)).hasValue(1000);
    }
}
