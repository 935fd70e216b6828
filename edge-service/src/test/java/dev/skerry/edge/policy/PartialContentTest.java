package dev.skerry.edge.policy;

import static dev.skerry.edge.policy.Messages.T;
import static dev.skerry.edge.policy.Messages.fields;
import static dev.skerry.edge.policy.Messages.get;
import static dev.skerry.edge.policy.Messages.ok;
import static dev.skerry.edge.policy.Messages.request;
import static dev.skerry.edge.policy.Messages.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartialContentTest {
    private static final String FRESH = "Cache-Control: max-age=60 // ETag: \"a\" // Content-Range: bytes 4-6/10";
    private static final String MODIFIED = "Last-Modified: Tue, 15 Nov 1994 08:12:31 GMT";
    private static final String MADE_LATER = " // Date: Tue, 15 Nov 1994 08:12:32 GMT";

    private static StoredView view(ResponseHead head) {
        return new StoredView(head, T - 1000, T, FreshnessLifetime.of(head, T, CacheRules.DEFAULT));
    }

    private static ReuseDecision decide(RequestHead request, String stored) {
        return Reuse.decide(request, view(response(206, stored)), PurgeVerdict.VALID, T, CacheRules.DEFAULT);
    }

    private static @Nullable String told(int status, String fields) {
        ContentRange range = ContentRange.of(response(status, fields));
        return range == null ? null : range.text();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bytes 0-0/1            | bytes 0-0/1
            bytes 2-5/10           | bytes 2-5/10
            BYTES 2-9/10           | bytes 2-9/10
            bytes 2-10/10          |
            bytes 5-4/10           |
            bytes 4-4/10           | bytes 4-4/10
            bytes -4/10            |
            bytes x-4/10           |
            bytes 4-/10            |
            bytes 2-5/*            |
            bytes */10             |
            bytes 2/5-10           |
            bytes 25/10            |
            bytes 2-5              |
            items 2-5/10           |
            bytes=2-5/10           |
            bytes 0-1/9223372036854775806 | bytes 0-1/9223372036854775806
            bytes 0-1/9223372036854775807 |
            """)
    void rfc9110_14_4_a_part_is_told_by_unit_first_last_and_length(String value, @Nullable String range) {
        assertThat(told(206, "Content-Range: " + value)).isEqualTo(range);
    }

    @Test
    void rfc9110_15_3_7_only_a_206_with_one_content_range_is_a_part() {
        assertThat(told(200, "Content-Range: bytes 2-5/10")).isNull();
        assertThat(told(206, "Content-Range: bytes 2-5/10 // Content-Range: bytes 2-5/10"))
                .isNull();
        assertThat(told(206, "X: y")).isNull();
    }

    @Test
    void rfc9110_14_4_a_part_ends_within_the_whole() {
        assertThat(new ContentRange(new ByteSpan(0, 9), 10).isWhole()).isTrue();
        assertThat(new ContentRange(new ByteSpan(1, 9), 10).isWhole()).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ContentRange(new ByteSpan(0, 10), 10))
                .withMessageContaining("10 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteSpan(3, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new ByteSpan(-1, 2));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # asked           | what of a stored 4-6/10 answers, else what is asked for
            bytes=4-6         | serve
            bytes=5-5         | serve
            bytes=4-4,6-6     | serve
            bytes=10-         | serve
            bytes=3-6         | bytes=3-3
            bytes=0-4         | bytes=0-3
            bytes=0-3         | bytes=0-3
            bytes=0-2         | fetch
            bytes=5-7         | bytes=7-7
            bytes=7-8         | bytes=7-8
            bytes=8-9         | fetch
            bytes=6-          | bytes=7-9
            bytes=-4          | bytes=7-9
            bytes=4-4,8-8     | bytes=7-8
            bytes=3-7         | fetch
            bytes=0-          | fetch
            """)
    void rfc9111_3_3_a_part_answers_what_lies_within_and_is_completed_at_one_end(String range, String answer) {
        String decision = switch (decide(get("Range: " + range), FRESH)) {
            case ReuseDecision.Serve _ -> "serve";
            case ReuseDecision.Revalidate(var reason, var asked, var stale) -> {
                assertThat(reason).isEqualTo(FetchReason.PARTIAL);
                assertThat(asked.first("if-range")).isEqualTo("\"a\"");
                assertThat(stale).isFalse();
                yield Objects.requireNonNull(asked.first("range"));
            }
            case ReuseDecision.Fetch(FetchReason reason) -> {
                assertThat(reason).isEqualTo(FetchReason.PARTIAL);
                yield "fetch";
            }
            case ReuseDecision.ServeStale _, ReuseDecision.Unsatisfiable _ -> "?";
        };
        assertThat(decision).isEqualTo(answer);
    }

    @Test
    void rfc9111_3_3_a_beginning_is_completed_to_an_open_end_for_a_whole_get() {
        String beginning = FRESH.replace("4-6", "0-6");
        assertThat(decide(get(null), beginning))
                .isEqualTo(new ReuseDecision.Revalidate(
                        FetchReason.PARTIAL, Fields.of("range", "bytes=7-", "if-range", "\"a\""), false));
        ReuseDecision fetch = new ReuseDecision.Fetch(FetchReason.PARTIAL);
        assertThat(decide(get(null), FRESH)).isEqualTo(fetch);
        assertThat(decide(request("HEAD", null), beginning)).isEqualTo(fetch);
    }

    @Test
    void rfc9111_3_3_an_end_is_completed_by_what_comes_before_it_for_a_whole_get() {
        assertThat(decide(get(null), FRESH.replace("4-6", "4-9")))
                .isEqualTo(new ReuseDecision.Revalidate(
                        FetchReason.PARTIAL, Fields.of("range", "bytes=0-3", "if-range", "\"a\""), false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ETag: "a"                                  | "a"
            ETag: W/"a"                                |
            ETag: a                                    |
            X: y                                       |
            """)
    void rfc9110_15_3_7_3_parts_are_joined_by_a_strong_entity_tag(String validator, @Nullable String ifRange) {
        assertThat(ifRange(validator)).isEqualTo(ifRange);
        assertThat(ifRange(validator + " // " + MODIFIED + MADE_LATER))
                .isEqualTo(validator.startsWith("X") ? MODIFIED.substring(15) : ifRange);
        assertThat(ifRange(validator + " // " + MODIFIED)).isEqualTo(ifRange);
    }

    private static @Nullable String ifRange(String validator) {
        ResponseHead stored = response(206, validator + " // Content-Range: bytes 4-6/10");
        ContentRange part = Objects.requireNonNull(ContentRange.of(stored));
        return PartialContent.missing(get("Range: bytes=5-7"), stored, part).first("if-range");
    }

    private static String combined(String stored, String arrived) {
        ResponseHead both = PartialContent.combined(response(206, stored), response(206, arrived), CacheRules.DEFAULT);
        return both == null
                ? "no"
                : both.status() + " " + both.fields().toString().strip().replace("\n", " // ");
    }

    private static String part(String tag, String range, int length) {
        return "ETag: " + tag + " // Content-Range: bytes " + range + "/10 // Content-Length: " + length;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            4-6 | 7-8 | 2 | content-range: bytes 4-8/10
            4-6 | 3-3 | 1 | content-range: bytes 3-6/10
            0-6 | 7-9 | 3 | content-length: 10
            7-9 | 0-6 | 7 | content-length: 10
            4-6 | 8-9 | 2 |
            4-6 | 1-2 | 2 |
            4-6 | 6-7 | 2 |
            4-6 | 7-8 | 3 |
            """)
    void rfc9111_3_4_parts_that_border_become_one(String held, String added, int length, @Nullable String tells) {
        int status = tells != null && tells.contains("length") ? 200 : 206;
        assertThat(combined(part("\"a\"", held, 3), part("\"a\"", added, length)))
                .isEqualTo(tells == null ? "no" : status + " etag: \"a\" // " + tells);
    }

    @Test
    void rfc9110_15_3_7_3_only_parts_of_one_representation_are_joined() {
        String held = part("\"a\"", "4-6", 3);
        assertThat(combined(held, part("\"b\"", "7-8", 2))).isEqualTo("no");
        assertThat(combined(part("W/\"a\"", "4-6", 3), part("W/\"a\"", "7-8", 2)))
                .isEqualTo("no");
        assertThat(combined(held, "ETag: \"a\" // Content-Range: bytes 7-8/11 // Content-Length: 2"))
                .isEqualTo("no");
        assertThat(combined(held, "ETag: \"a\" // Content-Range: bytes 7-8/10")).isEqualTo("no");
        assertThat(combined(held, "ETag: \"a\" // Content-Length: 2")).isEqualTo("no");
        assertThat(combined("ETag: \"a\"", held)).isEqualTo("no");
        String dated = MODIFIED + MADE_LATER + " // Content-Range: bytes 4-6/10";
        String later = MODIFIED + " // Content-Range: bytes 7-8/10 // Content-Length: 2";
        assertThat(combined(dated, later)).startsWith("206 last-modified: Tue, 15 Nov 1994 08:12:31 GMT");
        assertThat(combined(dated, later.replace("08:12:31", "08:12:30"))).isEqualTo("no");
        assertThat(combined(dated, later.replace(MODIFIED, "X: y"))).isEqualTo("no");
    }

    @Test
    void rfc9111_3_4_what_comes_behind_is_told_by_its_place() {
        ResponseHead first = response(206, part("\"a\"", "4-6", 3));
        ResponseHead second = response(206, part("\"a\"", "7-8", 2));
        assertThat(PartialContent.comesBehind(first, second)).isTrue();
        assertThat(PartialContent.comesBehind(second, first)).isFalse();
        assertThat(PartialContent.comesBehind(first, response(206, part("\"a\"", "6-7", 2))))
                .isFalse();
        assertThat(PartialContent.comesBehind(first, ok("X: y"))).isFalse();
        assertThat(PartialContent.comesBehind(ok("X: y"), first)).isFalse();
    }

    @Test
    void rfc9111_4_3_1_no_more_than_the_part_is_asked_for_again() {
        StoredView part = view(response(206, FRESH));
        assertThat(Reuse.refresh(part)).isEqualTo(fields("If-None-Match: \"a\" // Range: bytes=4-6"));
        assertThat(Reuse.refresh(view(ok("ETag: \"a\"")))).isEqualTo(fields("If-None-Match: \"a\""));
        RequestHead request = get("Range: bytes=4-5 // Cache-Control: no-cache");
        assertThat(decide(request, FRESH))
                .isEqualTo(new ReuseDecision.Revalidate(
                        FetchReason.REQUEST, fields("If-None-Match: \"a\" // Range: bytes=4-5"), false));
        assertThat(decide(request, FRESH.replace("ETag", "X"))).isEqualTo(new ReuseDecision.Fetch(FetchReason.REQUEST));
        assertThat(part.requestTimeMs()).isEqualTo(T - 1000);
        assertThat(part.responseTimeMs()).isEqualTo(T);
    }

    @Test
    void rfc5861_4_a_part_that_lacks_something_does_not_stand_in_for_an_error() {
        StoredView part =
                view(response(206, "Cache-Control: max-age=60, stale-if-error=60 // Content-Range: bytes 4-6/10"));
        assertThat(Reuse.mayStandIn(get("Range: bytes=4-5"), part, PurgeVerdict.VALID, T, CacheRules.DEFAULT))
                .isTrue();
        assertThat(Reuse.mayStandIn(get("Range: bytes=4-7"), part, PurgeVerdict.VALID, T, CacheRules.DEFAULT))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Range: bytes=2-5 // Content-Range: bytes 2-5/10 // Content-Length: 4  | true
            Range: bytes=2-5 // Content-Range: bytes 2-5/10                       | true
            Range: bytes=2-5 // Content-Range: bytes 2-5/10 // Content-Length: 5  | false
            Range: bytes=2-5 // Content-Range: bytes 2-5/*                        | false
            Range: bytes=2-5 // X: y                                              | false
            X: y // Content-Range: bytes 2-5/10                                   | false
            """)
    void rfc9111_3_3_a_206_is_stored_if_it_was_asked_for_and_tells_its_part(String both, boolean stored) {
        ResponseHead response = response(206, both + " // Cache-Control: max-age=60");
        assertThat(Storability.decide(get(both), response, T, CacheRules.DEFAULT) instanceof StoreDecision.Store)
                .isEqualTo(stored);
    }

    @Test
    void rfc9110_15_5_17_a_416_says_nothing_to_other_requests() {
        String fresh = "Cache-Control: max-age=60";
        RequestHead asks = get("Range: bytes=2-5");
        assertThat(Storability.decide(asks, response(416, fresh), T, CacheRules.DEFAULT))
                .isEqualTo(new StoreDecision.Refuse(StoreRefusal.PARTIAL_CONTENT));
        assertThat(Storability.decide(asks, ok(fresh), T, CacheRules.DEFAULT)).isInstanceOf(StoreDecision.Store.class);
        assertThat(Storability.decide(get(null), response(416, fresh), T, CacheRules.DEFAULT))
                .isInstanceOf(StoreDecision.Store.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET  | bytes=2-5        | bytes=2-5 | false
            GET  | bytes=0-5        | bytes=0-5 | false
            GET  | bytes=2-         | bytes=2-  | false
            GET  | bytes=-5         | bytes=-5  | false
            GET  | bytes=0-         |           | false
            GET  | bytes=2-5,7-8    |           | true
            GET  | bytes=x          |           | false
            HEAD | bytes=2-5        |           | false
            """)
    void rfc9110_14_2_one_part_goes_upstream_as_it_was_asked_for(
            String method, String range, @Nullable String upstream, boolean several) {
        RequestHead request = request(method, "X: y // Range: " + range + " // If-Range: \"a\"");
        assertThat(ByteRange.upstream(request))
                .isEqualTo(fields(upstream == null ? null : "Range: " + upstream + " // If-Range: \"a\""));
        assertThat(ByteRange.asksForSeveral(request)).isEqualTo(several);
    }

    @Test
    void rfc9110_14_2_sixteen_parts_are_sent_and_one_more_is_the_whole() {
        StringBuilder range = new StringBuilder("Range: bytes=0-0");
        for (int i = 1; i < ByteRange.MAX_PARTS; i++) {
            range.append(',').append(2 * i).append('-').append(2 * i);
        }
        assertThat(ByteRange.select(get(range.toString()), ok("X: y"), 100)).isInstanceOf(RangeRequest.Several.class);
        assertThat(ByteRange.select(get(range + ",50-50"), ok("X: y"), 100)).isEqualTo(new RangeRequest.Whole());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bytes 7-9/10 | 206 | bytes 4-9/10 |
            bytes 0-3/10 | 206 | bytes 0-6/10 |
            bytes 3-9/10 | 200 |              | 10
            """)
    void rfc9111_3_4_who_brings_the_rest_gets_both_parts_with_what_is_his_alone(
            String range, int status, @Nullable String both, @Nullable String length) {
        ResponseHead arrived = response(
                206,
                "ETag: \"a\" // Set-Cookie: id=1 // Content-MD5: x // Content-Length: 7 // Content-Range: " + range);
        ResponseHead combined = both == null
                ? response(status, "ETag: \"a\" // Content-Length: " + length)
                : response(status, "ETag: \"a\" // Content-Range: " + both);

        ResponseHead received = PartialContent.received(response(206, FRESH), arrived, combined);
        assertThat(received.status()).isEqualTo(status);
        assertThat(received.fields().all("set-cookie")).containsExactly("id=1");
        assertThat(received.fields().first("content-range")).isEqualTo(both);
        assertThat(received.fields().first("content-length")).isEqualTo(length);
        assertThat(received.fields().contains("content-md5")).isFalse();
        assertThat(received.fields().first("cache-control")).isEqualTo("max-age=60");
    }
}
