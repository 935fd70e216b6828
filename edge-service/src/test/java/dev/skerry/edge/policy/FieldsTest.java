package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FieldsTest {
    private final Fields fields = Fields.of("Vary", "a", "ETag", "\"x\"", "vary", " b ", "Empty", "");

    @Test
    void rfc9110_5_1_names_know_no_case() {
        assertThat(fields.first("etag")).isEqualTo("\"x\"");
        assertThat(fields).extracting(Fields.Line::name).containsExactly("vary", "etag", "vary", "empty");
    }

    @Test
    void rfc9110_5_3_lines_of_one_name_keep_their_order_and_join_by_comma() {
        assertThat(fields.all("vary")).containsExactly("a", "b");
        assertThat(fields.joined("vary")).isEqualTo("a, b");
        assertThat(fields.joined("etag")).isEqualTo("\"x\"");
        assertThat(fields.joined("absent")).isNull();
    }

    @Test
    void rfc9110_5_5_no_value_can_end_a_line() {
        assertThat(Fields.of("A", "\tx\r\nSet-Cookie: y\0 ").first("a")).isEqualTo("x  Set-Cookie: y");
    }

    @Test
    void an_empty_field_is_there() {
        assertThat(fields.contains("empty")).isTrue();
        assertThat(fields.contains("absent")).isFalse();
        assertThat(fields.first("absent")).isNull();
        assertThat(fields.all("absent")).isEmpty();
    }

    @Test
    void with_replaces_all_lines_where_the_first_was() {
        assertThat(fields.with("Vary", "c")).isEqualTo(Fields.of("vary", "c", "etag", "\"x\"", "empty", ""));
        assertThat(fields.with("new", "n").joined("new")).isEqualTo("n");
        assertThat(fields.size()).isEqualTo(4);
    }

    @Test
    void without_removes_all_lines_of_a_name() {
        assertThat(fields.without("vary", "empty")).isEqualTo(Fields.of("etag", "\"x\""));
        assertThat(fields.without(Set.of("absent"))).isSameAs(fields);
        assertThat(fields.without("vary", "empty", "etag")).isEqualTo(Fields.EMPTY);
    }

    @Test
    void a_builder_takes_more_lines_than_it_starts_with() {
        Fields.Builder builder = Fields.builder();
        for (int i = 0; i < 100; i++) {
            builder.add("n" + i, "v");
        }
        assertThat(builder.build().size()).isEqualTo(100);
    }

    @Test
    void fields_are_values() {
        assertThat(fields).hasSameHashCodeAs(fields.without("absent")).isNotEqualTo(Fields.EMPTY);
        assertThat(Fields.of("A", "1")).hasToString("a: 1\n");
    }

    @Test
    void an_iterator_has_no_line_after_the_last() {
        Iterator<Fields.Line> lines = Fields.of("a", "1").iterator();
        assertThat(lines.next()).isEqualTo(new Fields.Line("a", "1"));
        assertThat(lines.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(lines::next);
    }

    @Test
    void a_name_without_value_is_a_mistake_of_the_caller() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fields.of("a", "1", "b"))
                .withMessageContaining("'b'");
    }

    @Test
    void rfc9110_6_5_1_trailers_lose_what_belongs_before_the_content() {
        assertThat(Trailers.forwarded(
                        Fields.of("connection", "x-hop"),
                        Fields.of(
                                "x-checksum",
                                "1",
                                "content-length",
                                "2",
                                "etag",
                                "3",
                                "if-match",
                                "4",
                                "te",
                                "5",
                                "set-cookie",
                                "6",
                                "x-hop",
                                "7",
                                "skerry-peer",
                                "8")))
                .isEqualTo(Fields.of("x-checksum", "1"));
    }
}
