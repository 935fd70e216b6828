package dev.skerry.telemetry.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
    @Test
    void targets_are_names_and_base_urls() {
        assertThat(Target.parse("p", "fra=http://127.0.0.1:9901, nyc=https://nyc.example/", Target.Kind.EDGE))
                .extracting(target -> target.name() + " " + target.readiness())
                .containsExactly("fra http://127.0.0.1:9901/q/health/ready", "nyc https://nyc.example/q/health/ready");
    }

    @Test
    void no_text_is_no_target() {
        assertThat(Target.parse("p", " ", Target.Kind.EDGE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "http://127.0.0.1:1      | has no valid name",
                "=http://127.0.0.1:1     | has no valid name",
                "Fra=http://127.0.0.1:1  | has no valid name",
                "a=http://h:1,           | has no valid name",
                "fra=                    | 'fra' has no valid URL",
                "fra=127.0.0.1:9901      | 'fra' has no valid URL",
                "fra=ftp://h:1           | 'fra' has no valid URL",
                "fra=http://me:pw@h:1    | 'fra' has no valid URL",
                "fra=http://h:1?a=b      | 'fra' has no valid URL",
                "a=http://h:1,a=http://i | 'a' is there twice",
            })
    void other_text_is_refused_and_told(String text, String error) {
        assertThatThrownBy(() -> Target.parse("skerry.admins", text, Target.Kind.EDGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("skerry.admins")
                .hasMessageContaining(error);
    }
}
