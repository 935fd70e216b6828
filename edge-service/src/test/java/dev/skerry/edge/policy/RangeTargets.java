package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.policy.Preconditions.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What holds of conditions and ranges, whatever a peer sends. */
final class RangeTargets {
    private static final List<String> TAG_PIECES =
            List.of("\"a\"", "W/\"a\"", "\"b\"", ", ", "*", "\"\"", "W/", "w/\"a\"", "\"", " ", "a", "\\");
    private static final List<String> DATES = List.of(
            "Tue, 15 Nov 1994 08:12:31 GMT", "Tue, 15 Nov 1994 08:12:32 GMT", "Wed, 16 Nov 1994 00:00:00 GMT", "GMT");
    private static final List<String> CONDITIONS =
            List.of("if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range", "etag");
    private static final List<String> RANGE_PIECES = List.of(
            "bytes=",
            "0",
            "1",
            "2",
            "5",
            "9",
            "99",
            "-",
            "-",
            "-",
            ",",
            ",",
            "0-0",
            "3-4",
            "7-",
            "-2",
            "9223372036854775807",
            "99999999999999999999",
            " ",
            "items=");

    private RangeTargets() {}

    /** RFC 9110 §8.8.3.2 and §13.2.2. */
    static void preconditions(Draw draw) {
        String text = draw.text(TAG_PIECES);
        List<EntityTag> tags = EntityTag.list(text);
        List<String> written = new ArrayList<>();
        for (EntityTag tag : tags) {
            assertThat(tag.opaque()).doesNotContain("\"", " ");
            assertThat(tag.matchesWeakly(tag)).isTrue();
            assertThat(tag.matchesStrongly(tag)).isEqualTo(!tag.weak());
            written.add((tag.weak() ? "W/\"" : "\"") + tag.opaque() + "\"");
        }
        assertThat(EntityTag.list(String.join(",", written))).isEqualTo(tags);
        Fields.Builder client = Fields.builder();
        for (int left = draw.below(4); left > 0; left--) {
            client.add(draw.oneOf(CONDITIONS), draw.chance() ? draw.oneOf(DATES) : draw.text(TAG_PIECES));
        }
        RequestHead request = request(draw, client.build());
        ResponseHead stored = stored(draw, draw.oneOf(List.of(200, 206, 404)));
        Outcome outcome = Preconditions.evaluate(request, stored);
        if (stored.status() == 404 || request.method().equals("POST")) {
            assertThat(outcome).isEqualTo(Outcome.PROCEED);
        } else {
            judged(request, stored, outcome);
        }
    }

    private static void judged(RequestHead request, ResponseHead stored, Outcome outcome) {
        Fields client = request.fields();
        String etag = stored.fields().first("etag");
        EntityTag tag = etag == null ? null : EntityTag.parse(etag);
        Fields unsafe = client.without("if-match", "if-unmodified-since");
        Outcome read = Preconditions.evaluate(request.withFields(unsafe), stored);
        assertThat(read).isNotEqualTo(Outcome.FAILED);
        assertThat(outcome).isIn(Outcome.FAILED, read);
        if (client.contains("if-none-match")) {
            Fields without = unsafe.without("if-modified-since");
            assertThat(Preconditions.evaluate(request.withFields(without), stored))
                    .isEqualTo(read);
        }
        if (etag != null && tag != null) {
            Fields same = Fields.of("if-none-match", "\"z\", " + etag);
            assertThat(Preconditions.evaluate(request.withFields(same), stored)).isEqualTo(Outcome.NOT_MODIFIED);
            Fields match = Fields.of("if-match", etag);
            assertThat(Preconditions.evaluate(request.withFields(match), stored))
                    .isEqualTo(tag.weak() ? Outcome.FAILED : Outcome.PROCEED);
        }
    }

    private static RequestHead request(Draw draw, Fields fields) {
        return new RequestHead(draw.oneOf(List.of("GET", "HEAD", "POST")), "example.org", "/", fields);
    }

    private static ResponseHead stored(Draw draw, int status) {
        Fields.Builder fields = Fields.builder();
        if (draw.chance()) {
            fields.add("etag", draw.text(TAG_PIECES));
        }
        if (draw.chance()) {
            fields.add("last-modified", draw.oneOf(DATES));
        }
        fields.add("date", draw.oneOf(DATES));
        return new ResponseHead(status, fields.build());
    }

    /** RFC 9110 §14.2 and §15.3.7.2: within the length, apart from each other, no more than the whole. */
    static void byteRange(Draw draw) {
        long length = draw.chance() ? draw.below(12) : draw.below(Long.MAX_VALUE);
        Fields fields = Fields.of("range", (draw.below(4) == 3 ? "" : "bytes=") + draw.text(RANGE_PIECES));
        RequestHead request = new RequestHead("GET", "example.org", "/", fields);
        ResponseHead stored = stored(draw, 200);
        switch (ByteRange.select(request, stored, length)) {
            case RangeRequest.Whole _ -> {
                // Always allowed.
            }
            case RangeRequest.Unsatisfiable _ ->
                assertThat(ByteRange.select(request, stored, Math.max(0, length - 1)))
                        .as("a shorter one has no more bytes")
                        .isIn(new RangeRequest.Unsatisfiable(), new RangeRequest.Whole());
            case RangeRequest.Single(ByteSpan span) -> assertThat(span.last()).isLessThan(length);
            case RangeRequest.Several(var spans) -> {
                assertThat(spans).hasSizeBetween(2, ByteRange.MAX_PARTS).allMatch(span -> span.last() < length);
                assertThat(spans.stream().mapToLong(ByteSpan::length).sum()).isBetween(2L, length - 1);
                for (ByteSpan one : spans) {
                    assertThat(spans).filteredOn(one::touches).containsExactly(one);
                }
            }
        }
        Fields upstream = ByteRange.upstream(request);
        assertThat(upstream.all("range")).isSubsetOf(fields.all("range"));
        assertThat(ByteRange.asksForSeveral(request) && upstream.size() > 0).isFalse();
        RequestHead guarded = request.withFields(fields.with("if-range", draw.text(TAG_PIECES)));
        RangeRequest held = ByteRange.select(guarded, stored, length);
        assertThat(held).isIn(new RangeRequest.Whole(), ByteRange.select(request, stored, length));
    }

    /** RFC 9110 §14.4 and §15.3.7.3, RFC 9111 §3.4: what is joined is one part, and all of both. */
    static void partialContent(Draw draw) {
        String line =
                (draw.below(4) == 3 ? "" : "bytes ") + draw.text(List.of("0", "5", "9", "10", "-", "/", "*", " "));
        ContentRange told = ContentRange.of(new ResponseHead(206, Fields.of("content-range", line)));
        if (told != null) {
            ResponseHead again = new ResponseHead(206, Fields.of("content-range", told.text()));
            assertThat(ContentRange.of(again)).isEqualTo(told);
        }
        ResponseHead stored = part(draw);
        ResponseHead arrived = part(draw);
        @Nullable ResponseHead both = PartialContent.combined(stored, arrived, CacheRules.DEFAULT);
        if (both == null) {
            return;
        }
        ContentRange first = told(stored);
        ContentRange second = told(arrived);
        long length = first.span().length() + second.span().length();
        assertThat(first.complete()).isEqualTo(second.complete());
        assertThat(first.span().through(second.span()).length()).isEqualTo(length);
        assertThat(PartialContent.comesBehind(stored, arrived))
                .isEqualTo(first.span().first() < second.span().first());
        if (length == first.complete()) {
            assertThat(both.status()).isEqualTo(200);
            assertThat(both.fields().all("content-length")).containsExactly(Long.toString(length));
            assertThat(both.fields().contains("content-range")).isFalse();
        } else {
            ContentRange joined = told(both);
            assertThat(joined.span()).isEqualTo(first.span().through(second.span()));
            assertThat(joined.complete()).isEqualTo(first.complete());
            assertThat(both.fields().contains("content-length")).isFalse();
        }
    }

    private static ContentRange told(ResponseHead head) {
        ContentRange range = ContentRange.of(head);
        assertThat(range).isNotNull();
        return Objects.requireNonNull(range);
    }

    private static ResponseHead part(Draw draw) {
        long first = draw.below(10);
        long last = first + draw.below(5);
        Fields.Builder fields = Fields.builder();
        fields.add("etag", draw.oneOf(List.of("\"a\"", "\"a\"", "\"b\"", "W/\"a\"")));
        fields.add("content-range", "bytes " + first + "-" + last + "/" + draw.oneOf(List.of("10", "10", "11", "*")));
        if (draw.below(4) != 3) {
            fields.add("content-length", Long.toString(draw.below(8) == 7 ? draw.below(9) : last - first + 1));
        }
        fields.add(draw.oneOf(CONDITIONS), draw.text(TAG_PIECES));
        return new ResponseHead(draw.below(8) == 7 ? 200 : 206, fields.build());
    }
}
