package dev.skerry.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import dev.skerry.contract.SiteId;
import dev.skerry.purge.log.PurgeLogWriter.Written;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class PurgeTracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final String SAMPLED = "00-" + TRACE + "-" + CALLER + "-01";
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final PurgeId ID = new PurgeId("purge-one");
    private static final SiteId SITE = new SiteId("demo");
    private static final Requester REQUESTER = new Requester("tester", "127.0.0.1", AuditRecord.Via.NATIVE);
    private static final Position POSITION = new Position(3, 17);

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final SdkTracerProvider provider = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build();
    private Instant wall = NOON;
    private long nanos = 1_000_000;
    private final PurgeTraces traces = traces(provider.get("test"));

    private PurgeTraces traces(Tracer tracer) {
        return new PurgeTraces(tracer, () -> wall, () -> nanos, Runnable::run);
    }

    @AfterEach
    void end() {
        provider.close();
    }

    private static PurgeOrder order(PurgeId id, @Nullable String traceparent) {
        List<PurgeSelector> everything = List.of(PurgeSelector.parse("everything"));
        return new PurgeOrder(id, SITE, PurgeMode.HARD, everything, NOON, 0, REQUESTER, traceparent);
    }

    private static PurgeStatus complete(PurgeId id) {
        return new PurgeStatus(
                id,
                SITE,
                PurgeMode.HARD,
                List.of("everything"),
                PurgeStatus.State.COMPLETE,
                POSITION,
                List.of(
                        new Receipt(new PopId("fra"), new NodeId("fra-1"), Receipt.State.APPLIED, 2.5),
                        new Receipt(new PopId("nyc"), new NodeId("nyc-1"), Receipt.State.FENCED, 13_000.0)),
                NOON,
                "tester",
                13_004);
    }

    private void pass(Duration time) {
        wall = wall.plus(time);
        nanos += time.toNanos();
    }

    private SpanData span(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void writing_a_purge_is_a_span_of_the_caller_which_the_records_name() {
        PurgeTraces.Sending sending = traces.send(order(ID, SAMPLED));
        String named = sending.traceparent();
        sending.committed(new Written(POSITION, nanos));
        SpanData span = span("send skerry.purges");
        assertThat(span.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(span.getParentSpanId()).isEqualTo(CALLER);
        assertThat(named).isEqualTo("00-" + TRACE + "-" + span.getSpanId() + "-01");
        assertThat(span.getAttributes().asMap())
                .containsEntry(AttributeKey.stringKey("skerry.purge.id"), "purge-one")
                .containsEntry(AttributeKey.stringKey("skerry.site"), "demo")
                .containsEntry(AttributeKey.stringKey("messaging.system"), "kafka")
                .containsEntry(AttributeKey.longKey("messaging.destination.partition.id"), 3L)
                .containsEntry(AttributeKey.longKey("messaging.kafka.message.offset"), 17L);
    }

    @Test
    void a_purge_that_is_not_acknowledged_is_a_failed_span() {
        traces.send(order(ID, SAMPLED)).failed("not acknowledged");
        assertThat(span("send skerry.purges").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        traces.completed(complete(ID));
        assertThat(spans.getFinishedSpanItems()).hasSize(1);
    }

    @Test
    void completion_is_a_span_from_the_commit_with_an_event_per_receipt() {
        PurgeTraces.Sending sending = traces.send(order(ID, SAMPLED));
        long acknowledged = nanos;
        pass(Duration.ofMillis(1));
        sending.committed(new Written(POSITION, acknowledged));
        pass(Duration.ofSeconds(13));
        traces.completed(complete(ID));
        SpanData span = span("purge complete");
        assertThat(span.getKind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(span.getParentSpanId()).isEqualTo(span("send skerry.purges").getSpanId());
        assertThat(span.getAttributes().get(AttributeKey.stringKey("skerry.purge.id")))
                .isEqualTo("purge-one");
        assertThat(span.getStartEpochNanos()).isEqualTo(epochNanos(NOON));
        assertThat(span.getEndEpochNanos()).isEqualTo(epochNanos(NOON.plusMillis(13_001)));
        assertThat(span.getEvents()).extracting(EventData::getName).containsExactly("fra applied", "nyc fenced");
        EventData applied = span.getEvents().getFirst();
        assertThat(applied.getEpochNanos()).isEqualTo(epochNanos(NOON.plusNanos(2_500_000)));
        assertThat(applied.getAttributes().get(AttributeKey.stringKey("skerry.node")))
                .isEqualTo("fra-1");
        assertThat(applied.getAttributes().get(AttributeKey.doubleKey("skerry.latency_ms")))
                .isEqualTo(2.5);
    }

    private static long epochNanos(Instant instant) {
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    @Test
    void a_purge_of_another_process_gets_no_span() {
        traces.completed(complete(ID));
        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void of_purges_that_never_complete_only_the_newest_are_remembered() {
        for (int i = 0; i <= PurgeTraces.MAX_OPEN; i++) {
            traces.send(order(new PurgeId("purge-no-" + i), SAMPLED)).committed(new Written(POSITION, nanos));
        }
        spans.reset();
        traces.completed(complete(new PurgeId("purge-no-0")));
        assertThat(spans.getFinishedSpanItems()).isEmpty();
        traces.completed(complete(new PurgeId("purge-no-1")));
        assertThat(spans.getFinishedSpanItems()).hasSize(1);
    }

    @Test
    void where_traces_are_off_the_records_name_the_caller() {
        PurgeTraces off = traces(TracerProvider.noop().get("off"));
        assertThat(off.send(order(ID, SAMPLED)).traceparent()).isEqualTo(SAMPLED);
        assertThat(off.send(order(ID, null)).traceparent()).isNull();
        assertThat(off.send(order(ID, "nonsense")).traceparent()).isNull();
    }
}
