package dev.skerry.purge.log;

import dev.skerry.contract.Topics;
import dev.skerry.contract.log.TopicAdmin;
import dev.skerry.contract.log.UnfitTopicException;
import java.util.List;
import org.apache.kafka.common.KafkaException;

/**
 * Creates the topics that are missing, and refuses a purge log with another number of partitions than it must have: sites
 * would move to other partitions, and every fence and position of theirs would mean nothing.
 */
final class LogTopics {
    private static final List<Topics> NEEDED = List.of(
            Topics.PURGES,
            Topics.RECEIPTS,
            Topics.STATS,
            Topics.SITES,
            Topics.AUDIT,
            Topics.PURGE_REQUESTS,
            Topics.PURGE_RESULTS,
            Topics.WEBHOOKS,
            Topics.PREVIEWS,
            Topics.PREVIEW_ANSWERS);

    private final TopicAdmin admin;

    LogTopics(TopicAdmin admin) {
        this.admin = admin;
    }

    /**
     * Returns once all topics exist.
     *
     * @throws KafkaException if Kafka does not answer within a few seconds or refuses
     * @throws UnfitTopicException if the purge log has another number of partitions
     */
    void ensure() throws InterruptedException, UnfitTopicException {
        admin.ensure(NEEDED);
        int partitions = admin.partitionsOf(Topics.PURGES);
        if (partitions != Topics.PURGES.partitions()) {
            throw new UnfitTopicException("topic " + Topics.PURGES.name() + " has " + partitions
                    + " partitions and must have " + Topics.PURGES.partitions()
                    + ": with another number sites move to other partitions, where fences and"
                    + " positions mean nothing. Restore the topic, or purge everything and create it anew");
        }
    }
}
