package dev.skerry.edge.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.PopId;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SkerryHeaders;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parts that are joined to others, or must not be (RFC 9110 §15.3.7; RFC 9111 §3.4). */
class CompletedPartTest {
    private static final String FRESH = "max-age=60";

    private final Bench bench = new Bench();

    private int asked() {
        return bench.asked.size();
    }

    private static void answerPart(Bench node, String content, String range, String tag, String... more) {
        List<String> fields = new ArrayList<>(List.of(
                "cache-control",
                FRESH,
                "content-range",
                range,
                "etag",
                tag,
                "content-length",
                Integer.toString(content.length())));
        fields.addAll(List.of(more));
        node.open().answer(206, content, fields.toArray(String[]::new));
    }

    @Test
    void rfc9530_2_parts_that_are_joined_have_the_digest_of_neither() {
        bench.holdsPart("bytes=0-4", "01234", "bytes 0-4/10", "etag", "\"1\"", "content-digest", "sha-256=:a:");
        assertThat(bench.get("/v", "range", "bytes=0-4").field("content-digest"))
                .isEqualTo("sha-256=:a:");
        bench.get("/v");
        bench.open()
                .answer(
                        206,
                        "56789",
                        "cache-control",
                        FRESH,
                        "etag",
                        "\"1\"",
                        "content-range",
                        "bytes 5-9/10",
                        "content-length",
                        "5",
                        "content-digest",
                        "sha-256=:b:");

        assertThat(bench.get("/v").text()).isEqualTo("0123456789");
        assertThat(bench.get("/v").field("content-digest")).isNull();
    }

    @Test
    void rfc9111_3_4_a_part_with_a_strong_validator_is_completed_from_behind() {
        bench.holdsPart("bytes=0-4", "01234", "bytes 0-4/10", "etag", "\"1\"", "x", "old");

        User whole = bench.get("/v");
        assertThat(bench.open().request.fields().joined("range")).isEqualTo("bytes=5-");
        assertThat(bench.open().request.fields().joined("if-range")).isEqualTo("\"1\"");
        answerPart(bench, "56789", "bytes 5-9/10", "\"1\"", "x", "new");
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.text()).isEqualTo("0123456789");
        assertThat(whole.field("x")).isEqualTo("new");
        assertThat(whole.field("content-range")).isNull();

        assertThat(bench.get("/v").text()).isEqualTo("0123456789");
        assertThat(bench.get("/v").status()).isEqualTo(200);
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void rfc9111_3_4_a_part_is_completed_from_before_and_grows_part_by_part() {
        bench.holdsPart("bytes=-3", "789", "bytes 7-9/10", "etag", "\"1\"");

        User more = bench.get("/v", "range", "bytes=4-7");
        assertThat(bench.open().request.fields().joined("range")).isEqualTo("bytes=4-6");
        answerPart(bench, "456", "bytes 4-6/10", "\"1\"");
        assertThat(more.status()).isEqualTo(206);
        assertThat(more.text()).isEqualTo("4567");
        assertThat(more.field("content-range")).isEqualTo("bytes 4-7/10");
        assertThat(bench.get("/v", "range", "bytes=4-9").text()).isEqualTo("456789");

        User whole = bench.get("/v");
        assertThat(bench.open().request.fields().joined("range")).isEqualTo("bytes=0-3");
        answerPart(bench, "0123", "bytes 0-3/10", "\"1\"");
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.text()).isEqualTo("0123456789");
    }

    @Test
    void rfc9110_15_3_7_3_parts_of_two_representations_are_never_joined() {
        bench.holdsPart("bytes=0-4", "01234", "bytes 0-4/10", "etag", "\"1\"");

        User whole = bench.get("/v");
        answerPart(bench, "fghij", "bytes 5-9/10", "\"2\"");
        assertThat(whole.waits()).isTrue();
        assertThat(bench.open().request.fields().contains("range")).isFalse();
        bench.open().answer(200, "abcdefghij", "cache-control", FRESH, "etag", "\"2\"");
        assertThat(whole.text()).isEqualTo("abcdefghij");
    }

    @Test
    void rfc9110_14_2_a_whole_answer_takes_the_place_of_the_part() {
        bench.holdsPart("bytes=0-4", "01234", "bytes 0-4/10", "etag", "\"1\"");

        User whole = bench.get("/v");
        bench.open().answer(200, "abc", "cache-control", FRESH, "etag", "\"2\"");
        assertThat(whole.text()).isEqualTo("abc");
        assertThat(bench.get("/v", "range", "bytes=0-0").text()).isEqualTo("a");
    }

    @Test
    void rfc9110_14_2_what_has_become_shorter_is_fetched_whole() {
        bench.holdsPart("bytes=0-4", "01234", "bytes 0-4/10", "etag", "\"1\"");

        User whole = bench.get("/v");
        bench.open().answer(416, "", "content-range", "bytes */3");
        assertThat(bench.open().request.fields().contains("range")).isFalse();
        bench.open().answer(200, "abc", "cache-control", FRESH, "etag", "\"2\"");
        assertThat(whole.text()).isEqualTo("abc");
    }

    @Test
    void rfc9110_8_8_1_a_weak_validator_completes_nothing() {
        bench.holdsPart("bytes=0-4", "01234", "bytes 0-4/10", "etag", "W/\"1\"");

        bench.get("/v");
        assertThat(bench.open().request.fields().contains("range")).isFalse();
    }

    @Test
    void r3_what_a_shield_sends_of_a_part_without_a_fence_completes_nothing() {
        Bench child = new Bench(SiteConfig.Lease.DEFAULT, new PopId("fra"));
        child.get("/v", "range", "bytes=0-4");
        child.open()
                .answer(
                        206,
                        "01234",
                        "cache-control",
                        FRESH,
                        "content-range",
                        "bytes 0-4/10",
                        "etag",
                        "\"1\"",
                        SkerryHeaders.FENCE,
                        "0:0");
        assertThat(child.get("/v", "range", "bytes=1-2").text()).isEqualTo("12");

        User whole = child.get("/v");
        answerPart(child, "56789", "bytes 5-9/10", "\"1\"");
        assertThat(whole.waits()).isTrue();
        assertThat(child.open().request.fields().contains("range")).isFalse();
        child.open().answer(200, "0123456789", "cache-control", FRESH, "etag", "\"1\"", SkerryHeaders.FENCE, "0:0");
        assertThat(whole.text()).isEqualTo("0123456789");
    }

    @Test
    void a_purge_hits_a_part_and_a_completed_response_too() {
        bench.holdsPart("bytes=0-4", "01234", "bytes 0-4/10", "etag", "\"1\"");
        bench.purge("url:http://demo.test/v");

        bench.get("/v", "range", "bytes=1-2");
        assertThat(bench.open().request.fields().contains("if-none-match")).isFalse();
        assertThat(bench.open().request.fields().contains("if-range")).isFalse();
    }
}
