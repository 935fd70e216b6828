package dev.skerry.edge;

import dev.skerry.contract.Json;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeConfig;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What the central services do for a fleet: makes the topics of the platform, puts sites in force, and purges. */
final class OwnFleet {
    private static final int LIMIT_SECONDS = 30;

    private final String kafka;

    /** Makes the topics that are not there yet; all tests of this JVM share them. */
    OwnFleet(String kafka) throws Exception {
        this.kafka = kafka;
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            for (Topics topic : List.of(
                    Topics.PURGES,
                    Topics.RECEIPTS,
                    Topics.SITES,
                    Topics.STATS,
                    Topics.PREVIEWS,
                    Topics.PREVIEW_ANSWERS)) {
                NewTopic wanted = new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.settings());
                try {
                    admin.createTopics(List.of(wanted)).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw e;
                    }
                }
            }
        }
    }

    /** Puts the first version of a site in force: named as its only host, with one origin. */
    void site(String name, String originUrl) throws Exception {
        site(name, originUrl, PurgeConfig.DEFAULT);
    }

    /** As {@link #site(String, String)}, with rules for its purges. */
    void site(String name, String originUrl, PurgeConfig purge) throws Exception {
        SiteConfig config = new SiteConfig(
                new SiteId(name),
                List.of(name),
                List.of(new SiteConfig.Origin(originUrl, false)),
                null,
                SiteConfig.Cache.DEFAULT,
                SiteConfig.Lease.DEFAULT,
                purge);
        send(
                Topics.SITES.name(),
                0,
                name.getBytes(StandardCharsets.UTF_8),
                Json.write(new SiteVersion(1, config, Instant.EPOCH)));
    }

    /**
     * Commits a purge.
     *
     * @return where it stands in the log
     */
    Position purge(String site, String selector, PurgeMode mode) throws Exception {
        PurgeRecord record = new PurgeRecord(
                new PurgeId(UUID.randomUUID().toString()),
                new SiteId(site),
                mode,
                PurgeSelector.parse(selector),
                0,
                1,
                Instant.EPOCH,
                "test");
        int partition = Topics.partitionOf(record.site(), Topics.PURGES.partitions());
        byte[] key = record.logKey().getBytes(StandardCharsets.UTF_8);
        return new Position(partition, send(Topics.PURGES.name(), partition, key, Json.write(record)));
    }

    long send(String topic, int partition, byte[] key, byte[] value) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", kafka),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            return producer.send(new ProducerRecord<>(topic, partition, key, value))
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .offset();
        }
    }

    /** Starts a node of the PoP that {@code redis} is of. */
    Edge node(String name, String redis) throws InterruptedException {
        return node(name, redis, "16MiB");
    }

    /** As {@link #node(String, String)}, with so much memory for responses. */
    Edge node(String name, String redis, String memory) throws InterruptedException {
        return Edge.start(TestConfig.of(Map.of(
                "skerry.kafka", kafka,
                "skerry.pop", "fra",
                "skerry.node", "fra-" + name,
                "skerry.redis", redis,
                "skerry.memory", memory)));
    }
}
