package dev.skerry.contract.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.Topics;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class TopicFollowerTest {
    private static final TopicPlan PLAN = new TopicPlan(List.of(TopicSource.whole(Topics.SITES)), List.of(), List.of());

    @Test
    void a_thread_that_ends_by_an_error_says_so() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        TopicListener listener = new TopicListener() {
            @Override
            public void connect() {
                asked.countDown();
                throw new NoClassDefFoundError("gone");
            }

            @Override
            public void read(ConsumerRecord<byte[], byte[]> record) {
                throw new IllegalStateException("nothing is ever read");
            }
        };
        TopicFollower follower =
                new TopicFollower(new KafkaConnection("127.0.0.1:1", "test"), PLAN, listener, System::nanoTime);
        try (follower) {
            follower.start();
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(follower.state().isReady()).isFalse();
        assertThat(follower.state().detail()).contains("failed").contains("gone");
    }
}
