package dev.skerry.edge.policy;

import static dev.skerry.edge.policy.Messages.T;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CacheGroupsTest {
    private static List<String> groups(String field) {
        return CacheGroups.of(Messages.fields("Cache-Groups: " + field));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "a"               | a
            "a", "b"          | a;b
            "b","a"           | b;a
            "a", "a"          | a
            "A", "a"          | A;a
            "a";x=1, "b";y    | a;b
            "a b", ""         | a b;
            "a\\"b"           | a"b
            """)
    void rfc9875_2_a_list_of_strings_whose_parameters_are_ignored(String field, String groups) {
        assertThat(String.join(";", groups(field))).isEqualTo(groups);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "\"a\", b", "\"a\", 1", "(\"a\" \"b\")", "\"a", "\"a\" \"b\"", "\"a\",", ":YQ==:", "?1", ""
            })
    void rfc9875_2_anything_else_is_ignored_whole(String field) {
        assertThat(groups(field)).isEmpty();
    }

    @Test
    void rfc9875_2_several_lines_are_one_list() {
        assertThat(CacheGroups.of(Messages.fields("Cache-Groups: \"a\" // Cache-Groups: \"b\"")))
                .containsExactly("a", "b");
        assertThat(CacheGroups.of(Messages.fields("Cache-Groups: \"a\" // Cache-Groups: b")))
                .isEmpty();
        assertThat(CacheGroups.of(Fields.EMPTY)).isEmpty();
    }

    @Test
    void rfc9875_2_at_least_32_groups_of_32_characters_and_a_bound() {
        String many = IntStream.range(0, 100)
                .mapToObj(i -> "\"" + "g".repeat(29) + (100 + i) + "\"")
                .collect(Collectors.joining(", "));
        assertThat(groups(many)).hasSize(64).allMatch(group -> group.length() == 32);
        assertThat(groups("\"" + "x".repeat(64) + "\", \"" + "y".repeat(65) + "\""))
                .containsExactly("x".repeat(64));
    }

    @ParameterizedTest
    @CsvSource({"POST,1", "PUT,1", "DELETE,1", "PATCH,1", "M-SEARCH,1", "GET,0", "HEAD,0", "OPTIONS,0", "QUERY,0"})
    void rfc9875_3_only_the_answer_to_an_unsafe_method_invalidates(String method, int count) {
        for (int status : new int[] {200, 303, 404, 500}) {
            ResponseHead answer = Messages.response(status, "Cache-Group-Invalidation: \"a\"");
            assertThat(CacheGroups.invalidatedBy(Messages.request(method, null), answer))
                    .hasSize(count);
        }
        ResponseHead other = Messages.ok("Cache-Groups: \"a\"");
        assertThat(CacheGroups.invalidatedBy(Messages.request(method, null), other))
                .isEmpty();
    }

    @Test
    void a_stored_response_knows_its_groups() {
        ResponseHead head = Messages.ok("Cache-Groups: \"a\"");
        assertThat(new StoredView(head, T, T, new FreshnessLifetime(1, FreshnessLifetime.Source.MAX_AGE)).groups())
                .containsExactly("a");
    }
}
