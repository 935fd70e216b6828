package dev.skerry.edge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class NodeThreadTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Test
    void a_thread_that_ends_by_an_error_is_told_and_one_that_ends_is_not() throws InterruptedException {
        NodeThread well = thread(() -> {});
        NodeThread ill = thread(() -> {
            throw new IllegalStateException("a bug");
        });
        for (NodeThread each : List.of(well, ill)) {
            each.start();
            assertThat(each.join(LIMIT)).isTrue();
        }

        assertThat(well.brokenBy()).isNull();
        assertThat(ill.brokenBy()).contains("thread lease ended by", "a bug");
    }

    @Test
    void one_that_was_never_started_has_not_to_be_waited_for() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        assertThat(thread(never::countDown).join(LIMIT)).isTrue();
        assertThat(never.getCount()).isEqualTo(1);
    }

    private static NodeThread thread(Runnable body) {
        return new NodeThread("lease", LoggerFactory.getLogger(NodeThreadTest.class), body);
    }
}
