package dev.skerry.purge.log;

import dev.skerry.contract.Topics;
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
 * Creates the topics that are missing, and refuses a purge log with another number of partitions than it must have: sites
 * would move to other partitions, and every fence and position of theirs would mean nothing.
 */
final class LogTopics {
    private static final List<Topics> NEEDED = List.of(Topics.PURGES, Topics.RECEIPTS, Topics.STATS, Topics.SITES);
    private static final long TIMEOUT_SECONDS = 10;

    private final Map<String, Object> client;
    private final short replication;

    LogTopics(String bootstrapServers, short replication) {
        this.client = ClientSettings.admin(bootstrapServers);
        this.replication = replication;
    }

    /**
     * Returns once all topics exist.
     *
     * @throws KafkaException if Kafka does not answer within a few seconds or refuses
     * @throws WrongPartitionsException if the purge log has another number of partitions
     */
    void ensure() throws InterruptedException, WrongPartitionsException {
        try (Admin admin = Admin.create(client)) {
            for (Topics topic : NEEDED) {
                create(admin, topic);
            }
            TopicDescription purges = await(
                            admin.describeTopics(List.of(Topics.PURGES.name())).allTopicNames())
                    .get(Topics.PURGES.name());
            if (purges == null) {
                throw new UnknownTopicOrPartitionException("topic " + Topics.PURGES.name() + " is not there yet");
            }
            int partitions = purges.partitions().size();
            if (partitions != Topics.PURGES.partitions()) {
                throw new WrongPartitionsException(partitions);
            }
        }
    }

    private void create(Admin admin, Topics topic) throws InterruptedException {
        NewTopic wanted = new NewTopic(topic.name(), topic.partitions(), replication).configs(topic.settings());
        try {
            await(admin.createTopics(List.of(wanted)).all());
        } catch (TopicExistsException there) {
            // What we want; its partitions are checked where they matter.
            return;
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

    /** The purge log has been changed in a way that makes positions meaningless. */
    static final class WrongPartitionsException extends Exception {
        private static final long serialVersionUID = 1;

        WrongPartitionsException(int partitions) {
            super("topic " + Topics.PURGES.name() + " has " + partitions + " partitions and must have "
                    + Topics.PURGES.partitions()
                    + ": with another number sites move to other partitions, where fences and"
                    + " positions mean nothing. Restore the topic, or purge everything and create it anew");
        }
    }
}
