package dev.skerry.edge.policy;

import static dev.skerry.edge.policy.Messages.get;
import static dev.skerry.edge.policy.Messages.ok;
import static dev.skerry.edge.policy.Messages.request;
import static dev.skerry.edge.policy.Messages.response;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.policy.Preconditions.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {
    private static final String STORED =
            "ETag: \"a\" // Last-Modified: Tue, 15 Nov 1994 08:12:31 GMT // Date: Tue, 15 Nov 1994 09:00:00 GMT";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            X: y                                                  | PROCEED
            If-None-Match: "a"                                    | NOT_MODIFIED
            If-None-Match: W/"a"                                  | NOT_MODIFIED
            If-None-Match: "b"                                    | PROCEED
            If-None-Match: "A"                                    | PROCEED
            If-None-Match: "b", "a"                               | NOT_MODIFIED
            If-None-Match: "b","a" , "c"                          | NOT_MODIFIED
            If-None-Match: ,"b",, "a",                            | NOT_MODIFIED
            If-None-Match: "b" // If-None-Match: W/"a"            | NOT_MODIFIED
            If-None-Match: "a,b"                                  | PROCEED
            If-None-Match: "x,\\", "a"                            | NOT_MODIFIED
            If-None-Match: *                                      | NOT_MODIFIED
            If-None-Match: a                                      | PROCEED
            If-None-Match: w/"a"                                  | PROCEED
            If-None-Match: "a                                     | PROCEED
            If-None-Match: "a" "b"                                | PROCEED
            If-None-Match: "a b"                                  | PROCEED
            If-None-Match:                                        | PROCEED
            If-None-Match: "b" // If-Modified-Since: Tue, 15 Nov 1994 08:12:31 GMT | PROCEED
            If-None-Match: "a" // If-Modified-Since: Tue, 15 Nov 1994 08:00:00 GMT | NOT_MODIFIED
            If-Modified-Since: Tue, 15 Nov 1994 08:12:31 GMT      | NOT_MODIFIED
            If-Modified-Since: Tue, 15 Nov 1994 08:12:32 GMT      | NOT_MODIFIED
            If-Modified-Since: Tue, 15 Nov 1994 08:12:30 GMT      | PROCEED
            If-Modified-Since: Tuesday, 15-Nov-94 08:12:31 GMT    | NOT_MODIFIED
            If-Modified-Since: Tue Nov 15 08:12:31 1994           | NOT_MODIFIED
            If-Modified-Since: now                                | PROCEED
            If-Modified-Since: Tue, 15 Nov 1994 08:12:31 GMT // If-Modified-Since: Tue, 15 Nov 1994 08:12:31 GMT | PROCEED
            If-Match: "a"                                         | PROCEED
            If-Match: *                                           | PROCEED
            If-Match: "b", "a"                                    | PROCEED
            If-Match: "b"                                         | FAILED
            If-Match: W/"a"                                       | FAILED
            If-Match: a                                           | FAILED
            If-Match: "a" // If-None-Match: "a"                   | NOT_MODIFIED
            If-Match: "b" // If-None-Match: "a"                   | FAILED
            If-Match: "a" // If-Unmodified-Since: Tue, 15 Nov 1994 08:00:00 GMT | PROCEED
            If-Unmodified-Since: Tue, 15 Nov 1994 08:12:31 GMT    | PROCEED
            If-Unmodified-Since: Tue, 15 Nov 1994 08:12:30 GMT    | FAILED
            If-Unmodified-Since: never                            | PROCEED
            """)
    void rfc9110_13_2_2_conditions_are_evaluated_in_order(String client, Outcome outcome) {
        assertThat(Preconditions.evaluate(get(client), ok(STORED))).isEqualTo(outcome);
        assertThat(Preconditions.evaluate(request("HEAD", client), ok(STORED))).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # stored                                     | request                                             | outcome
            ETag: W/"a"                                  | If-None-Match: "a"                                  | NOT_MODIFIED
            ETag: W/"a"                                  | If-None-Match: W/"a"                                | NOT_MODIFIED
            ETag: W/"a"                                  | If-Match: W/"a"                                     | FAILED
            ETag: ""                                     | If-None-Match: ""                                   | NOT_MODIFIED
            ETag: a                                      | If-None-Match: a                                    | NOT_MODIFIED
            ETag: a                                      | If-None-Match: "a"                                  | PROCEED
            ETag: a                                      | If-Match: a                                         | FAILED
            X: y                                         | If-None-Match: "a"                                  | PROCEED
            X: y                                         | If-None-Match: *                                    | NOT_MODIFIED
            X: y                                         | If-Match: "a"                                       | FAILED
            X: y                                         | If-Modified-Since: Tue, 15 Nov 1994 08:12:31 GMT    | PROCEED
            X: y                                         | If-Unmodified-Since: Tue, 15 Nov 1994 08:12:31 GMT  | PROCEED
            Date: Tue, 15 Nov 1994 08:12:31 GMT          | If-Modified-Since: Tue, 15 Nov 1994 08:12:31 GMT    | NOT_MODIFIED
            Date: Tue, 15 Nov 1994 08:12:31 GMT          | If-Modified-Since: Tue, 15 Nov 1994 08:12:30 GMT    | PROCEED
            Last-Modified: x // Date: Tue, 15 Nov 1994 08:12:31 GMT | If-Modified-Since: Tue, 15 Nov 1994 08:12:31 GMT | PROCEED
            """)
    void rfc9111_4_3_2_what_the_stored_response_has_to_go_by(String stored, String client, Outcome outcome) {
        assertThat(Preconditions.evaluate(get(client), ok(stored))).isEqualTo(outcome);
    }

    @ParameterizedTest
    @ValueSource(ints = {199, 300, 301, 302, 404, 500})
    void rfc9110_13_2_1_conditions_count_only_on_2xx(int status) {
        assertThat(Preconditions.evaluate(get("If-None-Match: \"a\""), response(status, STORED)))
                .isEqualTo(Outcome.PROCEED);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 203, 299})
    void rfc9110_13_2_1_conditions_count_on_any_2xx(int status) {
        assertThat(Preconditions.evaluate(get("If-None-Match: \"a\""), response(status, STORED)))
                .isEqualTo(Outcome.NOT_MODIFIED);
    }

    @Test
    void rfc9110_13_2_1_conditions_of_other_methods_are_for_the_origin() {
        assertThat(Preconditions.evaluate(request("POST", "If-Match: \"b\""), ok(STORED)))
                .isEqualTo(Outcome.PROCEED);
    }

    @Test
    void rfc9110_15_4_5_a_304_carries_what_caches_need_and_no_metadata_of_the_body() {
        ResponseHead head = NotModified.headOf(ok(STORED + " // Vary: a // Cache-Control: max-age=1 // Expires: 0"
                + " // Content-Location: /x // CDN-Cache-Control: max-age=2 // Skerry-Cache-Control: max-age=3"
                + " // Surrogate-Control: max-age=4 // Surrogate-Key: k // Content-Security-Policy: p"
                + " // Content-Type: text/plain // Content-Length: 5 // Content-Encoding: gzip // Content-Language: en"
                + " // Content-Range: bytes 0-1/2 // Set-Cookie: a=b // Connection: x // X: 1"));
        assertThat(head.status()).isEqualTo(304);
        assertThat(head.fields())
                .extracting(Fields.Line::name)
                .containsExactly(
                        "etag",
                        "date",
                        "vary",
                        "cache-control",
                        "expires",
                        "content-location",
                        "cdn-cache-control",
                        "skerry-cache-control",
                        "surrogate-control",
                        "surrogate-key",
                        "content-security-policy");
    }

    @Test
    void rfc9110_15_4_5_last_modified_stands_in_for_an_entity_tag() {
        ResponseHead head = NotModified.headOf(ok("Last-Modified: Tue, 15 Nov 1994 08:12:31 GMT"));
        assertThat(head.fields().contains("last-modified")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a b\"", "\"a\u007f\"", "\"a\tb\"", "\"a\u0001\"", " \"", "\"a\" \"b\""})
    void rfc9110_8_8_3_a_tag_has_no_white_space_and_no_control_character(String text) {
        assertThat(EntityTag.parse(text)).isNull();
        assertThat(EntityTag.list(text)).isEmpty();
        assertThat(EntityTag.parse("\"!~\u00e9\"")).isEqualTo(new EntityTag(false, "!~\u00e9"));
    }
}
