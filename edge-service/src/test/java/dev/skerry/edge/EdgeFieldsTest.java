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

/** What an edge lets in and passes on, over real sockets: hosts, targets and fields; and what it tells of itself. */
class EdgeFieldsTest {
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
    void rfc9110_7_6_1_hop_by_hop_fields_and_those_that_connection_names_go_no_further() throws IOException {
        edge.origin.script((request, answer) -> answer.send(
                200, "x", "Cache-Control: max-age=60", "Connection: X-Hop", "X-Hop: origin", "Keep-Alive: timeout=5"));
        edge.raw("GET /a HTTP/1.1\r\nHost: " + EdgeAlone.HOST
                + "\r\nConnection: close, X-Mine\r\nX-Mine: 1\r\nTE: trailers\r\nX-End: 2\r\n\r\n");
        Reply hit = edge.get("/a");

        assertThat(edge.origin.requests.getFirst().field("x-mine")).isNull();
        assertThat(edge.origin.requests.getFirst().field("te")).isNull();
        assertThat(edge.origin.requests.getFirst().field("x-end")).isEqualTo("2");
        assertThat(hit.field("x-hop")).isNull();
        assertThat(hit.field("keep-alive")).isNull();
    }

    @Test
    void fields_for_caches_are_not_sent_to_users_and_theirs_not_to_the_origin() throws IOException {
        edge.origin.script((request, answer) -> answer.send(
                200, "x", "Cache-Control: no-store", "CDN-Cache-Control: max-age=60", "Surrogate-Key: a b"));
        edge.get("/a", "Skerry-Peer: guess");
        Reply hit = edge.get("/a");

        assertThat(hit.field("cache-status")).contains("; hit");
        assertThat(hit.field("cdn-cache-control")).as("RFC 9213 section 3.1").isEqualTo("max-age=60");
        assertThat(hit.field("surrogate-key")).isNull();
        assertThat(hit.field("skerry-fence")).isNull();
        assertThat(hit.field("cache-control")).isEqualTo("no-store");
        assertThat(edge.origin.requests.getFirst().field("skerry-peer")).isNull();
    }

    @Test
    void a_host_without_a_site_gives_421_and_a_request_that_was_here_before_508() throws IOException {
        assertThat(RawClient.get(edge.httpPort(), "other.localhost", "/a").status())
                .isEqualTo(421);
        assertThat(edge.get("/a", "Via: 1.1 skerry-local").status()).isEqualTo(508);
        assertThat(edge.origin.requests).isEmpty();
    }

    @Test
    void equivalent_spellings_of_a_url_are_one_key_and_the_origin_sees_the_normalised_one() throws IOException {
        edge.get("/a/%7Euser/../x?q=%61");
        Reply hit = RawClient.get(edge.httpPort(), "DOCS.localhost:1234", "/a/x?q=a");
        Reply absolute = edge.raw(
                "GET http://docs.localhost/a/x?q=a HTTP/1.1\r\nHost: docs.localhost\r\nConnection: close\r\n\r\n");

        assertThat(hit.field("cache-status")).contains("; hit");
        assertThat(absolute.field("cache-status")).contains("; hit");
        assertThat(edge.origin.requests.getFirst().target()).isEqualTo("/a/x?q=a");
        assertThat(edge.origin.requests.getFirst().field("host")).isEqualTo("docs.localhost");
    }

    @Test
    void requests_that_can_not_be_read_get_400_and_reach_nobody() throws IOException {
        for (String head : List.of(
                "GET /a HTTP/1.1\r\nHost: docs.localhost\r\nHost: other.localhost\r\n",
                "GET /a HTTP/1.1\r\n",
                "GET /a HTTP/1.1\r\nHost: bad host\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: docs.localhost\r\n")) {
            Reply reply = edge.raw(head + "Connection: close\r\n\r\n");
            assertThat(reply.status()).as(head).isEqualTo(400);
        }
        assertThat(edge.origin.requests).isEmpty();
    }

    @Test
    void explain_tells_what_is_stored_without_touching_it_and_health_and_metrics_answer() throws IOException {
        edge.get("/a");
        Reply explained = edge.admin("/explain?url=http://docs.localhost/a");
        Reply absent = edge.admin("/explain?url=http://docs.localhost/b");
        Reply malformed = edge.admin("/explain?url=nonsense");

        assertThat(explained.content())
                .contains("\"tier\":\"memory\"", "\"decision\":\"serve\"", "\"lifetimeSource\":\"max_age\"");
        assertThat(absent.content()).contains("\"tier\":\"none\"", "fetch uri-miss");
        assertThat(malformed.status()).isEqualTo(400);
        assertThat(edge.admin("/q/health/live").status()).isEqualTo(200);
        assertThat(edge.admin("/q/health/ready").content()).contains("UP");
        assertThat(edge.admin("/q/metrics").content()).contains("skerry_edge_requests_total");
        assertThat(edge.origin.requests).hasSize(1);
    }

    @Test
    void explain_tells_what_any_request_would_meet_and_which_variants_there_are() throws IOException {
        edge.origin.script((request, answer) ->
                answer.send(200, "0123456789", "Cache-Control: max-age=60", "ETag: \"1\"", "Vary: X-Kind"));
        edge.get("/v", "X-Kind: a");

        String path = "/explain?url=http://docs.localhost/v";
        String same = edge.admin(path + "&header=X-Kind:a&header=Cache-Control:no-cache")
                .content();
        String other =
                edge.admin(path + "&header=X-Kind:b&header=Range:bytes%3D2-3").content();

        assertThat(same)
                .contains("\"decision\":\"revalidate request\"", "\"asks\":{\"if-none-match\":\"\\\"1\\\"\"}")
                .contains("\"rules\":{", "\"setCookie\":\"bypass\"", "\"selected\":true");
        assertThat(other)
                .contains("\"decision\":\"fetch vary-miss\"", "\"range\":\"bytes=2-3\"")
                .contains("\"variants\":[{", "\"variant\":\"x-kind=a\\n\"", "\"selected\":false");
        assertThat(edge.admin(path + "&method=POST").content()).contains("\"decision\":\"fetch method\"");
        assertThat(edge.admin(path + "&header=nonsense").status()).isEqualTo(400);
        assertThat(edge.admin("/explain?url=http://nobody.localhost/").content())
                .contains("unknown-site");
        assertThat(edge.origin.requests).hasSize(1);
    }
}
