package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaxForwardsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", textBlock = """
            OPTIONS | 0                    | true  | 0
            TRACE   | 0                    | true  | 0
            OPTIONS | 1                    | false | 0
            TRACE   | 10                   | false | 9
            OPTIONS | 99999999999999999999 | false | 9223372036854775806
            OPTIONS | -1                   | false | -1
            OPTIONS | x                    | false | x
            GET     | 0                    | false | 0
            POST    | 3                    | false | 3
            OPTIONS | none                 | false | none
            """)
    void rfc9110_7_6_2_options_and_trace_may_be_passed_on_so_often(
            String method, String field, boolean spent, String passedOn) {
        Fields fields = field == null ? Fields.EMPTY : Fields.of("max-forwards", field);
        RequestHead request = new RequestHead(method, "example.com", "/", fields);

        assertThat(MaxForwards.isSpent(request)).isEqualTo(spent);
        assertThat(MaxForwards.passedOn(request).first("max-forwards")).isEqualTo(passedOn);
    }
}
