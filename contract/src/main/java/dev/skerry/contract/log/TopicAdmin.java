package dev.skerry.contract.log;

import dev.skerry.contract.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Creates topics that are missing, with {@code min.insync.replicas} one below the number of copies. Each call has a client of its own, and each wait is at most {@value #TIMEOUT_SECONDS}
 * s. Thread-safe.
 */
public final class TopicAdmin {
    private static final long TIMEOUT_SECONDS = 10;

    private final KafkaConnection kafka;
    private final short replication;

    /**
     * Connects to nothing yet.
     *
     * @param replication copies of each topic that is created, 1 or more
     */
    public TopicAdmin(KafkaConnection kafka, short replication) {
        this.kafka = kafka;
        this.replication = replication;
    }

    /**
     * Returns once Kafka has all of the topics. One that is there stays as it is, whatever its partitions and settings.
     *
     * @throws KafkaException if Kafka does not answer in time or refuses
     */
    public void ensure(List<Topics> topics) throws InterruptedException {
        try (Admin admin = kafka.admin()) {
            for (Topics topic : topics) {
                create(admin, topic);
            }
        }
    }

    private void create(Admin admin, Topics topic) throws InterruptedException {
        NewTopic wanted =
                new NewTopic(topic.name(), topic.partitions(), replication).configs(settings(topic, replication));
        try {
            await(admin.createTopics(List.of(wanted)).all());
        } catch (TopicExistsException there) {
            // What we want; its partitions are checked where they matter.
            return;
        }
    }

    /** With more than two copies an acknowledged record is on two disks at least, and one broker may still be away. */
    static Map<String, String> settings(Topics topic, short replication) {
        Map<String, String> settings = new HashMap<>(topic.settings());
        settings.put("min.insync.replicas", Integer.toString(Math.max(1, replication - 1)));
        return settings;
    }

    /**
     * How many partitions a topic really has.
     *
     * @throws KafkaException if Kafka does not answer in time, or there is no such topic
     */
    public int partitionsOf(Topics topic) throws InterruptedException {
        try (Admin admin = kafka.admin()) {
            TopicDescription found = await(
                            admin.describeTopics(List.of(topic.name())).allTopicNames())
                    .get(topic.name());
            if (found == null) {
                throw new UnknownTopicOrPartitionException("topic " + topic.name() + " is not there yet");
            }
            return found.partitions().size();
        }
    }

    private static <T> T await(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("no answer within " + TIMEOUT_SECONDS + " s", e);
        }
    }
}
