package dev.skerry.edge.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SpanBudgetTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(2));

    @Test
    void a_flood_gets_a_second_s_worth_and_then_as_many_as_the_seconds_bring() {
        SpanBudget budget = new SpanBudget(10, now::get);

        assertThat(taken(budget, 1000)).isEqualTo(10);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(300));
        assertThat(taken(budget, 1000)).isEqualTo(3);
    }

    @Test
    void a_quiet_hour_saves_up_no_more_than_a_second_s_worth_even_where_the_clock_s_number_wraps() {
        SpanBudget budget = new SpanBudget(10, now::get);
        taken(budget, 10);

        now.addAndGet(TimeUnit.HOURS.toNanos(1));

        assertThat(taken(budget, 1000)).isEqualTo(10);
    }

    @Test
    void a_budget_of_none_gives_none() {
        assertThat(taken(new SpanBudget(0, now::get), 5)).isZero();
    }

    private static long taken(SpanBudget budget, int attempts) {
        return IntStream.range(0, attempts).filter(attempt -> budget.take()).count();
    }
}
