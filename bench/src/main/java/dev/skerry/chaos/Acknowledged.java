package dev.skerry.chaos;

import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.Topics;
import dev.skerry.contract.log.KafkaConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * The purges that were acknowledged, and whether the log still has them: of each selector it must have the newest, at the same
 * offset or a later one. Thread-safe.
 */
final class Acknowledged {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int BATCH = 1_000;

    private final Map<String, Long> newest = new HashMap<>();

    /** A purge has a position, which is that of its last selector. */
    synchronized void add(PurgeStatus purge) {
        String key = purge.site() + "/" + purge.mode().text() + "/"
                + purge.selectors().getLast();
        newest.merge(key, purge.position().offset(), Math::max);
    }

    /** Reads the whole log; returns what it has lost, for people. */
    synchronized List<String> lost(String bootstrap) {
        Map<String, Long> log = new HashMap<>();
        List<TopicPartition> partitions = IntStream.range(0, Topics.PURGES.partitions())
                .mapToObj(partition -> new TopicPartition(Topics.PURGES.name(), partition))
                .toList();
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConnection(bootstrap, "skerry-chaos").consumer("skerry-chaos", BATCH)) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                if (System.nanoTime() - deadline > 0) {
                    return List.of("the purge log could not be read to its end within " + LIMIT.toSeconds() + " s");
                }
                for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL)) {
                    log.merge(new String(entry.key(), StandardCharsets.UTF_8), entry.offset(), Math::max);
                }
            }
        }
        return newest.entrySet().stream()
                .filter(purge -> log.getOrDefault(purge.getKey(), -1L) < purge.getValue())
                .map(purge -> "the purge log has lost " + purge.getKey() + " at " + purge.getValue()
                        + "; the newest it has is at " + log.getOrDefault(purge.getKey(), -1L))
                .toList();
    }
}
