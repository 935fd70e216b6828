package dev.skerry.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is written down of a purge, and that a record that is missing keeps nobody waiting. */
final class AuditTrailTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final SiteId DEMO = new SiteId("demo");
    private static final Requester REQUESTER = new Requester("tester", "192.0.2.7", AuditRecord.Via.FASTLY);
    private static final Position POSITION = new Position(3, 17);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<AuditRecord> written = new ArrayList<>();
    private CompletableFuture<Void> fate = CompletableFuture.completedFuture(null);
    private long now;

    private AuditTrail trail(Duration patience) {
        return new AuditTrail(
                record -> {
                    written.add(record);
                    return fate;
                },
                new PurgeMetrics(registry),
                patience,
                () -> now);
    }

    private static PurgeOrder order(int keys) {
        List<PurgeSelector> selectors = IntStream.range(0, keys)
                .mapToObj(i -> PurgeSelector.parse("key:k" + i))
                .toList();
        return new PurgeOrder(new PurgeId("purge-one"), DEMO, PurgeMode.SOFT, selectors, NOON, 0, REQUESTER, null);
    }

    private double counted(String outcome) {
        return registry.counter("skerry.purge.audit.records", "outcome", outcome)
                .count();
    }

    @Test
    void a_purge_that_is_committed_says_where_it_stands_and_the_first_of_its_selectors() {
        trail(LONG).committed(order(1_000), POSITION);
        assertThat(written).singleElement().satisfies(record -> {
            assertThat(record.at()).isEqualTo(NOON);
            assertThat(record.purge()).isEqualTo(new PurgeId("purge-one"));
            assertThat(record.by()).isEqualTo("tester");
            assertThat(record.client()).isEqualTo("192.0.2.7");
            assertThat(record.via()).isEqualTo(AuditRecord.Via.FASTLY);
            assertThat(record.mode()).isEqualTo(PurgeMode.SOFT);
            assertThat(record.selectors()).hasSize(20).startsWith("key:k0").endsWith("key:k19");
            assertThat(record.count()).isEqualTo(1_000);
            assertThat(record.outcome()).isEqualTo(new AuditRecord.Committed(POSITION));
        });
        assertThat(counted("written")).isEqualTo(1);
    }

    @Test
    void a_committed_purge_is_answered_though_its_record_failed() {
        fate = CompletableFuture.failedFuture(new IOException("Kafka is away"));
        trail(LONG).committed(order(1), POSITION);
        assertThat(counted("failed")).isEqualTo(1);
    }

    @Test
    void a_committed_purge_waits_for_its_record_for_so_long_and_no_longer() {
        fate = new CompletableFuture<>();
        trail(Duration.ofMillis(1)).committed(order(1), POSITION);
        assertThat(counted("written")).isZero();
        fate.complete(null);
        assertThat(counted("written")).isEqualTo(1);
    }

    @Test
    void an_interrupt_ends_the_wait_and_is_kept() {
        fate = new CompletableFuture<>();
        Thread.currentThread().interrupt();
        trail(LONG).committed(order(1), POSITION);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void what_was_not_committed_is_not_waited_for() {
        fate = new CompletableFuture<>();
        trail(LONG).notCommitted(order(1));
        assertThat(written).singleElement().extracting(AuditRecord::outcome).isEqualTo(new AuditRecord.NotCommitted());
    }

    @Test
    void a_refusal_names_its_problem_and_no_purge() {
        AuditTrail trail = trail(LONG);
        trail.refused(NOON, DEMO, REQUESTER, "forbidden");
        trail.refused(order(2), "rate-limited");
        assertThat(written).extracting(AuditRecord::purge).containsExactly(null, null);
        assertThat(written).extracting(AuditRecord::count).containsExactly(0, 2);
        assertThat(written)
                .extracting(AuditRecord::outcome)
                .containsExactly(new AuditRecord.Refused("forbidden"), new AuditRecord.Refused("rate-limited"));
    }

    @Test
    void nobody_fills_the_trail_by_being_refused() {
        AuditTrail trail = trail(LONG);
        for (int i = 0; i < AuditTrail.REFUSALS_PER_SECOND + 5; i++) {
            trail.refused(NOON, DEMO, REQUESTER, "forbidden");
        }
        assertThat(written).hasSize(AuditTrail.REFUSALS_PER_SECOND);
        assertThat(counted("dropped")).isEqualTo(5);
        trail.committed(order(1), POSITION);
        assertThat(written).hasSize(AuditTrail.REFUSALS_PER_SECOND + 1);
        now += Duration.ofSeconds(1).toNanos();
        trail.refused(NOON, DEMO, REQUESTER, "forbidden");
        assertThat(written).hasSize(AuditTrail.REFUSALS_PER_SECOND + 2);
    }

    @Test
    void what_a_client_says_of_itself_cannot_forge_a_line() {
        assertThat(new Requester("a\nb", "c\td", AuditRecord.Via.EDGE))
                .isEqualTo(new Requester("a?b", "c?d", AuditRecord.Via.EDGE));
    }
}
