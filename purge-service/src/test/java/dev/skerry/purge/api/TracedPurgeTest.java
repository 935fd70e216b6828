package dev.skerry.purge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.purge.Await;
import dev.skerry.purge.SimulatedNode;
import dev.skerry.purge.TestPlatform;
import dev.skerry.purge.log.PurgeLog;
import dev.skerry.testing.RealParts;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The spans of one purge, from the caller's request to the last receipt, with the SDK on. */
@QuarkusTest
@WithTestResource(TestPlatform.class)
@TestProfile(TracedPurgeTest.TracesOn.class)
class TracedPurgeTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";

    @Inject
    PurgeLog log;

    @Inject
    InMemorySpanExporter spans;

    /** Turns the SDK on; spans stay in memory. */
    public static final class TracesOn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.otel.sdk.disabled", "false");
        }
    }

    /** Where the spans go. */
    @Singleton
    static final class Memory {
        @Produces
        @Singleton
        InMemorySpanExporter exporter() {
            return InMemorySpanExporter.create();
        }

        @Produces
        @Singleton
        SpanProcessor processor(InMemorySpanExporter exporter) {
            return SimpleSpanProcessor.create(exporter);
        }
    }

    private Optional<SpanData> span(SpanKind kind) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getTraceId().equals(TRACE) && span.getKind() == kind)
                .findFirst();
    }

    @Test
    void a_purge_is_one_trace_from_the_caller_to_the_last_receipt() throws Exception {
        Await.until("the service is ready", () -> log.state().isReady());
        try (ApiClient api = ApiClient.ofTest();
                SimulatedNode node = SimulatedNode.start(RealParts.kafka().bootstrapServers(), "fra-osl")) {
            var response =
                    api.send(api.purge("/v1/sites/demo/purges?wait=complete&timeout=10s", "{\"keys\":[\"traced\"]}")
                            .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01"));
            assertThat(response.statusCode()).isEqualTo(200);
            Await.until(
                    "all spans have ended",
                    () -> span(SpanKind.SERVER).isPresent()
                            && span(SpanKind.INTERNAL).isPresent());
            SpanData server = span(SpanKind.SERVER).orElseThrow();
            SpanData producer = span(SpanKind.PRODUCER).orElseThrow();
            SpanData complete = span(SpanKind.INTERNAL).orElseThrow();
            assertThat(server.getParentSpanId()).isEqualTo(CALLER);
            assertThat(producer.getName()).isEqualTo("send skerry.purges");
            assertThat(producer.getParentSpanId()).isEqualTo(server.getSpanId());
            assertThat(complete.getName()).isEqualTo("purge complete");
            assertThat(complete.getParentSpanId()).isEqualTo(producer.getSpanId());
            assertThat(complete.getEvents())
                    .anySatisfy(event -> assertThat(event.getName()).isEqualTo("fra applied"));
            assertThat(node.lastTraceparent()).isEqualTo("00-" + TRACE + "-" + producer.getSpanId() + "-01");
        }
    }
}
