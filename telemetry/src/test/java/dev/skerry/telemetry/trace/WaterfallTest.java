package dev.skerry.telemetry.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class WaterfallTest {
    private static List<Waterfall.Row> rows(Span... spans) {
        TraceStore store = new TraceStore(TraceStore.Bounds.DEFAULT, () -> Instant.EPOCH);
        store.add(List.of(spans));
        return Waterfall.of(Objects.requireNonNull(store.trace(Spans.trace(1)))).spans();
    }

    private static List<String> outline(List<Waterfall.Row> rows) {
        return rows.stream().map(row -> "  ".repeat(row.depth()) + row.name()).toList();
    }

    @Test
    void children_stand_below_their_parent_in_the_order_of_their_starts() {
        assertThat(outline(rows(
                        Spans.span(1, 4, 2, "edge", "b of a", 30, 1),
                        Spans.span(1, 3, 1, "edge", "b", 50, 1),
                        Spans.span(1, 5, 2, "edge", "a of a", 20, 1),
                        Spans.span(1, 2, 1, "edge", "a", 10, 100),
                        Spans.span(1, 1, 0, "edge", "root", 0, 200))))
                .containsExactly("root", "  a", "    a of a", "    b of a", "  b");
    }

    @Test
    void times_are_counted_from_the_earliest_span() {
        List<Waterfall.Row> rows =
                rows(Spans.span(1, 1, 0, "edge", "root", 1_000, 200), Spans.span(1, 2, 1, "edge", "a", 1_050, 10));
        assertThat(rows.getFirst().startUs()).isZero();
        assertThat(rows.get(1).startUs()).isEqualTo(50);
        assertThat(rows.get(1).durationUs()).isEqualTo(10);
        assertThat(rows.get(1).events().getFirst().atUs()).isEqualTo(55);
        assertThat(rows.get(1).beforeParent()).isFalse();
    }

    @Test
    void a_child_that_begins_before_its_parent_stays_where_it_is_and_is_marked() {
        List<Waterfall.Row> rows = rows(
                Spans.span(1, 1, 0, "edge", "root", 1_000, 200),
                Spans.span(1, 2, 1, "origin-service", "early", 400, 10));
        assertThat(outline(rows)).containsExactly("root", "  early");
        assertThat(rows.getFirst().startUs()).isEqualTo(600);
        assertThat(rows.get(1).startUs()).isZero();
        assertThat(rows.get(1).beforeParent()).isTrue();
    }

    @Test
    void spans_whose_parent_is_missing_stand_on_top() {
        List<Waterfall.Row> rows = rows(
                Spans.span(1, 7, 6, "edge", "orphan", 5, 1),
                Spans.span(1, 8, 7, "edge", "its child", 6, 1),
                Spans.span(1, 1, 0, "edge", "root", 0, 20));
        assertThat(outline(rows)).containsExactly("root", "orphan", "  its child");
        assertThat(rows.get(1).parent()).isEqualTo(Spans.id(6));
    }

    @Test
    void spans_that_are_each_others_ancestors_are_shown_once() {
        assertThat(outline(rows(
                        Spans.span(1, 1, 0, "edge", "root", 0, 20),
                        Spans.span(1, 2, 3, "edge", "hen", 1, 1),
                        Spans.span(1, 3, 2, "edge", "egg", 2, 1))))
                .containsExactly("root", "hen", "  egg");
        assertThat(rows(Spans.span(1, 2, 2, "edge", "itself", 1, 1))).hasSize(1);
        assertThat(rows(Spans.span(1, 2, 3, "edge", "hen", 1, 1), Spans.span(1, 3, 2, "edge", "egg", 2, 1)))
                .hasSize(2);
    }

    @Test
    void a_chain_as_long_as_a_trace_may_be_is_laid_out() {
        List<Span> chain = new ArrayList<>();
        for (int i = 256; i >= 1; i--) {
            chain.add(Spans.span(1, i, i - 1, "edge", "link", i, 1));
        }
        List<Waterfall.Row> rows = rows(chain.toArray(Span[]::new));
        assertThat(rows).hasSize(256);
        assertThat(rows.getLast().depth()).isEqualTo(255);
    }
}
