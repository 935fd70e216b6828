package dev.skerry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    @ParameterizedTest
    @CsvSource({"/a%zz,2", "/%,1", "/a\\b,2", "/a|b^c,2", "/a?q=\",5", "/a b,2", "/a%4,2", "/%٣٣,1"})
    void rfc3986_a_target_that_is_no_uri_is_told_with_the_place_of_its_flaw(String target, int index) {
        assertThat(RequestTarget.flaw(target)).contains("no URI", "at index " + index + ":", "percent-encode");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "*", "/a%20b?q=%25#", "http://localhost/a", "//etc/passwd", "/a/../b", "/%c0%AE", "/a?b[]=1"
            })
    void rfc3986_any_other_has_none(String target) {
        assertThat(RequestTarget.flaw(target)).isNull();
    }
}
