package dev.skerry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** W3C Trace Context §3.2. */
final class TraceContextTest {
    private static final RandomGenerator ZEROS = () -> 0;
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void what_was_read_is_written_as_it_came() {
        String traceparent = "00-" + TRACE + "-00f067aa0ba902b7-00";
        TraceContext read = TraceContext.parse(traceparent);
        assertThat(read == null ? null : read.traceparent()).isEqualTo(traceparent);
    }

    @Test
    void what_is_not_valid_is_not_read() {
        for (String invalid : new String[] {
            null,
            "",
            "00-" + TRACE + "-00f067aa0ba902b7",
            "00-" + TRACE.toUpperCase(java.util.Locale.ROOT) + "-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-" + TRACE + "-0000000000000000-01",
            "ff-" + TRACE + "-00f067aa0ba902b7-01"
        }) {
            assertThat(TraceContext.parse(invalid)).isNull();
        }
    }

    @Test
    void a_later_version_is_read_as_far_as_it_is_known() {
        assertThat(TraceContext.parse("01-" + TRACE + "-00f067aa0ba902b7-01-what-comes-later"))
                .isEqualTo(new TraceContext(TRACE, "00f067aa0ba902b7", "01"));
        assertThat(TraceContext.parse("00-" + TRACE + "-00f067aa0ba902b7-01-what-comes-later"))
                .isNull();
    }

    @Test
    void only_the_last_flag_says_that_the_sender_records() {
        assertThat(flags("01").isSampled()).isTrue();
        assertThat(flags("03").isSampled()).isTrue();
        assertThat(flags("02").isSampled()).isFalse();
        assertThat(flags("00").isSampled()).isFalse();
        assertThat(flags("01").unsampled()).isEqualTo(flags("00"));
    }

    @Test
    void a_trace_that_begins_here_is_valid_and_need_not_be_recorded() {
        assertThat(TraceContext.unsampledRoot(ZEROS).traceparent())
                .isEqualTo("00-00000000000000000000000000000001-0000000000000001-00");
    }

    private static TraceContext flags(String flags) {
        return new TraceContext(TRACE, "00f067aa0ba902b7", flags);
    }
}
