package dev.skerry.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One trace through everything: W3C Trace Context over HTTP and Kafka, as the console shows it. */
@ExtendWith(OnePlatform.class)
final class TracesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final RunningPlatform platform;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    TracesIT(RunningPlatform platform) {
        this.platform = platform;
    }

    @Test
    void the_trace_of_a_miss_leads_from_the_edge_over_the_shield_to_the_content_store() throws Exception {
        String trace = newTrace();
        platform.put("demo", "traced/miss.txt", platform.token("content:write"));
        HttpRequest miss = request(platform.pops().getLast(), "/traced/miss.txt", trace)
                .header("Host", "demo.localhost")
                .build();
        assertThat(client.send(miss, BodyHandlers.ofString()).statusCode()).isEqualTo(200);

        List<JsonNode> spans = await(trace, all -> all.size() >= 5);

        assertThat(spans)
                .extracting(TracesIT::line)
                .containsSubsequence(
                        "edge sgp-1 SERVER GET demo.localhost",
                        "edge sgp-1 CLIENT fetch shield",
                        "edge fra-1 SERVER GET demo.localhost",
                        "edge fra-1 CLIENT fetch store");
        assertThat(spans.getLast().get("service").asText()).isEqualTo("origin-service");
        for (int i = 1; i < spans.size(); i++) {
            assertThat(spans.get(i).get("parent").asText())
                    .as(line(spans.get(i)))
                    .isEqualTo(spans.get(i - 1).get("id").asText());
        }
    }

    @Test
    void the_trace_of_a_publish_leads_through_the_purge_log_to_every_pop_and_to_its_completion() throws Exception {
        String trace = newTrace();
        HttpRequest put = request(platform.origin(), "/v1/sites/demo/content/traced/purged.txt", trace)
                .header("Authorization", "Bearer " + platform.token("content:write"))
                .header("Content-Type", "text/plain")
                .PUT(BodyPublishers.ofString("content"))
                .build();
        assertThat(client.send(put, BodyHandlers.ofString()).statusCode()).isBetween(200, 202);

        List<JsonNode> spans = await(
                trace, all -> nodesThatApplied(all).size() == 3 && all.stream().anyMatch(named("purge complete")));

        JsonNode sent = only(spans, "send skerry.purges");
        assertThat(spans.stream().filter(named("apply skerry.purges"))).allSatisfy(applied -> {
            assertThat(applied.get("parent").asText()).isEqualTo(sent.get("id").asText());
            assertThat(applied.get("attributes").get("skerry.purge.id"))
                    .isEqualTo(sent.get("attributes").get("skerry.purge.id"));
        });
        assertThat(nodesThatApplied(spans)).containsExactlyInAnyOrder("fra-1", "nyc-1", "sgp-1");
        List<String> receipts = new ArrayList<>();
        only(spans, "purge complete")
                .get("events")
                .forEach(event -> receipts.add(event.get("name").asText()));
        assertThat(receipts).containsExactlyInAnyOrder("fra applied", "nyc applied", "sgp applied");
    }

    private static List<String> nodesThatApplied(List<JsonNode> spans) {
        return spans.stream()
                .filter(named("apply skerry.purges"))
                .map(applied -> applied.get("node").asText())
                .distinct()
                .toList();
    }

    private static JsonNode only(List<JsonNode> spans, String name) {
        List<JsonNode> found = spans.stream().filter(named(name)).toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    private static Predicate<JsonNode> named(String name) {
        return span -> span.get("name").asText().equals(name);
    }

    private static String line(JsonNode span) {
        return span.get("service").asText() + " " + span.path("node").asText() + " "
                + span.get("kind").asText().toUpperCase(java.util.Locale.ROOT) + " "
                + span.get("name").asText();
    }

    private static HttpRequest.Builder request(int port, String target, String trace) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
                .timeout(LIMIT)
                .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
    }

    private static String newTrace() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong() | 1);
    }

    /** The spans from the top once {@code enough} of them have come; services send them when they end. */
    private List<JsonNode> await(String trace, Predicate<List<JsonNode>> enough)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        List<JsonNode> spans = List.of();
        while (!enough.test(spans)) {
            assertThat(RunningPlatform.millisSince(begun))
                    .as("ms for %s", spans)
                    .isLessThan(LIMIT.toMillis());
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            HttpResponse<byte[]> answer = client.send(
                    request(platform.console(), "/api/traces/" + trace, trace).build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() == 200) {
                List<JsonNode> found = new ArrayList<>();
                JSON.readTree(answer.body()).get("spans").forEach(found::add);
                spans = found;
            }
        }
        return spans;
    }
}
