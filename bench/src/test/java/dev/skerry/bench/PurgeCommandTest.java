package dev.skerry.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class PurgeCommandTest {
    private final StringWriter out = new StringWriter();

    @Test
    void a_small_run_of_the_index_prints_settings_figures_and_goals() {
        int code = run("purge", "index", "--selectors", "20000", "--objects", "500", "--rounds", "1");

        assertThat(code).as(out.toString()).isBetween(0, 1); // on a busy machine a goal may be missed
        assertThat(out.toString())
                .contains("command   ./skerry bench purge index --selectors 20000 --objects 500 --rounds 1")
                .contains("machine   ")
                .contains("20,000 selectors")
                .containsPattern("selectors held +20,000")
                .containsPattern("met     bytes a selector: 2\\d(\\.\\d)?, goal <= 32");
    }

    @Test
    void a_benchmark_that_is_none_and_a_setting_of_nothing_are_refused() {
        assertThat(run("purge", "speed")).isEqualTo(2);
        assertThat(run("purge", "index", "--selectors", "0")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(out.toString())
                .contains("latency, fanout, scale, throughput")
                .contains("use 1 or more");
    }

    private int run(String... args) {
        PrintWriter writer = new PrintWriter(out);
        return Main.commandLine().setOut(writer).setErr(writer).execute(args);
    }
}
