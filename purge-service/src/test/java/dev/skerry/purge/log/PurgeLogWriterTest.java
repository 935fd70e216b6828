package dev.skerry.purge.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.log.KafkaConnection;
import dev.skerry.purge.log.PurgeLogWriter.NotCommittedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** How long a caller is kept while Kafka is away, on virtual time. */
final class PurgeLogWriterTest {
    private long now;
    private int sends;

    /** Kafka's own stand-in for a producer; every send takes its time, as one does that waits for metadata. */
    private final class SlowProducer extends MockProducer<byte[], byte[]> {
        private final Duration each;
        private final boolean fails;

        SlowProducer(Duration each, boolean fails) {
            super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
            this.each = each;
            this.fails = fails;
        }

        @Override
        public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
            sends++;
            now += each.toNanos();
            if (fails) {
                throw new KafkaException("no metadata");
            }
            return super.send(record, callback);
        }
    }

    private static List<PurgeRecord> purge(int selectors) {
        return IntStream.range(0, selectors)
                .mapToObj(index -> new PurgeRecord(
                        new PurgeId("purge-one"),
                        new SiteId("demo"),
                        PurgeMode.HARD,
                        PurgeSelector.parse("key:k" + index),
                        index,
                        selectors,
                        Instant.EPOCH,
                        "tester"))
                .toList();
    }

    private PurgeLogWriter writer(Duration each, boolean fails) {
        return new PurgeLogWriter(() -> new SlowProducer(each, fails), () -> now);
    }

    @Test
    void once_a_record_could_not_be_sent_the_others_are_not_tried() {
        try (PurgeLogWriter writer = writer(KafkaConnection.MAX_BLOCK, true)) {
            writer.connect();
            assertThatThrownBy(() -> writer.write(purge(1_000), null))
                    .isInstanceOf(NotCommittedException.class)
                    .hasMessageContaining("0 of 1000");
            assertThat(sends).isEqualTo(1);
        }
    }

    @Test
    void nothing_is_sent_after_the_deadline() {
        try (PurgeLogWriter writer = writer(Duration.ofSeconds(1), false)) {
            writer.connect();
            assertThatThrownBy(() -> writer.write(purge(1_000), null))
                    .isInstanceOf(NotCommittedException.class)
                    .hasMessageContaining("7 of 1000");
            assertThat(sends).isEqualTo(7);
        }
    }

    @Test
    void a_purge_is_written_when_all_its_records_are() throws Exception {
        try (PurgeLogWriter writer = writer(Duration.ofMillis(1), false)) {
            writer.connect();
            assertThat(writer.write(purge(1_000), null).position().offset()).isEqualTo(999);
            assertThat(sends).isEqualTo(1_000);
        }
    }
}
