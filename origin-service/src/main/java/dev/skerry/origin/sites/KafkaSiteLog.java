package dev.skerry.origin.sites;

import dev.skerry.contract.Json;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** {@code skerry.sites}: key is the site's name, value the {@link SiteVersion} as JSON. Thread-safe. */
public final class KafkaSiteLog implements SiteLog, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(KafkaSiteLog.class);
    private static final int TIMEOUT_MS = 5_000;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MAX_IDLE_POLLS = 25;

    private final String servers;
    private final short replicationFactor;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Creates the log's client; Kafka need not be there yet. */
    public KafkaSiteLog(String servers, short replicationFactor) {
        this.servers = servers;
        this.replicationFactor = replicationFactor;
        Map<String, Object> settings = settings();
        settings.put("acks", "all");
        settings.put("linger.ms", 0);
        settings.put("max.block.ms", TIMEOUT_MS);
        settings.put("request.timeout.ms", TIMEOUT_MS / 2);
        settings.put("delivery.timeout.ms", TIMEOUT_MS);
        settings.put("buffer.memory", 4L << 20);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("bootstrap.servers", servers);
        settings.put("client.id", "origin-service");
        settings.put("reconnect.backoff.max.ms", 2_000);
        settings.put("request.timeout.ms", TIMEOUT_MS);
        settings.put("default.api.timeout.ms", TIMEOUT_MS);
        return settings;
    }

    /** Creates the topic if it is not there. */
    public void ensureTopic() throws UnavailableException {
        Topics spec = Topics.SITES;
        try (Admin admin = Admin.create(settings())) {
            NewTopic topic = new NewTopic(spec.name(), spec.partitions(), replicationFactor).configs(spec.settings());
            admin.createTopics(List.of(topic)).all().get(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new UnavailableException("topic " + spec.name() + ": " + e.getCause(), e);
            }
        } catch (TimeoutException | KafkaException e) {
            throw new UnavailableException("topic " + spec.name() + ": " + e, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public void publish(SiteId site, @Nullable SiteVersion version) throws UnavailableException {
        byte[] value = version == null ? null : Json.write(version);
        try {
            producer.send(new ProducerRecord<>(
                            Topics.SITES.name(), 0, site.value().getBytes(StandardCharsets.UTF_8), value))
                    .get(2L * TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new UnavailableException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException | KafkaException e) {
            throw new UnavailableException(e.toString(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public Map<SiteId, SiteVersion> read() throws UnavailableException {
        Map<String, Object> settings = settings();
        settings.put("isolation.level", "read_committed");
        TopicPartition partition = new TopicPartition(Topics.SITES.name(), 0);
        Map<SiteId, SiteVersion> latest = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Long end = consumer.endOffsets(List.of(partition)).get(partition);
            int idle = 0;
            while (end != null && consumer.position(partition) < end) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                records.forEach(record -> take(record, latest));
                idle = records.isEmpty() ? idle + 1 : 0;
                if (idle > MAX_IDLE_POLLS) {
                    throw new UnavailableException(partition + " stands still before its end", null);
                }
            }
        } catch (KafkaException e) {
            throw new UnavailableException(e.toString(), e);
        }
        return latest;
    }

    private static void take(ConsumerRecord<byte[], byte[]> record, Map<SiteId, SiteVersion> latest) {
        try {
            SiteId site = new SiteId(new String(record.key(), StandardCharsets.UTF_8));
            latest.remove(site);
            if (record.value() != null) {
                latest.put(site, Json.readMessage(record.value(), SiteVersion.class));
            }
        } catch (IllegalArgumentException e) {
            // What cannot be read differs from what the disk says, and so is published again.
            LOG.warnf("record %d of %s cannot be read: %s", record.offset(), record.topic(), e.getMessage());
        }
    }

    private static UnavailableException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new UnavailableException("interrupted", e);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
