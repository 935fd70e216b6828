package dev.skerry.contract.log;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What a service does with the topics that it reads. All methods are called by the one thread that reads, which waits
 * for them. A {@code KafkaException} out of any of them makes the reading start over; any other exception, but for those
 * of {@link #read}, is a defect and ends it.
 */
public interface TopicListener {
    /**
     * Called before every attempt to read, to make ready what reading needs, such as the topics.
     *
     * @throws UnfitTopicException if a topic is not as it must be; it will be looked at again
     */
    default void connect() throws InterruptedException, UnfitTopicException {}

    /** All sources are about to be read, perhaps not for the first time: what was learned from them may be outdated. */
    default void startOver() {}

    /**
     * Takes a record.
     *
     * @throws IllegalArgumentException or an {@link IllegalStateException} if it cannot be understood or has no room: it
     *     is logged and passed over
     */
    void read(ConsumerRecord<byte[], byte[]> record);

    /** Everything that was there when the reading started has been read; what comes from now on is new. */
    default void caughtUp() {}

    /** Whether it should be proven now that nothing is missing; asked some times a second after {@link #caughtUp}. */
    default boolean wantsProof() {
        return false;
    }

    /**
     * Everything has been read that stood in the plan's proof topics at {@code askedAt}, which may be a while ago. Not
     * called where Kafka did not answer in time: the proof is then to be wanted again.
     *
     * @param askedAt on the monotonic clock
     * @param ends the next offset to be written, by partition
     */
    default void proven(long askedAt, Map<TopicPartition, Long> ends) {}
}
