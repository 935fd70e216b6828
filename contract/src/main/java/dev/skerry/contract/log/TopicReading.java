package dev.skerry.contract.log;

import dev.skerry.contract.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt to read a {@link TopicPlan}: a consumer that belongs to the caller, used by one thread; {@link #find}, then
 * {@link #catchUp}, then {@link #follow} again and again. Whatever Kafka refuses ends the attempt by an exception.
 */
final class TopicReading {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReading.class);

    /** How often the listener is asked whether it wants proof, at the least; records are handed over as they come. */
    private static final Duration IDLE = Duration.ofMillis(200);

    /** So many empty polls in a row, about 5 s, before the end of a topic mean that it cannot be fetched. */
    private static final int MAX_IDLE_POLLS = 25;

    private static final Duration PROOF_TIMEOUT = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPlan plan;
    private final TopicListener listener;
    private final LongSupplier nanoTime;
    private final AtomicLong passedOver;
    private Map<Topics, List<TopicPartition>> partitions = Map.of();

    /**
     * Where the topics ended when last asked, until that has been read. Something new is written all the time, so ends that
     * were compared just once would hardly ever be found reached.
     */
    private @Nullable Ends unread;

    private record Ends(long askedAt, Map<TopicPartition, Long> byPartition) {}

    /** {@code passedOver} counts records that are passed over, in this attempt and those before. */
    TopicReading(
            Consumer<byte[], byte[]> consumer,
            TopicPlan plan,
            TopicListener listener,
            LongSupplier nanoTime,
            AtomicLong passedOver) {
        this.consumer = consumer;
        this.plan = plan;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.passedOver = passedOver;
    }

    /**
     * Finds the topics.
     *
     * @throws KafkaException if Kafka is out of reach, or a topic is not there yet
     */
    void find() {
        partitions = plan.topics().stream().collect(Collectors.toMap(Function.identity(), this::find));
    }

    private List<TopicPartition> find(Topics topic) {
        var found = consumer.partitionsFor(topic.name());
        if (found == null || found.isEmpty()) {
            throw new UnknownTopicOrPartitionException("topic " + topic.name() + " is not there yet");
        }
        return found.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /**
     * Reads what is there.
     *
     * @throws KafkaException if Kafka is out of reach, stands still or a topic was made anew
     */
    void catchUp() {
        listener.startOver();
        consumer.assign(partitionsOf(plan.first().stream().map(TopicSource::topic)));
        readTo(seek(plan.first()));
        if (!plan.then().isEmpty()) {
            consumer.assign(partitionsOf(plan.topics().stream()));
            readTo(seek(plan.then()));
        }
        listener.caughtUp();
        proveIfWanted();
    }

    /**
     * Reads what comes next, waiting a little for it; then proves that this was all, if that is wanted.
     *
     * @throws KafkaException if Kafka refuses or a topic was made anew; not while it is merely out of reach
     */
    void follow() {
        readNext();
        proveIfWanted();
    }

    private List<TopicPartition> partitionsOf(Stream<Topics> topics) {
        return topics.flatMap(topic -> partitions.getOrDefault(topic, List.of()).stream())
                .toList();
    }

    /** Goes to where each source starts; returns where it ends. */
    private Map<TopicPartition, Long> seek(List<TopicSource> sources) {
        Map<TopicPartition, Long> ends =
                consumer.endOffsets(partitionsOf(sources.stream().map(TopicSource::topic)));
        for (TopicSource source : sources) {
            List<TopicPartition> of = partitionsOf(Stream.of(source.topic()));
            switch (source.start()) {
                case TopicSource.Start.Beginning() -> consumer.seekToBeginning(of);
                case TopicSource.Start.Last(long offsets) ->
                    consumer.beginningOffsets(of).forEach((partition, begin) -> {
                        long end = ends.getOrDefault(partition, begin);
                        consumer.seek(partition, Math.max(begin, end - offsets));
                    });
                case TopicSource.Start.Since since -> seek(of, since, ends);
            }
        }
        return ends;
    }

    private void seek(List<TopicPartition> of, TopicSource.Start.Since since, Map<TopicPartition, Long> ends) {
        long from = since.clock().instant().minus(since.age()).toEpochMilli();
        Map<TopicPartition, Long> times = new HashMap<>();
        of.forEach(partition -> times.put(partition, from));
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
        for (TopicPartition partition : of) {
            OffsetAndTimestamp start = starts.get(partition);
            consumer.seek(partition, start == null ? ends.getOrDefault(partition, 0L) : start.offset());
        }
    }

    private void readTo(Map<TopicPartition, Long> ends) {
        int idle = 0;
        while (!hasReached(ends)) {
            idle = readNext() ? 0 : idle + 1;
            if (idle > MAX_IDLE_POLLS) {
                throw new TimeoutException("reading stands still before the end of "
                        + ends.keySet().stream().map(TopicPartition::toString).collect(Collectors.joining(", ")));
            }
        }
    }

    private boolean hasReached(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void proveIfWanted() {
        if (unread == null && listener.wantsProof()) {
            askForEnds();
        }
        Ends ends = unread;
        if (ends != null && hasReached(ends.byPartition)) {
            unread = null;
            listener.proven(ends.askedAt, ends.byPartition);
        }
    }

    private void askForEnds() {
        long askedAt = nanoTime.getAsLong();
        try {
            unread = new Ends(askedAt, consumer.endOffsets(partitionsOf(plan.proof().stream()), PROOF_TIMEOUT));
        } catch (TimeoutException e) {
            LOG.debug("Kafka does not answer, so nothing is proven", e);
        }
    }

    /** Returns whether there was anything. */
    private boolean readNext() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(IDLE);
        for (ConsumerRecord<byte[], byte[]> record : inOrder(records)) {
            try {
                listener.read(record);
            } catch (IllegalArgumentException | IllegalStateException e) {
                passOver(record, e);
            }
        }
        return !records.isEmpty();
    }

    private Collection<ConsumerRecord<byte[], byte[]>> inOrder(ConsumerRecords<byte[], byte[]> records) {
        List<ConsumerRecord<byte[], byte[]>> ordered = new ArrayList<>(records.count());
        for (Topics topic : plan.topics()) {
            records.records(topic.name()).forEach(ordered::add);
        }
        return ordered;
    }

    /** Logs the first, second, fourth, eighth ... of them, so that a flood of them floods nothing. */
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
}
