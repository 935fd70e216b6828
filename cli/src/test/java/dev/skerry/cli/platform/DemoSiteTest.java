package dev.skerry.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.cli.platform.TestPlatform.Answer;
import dev.skerry.cli.platform.TestPlatform.Asked;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code up} does about the demo site, and how long a command waits for an answer. */
class DemoSiteTest {
    private static final String SITE = "GET /v1/sites/demo";
    private static final String PAGE = "HEAD /v1/sites/demo/content/index.html";

    @TempDir
    private Path folder;

    private List<String> writes(Map<String, Answer> answers, boolean inForce) throws IOException {
        Function<Asked, Answer> answer = asked -> answers.getOrDefault(asked.line(), new Answer(200, ""));
        try (TestPlatform platform = new TestPlatform(folder, answer);
                PlatformClient client = PlatformClient.of(new DataFolder(folder))) {
            assertThat(DemoSite.ensure(client)).isEqualTo(inForce);
            return platform.asked().keySet().stream()
                    .filter(line -> line.startsWith("PUT"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void a_new_platform_gets_the_site_and_its_page() throws IOException {
        assertThat(writes(Map.of(SITE, new Answer(404, ""), PAGE, new Answer(404, "")), true))
                .containsExactly("PUT /v1/sites/demo", "PUT /v1/sites/demo/content/index.html");
    }

    @Test
    void what_is_there_is_left_alone_and_a_page_that_is_missing_comes_back() throws IOException {
        Answer site = new Answer(200, "{\"site\":\"demo\",\"active\":1,\"last\":1,\"versions\":[]}");
        assertThat(writes(Map.of(SITE, site), true)).isEmpty();
        assertThat(writes(Map.of(SITE, site, PAGE, new Answer(404, "")), true))
                .containsExactly("PUT /v1/sites/demo/content/index.html");
    }

    @Test
    void a_site_that_an_operator_has_removed_stays_removed() throws IOException {
        Answer removed = new Answer(200, "{\"site\":\"demo\",\"last\":1,\"versions\":[]}");
        assertThat(writes(Map.of(SITE, removed, PAGE, new Answer(404, "")), false))
                .isEmpty();
    }

    @Test
    void a_service_that_takes_a_request_and_never_answers_is_given_up() throws IOException {
        CountDownLatch end = new CountDownLatch(1);
        Function<Asked, Answer> never = asked -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return new Answer(200, "");
        };
        try (TestPlatform platform = new TestPlatform(folder, never);
                PlatformClient client = PlatformClient.of(new DataFolder(folder))) {
            assertThat(client.origin("/").build().timeout()).as("by default").isPresent();
            assertThatThrownBy(() -> client.send(
                            "origin-service",
                            client.origin("/").timeout(Duration.ofMillis(300)).build()))
                    .isInstanceOf(CommandFailed.class)
                    .hasMessageContaining("origin-service does not answer on 127.0.0.1:");
            assertThat(platform.asked()).hasSize(1);
            end.countDown();
        }
    }
}
