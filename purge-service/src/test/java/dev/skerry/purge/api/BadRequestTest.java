package dev.skerry.purge.api;

import static dev.skerry.purge.api.ApiClient.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Problem;
import dev.skerry.purge.Await;
import dev.skerry.purge.TestKeys;
import dev.skerry.purge.TestPlatform;
import dev.skerry.purge.log.PurgeLog;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bad input gets a clear error (RFC 9457) and purges nothing. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
class BadRequestTest {
    private static final String DEMO = "/v1/sites/demo/purges";
    private static final String GOOD = "{\"keys\":[\"k\"]}";

    @Inject
    PurgeLog log;

    private ApiClient api;

    private String before;

    @BeforeEach
    void noteWhatIsThere() throws Exception {
        Await.until("the service is ready", () -> log.state().isReady());
        api = ApiClient.ofTest();
        before = api.get("/v1/purges?limit=1000", "purge:read").body();
    }

    @AfterEach
    void nothingWasPurged() throws Exception {
        assertThat(api.get("/v1/purges?limit=1000", "purge:read").body()).isEqualTo(before);
        api.close();
    }

    private Problem refused(HttpRequest.Builder request, int status) throws Exception {
        HttpResponse<String> response = api.send(request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        Problem problem = problem(response);
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.type()).startsWith("urn:skerry:problem:");
        if (status == 401) {
            assertThat(response.headers().firstValue("WWW-Authenticate").orElse(""))
                    .startsWith("Bearer");
        }
        return problem;
    }

    private Problem refusedBody(String body) throws Exception {
        return refused(api.purge(DEMO, body), 400);
    }

    private HttpRequest.Builder authorized(String authorization, String body) {
        return api.request(DEMO)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    @Test
    void rfc3986_a_target_that_is_no_uri_is_refused_with_the_place_of_its_flaw() throws Exception {
        for (String target : List.of("/v1/purges/%zz", DEMO + "?wait=|", "/q/health/%")) {
            String answer = api.raw("POST " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                    + GOOD.length() + "\r\n\r\n" + GOOD);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .containsIgnoringCase("Content-Type: " + Problem.MEDIA_TYPE)
                    .contains("urn:skerry:problem:invalid-request", "no URI", "at index ");
        }
    }

    @Test
    void a_purge_without_token_is_refused() throws Exception {
        Problem problem = refused(
                api.request(DEMO).header("Content-Type", "application/json").POST(BodyPublishers.ofString(GOOD)), 401);
        assertThat(problem.detail()).contains("Authorization: Bearer");
        assertThat(problem.instance()).isEqualTo(DEMO);
    }

    /** RFC 6750 §3.1. */
    @Test
    void the_challenge_tells_a_missing_token_from_a_wrong_one_and_from_a_weak_one() throws Exception {
        assertThat(challenge(api.request(DEMO)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(GOOD))))
                .isEqualTo("Bearer realm=\"skerry\"");
        assertThat(challenge(authorized("Bearer nonsense", GOOD)))
                .isEqualTo("Bearer realm=\"skerry\", error=\"invalid_token\"");
        assertThat(challenge(authorized(api.token("demo", "purge:read"), GOOD)))
                .isEqualTo("Bearer realm=\"skerry\", error=\"insufficient_scope\"");
    }

    private String challenge(HttpRequest.Builder request) throws Exception {
        return api.send(request).headers().firstValue("WWW-Authenticate").orElse("");
    }

    @Test
    void a_token_with_a_wrong_signature_is_refused() throws Exception {
        String forged = TestKeys.sign(
                TestKeys.claims("demo", "purge:all"), TestKeys.pair("secp256r1").getPrivate());
        assertThat(refused(authorized(ApiClient.bearer(forged), GOOD), 401).detail())
                .contains("signature");
    }

    @Test
    void an_expired_token_is_refused() throws Exception {
        JwtClaims claims = TestKeys.claims("demo", "purge:all");
        claims.setExpirationTimeMinutesInTheFuture(-5);
        String expired = TestKeys.sign(claims, api.key());
        assertThat(refused(authorized(ApiClient.bearer(expired), GOOD), 401).detail())
                .contains("expired");
    }

    @Test
    void a_token_of_another_site_is_refused() throws Exception {
        assertThat(refused(authorized(api.token("docs", "purge:all"), GOOD), 403)
                        .detail())
                .contains("site demo");
    }

    @Test
    void a_token_without_the_scope_is_refused() throws Exception {
        assertThat(refused(authorized(api.token("demo", "purge:read content:write"), GOOD), 403)
                        .detail())
                .contains("purge:select");
    }

    @Test
    void purging_whole_hosts_and_sites_needs_its_own_scope() throws Exception {
        for (String whole : List.of(
                "{\"everything\":true}",
                "{\"hosts\":[\"demo.localhost\"]}",
                "{\"prefixes\":[\"/\"]}",
                "{\"prefixes\":[\"//\"]}",
                "{\"prefixes\":[\"http://demo.localhost/\"]}",
                "{\"keys\":[\"k\"],\"prefixes\":[\"/news/\",\"/\"]}")) {
            assertThat(refused(authorized(api.token("demo", "purge:select"), whole), 403)
                            .detail())
                    .as(whole)
                    .contains("purge:all");
        }
    }

    @Test
    void reading_purges_needs_a_scope() throws Exception {
        refused(api.request("/v1/purges").header("Authorization", api.token("*", "content:write")), 403);
        refused(api.request("/v1/purges"), 401);
        refused(api.request("/v1/purges/no-such-purge/events"), 401);
    }

    @Test
    void an_unknown_site_is_not_found() throws Exception {
        assertThat(refused(api.purge("/v1/sites/nowhere/purges", GOOD), 404).type())
                .endsWith("unknown-site");
        assertThat(refused(api.purge("/v1/sites/No%20Where/purges", GOOD), 404).type())
                .endsWith("unknown-site");
    }

    @Test
    void an_unknown_purge_is_not_found() throws Exception {
        for (String path :
                new String[] {"/v1/purges/0123456789abcdef", "/v1/purges/x", "/v1/purges/0123456789/events"}) {
            assertThat(refused(api.request(path).header("Authorization", api.token("*", "purge:read")), 404)
                            .type())
                    .endsWith("unknown-purge");
        }
    }

    @Test
    void a_purge_of_another_site_looks_unknown() throws Exception {
        refused(
                api.request("/v1/purges/0123456789abcdef").header("Authorization", api.token("docs", "purge:read")),
                404);
    }

    @Test
    void invalid_json_is_refused_and_the_place_is_told() throws Exception {
        assertThat(refusedBody("{\"keys\":[\"a\",]}").detail()).contains("line 1");
        assertThat(refusedBody("").status()).isEqualTo(400);
        assertThat(refusedBody("null").status()).isEqualTo(400);
        assertThat(refusedBody(GOOD + GOOD).status()).isEqualTo(400);
        assertThat(refusedBody("{\"keys\":\"a\"}").detail()).contains("keys");
    }

    @Test
    void an_unknown_field_is_refused_and_the_known_ones_are_told() throws Exception {
        assertThat(refusedBody("{\"tags\":[\"a\"]}").detail())
                .contains("'tags'")
                .contains("prefixes");
    }

    @Test
    void an_unknown_mode_is_refused() throws Exception {
        assertThat(refusedBody("{\"keys\":[\"a\"],\"mode\":\"gentle\"}").detail())
                .contains("hard or soft");
    }

    @Test
    void an_empty_purge_is_refused() throws Exception {
        assertThat(refusedBody("{}").detail()).contains("everything: true");
        assertThat(refusedBody("{\"keys\":[],\"everything\":false}").detail()).contains("at least one");
    }

    @Test
    void a_selector_that_is_malformed_is_named_by_its_place() throws Exception {
        assertThat(refusedBody("{\"urls\":[\"/a\",\"ftp://x/\"]}").detail()).contains("urls[1]");
        assertThat(refusedBody("{\"keys\":[\"a b\"]}").detail()).contains("keys[0]");
        assertThat(refusedBody("{\"keys\":[null]}").status()).isEqualTo(400);
    }

    @Test
    void more_than_a_thousand_selectors_are_refused() throws Exception {
        String keys = IntStream.range(0, 1001).mapToObj(i -> "\"k" + i + "\"").collect(Collectors.joining(","));
        assertThat(refusedBody("{\"keys\":[" + keys + "]}").detail()).contains("1001");
    }

    @Test
    void a_url_that_nodes_could_not_read_back_is_refused() throws Exception {
        assertThat(refusedBody("{\"urls\":[\"/" + "\u00e9".repeat(8000) + "\"]}")
                        .detail())
                .contains("too long");
    }

    @Test
    void a_body_over_the_limit_is_refused() throws Exception {
        String body = "{\"keys\":[\"" + "k".repeat(2 << 20) + "\"]}";
        assertThat(refused(api.purge(DEMO, body), 413).detail()).contains("2 MiB");
    }

    @Test
    void a_body_over_the_limit_of_unknown_length_is_refused() throws Exception {
        byte[] body = ("{\"keys\":[\"" + "k".repeat(3 << 20) + "\"]}").getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder chunked =
                api.purge(DEMO, "").POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));
        assertThat(refused(chunked, 413).detail()).contains("2 MiB");
    }

    @Test
    void another_media_type_is_refused() throws Exception {
        refused(api.purge(DEMO, GOOD).setHeader("Content-Type", "text/plain"), 415);
    }

    @Test
    void another_method_is_refused() throws Exception {
        refused(api.purge(DEMO, GOOD).PUT(BodyPublishers.ofString(GOOD)), 405);
    }

    @Test
    void another_path_is_not_found() throws Exception {
        refused(api.purge("/v1/nothing", GOOD), 404);
        refused(api.purge("/nothing", GOOD), 404);
    }

    @Test
    void unknown_and_malformed_parameters_are_refused() throws Exception {
        for (String query : new String[] {
            "wait=applied", "timeout=1s", "wait=complete&timeout=31s", "wait=complete&timeout=1", "wiat=complete"
        }) {
            refused(api.purge(DEMO + "?" + query, GOOD), 400);
        }
        refused(api.request("/v1/purges?limit=0").header("Authorization", api.token("*", "purge:read")), 400);
        refused(api.request("/v1/purges?limit=x").header("Authorization", api.token("*", "purge:read")), 400);
    }

    @Test
    void a_malformed_idempotency_key_is_refused() throws Exception {
        refused(api.purge(DEMO, GOOD).header("Idempotency-Key", "a b"), 400);
        refused(api.purge(DEMO, GOOD).header("Idempotency-Key", "k".repeat(256)), 400);
    }
}
