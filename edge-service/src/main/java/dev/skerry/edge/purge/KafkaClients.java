package dev.skerry.edge.purge;

import dev.skerry.contract.log.PromptAdmin;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** The Kafka clients of an edge, and the two questions it asks of a topic. All waits end within {@link #LIMIT}. */
final class KafkaClients {
    /** The longest that one question to the cluster may take. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    private static final String RECONNECT_MAX_MS = "1000";

    private KafkaClients() {}

    /** For every partition assigned by hand; no group, nothing committed, and no offset ever chosen for us. */
    static KafkaConsumer<byte[], byte[]> consumer(String bootstrap) {
        Map<String, Object> settings = common(bootstrap);
        settings.put("auto.offset.reset", "none");
        settings.put("enable.auto.commit", "false");
        settings.put("allow.auto.create.topics", "false");
        settings.put("max.poll.records", "5000");
        settings.put("default.api.timeout.ms", Long.toString(LIMIT.toMillis()));
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    static Admin admin(String bootstrap) {
        Map<String, Object> settings = common(bootstrap);
        settings.put("default.api.timeout.ms", Long.toString(LIMIT.toMillis()));
        settings.put("request.timeout.ms", "2000");
        return new PromptAdmin(settings);
    }

    /** Sends at once, and gives up after {@link #LIMIT}: a report that old says nothing. */
    static KafkaProducer<byte[], byte[]> producer(String bootstrap) {
        Map<String, Object> settings = common(bootstrap);
        settings.put("acks", "all");
        settings.put("enable.idempotence", "true");
        settings.put("linger.ms", "0");
        settings.put("buffer.memory", Integer.toString(1 << 20));
        settings.put("max.block.ms", "1000");
        settings.put("request.timeout.ms", "2000");
        settings.put("delivery.timeout.ms", Long.toString(LIMIT.toMillis()));
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Map<String, Object> common(String bootstrap) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", bootstrap);
        settings.put("client.id", "skerry-edge-" + UUID.randomUUID().toString().substring(0, 8));
        settings.put("reconnect.backoff.max.ms", RECONNECT_MAX_MS);
        settings.put("enable.metrics.push", "false");
        return settings;
    }

    /** @throws ExecutionException with {@code UnknownTopicOrPartitionException} if there is no such topic */
    static TopicDescription describe(Admin admin, String topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, TopicDescription> found =
                within(admin.describeTopics(List.of(topic)).allTopicNames());
        return told(found.get(topic), topic);
    }

    /** Offsets by partition, index for index. */
    static List<Long> offsets(Admin admin, String topic, int partitions, OffsetSpec which)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> questions = partitions(topic, partitions).stream()
                .collect(Collectors.toMap(Function.identity(), partition -> which));
        ListOffsetsOptions options = new ListOffsetsOptions().timeoutMs((int) LIMIT.toMillis());
        var answers = within(admin.listOffsets(questions, options).all());
        return partitions(topic, partitions).stream()
                .map(partition -> told(answers.get(partition), partition).offset())
                .toList();
    }

    private static <T> T told(@Nullable T answer, Object of) {
        if (answer == null) {
            throw new KafkaException("the cluster said nothing of " + of);
        }
        return answer;
    }

    static List<TopicPartition> partitions(String topic, int partitions) {
        return IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    private static <T> T within(KafkaFuture<T> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
