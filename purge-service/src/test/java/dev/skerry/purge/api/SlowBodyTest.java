package dev.skerry.purge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.PurgeId;
import dev.skerry.purge.Await;
import dev.skerry.purge.TestPlatform;
import dev.skerry.purge.log.PurgeLog;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A client that begins a body and does not go on is not waited for, in any shape, and purges nothing. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@TestProfile(SlowBodyTest.Impatient.class)
class SlowBodyTest {
    /** The service's own limit is a minute. */
    public static final class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.read-timeout", "300ms");
        }
    }

    @Inject
    PurgeLog log;

    @Test
    void a_body_that_stops_coming_ends_with_the_connection() throws Exception {
        Await.until("the service is ready", () -> log.state().isReady());
        try (ApiClient api = ApiClient.ofTest()) {
            List<PurgeId> before = api.recent();
            for (String path : List.of("/v1/sites/demo/purges", "/service/demo/purge", "/zones/demo/purge_cache")) {
                String answer = api.raw("POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: "
                        + api.token("demo", "purge:all")
                        + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"keys\":[");
                assertThat(answer).as(path).isEmpty();
            }
            assertThat(api.recent()).isEqualTo(before);
        }
    }
}
