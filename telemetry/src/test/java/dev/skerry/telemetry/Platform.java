package dev.skerry.telemetry;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.NodeStats;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.Topics;
import dev.skerry.testing.RealParts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes to the platform's topics what edges and services would write. */
final class Platform implements AutoCloseable {
    private final Producer<byte[], byte[]> producer;

    private Platform(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    /** Makes the topics that are not there. */
    static Platform start() throws Exception {
        Map<String, Object> servers =
                Map.of("bootstrap.servers", RealParts.kafka().bootstrapServers());
        try (Admin admin = Admin.create(servers)) {
            for (Topics topic : List.of(Topics.PURGES, Topics.RECEIPTS, Topics.STATS, Topics.SITES)) {
                NewTopic wanted = new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.settings());
                try {
                    admin.createTopics(List.of(wanted)).all().get(20, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                }
            }
        }
        return new Platform(new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    void write(Topics topic, String key, byte[] value) throws Exception {
        send(new ProducerRecord<>(topic.name(), key.getBytes(StandardCharsets.UTF_8), value));
    }

    private Position send(ProducerRecord<byte[], byte[]> record) throws Exception {
        RecordMetadata written = producer.send(record).get(20, TimeUnit.SECONDS);
        return new Position(written.partition(), written.offset());
    }

    void site(SiteVersion site) throws Exception {
        write(Topics.SITES, site.config().site().value(), Json.write(site));
    }

    void report(NodeReport report) throws Exception {
        write(Topics.RECEIPTS, report.node().value(), Json.write(report));
    }

    void stats(NodeStats stats) throws Exception {
        write(Topics.STATS, stats.node().value(), Json.write(stats));
    }

    Position purge(PurgeRecord purge) throws Exception {
        return send(new ProducerRecord<>(
                Topics.PURGES.name(),
                Topics.partitionOf(purge.site(), Topics.PURGES.partitions()),
                purge.logKey().getBytes(StandardCharsets.UTF_8),
                Json.write(purge)));
    }

    @Override
    public void close() {
        producer.close();
    }
}
