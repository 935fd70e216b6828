package dev.skerry.purge.events;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.purge.PurgeMetrics;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is told of an event's purge, and in which order. */
final class EventResultsTest {
    private static final EventRef EVENT = new EventRef("1", "/test");
    private static final PurgeId PURGE = EVENT.purgeId("demo", "tester");

    private final List<CloudEvent> sent = new ArrayList<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private boolean kafkaAnswers = true;
    private final EventResults results = new EventResults(
            (event, key) -> {
                sent.add(event);
                return kafkaAnswers
                        ? CompletableFuture.completedFuture(null)
                        : CompletableFuture.failedFuture(new IllegalStateException("away"));
            },
            new PurgeMetrics(registry),
            InstantSource.fixed(Instant.EPOCH),
            Runnable::run);

    private static PurgeStatus status(PurgeId id, PurgeStatus.State state) {
        return new PurgeStatus(
                id,
                new SiteId("demo"),
                PurgeMode.HARD,
                List.of("key:k"),
                state,
                new Position(3, 11),
                List.of(),
                Instant.EPOCH,
                "tester",
                1);
    }

    private List<String> types() {
        return sent.stream()
                .map(CloudEventContext::getType)
                .map(type -> type.substring(type.lastIndexOf('.') + 1))
                .toList();
    }

    @Test
    void a_purge_is_told_of_as_committed_and_then_as_completed() {
        results.expect(PURGE, EVENT);
        results.committed(EVENT, status(PURGE, PurgeStatus.State.COMMITTED)).join();
        assertThat(types()).containsExactly("committed");
        results.completed(status(PURGE, PurgeStatus.State.COMPLETE));
        results.completed(status(PURGE, PurgeStatus.State.COMPLETE));
        assertThat(types()).containsExactly("committed", "completed");
    }

    @Test
    void a_purge_that_is_complete_at_once_is_told_of_as_committed_first() {
        results.expect(PURGE, EVENT);
        results.completed(status(PURGE, PurgeStatus.State.COMPLETE));
        assertThat(types()).isEmpty();
        results.committed(EVENT, status(PURGE, PurgeStatus.State.COMMITTED)).join();
        assertThat(types()).containsExactly("committed", "completed");
    }

    @Test
    void an_event_that_comes_again_when_its_purge_is_complete_is_told_both() {
        results.expect(PURGE, EVENT);
        results.committed(EVENT, status(PURGE, PurgeStatus.State.ERASED)).join();
        assertThat(types()).containsExactly("committed", "completed");
    }

    @Test
    void a_purge_of_no_event_is_not_told_of() {
        results.completed(status(PURGE, PurgeStatus.State.COMPLETE));
        results.expect(PURGE, EVENT);
        results.abandon(PURGE);
        results.completed(status(PURGE, PurgeStatus.State.COMPLETE));
        assertThat(types()).isEmpty();
    }

    @Test
    void the_eldest_of_too_many_gives_way() {
        List<PurgeId> ids = IntStream.rangeClosed(0, EventResults.MAX_OPEN)
                .mapToObj(i -> new PurgeId("purge-0000" + i))
                .toList();
        ids.forEach(id -> results.expect(id, EVENT));
        ids.forEach(id -> results.committed(EVENT, status(id, PurgeStatus.State.COMMITTED))
                .join());
        sent.clear();
        results.completed(status(ids.getFirst(), PurgeStatus.State.COMPLETE));
        assertThat(types()).isEmpty();
        results.completed(status(ids.get(1), PurgeStatus.State.COMPLETE));
        assertThat(types()).containsExactly("completed");
        assertThat(count("dropped")).isEqualTo(1);
    }

    @Test
    void a_result_that_kafka_does_not_take_is_counted_and_stops_nobody() {
        kafkaAnswers = false;
        results.committed(EVENT, status(PURGE, PurgeStatus.State.COMMITTED)).join();
        assertThat(count("failed")).isEqualTo(1);
    }

    private double count(String outcome) {
        return registry.get("skerry.purge.event.results")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void the_purge_of_an_event_is_the_same_for_ever_and_no_other_ones() {
        assertThat(PURGE.value())
                .isEqualTo(EVENT.purgeId("demo", "tester").value())
                .matches("[0-9a-f]{24}");
        assertThat(List.of(
                        PURGE,
                        new EventRef("2", "/test").purgeId("demo", "tester"),
                        new EventRef("1", "/other").purgeId("demo", "tester"),
                        EVENT.purgeId("docs", "tester"),
                        EVENT.purgeId("demo", "other"),
                        new EventRef("/test1", "").purgeId("demo", "tester")))
                .doesNotHaveDuplicates();
        assertThat(EventRef.of("", "/test")).isNull();
        assertThat(EventRef.of("1", "/" + "x".repeat(EventRef.MAX_LENGTH))).isNull();
    }
}
