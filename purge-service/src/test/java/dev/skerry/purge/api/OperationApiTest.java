package dev.skerry.purge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.purge.Await;
import dev.skerry.purge.TestPlatform;
import dev.skerry.purge.log.PurgeLog;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the service says of itself, to whoever asks. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
class OperationApiTest {
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

    @Test
    void the_openapi_document_is_served_as_it_was_written() throws Exception {
        HttpResponse<String> response = api.send(api.request("/openapi.yaml"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/yaml");
        assertThat(response.body()).startsWith("openapi: 3.1.0\n").endsWith("\n");
    }

    @Test
    void the_asyncapi_document_is_served_as_it_was_written() throws Exception {
        HttpResponse<String> response = api.send(api.request("/asyncapi.yaml"));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("application/yaml");
        assertThat(response.body()).startsWith("asyncapi: 3.0.0\n").endsWith("\n");
    }

    @Test
    void health_and_metrics_are_as_the_document_has_them() throws Exception {
        for (String path : List.of("/q/health", "/q/health/live", "/q/health/ready", "/q/metrics")) {
            assertThat(api.send(api.request(path)).statusCode()).as(path).isEqualTo(200);
        }
    }
}
