package dev.skerry.edge.policy;

import static dev.skerry.edge.policy.Messages.fields;
import static dev.skerry.edge.policy.Messages.ok;
import static dev.skerry.edge.policy.Messages.response;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FresheningTest {
    private static Fields merged(String stored, String notModified) {
        return Freshening.merge(ok(stored), response(304, notModified)).fields();
    }

    @Test
    void rfc9111_3_2_fields_of_the_304_replace_and_others_stay() {
        assertThat(merged("A: 1 // B: 1 // B: 2 // C: 1", "B: 3 // D: 4"))
                .isEqualTo(fields("A: 1 // C: 1 // B: 3 // D: 4"));
        assertThat(Freshening.merge(response(404, "A: 1"), response(304, "B: 1"))
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ETag",
                "Cache-Control",
                "Expires",
                "Last-Modified",
                "Content-Type",
                "Content-Location",
                "Content-Security-Policy",
                "X-Frame-Options",
                "Surrogate-Key",
                "CDN-Cache-Control"
            })
    void rfc9111_3_2_these_are_updated(String name) {
        assertThat(merged(name + ": old", name + ": new")).isEqualTo(fields(name + ": new"));
        assertThat(merged("A: 1", name + ": new")).isEqualTo(fields("A: 1 // " + name + ": new"));
    }

    @Test
    void rfc9111_4_1_vary_of_a_304_adds_to_what_the_stored_body_was_selected_by() {
        assertThat(merged("Vary: old", "Vary: new")).isEqualTo(fields("Vary: old, new"));
        assertThat(merged("Vary: same", "Vary: same")).isEqualTo(fields("Vary: same"));
        assertThat(merged("A: 1", "Vary: new")).isEqualTo(fields("A: 1 // Vary: new"));
        assertThat(merged("Vary: old", "A: 1")).isEqualTo(fields("Vary: old // A: 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length", "Content-Encoding", "Content-Range"})
    void rfc9111_3_2_what_describes_the_stored_body_is_not_updated(String name) {
        assertThat(merged(name + ": old", name + ": new")).isEqualTo(fields(name + ": old"));
        assertThat(merged("A: 1", name + ": new")).isEqualTo(fields("A: 1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Keep-Alive: 1",
                "Transfer-Encoding: chunked",
                "Proxy-Authenticate: x",
                "Connection: X // X: 1",
                "Set-Cookie: a=b"
            })
    void rfc9111_3_1_what_is_never_stored_is_not_taken_over(String notModified) {
        assertThat(merged("A: 1", notModified)).isEqualTo(fields("A: 1"));
    }

    @Test
    void rfc9111_5_2_2_7_fields_for_one_user_are_not_taken_over() {
        assertThat(merged("A: 1", "Cache-Control: private=\"x\", no-cache=\"y\" // X: 1 // Y: 2")
                        .contains("x"))
                .isFalse();
        assertThat(merged("A: 1", "Cache-Control: private=\"x\", no-cache=\"y\" // X: 1 // Y: 2")
                        .contains("y"))
                .isFalse();
    }

    @Test
    void a_cookie_is_taken_over_only_where_the_site_stores_cookies() {
        CacheRules store = new CacheRules(0, SetCookieRule.STORE);
        assertThat(Freshening.merge(ok("A: 1"), response(304, "Set-Cookie: a=b"), store)
                        .fields()
                        .contains("set-cookie"))
                .isTrue();
    }

    @Test
    void rfc9111_4_2_3_age_and_date_count_from_the_304() {
        assertThat(merged("Age: 50 // Date: old // A: 1", "B: 1")).isEqualTo(fields("A: 1 // B: 1"));
        assertThat(merged("Age: 50 // Date: old", "Date: new")).isEqualTo(fields("Date: new"));
        assertThat(merged("Age: 50 // Date: old", "Age: 3 // Date: new")).isEqualTo(fields("Age: 3 // Date: new"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            # stored                     | 304                          | speaks of it
            ETag: "a"                    | ETag: "a"                    | true
            ETag: "a"                    | ETag: "b"                    | false
            ETag: W/"a"                  | ETag: W/"a"                  | true
            ETag: W/"a"                  | ETag: "a"                    | false
            ETag: "a"                    | ETag: W/"a"                  | true
            ETag: a                      | ETag: a                      | true
            ETag: a                      | ETag: "a"                    | false
            ETag: "a"                    | X: y                         | true
            X: y                         | ETag: "a"                    | false
            Last-Modified: 1             | Last-Modified: 1             | true
            Last-Modified: 1             | Last-Modified: 2             | false
            ETag: "a" // Last-Modified: 1 | ETag: "a" // Last-Modified: 2 | true
            """)
    void rfc9111_4_3_4_a_304_with_another_validator_is_of_another_response(
            String stored, String sent, boolean selects) {
        assertThat(Freshening.selects(ok(stored), response(304, sent))).isEqualTo(selects);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Connection: close // A: 1                              | A: 1
            Connection: X-A, x-b // X-A: 1 // X-B: 2 // A: 1       | A: 1
            Connection: x-a // Connection: , X-B ,x-c // X-A: 1 // X-B: 2 // X-C: 3 // A: 1 | A: 1
            Keep-Alive: 1 // Proxy-Connection: x // Proxy-Authorization: x // A: 1 | A: 1
            TE: trailers // Trailer: x // Transfer-Encoding: chunked // Upgrade: h2c // A: 1 | A: 1
            Proxy-Authenticate: x // Proxy-Authentication-Info: x // A: 1 | A: 1
            X-A: 1 // A: 1                                         | X-A: 1 // A: 1
            """)
    void rfc9110_7_6_1_fields_of_the_connection_are_stripped(String received, String forwarded) {
        assertThat(HopByHop.strip(fields(received))).isEqualTo(fields(forwarded));
    }

    @Test
    void rfc9111_4_1_names_that_are_there_are_not_added_again_however_often_it_is_validated() {
        assertThat(merged("Vary: A, B", "Vary: b")).isEqualTo(fields("Vary: A, B"));
        assertThat(merged("Vary: A, B", "Vary: C, b, c")).isEqualTo(fields("Vary: A, B, c"));
        assertThat(merged("Vary: A, B", "Vary: A // Vary: B")).isEqualTo(fields("Vary: A, B"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ETag: "a"                                  | true
            ETag: "b"                                  | false
            ETag: W/"a"                                | false
            Last-Modified: m                           | true
            Last-Modified: n                           | false
            Content-Length: 10                         | true
            Content-Length: 11                         | false
            ETag: "a" // Content-Length: 11            | false
            ETag: "a" // Last-Modified: n              | false
            ETag: "b" // Last-Modified: m              | false
            X: y                                       | true
            """)
    void rfc9111_4_3_5_a_head_describes_what_is_stored_if_all_that_it_tells_is_the_same(String head, boolean same) {
        ResponseHead stored = ok("ETag: \"a\" // Last-Modified: m");
        assertThat(Freshening.describes(stored, ok(head), 10)).isEqualTo(same);
        assertThat(Freshening.describes(response(404, "ETag: \"a\""), ok(head), 10))
                .isFalse();
    }

    @Test
    void rfc9111_5_2_2_7_who_asked_gets_what_is_not_stored() {
        ResponseHead notModified =
                response(304, "Set-Cookie: a // Cache-Control: private=\"x\" // X: 1 // Connection: y // Y: 1");
        assertThat(Freshening.mergeReceived(ok("X: 0"), notModified).fields())
                .isEqualTo(fields("Set-Cookie: a // Cache-Control: private=\"x\" // X: 1"));
        assertThat(Freshening.merge(ok("X: 0"), notModified).fields())
                .isEqualTo(fields("X: 0 // Cache-Control: private=\"x\""));
    }
}
