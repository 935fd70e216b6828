package dev.skerry.edge.purge;

import java.util.List;

/**
 * A log as it was when this node began to read it. Offsets mean something only together with the log's identity.
 *
 * @param topic its name
 * @param topicId that the brokers gave it; a topic that is deleted and made again has another
 * @param begin first offset that is still there, by partition
 * @param end offset that the next record was to get, by partition; the node has caught up once it has applied that far
 */
public record LogExtent(String topic, String topicId, List<Long> begin, List<Long> end) {
    /** @throws IllegalArgumentException unless there is a partition, and each has a beginning and an end */
    public LogExtent {
        begin = List.copyOf(begin);
        end = List.copyOf(end);
        if (begin.isEmpty() || begin.size() != end.size()) {
            throw new IllegalArgumentException(
                    "a log has partitions, found " + begin.size() + " beginnings and " + end.size() + " ends");
        }
    }

    /** How many partitions. */
    public int partitions() {
        return begin.size();
    }

    /**
     * Names the log for whoever keeps fences beyond the life of this process: fences of another log, or of this one with
     * another number of partitions, mean nothing.
     */
    public String logId() {
        return topicId + "-" + partitions();
    }
}
