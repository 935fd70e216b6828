package dev.skerry.telemetry.log;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.NodeStats;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.Topics;
import dev.skerry.telemetry.fleet.FleetView;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what the console shows: first the sites and the last report of every node; then, judged against those, the end of
 * the purge log and the counters of the last minutes; after that all four as they come.
 *
 * <p>One consumer, used by one thread. A record that cannot be read, or that the view refuses, is counted, logged (the
 * first, second, fourth, eighth ... of them, so that a flood of them floods nothing) and passed over: what the console shows
 * is then older than it could be, and nothing else is wrong.
 */
final class FleetReader {
    private static final Logger LOG = LoggerFactory.getLogger(FleetReader.class);
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration CONTACT_TIMEOUT = Duration.ofSeconds(1);
    private static final long CONTACT_EVERY_NANOS = 1_000_000_000;

    /** Offsets at the end of each partition of the purge log that are read: more than the purges that are kept. */
    private static final long PURGE_TAIL = 4_096;

    /** How far back counters are read, so that the history of the last minutes survives a restart. */
    private static final Duration STATS_TAIL = Duration.ofMinutes(5);

    private final Consumer<byte[], byte[]> consumer;
    private final FleetView view;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private final AtomicLong passedOver;
    private List<TopicPartition> table = List.of();
    private List<TopicPartition> purges = List.of();
    private List<TopicPartition> stats = List.of();
    private List<TopicPartition> all = List.of();
    private boolean caughtUp;
    private long askedAt;

    /** Where everything ended when last asked, until that has been read. */
    private @Nullable Map<TopicPartition, Long> unread;

    /** Builds a reader of a consumer that it does not close; {@code passedOver} counts records that are passed over. */
    FleetReader(
            Consumer<byte[], byte[]> consumer,
            FleetView view,
            LongSupplier nanoTime,
            InstantSource clock,
            AtomicLong passedOver) {
        this.consumer = consumer;
        this.view = view;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.passedOver = passedOver;
    }

    /**
     * Finds the topics.
     *
     * @throws KafkaException if Kafka is out of reach, or a topic is not there yet
     */
    void find() {
        table = partitions(Topics.SITES, Topics.RECEIPTS);
        purges = partitions(Topics.PURGES);
        stats = partitions(Topics.STATS);
        all = Stream.of(table, purges, stats).flatMap(List::stream).toList();
    }

    /**
     * Reads what is there into the emptied view.
     *
     * @throws KafkaException if Kafka is out of reach or a topic was made anew
     */
    void catchUp() {
        view.startOver();
        consumer.assign(table);
        consumer.seekToBeginning(table);
        readTo(consumer.endOffsets(table));
        consumer.assign(all);
        readTo(seekToTail());
        caughtUp = true;
        askForContact();
    }

    /** Every partition of the topics, by the number that they really have. */
    private List<TopicPartition> partitions(Topics... topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topics topic : topics) {
            var found = consumer.partitionsFor(topic.name());
            if (found == null || found.isEmpty()) {
                throw new UnknownTopicOrPartitionException("topic " + topic.name() + " is not there yet");
            }
            found.forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        return partitions;
    }

    /** Goes to where the tails of purges and counters begin; returns where they end. */
    private Map<TopicPartition, Long> seekToTail() {
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(purges));
        consumer.beginningOffsets(purges).forEach((partition, begin) -> {
            consumer.seek(partition, Math.max(begin, ends.getOrDefault(partition, begin) - PURGE_TAIL));
        });
        Map<TopicPartition, Long> times = new HashMap<>();
        long since = clock.instant().minus(STATS_TAIL).toEpochMilli();
        stats.forEach(partition -> times.put(partition, since));
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
        consumer.endOffsets(stats).forEach((partition, end) -> {
            OffsetAndTimestamp start = starts.get(partition);
            consumer.seek(partition, start == null ? end : start.offset());
            ends.put(partition, end);
        });
        return ends;
    }

    private void readTo(Map<TopicPartition, Long> ends) {
        while (!hasReached(ends)) {
            readNext();
        }
    }

    private boolean hasReached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /**
     * Reads what comes next, waiting a little for it; once a second, shows the view that nothing is missing.
     *
     * @throws KafkaException if Kafka refuses or a topic was made anew; not while it is merely out of reach
     */
    void follow() {
        readNext();
        showContact();
        if (unread == null && nanoTime.getAsLong() - askedAt >= CONTACT_EVERY_NANOS) {
            askForContact();
        }
    }

    private void askForContact() {
        askedAt = nanoTime.getAsLong();
        try {
            unread = consumer.endOffsets(all, CONTACT_TIMEOUT);
            showContact();
        } catch (TimeoutException e) {
            LOG.debug("Kafka does not answer, so the view stays as it is", e);
        }
    }

    /**
     * In a busy fleet something new has been written by the time that the ends are known, so they are compared until they
     * are reached, and not just once.
     */
    private void showContact() {
        Map<TopicPartition, Long> ends = unread;
        if (ends != null && hasReached(ends)) {
            unread = null;
            Map<Integer, Long> logEnds = new HashMap<>();
            purges.forEach(partition -> logEnds.put(partition.partition(), ends.get(partition)));
            view.contact(askedAt, logEnds);
        }
    }

    private void readNext() {
        for (ConsumerRecord<byte[], byte[]> record : inOrderOfUse()) {
            try {
                read(record);
            } catch (IllegalArgumentException | IllegalStateException e) {
                passOver(record, e);
            }
        }
    }

    /** Sites and reports before purges and counters, so that what comes together is judged against the newest. */
    private Collection<ConsumerRecord<byte[], byte[]>> inOrderOfUse() {
        var records = consumer.poll(IDLE);
        List<ConsumerRecord<byte[], byte[]>> ordered = new ArrayList<>(records.count());
        for (Topics topic : List.of(Topics.SITES, Topics.RECEIPTS, Topics.PURGES, Topics.STATS)) {
            records.records(topic.name()).forEach(ordered::add);
        }
        return ordered;
    }

    private void passOver(ConsumerRecord<byte[], byte[]> record, RuntimeException reason) {
        long count = passedOver.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            LOG.warn(
                    "record at {}-{} offset {} is passed over ({} so far): {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    count,
                    reason.getMessage());
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        String topic = record.topic();
        byte[] value = record.value();
        if (topic.equals(Topics.SITES.name())) {
            if (value == null) {
                view.siteRemoved(new SiteId(new String(record.key(), StandardCharsets.UTF_8)));
            } else {
                view.site(Json.readMessage(value, SiteVersion.class));
            }
        } else if (value != null) {
            if (topic.equals(Topics.RECEIPTS.name())) {
                view.report(Json.readMessage(value, NodeReport.class), age(record));
            } else if (topic.equals(Topics.STATS.name())) {
                view.stats(Json.readMessage(value, NodeStats.class), age(record));
            } else {
                view.purge(
                        Json.readMessage(value, PurgeRecord.class), new Position(record.partition(), record.offset()));
            }
        }
    }

    /** What comes while we follow is new by our own clock; before that, only its writer's clock can tell. */
    private Duration age(ConsumerRecord<byte[], byte[]> record) {
        if (caughtUp) {
            return Duration.ZERO;
        }
        long millis = clock.instant().toEpochMilli() - record.timestamp();
        return Duration.ofMillis(Math.max(0, millis));
    }
}
