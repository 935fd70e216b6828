package dev.skerry.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.edge.RawClient.Reply;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one edge stores and when it uses it again, over real sockets, as a user and an origin see it. */
class StandaloneEdgeTest {
    @TempDir
    Path folder;

    private EdgeAlone edge;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        edge = EdgeAlone.start(folder);
    }

    @AfterEach
    void stop() throws IOException {
        edge.close();
    }

    @Test
    void a_second_request_is_a_hit_and_the_origin_is_asked_once() throws IOException {
        Reply miss = edge.get("/a.css");
        Reply hit = edge.get("/a.css");

        assertThat(miss.status()).isEqualTo(200);
        assertThat(miss.content()).isEqualTo("content of /a.css");
        assertThat(miss.field("cache-status"))
                .startsWith("skerry-local; fwd=uri-miss; fwd-status=200; ttl=")
                .contains("stored");
        assertThat(hit.content()).isEqualTo(miss.content());
        assertThat(hit.field("cache-status")).startsWith("skerry-local; hit; ttl=");
        assertThat(hit.field("age")).isNotNull();
        assertThat(hit.field("via")).isEqualTo("1.1 skerry-local");
        assertThat(edge.origin.requests).hasSize(1);
    }

    @Test
    void rfc9110_9_3_2_head_is_answered_from_a_stored_get_with_its_length_and_no_content() throws IOException {
        Reply full = edge.get("/a");
        Reply head = edge.request("HEAD", "/a", "");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.content()).isEmpty();
        assertThat(head.field("content-length"))
                .isEqualTo(Integer.toString(full.content().length()));
        assertThat(edge.origin.requests).hasSize(1);
    }

    @Test
    void rfc9110_13_1_2_if_none_match_on_a_hit_and_on_a_miss_gives_304() throws IOException {
        Reply onMiss = edge.get("/a", "If-None-Match: \"1\"");
        Reply onHit = edge.get("/a", "If-None-Match: W/\"1\"");

        assertThat(onMiss.status()).isEqualTo(304);
        assertThat(onHit.status()).isEqualTo(304);
        assertThat(onHit.field("etag")).isEqualTo("\"1\"");
        assertThat(edge.origin.requests).hasSize(1);
        assertThat(edge.origin.requests.getFirst().field("if-none-match")).isNull();
    }

    @Test
    void rfc9110_14_2_a_range_of_a_stored_response_is_206_and_one_beyond_its_end_416() throws IOException {
        edge.get("/0123456789");
        Reply part = edge.get("/0123456789", "Range: bytes=3-6");
        Reply beyond = edge.get("/0123456789", "Range: bytes=1000-");

        assertThat(part.status()).isEqualTo(206);
        assertThat(part.content()).isEqualTo("content of /0123456789".substring(3, 7));
        assertThat(part.field("content-range")).isEqualTo("bytes 3-6/22");
        assertThat(beyond.status()).isEqualTo(416);
        assertThat(beyond.field("content-range")).isEqualTo("bytes */22");
    }

    @Test
    void rfc9111_4_3_a_stale_response_is_revalidated_with_its_etag_and_a_304_freshens_it() throws IOException {
        edge.origin.script((request, answer) -> {
            if ("\"1\"".equals(request.field("if-none-match"))) {
                answer.raw("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nCache-Control: max-age=60\r\n\r\n");
            } else {
                answer.send(200, "old", "Cache-Control: max-age=0", "ETag: \"1\"");
            }
        });
        edge.get("/a");
        Reply revalidated = edge.get("/a");
        Reply hit = edge.get("/a");

        assertThat(revalidated.content()).isEqualTo("old");
        assertThat(revalidated.field("cache-status")).contains("fwd=stale; fwd-status=304");
        assertThat(hit.field("cache-status")).contains("; hit");
        assertThat(edge.origin.requests).hasSize(2);
    }

    @Test
    void rfc9111_4_1_variants_are_kept_apart() throws IOException {
        edge.origin.script((request, answer) -> answer.send(
                200, "in " + request.field("accept-language"), "Cache-Control: max-age=60", "Vary: Accept-Language"));
        assertThat(edge.get("/a", "Accept-Language: fr").content()).isEqualTo("in fr");
        assertThat(edge.get("/a", "Accept-Language: de").content()).isEqualTo("in de");
        assertThat(edge.get("/a", "Accept-Language: fr").field("cache-status")).contains("; hit");
        assertThat(edge.origin.requests).hasSize(2);
    }

    @Test
    void private_responses_are_passed_to_each_and_never_stored() throws IOException {
        edge.origin.script((request, answer) ->
                answer.send(200, "for " + request.field("cookie"), "Cache-Control: private, max-age=60"));
        Reply alice = edge.get("/me", "Cookie: alice");
        Reply bob = edge.get("/me", "Cookie: bob");

        assertThat(alice.content()).isEqualTo("for alice");
        assertThat(bob.content()).isEqualTo("for bob");
        assertThat(bob.field("cache-status"))
                .contains("fwd=")
                .contains("detail=private")
                .doesNotContain("stored");
    }

    @Test
    void who_names_a_purge_is_told_that_there_are_none_here() throws IOException {
        Reply refused = edge.get("/a", "Skerry-Fence: 0:1");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.content()).contains("without a purge log");
        assertThat(edge.origin.requests).isEmpty();
    }

    @Test
    void a_response_with_set_cookie_is_not_stored_by_default() throws IOException {
        edge.origin.script((request, answer) -> answer.send(200, "x", "Cache-Control: max-age=60", "Set-Cookie: id=1"));
        edge.get("/login");
        Reply second = edge.get("/login");

        assertThat(second.field("set-cookie")).isEqualTo("id=1");
        assertThat(second.field("cache-status")).contains("detail=set-cookie");
        assertThat(edge.origin.requests).hasSize(2);
    }

    @Test
    void rfc9111_4_4_an_unsafe_request_that_succeeds_invalidates_its_url() throws IOException {
        edge.get("/item");
        Reply post = edge.request("POST", "/item", "change it");
        Reply after = edge.get("/item");

        assertThat(post.status()).isEqualTo(200);
        assertThat(post.field("cache-status")).contains("fwd=method");
        assertThat(edge.origin.requests.get(1).content()).isEqualTo("change it");
        assertThat(after.field("cache-status")).contains("fwd=uri-miss");
        assertThat(edge.origin.requests).hasSize(3);
    }
}
