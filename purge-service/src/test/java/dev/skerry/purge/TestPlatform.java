package dev.skerry.purge;

import dev.skerry.contract.Json;
import dev.skerry.contract.SiteConfig;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.Topics;
import dev.skerry.testing.RealParts;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * What the service under test finds: Kafka, the key that tokens are verified with, the key of webhooks, and the sites {@code demo},
 * {@code docs}, {@code anycase}, on which the case of keys is ignored, and {@code guarded}, of which a purge may hit a quarter.
 */
public final class TestPlatform implements QuarkusTestResourceLifecycleManager {
    /** Setting that holds the key that tests sign tokens with. */
    public static final String PRIVATE_KEY = "skerry.test.private-key";

    private @Nullable Path publicKey;
    private @Nullable Path webhookKey;

    @Override
    public Map<String, String> start() {
        String kafka = RealParts.kafka().bootstrapServers();
        KeyPair keys = TestKeys.pair("secp256r1");
        try {
            publicKey = TestKeys.writePublic(keys, Files.createTempFile("skerry-test-token", ".pem"));
            webhookKey = TestKeys.writeWebhookKey(Files.createTempFile("skerry-test-webhook", ".key"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        publishSites(kafka, "demo", "docs");
        publish(
                kafka,
                "{site: anycase, hosts: [anycase.localhost], origins: [{store: true}], purge: {keyCase: ignored}}",
                "{site: guarded, hosts: [guarded.localhost], origins: [{store: true}], purge: {guardPercent: 25}}");
        return Map.of(
                "skerry.kafka",
                kafka,
                "skerry.token.public-key",
                publicKey.toString(),
                "skerry.purge.webhook.key-file",
                webhookKey.toString(),
                PRIVATE_KEY,
                TestKeys.text(keys.getPrivate()));
    }

    @Override
    public void stop() {
        try {
            if (publicKey != null) {
                Files.deleteIfExists(publicKey);
            }
            if (webhookKey != null) {
                Files.deleteIfExists(webhookKey);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Publishes sites of these names as origin-service does. */
    public static void publishSites(String kafka, String... names) {
        publish(
                kafka,
                Stream.of(names)
                        .map(name -> "{site: " + name + ", hosts: [" + name + ".localhost], origins: [{store: true}]}")
                        .toArray(String[]::new));
    }

    /** Publishes sites, given as site files, as origin-service does. */
    public static void publish(String kafka, String... files) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka));
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", kafka), new ByteArraySerializer(), new ByteArraySerializer())) {
            create(admin, Topics.SITES);
            for (String yaml : files) {
                SiteConfig config = Json.readYaml(yaml.getBytes(StandardCharsets.UTF_8), SiteConfig.class);
                await(producer.send(new ProducerRecord<>(
                        Topics.SITES.name(),
                        config.site().value().getBytes(StandardCharsets.UTF_8),
                        Json.write(new SiteVersion(1, config, Instant.EPOCH)))));
            }
        }
    }

    /** Creates a topic unless it is there. */
    public static void create(Admin admin, Topics topic) {
        try {
            await(admin.createTopics(List.of(
                            new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.settings())))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture());
        } catch (IllegalStateException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
