package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.RawClient.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing that is no part of the key reaches a stored response, over real sockets: the origin writes all that it gets into
 * what it answers, an attacker asks first, and a user who asks for the same must see nothing of it.
 */
class SafeKeysTest {
    private static final String EVIL = "evil.example";

    @TempDir
    Path folder;

    private EdgeAlone edge;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        start("{}");
    }

    /** An edge whose site has these rules, in place of the one with none. */
    private void restart(String cacheRules) throws IOException, InterruptedException {
        edge.close();
        start(cacheRules);
    }

    private void start(String cacheRules) throws IOException, InterruptedException {
        edge = EdgeAlone.start(folder, cacheRules);
        edge.origin.script((request, answer) -> answer.send(
                200, request.method() + " " + request.target() + " " + request.fields(), "Cache-Control: max-age=60"));
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
    }

    private static boolean isHit(Reply reply) {
        return String.valueOf(reply.field("cache-status")).contains("; hit");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded",
                "X-Forwarded-For",
                "X-Forwarded-Host",
                "X-Forwarded-Port",
                "X-Forwarded-Prefix",
                "X-Forwarded-Proto",
                "X-Forwarded-Scheme",
                "X-Forwarded-Server",
                "X-FORWARDED-HOST",
                "X-Original-URL",
                "X-Original-Host",
                "X_Forwarded_Host",
                "X-Forwarded_Host",
                "X-Rewrite-URL",
                "X-Host",
                "X-HTTP-Method",
                "X-HTTP-Method-Override",
                "X-HTTP-Host-Override",
                "X-Method-Override",
                "X-Real-IP",
                "X-Client-IP",
                "X-Cluster-Client-IP",
                "X-Remote-Addr",
                "True-Client-IP",
                "Client-IP",
                "CF-Connecting-IP",
                "Fastly-Client-IP",
                "CDN-Loop",
                "X-Amz-Website-Redirect-Location",
                "X-Accel-Redirect",
                "Front-End-Https",
                "Request-URI",
                "Skerry-Peer"
            })
    void a_field_that_is_no_part_of_the_key_reaches_no_stored_response(String name) throws Exception {
        Reply attack = edge.get("/a", name + ": " + EVIL);
        Reply clean = edge.get("/a");

        assertThat(attack.status()).isEqualTo(200);
        assertThat(attack.content()).doesNotContain(EVIL);
        assertThat(isHit(clean)).isTrue();
        assertThat(clean.content()).doesNotContain(EVIL);
    }

    @Test
    void a_fence_that_is_none_is_refused_and_reaches_nobody() throws Exception {
        assertThat(edge.get("/a", "Skerry-Fence: " + EVIL).status()).isEqualTo(400);
        assertThat(edge.origin.requests).isEmpty();
        assertThat(edge.get("/a").content()).doesNotContain(EVIL);
    }

    @Test
    void rfc9111_4_1_vary_selects_by_what_the_origin_gets_to_see() throws Exception {
        edge.origin.script((request, answer) -> answer.send(
                200, "host " + request.field("x-host"), "Cache-Control: max-age=60", "Vary: X-Host, Accept"));
        assertThat(edge.get("/a", "X-Host: " + EVIL, "Accept: a").content()).isEqualTo("host null");
        assertThat(isHit(edge.get("/a", "Accept: a"))).isTrue();
        assertThat(isHit(edge.get("/a", "Accept: b"))).isFalse();
        restart("{key: {headers: [x-host]}}");
        assertThat(edge.get("/a", "X-Host: " + EVIL).content()).contains("x-host=" + EVIL);
        assertThat(edge.get("/a").content()).doesNotContain(EVIL);
    }

    @Test
    void explain_looks_where_a_request_would() throws Exception {
        restart("{bypass: [/admin], key: {ignoreQuery: [u], headers: [x-a]}}");
        edge.get("/a?u=1&b");
        assertThat(edge.admin("/explain?url=http://docs.localhost/a%3Fb%26u=2").content())
                .contains("\"decision\":\"serve\"", "docs docs.localhost/a?b");
        assertThat(edge.admin("/explain?url=http://docs.localhost/admin/x").content())
                .contains("\"decision\":\"fetch bypass\"");
    }

    @Test
    void a_request_that_is_passed_on_keeps_its_fields_and_its_query() throws Exception {
        restart("{bypass: [/admin], key: {ignoreQuery: [utm_*]}}");
        RawClient.request(edge.httpPort(), "POST", EdgeAlone.HOST, "/a?utm_x=1&b=2", "x", "X-Forwarded-For: 192.0.2.1");
        edge.get("/admin/a?utm_x=1", "X-Forwarded-For: 192.0.2.1");

        assertThat(edge.origin.requests)
                .extracting(ScriptedOrigin.Request::target)
                .containsExactly("/a?utm_x=1&b=2", "/admin/a?utm_x=1");
        assertThat(edge.origin.requests)
                .allSatisfy(
                        request -> assertThat(request.field("x-forwarded-for")).isEqualTo("192.0.2.1"));
    }

    @Test
    void a_field_of_the_sites_key_reaches_the_origin_and_tells_responses_apart() throws Exception {
        restart("{key: {headers: [X-Forwarded-Proto, x-country], cookies: [ab]}, showKey: true}");
        String over = "x".repeat(257);
        Reply de = edge.get("/a", "X-Forwarded-Proto: https", "X-Country: de", "Cookie: u=1; ab=x");
        Reply again = edge.get("/a", "x-country: de", "X-Forwarded-Proto: https", "Cookie: ab=x; u=2");

        assertThat(de.content()).contains("x-forwarded-proto=https", "x-country=de");
        assertThat(isHit(again)).isTrue();
        assertThat(again.field("cache-status"))
                .contains("key=\"docs docs.localhost/a x-forwarded-proto=5:https;x-country=2:de;cookie/ab=1:x;\"");
        assertThat(isHit(edge.get("/a", "X-Forwarded-Proto: https", "X-Country: fr", "Cookie: ab=x")))
                .isFalse();
        assertThat(isHit(edge.get("/a", "X-Forwarded-Proto: https", "X-Country: de", "Cookie: ab=y")))
                .isFalse();
        assertThat(isHit(edge.get("/a"))).isFalse();
        assertThat(edge.get("/a", "X-Country: " + over).field("cache-status")).contains("fwd=bypass");
        assertThat(edge.get("/a", "X-Country: " + over).field("cache-status")).contains("fwd=bypass");
        assertThat(isHit(edge.get("/a", "X-Forwarded-Proto: https", "X-Country: de", "Cookie: ab=x")))
                .isTrue();
    }

    @Test
    void values_can_not_be_made_to_look_like_other_values() throws Exception {
        restart("{key: {headers: [x-a, x-b], cookies: [c]}}");
        edge.get("/a", "X-A: 1;x-b=1:2", "X-B: 2");
        for (String[] fields : List.of(
                new String[] {"X-A: 1", "X-B: 2"},
                new String[] {"X-A: 1;x-b=1:2;", "X-B: 2"},
                new String[] {"X-A: 1;x-b=1:2"},
                new String[] {"X-A:", "X-B: 2"},
                new String[] {"X-B: 2"},
                new String[] {"X-B: 2", "Cookie: c="},
                new String[] {"X-B: 2", "Cookie: c"},
                new String[] {"X-B: 2", "Cookie: c=1; c=2"},
                new String[] {"X-B: 2", "Cookie: c=1"})) {
            boolean same = String.join("", fields).equals("X-B: 2Cookie: c"); // a cookie without a value is none
            assertThat(isHit(edge.get("/a", fields)))
                    .as(String.join(", ", fields))
                    .isEqualTo(same);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /a?b=1&utm_source=x     | /a?b=1
            /a?utm_source=x&b=1     | /a?b=1
            /a?utm_source=x         | /a
            /a?utm_=                | /a
            /a?%75tm_source=x       | /a
            /a?utm_source=1;b=2     | /a
            /a?fbclid               | /a
            /a?                     | /a
            /a?fbclid2=x            | /a?fbclid2=x
            /a?x=utm_source         | /a?x=utm_source
            /a?UTM_source=x         | /a?UTM_source=x
            /a?b=2&a=1&b=1          | /a?a=1&b=2&b=1
            /a?b=%20&a=+            | /a?a=+&b=%20
            /a?b=X&&a=              | /a?a=&b=X
            """)
    void the_origin_is_asked_for_what_the_key_stands_for(String asked, String key) throws Exception {
        restart("{key: {ignoreQuery: [utm_*, fbclid], sortQuery: true}}");
        Reply first = edge.get(asked);
        assertThat(first.content()).startsWith("GET " + key + " ");
        assertThat(isHit(edge.get(key))).isTrue();
        edge.request("POST", asked, "x");
        assertThat(isHit(edge.get(key)))
                .as("RFC 9111 section 4.4, by any of its URLs")
                .isFalse();
    }

    @Test
    void a_site_may_keep_only_some_of_the_query_or_none() throws Exception {
        restart("{key: {keepQuery: [id, p*]}}");
        assertThat(edge.get("/a?x=1&id=2&page=3&i=4").content()).startsWith("GET /a?id=2&page=3 ");
        restart("{key: {ignoreQuery: ['*']}}");
        assertThat(edge.get("/a?x=1&id=2").content()).startsWith("GET /a ");
        assertThat(isHit(edge.get("/a?y"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GET /a HTTP/1.1                      | DOCS.localhost
            GET /a HTTP/1.1                      | docs.localhost.
            GET /a HTTP/1.1                      | docs.localhost:8080
            GET /a HTTP/1.1                      | Docs.LocalHost.:1
            GET http://docs.localhost/a HTTP/1.1 | evil.example
            GET HTTP://DOCS.localhost:99/a HTTP/1.1 | docs.localhost
            GET https://docs.localhost/a HTTP/1.1 | docs.localhost
            GET /a#evil.example HTTP/1.1         | docs.localhost
            GET /x/%2e%2e/a HTTP/1.1             | docs.localhost
            GET /x/%2E./a HTTP/1.1               | docs.localhost
            GET /./x/../../a HTTP/1.1            | docs.localhost
            GET /%61 HTTP/1.1                    | docs.localhost
            """)
    void rfc3986_6_another_spelling_is_the_same_key_and_shows_the_origin_the_same(String line, String host)
            throws Exception {
        Reply attack = edge.raw(line + "\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
        Reply clean = edge.get("/a");

        assertThat(attack.content()).startsWith("GET /a ").contains("host=docs.localhost,");
        assertThat(attack.content()).doesNotContain(EVIL);
        assertThat(isHit(clean)).isTrue();
        assertThat(clean.content()).isEqualTo(attack.content());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /a%2Fb             | /a/b
            /a%2fb             | /a/b
            /a/%252e%252e/b    | /b
            /a/..%2Fb          | /b
            /a%5C..%5Cb        | /b
            /a;x=1             | /a
            /a;                | /a
            /a/..;/b           | /b
            /a?                | /a
            /a??               | /a?
            /a%3Fb             | /a?b
            /a%23b             | /a
            /a/                | /a
            //a                | /a
            /A                 | /a
            /a%00              | /a
            /a%20              | /a
            /a%0d%0aX:%20y     | /a
            /a?x=%26y          | /a?x=&y
            """)
    void rfc3986_2_2_what_an_origin_may_tell_apart_has_a_key_of_its_own(String attack, String clean) throws Exception {
        Reply first = edge.get(attack);
        Reply second = edge.get(clean);

        assertThat(first.status()).isEqualTo(200);
        assertThat(isHit(second)).isFalse();
        assertThat(second.content()).startsWith("GET " + clean + " ");
        assertThat(isHit(edge.get(attack))).isTrue();
    }

    @Test
    void a_backslash_is_encoded_and_is_no_slash() throws Exception {
        assertThat(edge.get("/x\\..\\a").content()).startsWith("GET /x%5C..%5Ca ");
        assertThat(isHit(edge.get("/a"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /a HTTP/1.1|Host: docs.localhost|Host: evil.example",
                "GET /a HTTP/1.1|Host: docs.localhost|Host: docs.localhost",
                "GET /a HTTP/1.1|Host: docs.localhost, evil.example",
                "GET /a HTTP/1.1|Host: evil@docs.localhost",
                "GET /a HTTP/1.1|Host: docs.localhost/evil",
                "GET /a HTTP/1.1|Host : docs.localhost",
                "GET /a HTTP/1.1|Host: docs.localhost|:key: evil.example",
                "GET /a HTTP/1.1|Host: docs.localhost|:authority: evil.example",
                "GET /a HTTP/1.1|X: y",
                "GET http://evil:pw@docs.localhost/a HTTP/1.1|Host: docs.localhost",
                "GET docs.localhost/a HTTP/1.1|Host: docs.localhost",
                "GET /a\0b HTTP/1.1|Host: docs.localhost",
                "GET /a\tb HTTP/1.1|Host: docs.localhost",
                "GET /a\u0001 HTTP/1.1|Host: docs.localhost",
                "GET /a\u007f HTTP/1.1|Host: docs.localhost"
            })
    void what_can_not_be_read_in_one_way_only_is_refused_and_poisons_nothing(String head) throws Exception {
        Reply attack = edge.raw(head.replace("|", "\r\n") + "\r\nConnection: close\r\n\r\n");
        assertThat(attack.status()).isEqualTo(400);
        assertThat(edge.origin.requests).isEmpty();
        assertThat(edge.get("/a").content()).startsWith("GET /a ").doesNotContain(EVIL);
    }

    @Test
    void a_target_that_is_too_long_is_refused_and_not_cut() throws Exception {
        String longest = "/" + "a".repeat(7000);
        assertThat(edge.get(longest).content()).startsWith("GET " + longest + " ");
        assertThat(edge.get("/" + "a".repeat(9000)).status()).isEqualTo(414);
        assertThat(edge.get("/" + "\\".repeat(4000)).status())
                .as("encoded it is too long")
                .isEqualTo(400);
        assertThat(edge.origin.requests).hasSize(1);
    }

    @Test
    void another_sites_host_in_an_absolute_target_is_not_answered_by_this_site() throws Exception {
        Reply other =
                edge.raw("GET http://evil.example/a HTTP/1.1\r\nHost: docs.localhost\r\nConnection: close\r\n\r\n");
        assertThat(other.status()).isEqualTo(421);
        assertThat(edge.origin.requests).isEmpty();
    }

    @Test
    void web_cache_deception_is_refused_where_the_site_says_so() throws Exception {
        restart("{deception: refuse}");
        edge.origin.script((request, answer) -> answer.send(
                200,
                "page of " + request.field("cookie"),
                "Cache-Control: max-age=60",
                request.target().equals("/real.css") ? "Content-Type: text/css" : "Content-Type: text/html"));
        for (String target : List.of("/account/x.css", "/account;x.css", "/account%2Fx.css", "/account%3bx.png")) {
            Reply victim = edge.get(target, "Cookie: victim");
            assertThat(victim.content()).isEqualTo("page of victim");
            assertThat(victim.field("cache-status")).contains("detail=deception");
            assertThat(edge.get(target, "Cookie: attacker").content()).isEqualTo("page of attacker");
        }
        edge.get("/real.css");
        assertThat(isHit(edge.get("/real.css"))).isTrue();
        edge.get("/page");
        assertThat(isHit(edge.get("/page"))).isTrue();
    }

    @Test
    void rfc9113_8_3_1_the_authority_counts_and_a_host_field_beside_it_reaches_nobody() throws Exception {
        String attack = RawHttp2.get(edge.httpPort(), "docs.localhost", "/a", "host", EVIL);
        Reply clean = edge.get("/a");

        assertThat(attack).as("malformed, a stream error").isEqualTo("reset");
        assertThat(RawHttp2.get(edge.httpPort(), "docs.localhost", "/c", "host", "docs.localhost"))
                .startsWith("GET /c ");
        assertThat(clean.content())
                .startsWith("GET /a ")
                .contains("host=docs.localhost")
                .doesNotContain(EVIL);
        assertThat(RawHttp2.get(edge.httpPort(), "docs.localhost", "/b", "x-forwarded-host", EVIL))
                .startsWith("GET /b ")
                .doesNotContain(EVIL);
    }
}
