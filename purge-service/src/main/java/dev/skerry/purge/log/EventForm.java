package dev.skerry.purge.log;

import dev.skerry.contract.Position;
import dev.skerry.contract.Printable;
import dev.skerry.contract.TraceContext;
import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** CloudEvents as records of Kafka: the Kafka protocol binding 1.0.2, read in binary and structured mode, written in binary mode. */
final class EventForm {
    private static final String AUTHORIZATION = "authorization";

    private EventForm() {}

    static Incoming read(ConsumerRecord<byte[], byte[]> record) {
        Position position = new Position(record.partition(), record.offset());
        Headers headers = record.headers();
        try {
            CloudEvent event = KafkaMessageFactory.createReader(record).toEvent();
            Object traceparent = event.getExtension(TraceContext.FIELD);
            return new Incoming.Event(
                    position,
                    event,
                    header(headers, AUTHORIZATION),
                    traceparent == null ? header(headers, TraceContext.FIELD) : traceparent.toString());
        } catch (RuntimeException e) {
            // Foreign bytes: the library throws whatever it stumbles over, and none of it is a fault of ours.
            return new Incoming.Malformed(
                    position,
                    Printable.of(String.valueOf(e.getMessage())),
                    header(headers, "ce_id"),
                    header(headers, "ce_source"));
        }
    }

    private static @Nullable String header(Headers headers, String name) {
        @Nullable Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    static ProducerRecord<byte[], byte[]> write(CloudEvent event, String topic, String key) {
        @Nullable OffsetDateTime time = event.getTime();
        return KafkaMessageFactory.<byte[]>createWriter(
                        topic,
                        null,
                        time == null ? null : time.toInstant().toEpochMilli(),
                        key.getBytes(StandardCharsets.UTF_8))
                .writeBinary(event);
    }
}
