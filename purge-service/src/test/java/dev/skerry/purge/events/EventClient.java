package dev.skerry.purge.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skerry.contract.Topics;
import dev.skerry.purge.api.ApiDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A publisher that knows Kafka and nothing of us but the AsyncAPI document. Every result that it sees must be as the document
 * has it. One thread at a time.
 */
public final class EventClient implements AutoCloseable {
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ApiDocument DOCUMENT = ApiDocument.ofEvents();

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String topic;
    private final List<Result> seen = new ArrayList<>();

    /** What became of an event: headers and value of a record, as they came. */
    public record Result(Map<String, String> headers, JsonNode data) {
        /** {@code committed}, {@code completed} or {@code rejected}. */
        public String kind() {
            String type = headers.getOrDefault("ce_type", "");
            return type.substring(type.lastIndexOf('.') + 1);
        }

        /** Id of the event. */
        public String of() {
            return headers.getOrDefault("ce_requestid", "");
        }

        /** The last part of the problem's type. */
        public String problem() {
            String type = data.path("type").asText();
            return type.substring(type.lastIndexOf(':') + 1);
        }

        /** Id of the purge. */
        public String purge() {
            return data.path("id").asText();
        }
    }

    /** A publisher to {@code topic}, who has seen no result yet; the topic of results is there. */
    public EventClient(String kafka, String topic) {
        this.topic = topic;
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka), new ByteArraySerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka, "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = IntStream.range(0, Topics.PURGE_RESULTS.partitions())
                .mapToObj(partition -> new TopicPartition(Topics.PURGE_RESULTS.name(), partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** The headers of an event in binary mode. */
    public static Map<String, String> headers(String id, String site, @Nullable String authorization) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", id);
        headers.put("ce_source", "/test");
        headers.put("ce_type", "dev.skerry.purge.requested");
        headers.put("ce_subject", site);
        if (authorization != null) {
            headers.put("authorization", authorization);
        }
        return headers;
    }

    /** Sends a record to partition 0, so that one waits for the other; returns once Kafka has it. */
    public void send(Map<String, String> headers, byte @Nullable [] value) throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, null, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        producer.send(record).get(20, TimeUnit.SECONDS);
    }

    /** As {@link #send(Map, byte[])}. */
    public void send(Map<String, String> headers, String value) throws Exception {
        send(headers, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits for a result of this kind of an event. */
    public Result await(String id, String kind) {
        return await(
                        id + " is " + kind,
                        result -> result.of().equals(id) && result.kind().equals(kind),
                        1)
                .getFirst();
    }

    /** Waits for so many results at least, 30 s at most, and returns all such. */
    public List<Result> await(String what, Predicate<Result> wanted, int count) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (seen.stream().filter(wanted).count() < count) {
            if (deadline - System.nanoTime() < 0) {
                throw new AssertionError("waited in vain until " + what + "; seen: "
                        + seen.stream()
                                .map(result -> result.of() + " " + result.kind())
                                .toList());
            }
            consumer.poll(Duration.ofMillis(100)).forEach(record -> seen.add(read(record)));
        }
        return seen.stream().filter(wanted).toList();
    }

    private static Result read(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        Result result = new Result(headers, parse(record.value()));
        if (!new String(record.key(), StandardCharsets.UTF_8).equals(result.of())) {
            throw new AssertionError("the key is not the id of the event: " + result);
        }
        check(result);
        return result;
    }

    /** @throws AssertionError if the document does not tell of this result, or tells of another one */
    static void check(Result result) {
        JsonNode message = DOCUMENT.root().at("/channels/purgeResults/messages").properties().stream()
                .map(entry -> DOCUMENT.resolve(entry.getValue()))
                .filter(candidate ->
                        candidate.get("name").asText().equals(result.headers().get("ce_type")))
                .findFirst()
                .orElseThrow(() -> new AssertionError(result + " is no message of asyncapi.yaml"));
        ObjectNode headers = JSON.valueToTree(result.headers());
        List<String> flaws = new ArrayList<>(DOCUMENT.flaws(message.get("headers"), headers));
        flaws.addAll(DOCUMENT.flaws(message.get("payload"), result.data()));
        if (!message.get("contentType").asText().equals(result.headers().get("content-type"))) {
            flaws.add("content-type is not " + message.get("contentType"));
        }
        if (!flaws.isEmpty()) {
            throw new AssertionError(result + " is not as asyncapi.yaml has it: " + flaws);
        }
    }

    private static JsonNode parse(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
        consumer.close();
    }
}
