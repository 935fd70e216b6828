package dev.skerry.edge.policy;

import static dev.skerry.edge.policy.Messages.T;
import static dev.skerry.edge.policy.Messages.ok;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurrentAgeTest {
    /** Seconds: request sent, response received and now are relative to T, Tue, 15 Nov 1994 08:12:31 GMT. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # fields                                               | sent | received | now | age
            X-None: x                                              | 0    | 0        | 0   | 0
            X-None: x                                              | 0    | 0        | 7   | 7
            X-None: x                                              | -3   | 0        | 7   | 10
            Age: 5                                                 | 0    | 0        | 7   | 12
            Age: 5                                                 | -3   | 0        | 7   | 15
            Date: Tue, 15 Nov 1994 08:12:21 GMT                    | 0    | 0        | 7   | 17
            Date: Tue, 15 Nov 1994 08:12:21 GMT                    | -3   | 0        | 7   | 17
            Date: Tue, 15 Nov 1994 08:12:21 GMT // Age: 5          | 0    | 0        | 7   | 17
            Date: Tue, 15 Nov 1994 08:12:21 GMT // Age: 20         | 0    | 0        | 7   | 27
            Date: Tue, 15 Nov 1994 08:13:31 GMT                    | 0    | 0        | 7   | 7
            Date: Tue, 15 Nov 1994 08:13:31 GMT // Age: 5          | 0    | 0        | 7   | 12
            Date: Tuesday, 15-Nov-94 08:12:21 GMT                  | 0    | 0        | 7   | 17
            Date: today                                            | 0    | 0        | 7   | 7
            Age: 007                                               | 0    | 0        | 0   | 7
            Age: 0                                                 | 0    | 0        | 0   | 0
            Age: -5                                                | 0    | 0        | 0   | 0
            Age: +5                                                | 0    | 0        | 0   | 0
            Age: 7200.0                                            | 0    | 0        | 0   | 0
            Age: 5s                                                | 0    | 0        | 0   | 0
            Age: five                                              | 0    | 0        | 0   | 0
            Age: 5 6                                               | 0    | 0        | 0   | 0
            Age: 5, 60                                             | 0    | 0        | 0   | 5
            Age: 5 ,x                                              | 0    | 0        | 0   | 5
            Age: x, 5                                              | 0    | 0        | 0   | 0
            Age: 5 // Age: 60                                      | 0    | 0        | 0   | 5
            Age:                                                   | 0    | 0        | 0   | 0
            Age: 2147483648                                        | 0    | 0        | 0   | 2147483648
            Age: 99999999999999999999                              | 0    | 0        | 1   | 2147483649
            X-None: x                                              | 0    | 0        | -7  | 0
            Age: 5                                                 | 3    | 0        | -7  | 5
            """)
    void rfc9111_4_2_3_age_is_what_others_tell_plus_our_own_time(
            String fields, long sent, long received, long now, long age) {
        long ageMs = CurrentAge.atMillis(ok(fields), T + sent * 1000, T + received * 1000, T + now * 1000);
        assertThat(ageMs).isEqualTo(age * 1000);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "250, 0, 250", "0, 999, 999", "250, 999, 1249"})
    void rfc9111_4_2_3_our_own_time_is_counted_in_milliseconds(long delay, long resident, long age) {
        assertThat(CurrentAge.atMillis(ok(null), T - delay, T, T + resident)).isEqualTo(age);
    }
}
