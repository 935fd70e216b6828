package dev.skerry.contract.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** When a producer is made and ended; Kafka's own stand-in is one. {@code ClockSetBackTest} does it with a real one. */
class RecordSenderTest {
    private static final ProducerRecord<byte[], byte[]> RECORD = new ProducerRecord<>("topic", new byte[] {1});

    private long wallMillis = 1_700_000_000_000L;
    private boolean resolves = true;
    private final WallClockWatch watch = new WallClockWatch(() -> wallMillis, () -> 0);
    private final List<MockProducer<byte[], byte[]>> made = new ArrayList<>();
    private final RecordSender sender = new RecordSender(this::make, watch);

    private Producer<byte[], byte[]> make() {
        if (!resolves) {
            throw new KafkaException("no address");
        }
        made.add(new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()));
        return made.getLast();
    }

    private void setBack() {
        wallMillis -= 3_600_000;
        watch.look();
    }

    @Test
    void records_share_a_producer_until_the_clock_is_set_back() {
        assertThat(made).isEmpty();
        assertThat(sender.send(RECORD)).isCompleted();
        assertThat(sender.send(RECORD)).isCompleted();
        assertThat(made).hasSize(1);
        setBack();
        assertThat(made.getFirst().closed()).isTrue();
        assertThat(sender.send(RECORD)).isCompleted();
        assertThat(made).hasSize(2);
        assertThat(made.getLast().history()).hasSize(1);
    }

    @Test
    void a_producer_that_cannot_be_made_fails_the_record_and_is_tried_again_with_the_next() {
        resolves = false;
        CompletableFuture<RecordMetadata> failed = sender.send(RECORD);
        assertThat(failed).isCompletedExceptionally();
        resolves = true;
        assertThat(sender.send(RECORD)).isCompleted();
    }

    @Test
    void nothing_is_sent_after_it_was_closed_and_no_producer_is_left() {
        assertThat(sender.send(RECORD)).isCompleted();
        sender.close();
        assertThat(made.getFirst().closed()).isTrue();
        assertThat(sender.send(RECORD)).isCompletedExceptionally();
        setBack();
        assertThat(made).hasSize(1);
    }
}
