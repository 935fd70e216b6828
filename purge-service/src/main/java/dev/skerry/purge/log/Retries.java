package dev.skerry.purge.log;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which partitions wait for another attempt at their next record, and until when: after {@value #FIRST_MILLIS} ms at first,
 * then less and less often, at least every {@value #LAST_MILLIS} ms. At most one entry a partition. Used by one thread.
 */
final class Retries {
    static final long FIRST_MILLIS = 100;
    static final long LAST_MILLIS = 5_000;

    /** {@code pauseMillis} is the next pause; times are of the monotonic clock. */
    private record Retry(long offset, long firstNanos, long dueNanos, long pauseMillis, boolean paused) {}

    private final Map<TopicPartition, Retry> waiting = new HashMap<>();

    /** How long ago the record at {@code offset} was put off for the first time; zero if it never was. */
    Duration waited(TopicPartition partition, long offset, long now) {
        @Nullable Retry retry = waiting.get(partition);
        return retry == null || retry.offset() != offset ? Duration.ZERO : Duration.ofNanos(now - retry.firstNanos());
    }

    /** The record at {@code offset} is to be tried again, {@code after} a time that is known, or as often as makes sense. */
    void putOff(TopicPartition partition, long offset, @Nullable Duration after, long now) {
        Retry retry = waiting.getOrDefault(partition, new Retry(offset, now, now, FIRST_MILLIS, false));
        Retry before = retry.offset() == offset ? retry : new Retry(offset, now, now, FIRST_MILLIS, false);
        Duration pause = after == null ? Duration.ofMillis(before.pauseMillis()) : after;
        long next = Math.min(2 * before.pauseMillis(), LAST_MILLIS);
        waiting.put(partition, new Retry(offset, before.firstNanos(), now + pause.toNanos(), next, true));
    }

    /** What the partition waited for is done. */
    void settled(TopicPartition partition) {
        waiting.remove(partition);
    }

    /** Others have these partitions now. */
    void lost(Collection<TopicPartition> partitions) {
        waiting.keySet().removeAll(partitions);
    }

    /** The partitions to go on with, each told once. */
    List<TopicPartition> due(long now) {
        List<TopicPartition> due = waiting.entrySet().stream()
                .filter(entry -> entry.getValue().paused() && entry.getValue().dueNanos() - now <= 0)
                .map(Map.Entry::getKey)
                .toList();
        due.forEach(partition -> waiting.computeIfPresent(
                partition,
                (_, retry) ->
                        new Retry(retry.offset(), retry.firstNanos(), retry.dueNanos(), retry.pauseMillis(), false)));
        return due;
    }

    /** How long a poll may last: {@code most}, or until the next partition is due. */
    Duration untilDue(long now, Duration most) {
        return waiting.values().stream()
                .filter(Retry::paused)
                .map(retry -> Duration.ofNanos(Math.max(0, retry.dueNanos() - now)))
                .reduce(most, (a, b) -> a.compareTo(b) < 0 ? a : b);
    }
}
