package dev.skerry.purge.log;

import dev.skerry.contract.Json;
import dev.skerry.contract.NodeReport;
import dev.skerry.contract.Position;
import dev.skerry.contract.PurgeRecord;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.SiteVersion;
import dev.skerry.contract.Topics;
import dev.skerry.purge.progress.PurgeTracker;
import dev.skerry.purge.progress.SiteTable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads everything that purge-service needs to know, from the beginning: first the sites and the last report of every
 * node, then the purges of the past, which so are folded against the whole fleet; after that all three as they come.
 *
 * <p>One consumer, used by one thread. Records that cannot be read are logged and passed over: a purge that is not
 * understood here is merely not listed (the nodes apply it more broadly than asked), a report that is not understood
 * leaves its node pending, and a site keeps the configuration it had.
 */
final class LogReader {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);

    /** How often silence is looked for, at most; records are handed over as soon as they come. */
    private static final Duration IDLE = Duration.ofMillis(200);

    private static final TopicPartition SITES = new TopicPartition(Topics.SITES.name(), 0);
    private static final TopicPartition RECEIPTS = new TopicPartition(Topics.RECEIPTS.name(), 0);
    private static final List<TopicPartition> PURGES = IntStream.range(0, Topics.PURGES.partitions())
            .mapToObj(partition -> new TopicPartition(Topics.PURGES.name(), partition))
            .toList();
    private static final Duration PROOF_TIMEOUT = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final PurgeTracker tracker;
    private final SiteTable sites;
    private final LongSupplier nanoTime;
    private final long oldestReport;
    private boolean caughtUp;

    /**
     * Builds a reader of a consumer that it does not close.
     *
     * @param forgetAfter while catching up, reports older than this by their timestamp are of nodes long gone
     */
    LogReader(
            Consumer<byte[], byte[]> consumer,
            PurgeTracker tracker,
            SiteTable sites,
            LongSupplier nanoTime,
            InstantSource clock,
            Duration forgetAfter) {
        this.consumer = consumer;
        this.tracker = tracker;
        this.sites = sites;
        this.nanoTime = nanoTime;
        this.oldestReport = clock.instant().minus(forgetAfter).toEpochMilli();
    }

    /**
     * Reads what is there.
     *
     * @throws KafkaException if Kafka is out of reach or a topic was made anew
     */
    void catchUp() {
        List<TopicPartition> first = List.of(SITES, RECEIPTS);
        consumer.assign(first);
        consumer.seekToBeginning(first);
        readTo(consumer.endOffsets(first));
        consumer.assign(Stream.concat(first.stream(), PURGES.stream()).toList());
        consumer.seekToBeginning(PURGES);
        readTo(consumer.endOffsets(PURGES));
        caughtUp = true;
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
     * Reads what comes next, waiting a little for it; then proves silence if there seems to be some.
     *
     * @throws KafkaException if Kafka refuses or a topic was made anew; not while it is merely out of reach
     */
    void follow() {
        readNext();
        if (tracker.wantsProofOfSilence()) {
            proveSilence();
        }
    }

    private void proveSilence() {
        long askedAt = nanoTime.getAsLong();
        try {
            Map<TopicPartition, Long> end = consumer.endOffsets(List.of(RECEIPTS), PROOF_TIMEOUT);
            // What is still to be read may be from the node that seems silent: ask again once it has been read.
            if (hasReached(end)) {
                tracker.silenceProven(askedAt);
            }
        } catch (TimeoutException e) {
            LOG.debug("Kafka does not answer, so silence of nodes proves nothing", e);
        }
    }

    private void readNext() {
        for (ConsumerRecord<byte[], byte[]> record : inOrderOfUse(consumer.poll(IDLE))) {
            try {
                read(record);
            } catch (IllegalArgumentException | IllegalStateException e) {
                LOG.warn(
                        "record at {}-{} offset {} is passed over: {}",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        e.getMessage());
            }
        }
    }

    /** Sites and reports before purges, so that what comes together is folded against the newest. */
    private static Collection<ConsumerRecord<byte[], byte[]>> inOrderOfUse(ConsumerRecords<byte[], byte[]> records) {
        List<ConsumerRecord<byte[], byte[]>> ordered = new ArrayList<>(records.records(SITES));
        ordered.addAll(records.records(RECEIPTS));
        PURGES.forEach(partition -> ordered.addAll(records.records(partition)));
        return ordered;
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        String topic = record.topic();
        if (topic.equals(Topics.RECEIPTS.name())) {
            if (record.value() != null && (caughtUp || record.timestamp() >= oldestReport)) {
                tracker.report(Json.readMessage(record.value(), NodeReport.class));
            }
        } else if (topic.equals(Topics.PURGES.name())) {
            if (record.value() != null) {
                tracker.read(
                        Json.readMessage(record.value(), PurgeRecord.class),
                        new Position(record.partition(), record.offset()));
            }
        } else if (record.value() == null) {
            sites.remove(new SiteId(new String(record.key(), StandardCharsets.UTF_8)));
        } else {
            sites.put(Json.readMessage(record.value(), SiteVersion.class).config());
        }
    }
}
