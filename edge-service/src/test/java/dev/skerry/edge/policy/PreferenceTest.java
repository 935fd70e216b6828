package dev.skerry.edge.policy;

import static dev.skerry.edge.policy.Messages.fields;
import static dev.skerry.edge.policy.Messages.ok;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreferenceTest {
    private static final Vary LANGUAGE = Vary.of(ok("Vary: Accept-Language, X"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
            en                             | en
            EN , de                        | de,en
            de;q=0.5, en                   | en,de;q=500
            en;q=1.000, de;q=1.            | de,en
            en;q=0.001, de;q=0.01, fr;q=0.1 | fr;q=100,de;q=10,en;q=1
            en; Q=0.123                    | en;q=123
            en ; q=0                       | en;q=0
            en;q=0., *                     | *,en;q=0
            en,,de                         | de,en
            en;q=1.001                     | null
            en;q=0.1234                    | null
            en;q=2                         | null
            en;q=.5                        | null
            en;q=0.x                       | null
            en;q=-1                        | null
            en;q=                          | null
            en;x=1                         | null
            en;                            | null
            ;q=1                           | null
            de en                          | null
            en;q=0.5;q=0.5                 | null
            """)
    void rfc9110_12_4_2_members_have_one_order_by_weight_and_name(String list, @Nullable String canonical) {
        assertThat(Preference.canonical(Syntax.members(list))).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
            EN                   | en
            en;q=0.5             | en
            de;q=0.9, en         | en
            de;q=0.9, en;q=0.8   | de
            en, de               | null
            en;q=0.5, de;q=0.5   | null
            en;q=0               | null
            *                    | null
            *, en;q=0.5          | null
            en;q=x               | null
            ,                    | null
            """)
    void rfc9110_12_5_4_one_language_may_be_preferred_to_every_other(String list, @Nullable String favourite) {
        assertThat(Preference.favourite(Syntax.members(list))).isEqualTo(favourite);
    }

    @Test
    void rfc9111_4_1_a_response_in_the_preferred_language_answers() {
        String asked = "Accept-Language: de;q=0.5 // Accept-Language: fr // X: 1";
        String variant = LANGUAGE.variant(fields(asked));
        assertThat(variant).isEqualTo("accept-language=fr,de;q=500\nx=1\n");
        assertThat(LANGUAGE.variantByLanguage(fields(asked))).isEqualTo("accept-language=fr\nx=1\n");
        assertThat(LANGUAGE.variantByLanguage(ok("Content-Language: FR"), variant))
                .isEqualTo("accept-language=fr\nx=1\n");
        assertThat(LANGUAGE.variantByLanguage(ok("Content-Language: fr"), "accept-language\nx=1\n"))
                .isEqualTo("accept-language=fr\nx=1\n");
        assertThat(LANGUAGE.variantByLanguage(fields("X: 1"))).isNull();
    }

    @Test
    void rfc9110_8_5_only_a_response_in_one_language_answers_by_it() {
        String variant = "accept-language=fr\nx=1\n";
        assertThat(LANGUAGE.variantByLanguage(ok("Content-Language: fr, de"), variant))
                .isNull();
        assertThat(LANGUAGE.variantByLanguage(ok("Content-Language: fr // Content-Language: de"), variant))
                .isNull();
        assertThat(LANGUAGE.variantByLanguage(ok("X: y"), variant)).isNull();
        Vary other = Vary.of(ok("Vary: X"));
        assertThat(other.variantByLanguage(ok("Content-Language: fr"), "x=1\n")).isNull();
        assertThat(other.variantByLanguage(fields("Accept-Language: fr"))).isNull();
    }

    @Test
    void a_list_that_cannot_be_read_is_compared_in_lower_case_as_it_stands() {
        Vary vary = Vary.of(ok("Vary: Accept-Encoding"));
        assertThat(vary.variant(fields("Accept-Encoding: GZIP;q=x, BR"))).isEqualTo("accept-encoding=gzip;q=x,br\n");
        assertThat(vary.variant(fields("Accept-Encoding: br, gzip")))
                .isEqualTo(vary.variant(fields("Accept-Encoding: gzip, BR;q=1.0")));
    }
}
