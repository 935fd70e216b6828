package dev.skerry.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final StringWriter out = new StringWriter();
    private final Report report = new Report(new PrintWriter(out));

    @Test
    void a_missed_goal_says_by_how_much_and_makes_the_run_fail() {
        report.goal(Goal.atMost("p50 ms", 6, 8));
        assertThat(report.end()).isTrue();
        report.goal(Goal.atLeast("hits to hits", 0.45, 0.9));
        assertThat(report.end()).isFalse();
        assertThat(out.toString())
                .contains("met     p50 ms: 6.00, goal <= 8.00")
                .contains("MISSED  hits to hits: 0.450, goal >= 0.900, by 50 %");
    }

    @Test
    void a_figure_that_is_none_meets_no_goal() {
        assertThat(Goal.atMost("p50 ms", new Latencies("none").percentile(50), 8)
                        .isMet())
                .isFalse();
    }

    @Test
    void the_histogram_shows_a_single_straggler() {
        Latencies latencies = new Latencies("answers");
        for (int i = 0; i < 999; i++) {
            latencies.recordMillis(3);
        }
        latencies.recordMillis(100);
        report.table(List.of(latencies));
        report.histogram(latencies);

        assertThat(latencies.percentile(50)).isCloseTo(3, within(0.01));
        assertThat(latencies.percentile(100)).isCloseTo(100, within(0.1));
        assertThat(out.toString())
                .containsPattern("2\\.0 to +4\\.0 +999 #{50}")
                .containsPattern("64\\.0 to +128\\.0 +1 #+");
    }
}
