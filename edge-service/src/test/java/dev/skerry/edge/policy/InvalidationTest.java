package dev.skerry.edge.policy;

import static dev.skerry.edge.policy.Messages.request;
import static dev.skerry.edge.policy.Messages.response;
import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidationTest {
    private static final String OWN = "/a/page?x=1";

    private static String targets(String method, int status, String fields) {
        return String.join(" ", Invalidation.targets(request(method, null), response(status, fields)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "M-SEARCH", "FOO", "get"})
    void rfc9111_4_4_unsafe_and_unknown_methods_invalidate_their_target(String method) {
        assertThat(targets(method, 200, "X: y")).isEqualTo(OWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "QUERY", "REPORT", "SEARCH"})
    void rfc9111_4_4_safe_methods_invalidate_nothing(String method) {
        assertThat(targets(method, 200, "Location: /b")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "100, false",
        "200, true",
        "204, true",
        "299, true",
        "303, true",
        "399, true",
        "400, false",
        "500, false"
    })
    void rfc9111_4_4_only_an_answer_that_is_no_error_invalidates(int status, boolean invalidates) {
        assertThat(targets("POST", status, "X: y")).isEqualTo(invalidates ? OWN : "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Location: /b                                       | /b
            Location: /b?y=2                                   | /b?y=2
            Location: b                                        | /a/b
            Location: ../b                                     | /b
            Location: ?y=2                                     | /a/page?y=2
            Location: http://example.org/b                     | /b
            Location: https://EXAMPLE.org:8443/b#part          | /b
            Location: //example.org/b                          | /b
            Location: http://example.org                       | /
            Content-Location: /b                               | /b
            Location: /b // Content-Location: /c               | /b /c
            Location: /b // Content-Location: /b               | /b
            Location: http://other.org/b                       |
            Location: //other.org/b                            |
            Location: http://example.org.evil/b                |
            Location: http://example.org@evil/b                |
            Location: ftp://example.org/b                      |
            Location: mailto:a@example.org                     |
            Location: http://[                                 |
            Location: %zz                                      |
            Location: a b                                      |
            Location: /a/page?x=1                              |
            """)
    void rfc9111_4_4_so_do_location_and_content_location_of_the_same_host(String fields, @Nullable String others) {
        assertThat(targets("POST", 201, fields)).isEqualTo(others == null ? OWN : OWN + " " + others);
    }

    @Test
    void a_host_that_dns_would_not_have_is_compared_as_well() {
        RequestHead request = new RequestHead("POST", "my_host", "/a", Fields.EMPTY);
        assertThat(Invalidation.targets(request, response(201, "Location: http://my_host:81/b")))
                .containsExactly("/a", "/b");
    }

    @Test
    void rfc9111_4_4_brackets_and_empty_segments_are_no_obstacle() {
        RequestHead request = new RequestHead("POST", "example.org", "//a[1]/b?c[]", Fields.EMPTY);
        assertThat(Invalidation.targets(request, response(201, "Location: /d//e // Content-Location: ?f")))
                .containsExactly("//a[1]/b?c[]", "/d//e", "//a%5B1%5D/b?f");
    }

    @ParameterizedTest
    @CsvSource({
        "/a/page?x=1, true",
        "?x=1, true",
        "page?x=1, true",
        "http://example.org/a/page?x=1, true",
        "/a/page, false",
        "/b, false",
        "http://other.org/a/page?x=1, false",
        "a b, false"
    })
    void rfc9110_9_3_3_a_reference_may_lead_to_the_request_itself(String reference, boolean itself) {
        assertThat(Invalidation.isTarget(request("POST", null), reference)).isEqualTo(itself);
    }
}
