package dev.skerry.edge.policy;

import static dev.skerry.edge.policy.Messages.get;
import static dev.skerry.edge.policy.Messages.ok;
import static dev.skerry.edge.policy.Messages.request;
import static dev.skerry.edge.policy.Messages.response;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {
    private static final String STORED =
            "ETag: \"a\" // Last-Modified: Tue, 15 Nov 1994 08:12:31 GMT // Date: Tue, 15 Nov 1994 08:12:32 GMT";

    private static String select(String client, String stored, long length) {
        return text(ByteRange.select(get(client), ok(stored), length));
    }

    private static String text(RangeRequest range) {
        return switch (range) {
            case RangeRequest.Whole _ -> "whole";
            case RangeRequest.Single single ->
                single.span().first() + "-" + single.span().last();
            case RangeRequest.Several several ->
                several.spans().stream()
                        .map(span -> span.first() + "-" + span.last())
                        .collect(Collectors.joining(" "));
            case RangeRequest.Unsatisfiable _ -> "416";
        };
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            bytes=0-0                  | 0-0
            bytes=0-9                  | 0-9
            bytes=0-99                 | 0-9
            bytes=3-5                  | 3-5
            bytes=9-9                  | 9-9
            bytes=9-                   | 9-9
            bytes=0-                   | 0-9
            bytes=-3                   | 7-9
            bytes=-10                  | 0-9
            bytes=-99                  | 0-9
            bytes=-99999999999999999999 | 0-9
            bytes=3-99999999999999999999 | 3-9
            BYTES=3-5                  | 3-5
            bytes= 3-5                 | 3-5
            bytes=3-5,                 | 3-5
            bytes=,3-5                 | 3-5
            bytes=10-                  | 416
            bytes=10-12                | 416
            bytes=99999999999999999999- | 416
            bytes=-0                   | 416
            bytes=5-3                  | whole
            bytes=-                    | whole
            bytes=                     | whole
            bytes                      | whole
            bytes=a-b                  | whole
            bytes=1-b                  | whole
            bytes=a-1                  | whole
            bytes=1                    | whole
            bytes=--1                  | whole
            bytes=1--2                 | whole
            bytes=+1-2                 | whole
            bytes=1.0-2                | whole
            bytes =1-2                 | whole
            bytes=1 -2                 | whole
            bytes=0-1,3-4              | 0-1 3-4
            bytes=0-1, -1              | 0-1 9-9
            bytes=8-,0-1               | 8-9 0-1
            bytes=0-1,2-3              | 0-3
            bytes=0-4,2-6              | 0-6
            bytes=0-1,8-9,1-8          | 0-9
            bytes=5-6,0-1,7-7          | 5-7 0-1
            bytes=0-1,20-              | 0-1
            bytes=20-,30-31            | 416
            bytes=0-1,x                | whole
            lines=0-1                  | whole
            bytes:0-1                  | whole
            """)
    void rfc9110_14_1_2_single_ranges_of_ten_bytes(String range, String part) {
        assertThat(select("Range: " + range, STORED, 10)).isEqualTo(part);
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-0, 416", "bytes=0-, 416", "bytes=-1, whole", "bytes=-0, 416", "bytes=1-0, whole"})
    void rfc9110_14_1_2_ranges_of_nothing(String range, String part) {
        assertThat(select("Range: " + range, STORED, 0)).isEqualTo(part);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # If-Range                       | stored                                                            | part
            "a"                              | ETag: "a"                                                         | 0-1
            "b"                              | ETag: "a"                                                         | whole
            W/"a"                            | ETag: "a"                                                         | whole
            "a"                              | ETag: W/"a"                                                       | whole
            W/"a"                            | ETag: W/"a"                                                       | whole
            "a"                              | X: y                                                              | whole
            "a", "b"                         | ETag: "a"                                                         | whole
            *                                | ETag: "a"                                                         | whole
            Tue, 15 Nov 1994 08:12:31 GMT    | Last-Modified: Tue, 15 Nov 1994 08:12:31 GMT // Date: Tue, 15 Nov 1994 08:12:32 GMT | 0-1
            Tue, 15 Nov 1994 08:12:31 GMT    | Last-Modified: Tue, 15 Nov 1994 08:12:31 GMT // Date: Tue, 15 Nov 1994 08:12:31 GMT | whole
            Tue, 15 Nov 1994 08:12:31 GMT    | Last-Modified: Tue, 15 Nov 1994 08:12:31 GMT                      | whole
            Tue, 15 Nov 1994 08:12:32 GMT    | Last-Modified: Tue, 15 Nov 1994 08:12:31 GMT // Date: Tue, 15 Nov 1994 08:12:33 GMT | whole
            Tuesday, 15-Nov-94 08:12:31 GMT  | Last-Modified: Tue, 15 Nov 1994 08:12:31 GMT // Date: Tue, 15 Nov 1994 08:12:33 GMT | whole
            Tue, 15 Nov 1994 08:12:31 GMT    | X: y                                                              | whole
            x                                | Last-Modified: x // Date: Tue, 15 Nov 1994 08:12:33 GMT           | whole
            """)
    void rfc9110_13_1_5_if_range_must_match_strongly(String condition, String stored, String part) {
        assertThat(select("Range: bytes=0-1 // If-Range: " + condition, stored, 10))
                .isEqualTo(part);
    }

    @Test
    void rfc9110_14_2_a_range_is_ignored_where_it_has_no_meaning() {
        assertThat(text(ByteRange.select(request("HEAD", "Range: bytes=0-1"), ok(STORED), 10)))
                .isEqualTo("whole");
        assertThat(text(ByteRange.select(get("Range: bytes=0-1"), response(404, STORED), 10)))
                .isEqualTo("whole");
        assertThat(select("X: y", STORED, 10)).isEqualTo("whole");
        assertThat(select("Range: bytes=0-1 // Range: bytes=0-1", STORED, 10)).isEqualTo("whole");
        assertThat(select("Range: bytes=0-1 // If-Range: \"a\" // If-Range: \"a\"", STORED, 10))
                .isEqualTo("whole");
    }

    @Test
    void rfc9110_14_4_content_range_tells_the_part_and_the_whole() {
        assertThat(new RangeRequest.Single(new ByteSpan(2, 5)).contentRange(10)).isEqualTo("bytes 2-5/10");
        assertThat(new ByteSpan(2, 5).length()).isEqualTo(4);
        assertThat(RangeRequest.Unsatisfiable.contentRange(10)).isEqualTo("bytes */10");
    }
}
