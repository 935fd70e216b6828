package dev.skerry.edge.policy;

import static dev.skerry.edge.policy.Messages.fields;
import static dev.skerry.edge.policy.Messages.ok;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaryTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Vary: Accept                                   | accept
            Vary: Accept-Language, accept                  | accept accept-language
            Vary: accept, ACCEPT ,Accept                   | accept
            Vary: , accept,, foo ,                         | accept foo
            Vary: foo // Vary: accept                      | accept foo
            Vary: foo // X: y // Vary: foo                 | foo
            """)
    void rfc9110_12_5_5_names_are_sorted_and_distinct(String response, String names) {
        Vary vary = Vary.of(ok(response));
        assertThat(vary.isAny()).isFalse();
        assertThat(String.join(" ", vary.names())).isEqualTo(names);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "accept, *", "*, accept", "accept,*,foo", " * ", "accept foo", "accept; foo", "\"a\""})
    void rfc9111_4_1_a_star_or_what_is_no_name_matches_nothing(String value) {
        assertThat(Vary.of(ok("Vary: " + value)).isAny()).isTrue();
        assertThat(Vary.of(ok("Vary: accept // Vary: " + value)).isAny()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X: y", "Vary:", "Vary: ,", "Vary: // Vary: , ,"})
    void no_name_is_one_response_for_everybody(String response) {
        assertThat(Vary.of(ok(response))).isEqualTo(Vary.NONE);
        assertThat(Vary.NONE.variant(fields("Accept: a"))).isEmpty();
    }

    @Test
    void more_than_16_names_match_nothing() {
        String names = IntStream.range(0, 16).mapToObj(i -> "n" + i).collect(Collectors.joining(","));
        assertThat(Vary.of(ok("Vary: " + names)).isAny()).isFalse();
        assertThat(Vary.of(ok("Vary: " + names + ",n16")).isAny()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # vary          | one request                        | another                                | same variant
            Foo             | Foo: 1                             | Foo: 1                                 | true
            Foo             | Foo: 1                             | Foo: 2                                 | false
            Foo             | Foo: 1                             | Bar: 1                                 | false
            Foo             | Foo:                               | Bar: 1                                 | false
            Foo             | Bar: 1                             | Bar: 2                                 | true
            Foo             | Foo: a                             | Foo: A                                 | false
            Foo             | Foo: 1, 2                          | Foo: 1,2                               | true
            Foo             | Foo: 1, 2                          | Foo:   1 ,   2                         | true
            Foo             | Foo: 1, 2                          | Foo: 1 // Foo: 2                       | true
            Foo             | Foo: 1, 2                          | Foo: 2, 1                              | false
            Foo             | Foo: 1, 2                          | Foo: 2 // Foo: 1                       | false
            Foo             | Foo: "a, b"                        | Foo: "a,b"                             | false
            Foo             | Foo: 12                            | Foo: 1 2                               | false
            Foo, Bar        | Foo: 1 // Bar: 2                   | Bar: 2 // Foo: 1                       | true
            Foo, Bar        | Foo: 1 // Bar: 2                   | Foo: 2 // Bar: 1                       | false
            Foo, Bar        | Foo: 1                             | Bar: 1                                 | false
            Accept-Encoding | Accept-Encoding: gzip, BR          | Accept-Encoding: GZip,br               | true
            Accept-Language | Accept-Language: en-GB,de;q=0.5    | accept-language: EN-gb, de;Q=0.5       | true
            Accept-Language | Accept-Language: en                | Accept-Language: de                    | false
            Cookie          | Cookie: a=b, c                     | Cookie: a=b,c                          | false
            Cookie          | Cookie: a=b                        | Cookie: A=b                            | false
            User-Agent      | User-Agent: x, y                   | User-Agent: x,y                        | false
            """)
    void rfc9111_4_1_requests_match_whose_fields_mean_the_same(String vary, String one, String other, boolean same) {
        Vary names = Vary.of(ok("Vary: " + vary));
        assertThat(names.variant(fields(one)).equals(names.variant(fields(other))))
                .isEqualTo(same);
    }

    @Test
    void a_variant_tells_its_fields() {
        assertThat(Vary.of(ok("Vary: foo, bar")).variant(fields("Foo: a, b"))).isEqualTo("bar\nfoo=a,b\n");
    }

    @Test
    void the_fields_of_a_secondary_key_have_that_key() {
        Vary vary = Vary.of(new ResponseHead(200, Fields.of("vary", "Accept-Encoding, X-A, X-B")));
        String part = ":key=x-country=2:de;cookie/ab=3:1;2;cookie/cd;";
        String variant = part + "\naccept-encoding=br,gzip\nx-a=\nx-b\n";
        Fields fields = Vary.fieldsOf(variant);

        assertThat(fields.first("x-country")).isEqualTo("de");
        assertThat(fields.first("cookie")).isEqualTo("ab=1; ab=2");
        assertThat(fields.first("x-a")).isEmpty();
        assertThat(fields.contains("x-b")).isFalse();
        assertThat(vary.variant(fields.with(KeyPart.FIELD, part.substring(5)))).isEqualTo(variant);
    }

    @Test
    void what_is_no_secondary_key_breaks_nothing() {
        for (String text : List.of(
                "",
                "\n\n",
                "=",
                ":key=",
                ":key=;",
                ":key=a=",
                ":key=a=1",
                ":key=a=9:x;",
                ":key=a=99999999999:x;",
                ":key=a=-1:x;",
                ":key=a=:x;",
                ":key=cookie/=1:x;",
                ":key=a=1:",
                "a",
                "a=b=c\nd")) {
            assertThat(Vary.fieldsOf(text)).isNotNull();
        }
        assertThat(Vary.fieldsOf(":key=a=9:x;").size()).isZero();
    }
}
