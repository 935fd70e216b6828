package dev.skerry.origin;

import static dev.skerry.origin.Client.assertProblem;
import static dev.skerry.origin.Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.Topics;
import dev.skerry.origin.sites.KafkaSiteLog;
import dev.skerry.origin.sites.SiteHistory;
import dev.skerry.testing.RealParts;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(Platform.class)
@SuppressWarnings("NullAway.Init")
class SiteApiTest {
    private static final byte[] NONE = new byte[0];

    Platform platform;

    @TestHTTPResource
    URI address;

    private Client client;
    private String token;

    @BeforeEach
    void begin() throws Exception {
        client = new Client(address);
        token = "Bearer " + platform.token("*", "sites:write content:write");
        awaitReady(client);
    }

    @AfterEach
    void end() {
        client.close();
    }

    /** Asks until the service is ready, at most 30 s. */
    static void awaitReady(Client client) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (client.get("/q/health/ready").statusCode() != 200) {
            assertThat(System.nanoTime() - deadline).as("not ready within 30 s").isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    @Test
    void a_site_is_applied_versioned_and_told_to_the_fleet() throws Exception {
        HttpResponse<byte[]> first = apply("v", "site: v\nhosts: [v.example]\norigins: [{store: true}]\n");
        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(Json.readInput(first.body(), SiteVersion.class).version()).isEqualTo(1);
        assertThat(apply("v", "{\"site\":\"v\",\"hosts\":[\"v.example\"],\"origins\":[{\"store\":true}]}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(apply("v", "{site: v, hosts: [w.example], origins: [{store: true}], shield: fra}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(told("v").version()).isEqualTo(2);

        HttpResponse<byte[]> back =
                client.send("POST", "/v1/sites/v/versions/1/activate", NONE, "Authorization", token);
        assertThat(back.statusCode()).isEqualTo(200);
        assertThat(told("v").config().hosts()).containsExactly("v.example");
        SiteHistory history =
                Json.readInput(client.get("/v1/sites/v", "Authorization", token).body(), SiteHistory.class);
        assertThat(history.active()).isEqualTo(1);
        assertThat(history.versions()).hasSize(2);
        assertProblem(
                client.send("POST", "/v1/sites/v/versions/7/activate", NONE, "Authorization", token),
                404,
                "unknown-version");
        assertThat(text(client.get("/v1/sites", "Authorization", token))).contains("\"site\":\"v\"");
        assertThat(text(client.get("/v1/sites", "Authorization", "Bearer " + platform.token("other", "status:read"))))
                .isEqualTo("[]");
    }

    @Test
    void a_removed_site_is_not_served_and_its_content_is_kept() throws Exception {
        apply("r", "{site: r, hosts: [r.example], origins: [{store: true}]}");
        client.send("PUT", "/v1/sites/r/content/a", new byte[] {'x'}, "Authorization", token);
        assertThat(client.send("DELETE", "/v1/sites/r", NONE, "Authorization", token)
                        .statusCode())
                .isEqualTo(200);
        assertThat(log().get(new SiteId("r"))).isNull();
        assertProblem(client.get("/v1/sites/r/content/a"), 404, "unknown-site");
        assertProblem(
                client.send("PUT", "/v1/sites/r/content/a", new byte[1], "Authorization", token), 404, "unknown-site");
        assertProblem(client.send("DELETE", "/v1/sites/r", NONE, "Authorization", token), 404, "unknown-site");
        apply("r", "{site: r, hosts: [r.example], origins: [{store: true}]}");
        assertThat(text(client.get("/v1/sites/r/content/a"))).isEqualTo("x");
    }

    @Test
    void a_wrong_site_file_says_what_is_wrong_and_changes_nothing() throws Exception {
        assertProblem(apply("w", "{site: other, hosts: [h], origins: [{store: true}]}"), 400, "bad-request");
        HttpResponse<byte[]> unknown = apply("w", "{site: w, hosts: [h], origins: [{store: true}], cash: {}}");
        assertProblem(unknown, 400, "bad-request");
        assertThat(text(unknown)).contains("cash: unknown field 'cash'");
        assertProblem(apply("w", "nonsense"), 400, "bad-request");
        assertProblem(apply("w", ""), 400, "bad-request");
        assertProblem(apply("w", "x".repeat(300_000)), 413, "too-large");
        assertProblem(apply("Not-A-Label", "{}"), 404, "unknown-site");
        assertProblem(
                client.send(
                        "PUT",
                        "/v1/sites/w",
                        "<x/>".getBytes(StandardCharsets.UTF_8),
                        "Authorization",
                        token,
                        "Content-Type",
                        "text/xml"),
                415,
                "unsupported-media-type");
        assertProblem(client.get("/v1/sites/w", "Authorization", token), 404, "unknown-site");
        apply("taken", "{site: taken, hosts: [taken.example], origins: [{store: true}]}");
        assertProblem(apply("w", "{site: w, hosts: [Taken.Example], origins: [{store: true}]}"), 409, "host-taken");
    }

    @Test
    void the_registry_needs_a_token_of_its_scope() throws Exception {
        assertProblem(client.get("/v1/sites"), 401, "unauthorized");
        assertProblem(client.get("/v1/sites/v"), 401, "unauthorized");
        String weak = "Bearer " + platform.token("*", "content:write status:read");
        byte[] file = "{site: x, hosts: [x], origins: [{store: true}]}".getBytes(StandardCharsets.UTF_8);
        assertProblem(client.send("PUT", "/v1/sites/x", file, "Authorization", weak), 403, "forbidden");
        assertProblem(client.send("DELETE", "/v1/sites/x", NONE, "Authorization", weak), 403, "forbidden");
        assertThat(client.get("/v1/sites", "Authorization", weak).statusCode()).isEqualTo(200);
    }

    @Test
    void what_is_not_there_is_told_as_problem_details_too() throws Exception {
        assertProblem(client.get("/"), 404, "not-found");
        assertProblem(client.get("/v1"), 404, "not-found");
        assertProblem(client.get("/v1/site"), 404, "not-found");
        assertProblem(client.get("/v1/sites/v/nothing"), 404, "not-found");
        HttpResponse<byte[]> patch = client.send("PATCH", "/v1/sites/v/content/a", new byte[1]);
        assertProblem(patch, 405, "method-not-allowed");
        assertThat(patch.headers().firstValue("Allow")).contains("DELETE, GET, HEAD, PUT");
    }

    @Test
    void the_topic_is_compacted_and_the_service_healthy() throws Exception {
        assertThat(client.get("/q/health/live").statusCode()).isEqualTo(200);
        assertThat(text(client.get("/q/health/ready"))).contains("\"sitesPublished\": true");
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.SITES.name());
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", RealParts.kafka().bootstrapServers()))) {
            assertThat(Objects.requireNonNull(admin.describeConfigs(List.of(topic))
                                    .all()
                                    .get(10, TimeUnit.SECONDS)
                                    .get(topic))
                            .get("cleanup.policy")
                            .value())
                    .isEqualTo("compact");
        }
    }

    private HttpResponse<byte[]> apply(String site, String file) throws Exception {
        return client.send("PUT", "/v1/sites/" + site, file.getBytes(StandardCharsets.UTF_8), "Authorization", token);
    }

    private static SiteVersion told(String site) throws Exception {
        return Objects.requireNonNull(log().get(new SiteId(site)));
    }

    private static Map<SiteId, SiteVersion> log() throws Exception {
        try (KafkaSiteLog log = new KafkaSiteLog(RealParts.kafka().bootstrapServers(), (short) 1)) {
            return log.read();
        }
    }
}
