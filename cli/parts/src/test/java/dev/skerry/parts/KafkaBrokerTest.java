package dev.skerry.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final TopicPartition PARTITION = new TopicPartition("log", 0);

    @TempDir
    private Path folder;

    private ChildProcess start(int port) {
        ChildProcess broker = ChildProcess.start(KafkaBroker.launch(
                folder.resolve("kafka"),
                port,
                folder.resolve("tmp"),
                folder.resolve("kafka.log"),
                List.of("-XX:TieredStopAtLevel=1")));
        broker.awaitReady(() -> KafkaBroker.answers(port), LIMIT);
        return broker;
    }

    private static Map<String, Object> config(int port) {
        return Map.of("bootstrap.servers", "127.0.0.1:" + port);
    }

    @Test
    void what_was_acknowledged_survives_kill_9_and_a_stop_in_order() throws Exception {
        int port = FreePort.any();
        try (ChildProcess broker = start(port)) {
            createLog(port);
            assertThat(append(port, "first")).isZero();
            broker.kill();
            assertThat(KafkaBroker.answers(port)).isFalse();
        }
        try (ChildProcess broker = start(port)) {
            assertThat(append(port, "second")).isEqualTo(1);
            assertThat(broker.stop(Duration.ofSeconds(20)))
                    .as("stops by itself")
                    .isTrue();
        }
        try (ChildProcess broker = start(port)) {
            assertThat(broker.identity().residentBytes().orElse(0L)).isLessThan(300L << 20);
            assertThat(read(port)).containsExactly("first", "second");
        }
    }

    @Test
    void a_topic_is_never_made_by_asking_for_it() throws Exception {
        int port = FreePort.any();
        try (ChildProcess broker = start(port);
                Admin admin = Admin.create(config(port))) {
            assertThatThrownBy(() -> admin.describeTopics(List.of("none"))
                            .allTopicNames()
                            .get(30, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
            assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).isEmpty();
            assertThat(broker.name()).isEqualTo("kafka");
        }
    }

    @Test
    void nobody_answers_where_no_broker_is() {
        assertThat(KafkaBroker.answers(FreePort.any())).isFalse();
    }

    private static void createLog(int port) throws Exception {
        try (Admin admin = Admin.create(config(port))) {
            NewTopic log = new NewTopic(PARTITION.topic(), 1, (short) 1).configs(Map.of("cleanup.policy", "compact"));
            admin.createTopics(List.of(log)).all().get(30, TimeUnit.SECONDS);
        }
    }

    private static long append(int port, String text) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config(port), new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return producer.send(new ProducerRecord<>(PARTITION.topic(), bytes, bytes))
                    .get(30, TimeUnit.SECONDS)
                    .offset();
        }
    }

    private static List<String> read(int port) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config(port), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seekToBeginning(List.of(PARTITION));
            return consumer.poll(LIMIT).records(PARTITION).stream()
                    .map(message -> new String(message.value(), StandardCharsets.UTF_8))
                    .toList();
        }
    }
}
