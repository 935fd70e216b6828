package dev.skerry.purge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.PurgeId;
import dev.skerry.purge.Await;
import dev.skerry.purge.TestKeys;
import dev.skerry.purge.TestPlatform;
import dev.skerry.purge.log.PurgeLog;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is over the limit is refused, says when to come again, and purges nothing. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@TestProfile(RateLimitTest.Slow.class)
class RateLimitTest {
    private static final String DEMO = "/v1/sites/demo/purges";
    private static final String KEYS = "{\"keys\":["
            + IntStream.range(0, 1000).mapToObj(i -> "\"k" + i + "\"").collect(Collectors.joining(",")) + "]}";

    /** A limit that is reached by the second purge, and far from over when a test ends. */
    public static final class Slow implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "skerry.purge.limit.selectors-per-second", "1",
                    "skerry.purge.limit.burst", "1000",
                    "skerry.purge.limit.everything-per-minute", "1");
        }
    }

    @Inject
    PurgeLog log;

    private ApiClient api;

    @BeforeEach
    void awaitReady() {
        Await.until("the service is ready", () -> log.state().isReady());
        api = ApiClient.ofTest();
    }

    @AfterEach
    void end() {
        api.close();
    }

    private HttpRequest.Builder by(String subject, String path, String body) {
        JwtClaims claims = TestKeys.claims("*", "purge:all");
        claims.setSubject(subject);
        return api.request(path)
                .header("Authorization", ApiClient.bearer(TestKeys.sign(claims, api.key())))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private HttpResponse<String> refused(HttpRequest.Builder request) throws Exception {
        List<PurgeId> before = api.recent();
        HttpResponse<String> response = api.send(request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(429);
        assertThat(response.body()).contains("urn:skerry:problem:rate-limited");
        assertThat(api.recent()).isEqualTo(before);
        return response;
    }

    private String audit(String subject) {
        try {
            return api.get("/v1/sites/demo/audit?by=" + subject, "purge:read").body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void selectors_over_the_limit_are_refused_with_the_seconds_to_wait() throws Exception {
        assertThat(api.send(by("eager", DEMO, KEYS)).statusCode()).isEqualTo(202);
        HttpResponse<String> again = refused(by("eager", DEMO, KEYS));
        assertThat(ApiClient.problem(again).detail()).contains("selectors", "site demo");
        long seconds = Long.parseLong(again.headers().firstValue("Retry-After").orElseThrow());
        assertThat(seconds).isBetween(900L, 1_000L);
        Await.until("the trail tells of it", () -> audit("eager").contains("\"problem\":\"rate-limited\""));
        assertThat(api.send(by("patient", DEMO, KEYS)).statusCode()).isEqualTo(202);
        assertThat(api.send(by("eager", "/v1/sites/docs/purges", KEYS)).statusCode())
                .isEqualTo(202);
        assertThat(api.send(api.request("/q/metrics")).body())
                .contains("skerry_purge_rate_limited_total{limit=\"selectors\"}");
    }

    @Test
    void whole_sites_have_a_limit_of_their_own_in_every_shape() throws Exception {
        assertThat(api.send(by("thorough", "/service/demo/purge_all", "")).statusCode())
                .isEqualTo(200);
        refused(by("thorough", DEMO, "{\"hosts\":[\"demo.localhost\"]}"));
        assertThat(refused(by("thorough", "/zones/demo/purge_cache", "{\"purge_everything\":true}"))
                        .body())
                .contains("\"success\":false", "\"code\":10429");
        HttpResponse<String> fastly = refused(by("thorough", "/service/demo/purge_all", ""));
        assertThat(fastly.body()).startsWith("{\"msg\":\"Too many purges\"");
        assertThat(Long.parseLong(fastly.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1L, 60L);
        assertThat(api.send(by("thorough", DEMO, "{\"keys\":[\"a\"]}")).statusCode())
                .isEqualTo(202);
    }

    @Test
    void a_request_that_is_sent_again_with_its_idempotency_key_costs_nothing() throws Exception {
        HttpRequest.Builder request =
                by("careful", DEMO, "{\"everything\":true}").header("Idempotency-Key", "limited-1");
        PurgeId first = ApiClient.status(api.send(request)).id();
        assertThat(ApiClient.status(api.send(request)).id()).isEqualTo(first);
        refused(by("careful", DEMO, "{\"everything\":true}").header("Idempotency-Key", "limited-2"));
    }

    @Test
    void the_limit_comes_before_the_guard_of_a_site_so_that_nobody_is_asked_without_bounds() throws Exception {
        String guarded = "/v1/sites/guarded/purges";
        assertThat(api.send(by("stubborn", guarded, "{\"everything\":true}")).statusCode())
                .isEqualTo(409);
        refused(by("stubborn", guarded, "{\"everything\":true}"));
    }
}
