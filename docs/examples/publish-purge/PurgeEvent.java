// TOKEN=$(./skerry token demo purge:select) java -cp 'kafka-clients-4.2.1.jar:slf4j-api-2.0.17.jar' PurgeEvent.java 127.0.0.1:9092 demo product-7
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

public class PurgeEvent {
    public static void main(String[] args) throws Exception {
        Map<String, Object> kafka = Map.of("bootstrap.servers", args[0]);
        var event = new ProducerRecord<String, String>("skerry.purge-requests", "{\"keys\": [\"" + args[2] + "\"]}");
        Map.of(
                "ce_specversion", "1.0",
                "ce_id", UUID.randomUUID().toString(),
                "ce_source", "/examples/java",
                "ce_type", "dev.skerry.purge.requested",
                "ce_subject", args[1],
                "authorization", "Bearer " + System.getenv("TOKEN"))
            .forEach((name, value) -> event.headers().add(name, value.getBytes()));
        try (var producer = new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
            producer.send(event).get();
        }
    }
}
