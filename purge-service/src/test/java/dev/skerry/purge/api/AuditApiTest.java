package dev.skerry.purge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.AuditPage;
import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.purge.Await;
import dev.skerry.purge.TestKeys;
import dev.skerry.purge.TestPlatform;
import dev.skerry.purge.log.PurgeLog;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who purged what, asked over HTTP of a real Kafka. Each test has a subject of its own. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
class AuditApiTest {
    private static final String AUDIT = "/v1/sites/demo/audit";

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

    private HttpRequest.Builder by(String subject, String site, String scope, String path, String body) {
        JwtClaims claims = TestKeys.claims(site, scope);
        claims.setSubject(subject);
        return api.request(path)
                .header("Authorization", ApiClient.bearer(TestKeys.sign(claims, api.key())))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private AuditPage page(String query) throws Exception {
        HttpResponse<String> response =
                api.send(api.request(AUDIT + query).header("Authorization", api.token("demo", "purge:read")));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.readMessage(response.body().getBytes(StandardCharsets.UTF_8), AuditPage.class);
    }

    /** Refusals are written without anybody waiting for them. */
    private List<AuditRecord> awaitRecords(String subject, int count) throws Exception {
        Await.until("the records are there", () -> {
            try {
                return page("?by=" + subject).records().size() == count;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        return page("?by=" + subject).records();
    }

    @Test
    void a_purge_that_was_answered_stands_in_the_trail() throws Exception {
        HttpResponse<String> response = api.send(by(
                        "alice",
                        "demo",
                        "purge:all",
                        "/v1/sites/demo/purges",
                        "{\"urls\":[\"/a\"],\"keys\":[\"k\"],\"mode\":\"soft\"}")
                .header("X-Forwarded-For", "203.0.113.9")
                .header("Forwarded", "for=203.0.113.9"));
        PurgeStatus purge = ApiClient.status(response);
        assertThat(page("?by=alice").records())
                .singleElement()
                .isEqualTo(new AuditRecord(
                        purge.requestedAt(),
                        purge.id(),
                        purge.site(),
                        "alice",
                        "127.0.0.1",
                        AuditRecord.Via.NATIVE,
                        PurgeMode.SOFT,
                        List.of("url:/a", "key:k"),
                        2,
                        new AuditRecord.Committed(purge.position())));
    }

    @Test
    void the_trail_tells_by_which_api() throws Exception {
        api.send(by("bob", "demo", "purge:all", "/service/demo/purge/k", ""));
        api.send(by("bob", "demo", "purge:all", "/zones/demo/purge_cache", "{\"tags\":[\"t\"]}"));
        assertThat(page("?by=bob").records())
                .extracting(AuditRecord::via)
                .containsExactly(AuditRecord.Via.CLOUDFLARE, AuditRecord.Via.FASTLY);
    }

    @Test
    void a_purge_that_is_sent_again_by_its_key_is_one_record() throws Exception {
        for (int i = 0; i < 3; i++) {
            api.send(by("carol", "demo", "purge:all", "/v1/sites/demo/purges", "{\"keys\":[\"k\"]}")
                    .header("Idempotency-Key", "audit-1"));
        }
        assertThat(page("?by=carol").records()).hasSize(1);
    }

    @Test
    void who_tried_what_is_not_allowed_is_told() throws Exception {
        api.send(by("mallory", "docs", "purge:all", "/v1/sites/demo/purges", "{\"keys\":[\"k\"]}"));
        awaitRecords("mallory", 1);
        api.send(by("mallory", "demo", "purge:read", "/v1/sites/demo/purges", "{\"keys\":[\"k\"]}"));
        awaitRecords("mallory", 2);
        api.send(by("mallory", "demo", "purge:select", "/service/demo/purge_all", ""));
        List<AuditRecord> records = awaitRecords("mallory", 3);
        assertThat(records).extracting(AuditRecord::outcome).containsOnly(new AuditRecord.Refused("forbidden"));
        assertThat(records.getFirst().selectors()).containsExactly("everything");
        assertThat(records.getFirst().purge()).isNull();
        assertThat(records.getLast().mode()).isNull();
        assertThat(records.getLast().count()).isZero();
    }

    @Test
    void an_answer_that_is_cut_off_says_so() throws Exception {
        for (int i = 0; i < 3; i++) {
            api.send(by("dave", "demo", "purge:all", "/v1/sites/demo/purges", "{\"keys\":[\"k" + i + "\"]}"));
        }
        AuditPage page = page("?by=dave&limit=2");
        assertThat(page.records())
                .extracting(record -> record.selectors().getFirst())
                .containsExactly("key:k2", "key:k1");
        assertThat(page.cutOff()).isEqualTo(AuditPage.CutOff.LIMIT);
        AuditRecord newest = page.records().getFirst();
        assertThat(page("?by=dave&since=" + newest.at()).records()).contains(newest);
        assertThat(page("?by=dave&until=" + newest.at()).records()).doesNotContain(newest);
    }

    @Test
    void the_trail_is_for_who_may_see_purges_of_the_site() throws Exception {
        assertThat(api.send(api.request(AUDIT)).statusCode()).isEqualTo(401);
        assertThat(api.send(api.request(AUDIT).header("Authorization", api.token("docs", "purge:read")))
                        .statusCode())
                .isEqualTo(403);
        assertThat(api.send(api.request(AUDIT).header("Authorization", api.token("demo", "content:write")))
                        .statusCode())
                .isEqualTo(403);
        assertThat(api.get("/v1/sites/nowhere/audit", "purge:read").statusCode())
                .isEqualTo(404);
        assertThat(api.get(AUDIT, "status:read").statusCode()).isEqualTo(200);
    }

    @Test
    void parameters_that_are_unknown_or_malformed_are_refused() throws Exception {
        for (String query : List.of("since=yesterday", "until=1", "limit=0", "limit=1001", "from=x", "since=")) {
            HttpResponse<String> response = api.get(AUDIT + "?" + query, "purge:read");
            assertThat(response.statusCode()).as(query).isEqualTo(400);
            assertThat(ApiClient.problem(response).detail()).isNotEmpty();
        }
        assertThat(page("?since=2026-05-04T03:02:01.5%2B02:00&limit=1").records())
                .hasSizeLessThanOrEqualTo(1);
    }
}
