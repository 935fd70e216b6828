package dev.skerry.edge.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnkeyedTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "akamai-origin-hop",
                "base-url",
                "cf-connecting-ip",
                "cdn-loop",
                "client-ip",
                "cloudfront-viewer-country",
                "fastly-ff",
                "forwarded",
                "front-end-https",
                "proxy-client-ip",
                "proxy-host",
                "proxy-url",
                "request-uri",
                "true-client-ip",
                "wl-proxy-client-ip",
                "x-accel-redirect",
                "x-akamai-edgescape",
                "x-amz-cf-id",
                "x-arr-ssl",
                "x-azure-clientip",
                "x-client-ip",
                "x-cluster-client-ip",
                "x-envoy-original-path",
                "x-forwarded",
                "x-forwarded-for",
                "x-forwarded-host",
                "x-forwarded-anything",
                "x-host",
                "x-http-method",
                "x-http-method-override",
                "x-method",
                "x-method-override",
                "x-middleware-subrequest",
                "x-original-url",
                "x-originating-ip",
                "x-proxy-url",
                "x-proxyuser-ip",
                "x-real-ip",
                "x-remote-addr",
                "x-rewrite-url",
                "x-scheme",
                "x-sendfile-type",
                "x-url-scheme"
            })
    void what_may_choose_a_response_though_no_key_has_it_is_left_out_unless_the_key_has_it(String name) {
        Fields request = Fields.of("host", "a", name, "1", "accept", "b", name, "2");
        assertThat(Unkeyed.strip(request, List.of())).isEqualTo(Fields.of("host", "a", "accept", "b"));
        assertThat(Unkeyed.strip(request, List.of("other"))).isEqualTo(Fields.of("host", "a", "accept", "b"));
        assertThat(Unkeyed.strip(request, List.of("other", name))).isEqualTo(request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accept",
                "accept-language",
                "authorization",
                "cache-control",
                "cookie",
                "content-type",
                "forward",
                "from",
                "host",
                "origin",
                "pragma",
                "priority",
                "proxy",
                "range",
                "referer",
                "sec-fetch-mode",
                "traceparent",
                "user-agent",
                "via",
                "x",
                "x-",
                "x-country",
                "x-requested-with",
                "x-request-id",
                ":key"
            })
    void what_http_defines_and_what_is_a_sites_own_stays(String name) {
        Fields request = Fields.of(name, "1");
        assertThat(Unkeyed.strip(request, List.of())).isSameAs(request);
    }

    @Test
    void rfc3875_4_1_18_an_underscore_is_a_hyphen_where_names_become_variables() {
        Fields request = Fields.of("x_forwarded_host", "1", "x-forwarded_proto", "2", "x_country", "3", "x_own", "4");
        assertThat(Unkeyed.strip(request, List.of("x-country")))
                .as("an alias of what is no part of the key, and one of what is")
                .isEqualTo(Fields.of("x_own", "4"));
        assertThat(Unkeyed.strip(request, List.of("x_forwarded_host")).first("x_forwarded_host"))
                .isEqualTo("1");
    }

    @Test
    void a_request_without_fields_has_nothing_to_lose() {
        assertThat(Unkeyed.strip(Fields.EMPTY, List.of())).isSameAs(Fields.EMPTY);
        Fields nameless = Fields.of("", "1");
        assertThat(Unkeyed.strip(nameless, List.of())).isSameAs(nameless);
    }
}
