package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyntaxTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "z", "A", "Z", "0", "9", "x-Y_0", "!#$%&'*+-.^_`|~"})
    void rfc9110_5_6_2_tokens(String text) {
        assertThat(Syntax.isToken(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "@", "[", "{", "/", ":", "a,b", "\"a\"", "(", "é", "a\u007f"})
    void rfc9110_5_6_2_no_tokens(String text) {
        assertThat(Syntax.isToken(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"AZ@[, az@[", "A, a", "Z, z", "already-lower, already-lower", "ÄÉ, ÄÉ", "X-Ä, x-Ä"})
    void rfc9110_5_1_case_is_that_of_ascii(String text, String lowerCase) {
        assertThat(Syntax.lowerCase(text)).isEqualTo(lowerCase);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "9223372036854775806, 9223372036854775806",
        "9223372036854775807, 9223372036854775807",
        "9223372036854775808, 9223372036854775807",
        "99999999999999999999, 9223372036854775807",
        "/, -1",
        ":, -1",
        "'', -1",
        "1 , 1"
    })
    void whole_numbers_are_exact_or_saturated(String text, long number) {
        assertThat(Syntax.number(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "abc"    | abc
            "a\\"b"  | a"b
            "a\\\\"  | a\\
            "a\\"    | a\\
            "\\a\\b" | ab
            ""       | ``
            "        | "
            abc      | abc
            "abc     | "abc
            abc"     | abc"
            """)
    void rfc9110_5_6_4_quoted_strings(String text, String content) {
        assertThat(Syntax.unquoted(text)).isEqualTo(content);
    }

    @Test
    void rfc9110_5_6_1_members_are_split_outside_of_quotes() {
        assertThat(Syntax.members("a, b=\"c, d\" ,,\te")).containsExactly("a", "b=\"c, d\"", "", "e");
        assertThat(Syntax.members("a=\"\\\",b\", c")).containsExactly("a=\"\\\",b\"", "c");
        assertThat(Syntax.members("\"a, b")).containsExactly("\"a, b");
        assertThat(Syntax.fieldNames(" A ,, b")).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\rb", "a\nb", "a\0b"})
    void rfc9110_5_5_what_could_end_a_line_becomes_a_space(String value) {
        assertThat(Syntax.fieldValue(value)).isEqualTo("a b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", "\0"})
    void rfc9110_5_5_a_value_of_nothing_else_is_empty(String value) {
        assertThat(Syntax.fieldValue(value)).isEmpty();
    }
}
