package dev.skerry.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TraceStoreTest {
    private static final long ROOMY = 1 << 20;
    private static final int ALL = 1_000;

    private Instant now = Instant.parse("2027-01-15T08:00:00Z");
    private final TraceStore store = store(new TraceStore.Bounds(2, 2, 3, 4, ROOMY, 8 * ROOMY));

    private TraceStore store(TraceStore.Bounds bounds) {
        return new TraceStore(bounds, () -> now);
    }

    private List<String> ids(TraceFilter filter) {
        return store.list(filter, ALL).stream().map(TraceSummary::id).toList();
    }

    private static List<String> traces(int... numbers) {
        return IntStream.of(numbers).mapToObj(Spans::trace).toList();
    }

    private TraceSummary summary(int trace) {
        return Objects.requireNonNull(store.trace(Spans.trace(trace))).summary();
    }

    @Test
    void the_last_traces_are_kept_and_the_eldest_goes_first() {
        for (int i = 1; i <= 5; i++) {
            store.add(List.of(Spans.hit(i)));
        }
        assertThat(ids(TraceFilter.ALL)).isEqualTo(traces(5, 4, 3));
        assertThat(store.trace(Spans.trace(1))).isNull();
        assertThat(store.count(Shelf.OTHERS)).isEqualTo(3);
    }

    @Test
    void a_flood_of_hits_washes_out_neither_purges_nor_errors() {
        store.add(List.of(Spans.purge(1, 1, "purge-one"), Spans.error(2, 1)));
        for (int i = 10; i < 500; i++) {
            store.add(List.of(Spans.hit(i)));
        }
        assertThat(ids(TraceFilter.PURGE)).isEqualTo(traces(1));
        assertThat(ids(TraceFilter.ERROR)).isEqualTo(traces(2));
        assertThat(ids(TraceFilter.ALL)).isEqualTo(traces(499, 498, 497, 2, 1));
    }

    @Test
    void a_flood_of_errors_does_not_wash_out_purges() {
        store.add(List.of(Spans.purge(1, 1, "purge-one")));
        for (int i = 10; i < 500; i++) {
            store.add(List.of(Spans.error(i, 1)));
        }
        assertThat(ids(TraceFilter.ALL)).isEqualTo(traces(499, 498, 1));
    }

    @Test
    void purges_and_errors_have_an_end_too() {
        for (int i = 1; i <= 4; i++) {
            store.add(List.of(Spans.purge(i, 1, "purge-number-" + i), Spans.error(10 + i, 1)));
        }
        assertThat(ids(TraceFilter.PURGE)).isEqualTo(traces(4, 3));
        assertThat(store.count(Shelf.PURGES)).isEqualTo(2);
        assertThat(store.count(Shelf.ERRORS)).isEqualTo(2);
        assertThat(store.tracesOf(List.of("purge-number-1", "purge-number-4")))
                .isEqualTo(Map.of("purge-number-4", Spans.trace(4)));
    }

    @Test
    void a_trace_that_turns_out_to_be_a_purge_is_kept_as_one_from_then_on() {
        store.add(List.of(Spans.hit(1)));
        store.add(List.of(Spans.error(1, 2)));
        assertThat(store.count(Shelf.ERRORS)).isEqualTo(1);
        long bytes = store.estimatedBytes();
        store.add(List.of(Spans.purge(1, 3, "purge-one")));
        assertThat(store.count(Shelf.OTHERS) + store.count(Shelf.ERRORS)).isZero();
        assertThat(store.estimatedBytes())
                .isEqualTo(bytes + Spans.purge(1, 3, "purge-one").estimatedBytes());
        for (int i = 10; i < 50; i++) {
            store.add(List.of(Spans.hit(i), Spans.error(100 + i, 1)));
        }
        assertThat(ids(TraceFilter.PURGE)).isEqualTo(traces(1));
        assertThat(ids(TraceFilter.ERROR)).as("it is an error as well").contains(Spans.trace(1));
    }

    @Test
    void a_full_trace_drops_spans_and_says_how_many() {
        List<Span> spans = new ArrayList<>();
        for (int i = 1; i <= 6; i++) {
            spans.add(Spans.span(1, i, i - 1, "edge", "span", i, 1));
        }
        assertThat(store.add(spans)).isEqualTo(2);
        assertThat(summary(1).spans()).isEqualTo(4);
        assertThat(summary(1).droppedSpans()).isEqualTo(2);
    }

    @Test
    void a_trace_that_takes_too_many_bytes_drops_spans() {
        TraceStore tight = store(new TraceStore.Bounds(2, 2, 3, 4, 10_000, ROOMY));
        assertThat(tight.add(List.of(Spans.large(1, 1, 3_000), Spans.large(1, 2, 3_000), Spans.hit(2))))
                .isEqualTo(1);
        assertThat(tight.add(List.of(Spans.large(3, 1, 9_000)))).isEqualTo(1);
        assertThat(tight.list(TraceFilter.ALL, ALL)).hasSize(2);
    }

    @Test
    void bytes_are_bounded_and_the_shelf_that_takes_most_gives_way() {
        TraceStore tight = store(new TraceStore.Bounds(100, 100, 100, 4, 20_000, 60_000));
        tight.add(List.of(Spans.purge(1, 1, "purge-one")));
        for (int i = 10; i < 40; i++) {
            tight.add(List.of(Spans.large(i, 1, 4_000)));
            assertThat(tight.estimatedBytes()).isLessThanOrEqualTo(60_000);
        }
        assertThat(tight.list(TraceFilter.PURGE, ALL)).hasSize(1);
        assertThat(tight.list(TraceFilter.ALL, 1).getFirst().id()).isEqualTo(Spans.trace(39));
        assertThat(tight.list(TraceFilter.ALL, ALL)).hasSizeBetween(4, 10);
    }

    @Test
    void what_is_given_up_gives_back_its_bytes() {
        for (int i = 1; i <= 3; i++) {
            store.add(List.of(Spans.hit(i)));
        }
        long full = store.estimatedBytes();
        for (int i = 4; i <= 100; i++) {
            store.add(List.of(Spans.hit(i)));
        }
        assertThat(store.estimatedBytes()).isEqualTo(full);
    }

    @Test
    void a_span_that_is_sent_again_changes_nothing() {
        store.add(List.of(Spans.hit(1)));
        long bytes = store.estimatedBytes();
        assertThat(store.add(List.of(Spans.hit(1)))).isZero();
        assertThat(store.estimatedBytes()).isEqualTo(bytes);
        assertThat(summary(1).spans()).isEqualTo(1);
    }

    @Test
    void spans_come_in_any_order_and_a_trace_without_its_root_is_shown() {
        store.add(List.of(Spans.span(1, 3, 2, "origin-service", "GET content", 300, 100)));
        now = now.plusSeconds(5);
        assertThat(summary(1).name()).isEqualTo("GET content");
        assertThat(summary(1).rooted()).isFalse();
        store.add(List.of(Spans.span(1, 2, 1, "edge", "fetch origin", 200, 300)));
        assertThat(summary(1).name()).isEqualTo("fetch origin");
        store.add(List.of(Spans.span(1, 1, 0, "edge", "GET demo", 100, 500)));
        TraceSummary whole = summary(1);
        assertThat(whole.name()).isEqualTo("GET demo");
        assertThat(whole.rooted()).isTrue();
        assertThat(whole.services()).containsExactly("edge", "origin-service");
        assertThat(whole.durationUs()).isEqualTo(500);
        assertThat(whole.startedAt()).isEqualTo(Instant.parse("2027-01-15T08:00:00.000100Z"));
        assertThat(whole.receivedAt()).isEqualTo(Instant.parse("2027-01-15T08:00:00Z"));
    }

    @Test
    void the_root_names_the_trace_even_if_a_clock_lets_it_begin_last() {
        store.add(List.of(
                Spans.span(1, 2, 9, "purge-service", "lost its parent", 0, 10),
                Spans.span(1, 1, 0, "edge", "GET demo", 500, 10)));
        assertThat(summary(1).name()).isEqualTo("GET demo");
        assertThat(summary(1).durationUs()).isEqualTo(510);
    }

    @Test
    void slow_traces_come_longest_first_and_a_limit_cuts() {
        store.add(List.of(
                Spans.span(1, 1, 0, "edge", "a", 0, 50),
                Spans.span(2, 1, 0, "edge", "b", 0, 500),
                Spans.span(3, 1, 0, "edge", "c", 0, 5)));
        assertThat(ids(TraceFilter.SLOW)).isEqualTo(traces(2, 1, 3));
        assertThat(store.list(TraceFilter.SLOW, 1)).hasSize(1);
    }

    @Test
    void a_purge_is_found_in_the_trace_that_tells_most_of_it() {
        store.add(List.of(
                Spans.purge(1, 1, "purge-one"), Spans.purge(2, 1, "purge-one"), Spans.purge(2, 2, "purge-one")));
        assertThat(store.tracesOf(List.of("purge-one", "unknown-purge")))
                .isEqualTo(Map.of("purge-one", Spans.trace(2)));
    }

    @Test
    void a_snapshot_does_not_change_when_more_comes() {
        store.add(List.of(Spans.hit(1)));
        Trace before = Objects.requireNonNull(store.trace(Spans.trace(1)));
        store.add(List.of(Spans.error(1, 2)));
        assertThat(before.spans()).hasSize(1);
        assertThat(before.summary().error()).isFalse();
    }

    @Test
    void the_default_bounds_are_those_that_the_documents_tell() {
        TraceStore.Bounds bounds = TraceStore.Bounds.DEFAULT;
        assertThat(bounds.others()).isEqualTo(500);
        assertThat(bounds.purges() + bounds.errors()).isEqualTo(200);
        assertThat(bounds.spansPerTrace()).isEqualTo(256);
        assertThat(bounds.bytes()).isEqualTo(32L << 20);
    }
}
