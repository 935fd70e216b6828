package dev.skerry.edge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeId;
import dev.skerry.contract.PopId;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.edge.trace.OtelTracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TracedLogTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String ASKED = "00-" + TRACE + "-00f067aa0ba902b7-01";
    private static final long END = 3;

    private final VirtualTime time = new VirtualTime(0);
    private final PurgeState purges =
            new PurgeState(new LogExtent("purges", "id", List.of(0L), List.of(END)), new PurgeIndex(100), time, time);
    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final OtelTracing tracing =
            new OtelTracing(new PopId("fra"), new NodeId("fra-1"), SimpleSpanProcessor.create(exported), 1, time);
    private final TracedLog log = new TracedLog(purges, 1, tracing);

    @AfterEach
    void close() {
        tracing.close();
    }

    @Test
    void a_purge_is_a_span_of_its_publisher_s_trace_that_ends_when_its_receipt_is_on_its_way() {
        log.position(0, END);
        int[] recordedAtReceipt = {-1};
        purges.afterBatch(
                () -> recordedAtReceipt[0] = exported.getFinishedSpanItems().size());

        record(END, ASKED);
        log.batchEnded();

        assertThat(recordedAtReceipt[0]).isZero();
        assertThat(exported.getFinishedSpanItems()).hasSize(1);
        SpanData span = exported.getFinishedSpanItems().get(0);
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getName()).isEqualTo("apply skerry.purges");
        assertThat(span.getAttributes().get(AttributeKey.stringKey("skerry.purge.id")))
                .isEqualTo("test-purge");
        assertThat(span.getAttributes().get(AttributeKey.longKey("messaging.kafka.message.offset")))
                .isEqualTo(END);
        assertThat(purges.applied()).containsEntry(0, END + 1);
    }

    @Test
    void what_was_in_the_log_before_the_node_came_is_applied_and_not_recorded() {
        record(END - 1, ASKED);
        record(END, ASKED);
        log.batchEnded();

        assertThat(purges.purgesApplied()).isEqualTo(2);
        assertThat(exported.getFinishedSpanItems()).hasSize(1);
    }

    @Test
    void a_purge_that_nobody_traces_is_applied_just_so() {
        log.position(0, END);
        record(END, null);
        log.batchEnded();

        assertThat(purges.purgesApplied()).isEqualTo(1);
        assertThat(exported.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void a_poison_record_is_a_failed_span() {
        log.position(0, END);
        log.record(0, END, bytes("demo/hard/all"), bytes("{"), ASKED);
        log.batchEnded();

        assertThat(exported.getFinishedSpanItems().get(0).getStatus().getStatusCode())
                .isEqualTo(StatusCode.ERROR);
        assertThat(purges.poisonRecords()).isEqualTo(1);
    }

    private void record(long offset, @Nullable String traceparent) {
        PurgeRecord record = new PurgeRecord(
                new PurgeId("test-purge"),
                new SiteId("demo"),
                PurgeMode.HARD,
                new PurgeSelector.Everything(),
                0,
                1,
                Instant.EPOCH,
                "test");
        log.record(0, offset, bytes(record.logKey()), Json.write(record), traceparent);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
