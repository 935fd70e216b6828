package dev.skerry.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Receipt;
import dev.skerry.contract.Topics;
import dev.skerry.contract.log.KafkaConnection;
import dev.skerry.contract.log.TopicAdmin;
import dev.skerry.testing.RealParts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class AcknowledgedTest {
    @Test
    void a_purge_that_the_log_does_not_have_is_lost() throws Exception {
        String kafka = RealParts.kafka().bootstrapServers();
        KafkaConnection connection = new KafkaConnection(kafka, "chaos-test");
        new TopicAdmin(connection, (short) 1).ensure(List.of(Topics.PURGES));
        PurgeStatus purge = Promised.status(PurgeStatus.State.COMMITTED, Receipt.State.PENDING);
        Acknowledged acknowledged = new Acknowledged();
        assertThat(acknowledged.lost(kafka)).isEmpty();
        acknowledged.add(purge);
        assertThat(acknowledged.lost(kafka)).singleElement().asString().contains("strict/hard/everything at 17");
        byte[] key = "strict/hard/everything".getBytes(StandardCharsets.UTF_8);
        try (Producer<byte[], byte[]> producer = connection.producer()) {
            for (long offset = 0; offset < purge.position().offset(); ) {
                offset = producer.send(new ProducerRecord<>(Topics.PURGES.name(), 3, key, key))
                        .get(10, TimeUnit.SECONDS)
                        .offset();
            }
        }
        assertThat(acknowledged.lost(kafka)).isEmpty();
    }
}
