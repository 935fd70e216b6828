package dev.skerry.edge.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class UpstreamComplaintsTest {
    private static final UpstreamTarget A = UpstreamTarget.of(UpstreamTarget.Kind.ORIGIN, "http://a.test");
    private static final UpstreamTarget B = UpstreamTarget.of(UpstreamTarget.Kind.ORIGIN, "http://b.test");

    private final AtomicLong now = new AtomicLong(-5);
    private final List<String> lines = new ArrayList<>();
    private final Logger logger = Logger.getLogger("complaints");
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final UpstreamComplaints complaints =
            new UpstreamComplaints(LoggerFactory.getLogger("complaints"), now::get);

    @BeforeEach
    void listen() {
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(handler);
    }

    @Test
    void an_origin_that_is_down_makes_one_line_in_a_while_that_counts_the_rest() {
        for (int i = 0; i < 1000; i++) {
            complaints.failed(A, new Exception("refused"));
        }
        assertThat(lines).hasSize(1).first().asString().contains("http://a.test:80", "refused");
        now.addAndGet(UpstreamComplaints.EVERY.toNanos());
        complaints.failed(A, new Exception("refused"));

        assertThat(lines).hasSize(2);
        assertThat(lines.getLast()).contains("999 failures before it");
    }

    @Test
    void upstreams_do_not_silence_each_other() {
        complaints.failed(A, new Exception("refused"));
        complaints.failed(B, new Exception("refused"));

        assertThat(lines).hasSize(2);
    }
}
