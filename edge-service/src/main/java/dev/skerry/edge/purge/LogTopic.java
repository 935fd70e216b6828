package dev.skerry.edge.purge;

import dev.skerry.contract.log.WallClockWatch;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the topic that a node is to read. */
public final class LogTopic {
    private static final Logger LOG = LoggerFactory.getLogger(LogTopic.class);
    private static final WallClockWatch CLOCK = WallClockWatch.system();

    private LogTopic() {}

    /**
     * Waits until the cluster answers and the topic exists, with bounded pauses and no end: a node that does not know the
     * log can do nothing useful. Interrupt the thread to give up.
     *
     * @param bootstrap {@code HOST:PORT,...}
     * @throws InterruptedException if the thread was interrupted
     */
    public static LogExtent await(String bootstrap, String topic) throws InterruptedException {
        Pace pace = new Pace(LOG, System::nanoTime);
        while (!Thread.currentThread().isInterrupted()) {
            try (Admin admin = KafkaClients.admin(bootstrap)) {
                @Nullable LogExtent found = find(admin, topic, pace);
                if (found != null) {
                    return found;
                }
            } catch (KafkaException e) { // the client itself: a bootstrap server whose name does not resolve yet
                pace.failed("connecting to Kafka at " + bootstrap, e.getCause() == null ? e : e.getCause());
            }
        }
        throw new InterruptedException("interrupted while waiting for topic " + topic);
    }

    /** Null if the thread is interrupted, or the wall clock was set back. */
    private static @Nullable LogExtent find(Admin admin, String topic, Pace pace) throws InterruptedException {
        long steps = CLOCK.steps();
        while (!Thread.currentThread().isInterrupted() && CLOCK.steps() == steps) {
            try {
                return extent(admin, topic);
            } catch (ExecutionException | TimeoutException e) {
                pace.failed("looking for topic " + topic, e.getCause() == null ? e : e.getCause());
            }
        }
        return null;
    }

    private static LogExtent extent(Admin admin, String topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        TopicDescription found = KafkaClients.describe(admin, topic);
        int partitions = found.partitions().size();
        List<Long> begin = KafkaClients.offsets(admin, topic, partitions, OffsetSpec.earliest());
        List<Long> end = KafkaClients.offsets(admin, topic, partitions, OffsetSpec.latest());
        return new LogExtent(topic, found.topicId().toString(), begin, end);
    }
}
