package dev.skerry.edge.purge;

import dev.skerry.contract.Json;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import dev.skerry.edge.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The other side of a log: makes the topic, commits purges as purge-service does, and appends whatever else. */
public final class TestLog implements AutoCloseable {
    private static final int LIMIT_SECONDS = 30;

    public final String topic;
    private final String bootstrap;
    final int partitions;
    final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Connects, and makes nothing before {@link #create}. */
    public TestLog(String bootstrap, String topic, int partitions) {
        this.bootstrap = bootstrap;
        this.topic = topic;
        this.partitions = partitions;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", "0"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Makes the topic. */
    public TestLog create() throws Exception {
        return create(Map.of("cleanup.policy", "compact,delete"));
    }

    /** Makes the topic with these settings. */
    TestLog create(Map<String, String> settings) throws Exception {
        NewTopic wanted = new NewTopic(topic, partitions, (short) 1).configs(settings);
        admin.createTopics(List.of(wanted)).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        return this;
    }

    /** The offset of the first record that is still there; -1 if none came within a second. */
    long firstOffset(int partition) {
        try (KafkaConsumer<byte[], byte[]> consumer = KafkaClients.consumer(bootstrap)) {
            TopicPartition one = new TopicPartition(topic, partition);
            consumer.assign(List.of(one));
            consumer.seek(one, 0);
            Iterator<ConsumerRecord<byte[], byte[]>> records =
                    consumer.poll(Duration.ofSeconds(1)).iterator();
            return records.hasNext() ? records.next().offset() : -1;
        }
    }

    /** Returns once the clock that records are stamped by shows another millisecond. */
    void awaitAnotherMillisecond() throws InterruptedException {
        long since = System.currentTimeMillis();
        Await.until("another millisecond", () -> System.currentTimeMillis() > since + 1);
    }

    /** Commits a hard purge and returns its offset. */
    long purge(SiteId site, String selector) throws Exception {
        PurgeRecord record = new PurgeRecord(
                new PurgeId("test-purge"),
                site,
                PurgeMode.HARD,
                PurgeSelector.parse(selector),
                0,
                1,
                Instant.EPOCH,
                "test");
        return append(Topics.partitionOf(site, partitions), record.logKey(), Json.write(record));
    }

    /** Appends a record and returns its offset. */
    public long append(int partition, String key, byte @Nullable [] value) throws Exception {
        var record = new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8), value);
        return producer.send(record).get(LIMIT_SECONDS, TimeUnit.SECONDS).offset();
    }

    /** The offset that the next record of a partition gets. */
    long end(int partition) {
        try {
            return KafkaClients.offsets(admin, topic, partitions, OffsetSpec.latest())
                    .get(partition);
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            throw new IllegalStateException("no end of partition " + partition, e);
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
