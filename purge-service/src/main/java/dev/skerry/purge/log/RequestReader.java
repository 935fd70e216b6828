package dev.skerry.purge.log;

import dev.skerry.contract.Topics;
import dev.skerry.contract.log.LogState;
import dev.skerry.contract.log.WallClockWatch;
import dev.skerry.purge.log.RequestHandler.Done;
import dev.skerry.purge.log.RequestHandler.Later;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic of requests as one of a group, and hands each record to a {@link RequestHandler}, on a thread of its own;
 * begins once the purge log is ready. An offset is committed once its record is done and its result told, so a record
 * is never lost; after a crash, or when the group shares its partitions anew, some come again.
 *
 * <p>A record that must be tried again holds its partition up, and no other. Whatever fails with Kafka begins anew after
 * {@value #RETRY_MILLIS} ms.
 */
public final class RequestReader implements AutoCloseable {
    /** The group of all processes of purge-service. */
    static final String GROUP = "purge-service-requests";

    /** The most records between two commits of offsets. */
    static final int BATCH = 50;

    private static final Logger LOG = LoggerFactory.getLogger(RequestReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long RETRY_MILLIS = 1_000;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Topics topic;
    private final Supplier<LogState> log;
    private final RequestHandler handler;
    private final LongSupplier nanoTime;
    private final Retries retries = new Retries();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /** Builds what {@link #start} starts; {@code log} says whether purges can be committed. */
    RequestReader(
            Supplier<Consumer<byte[], byte[]>> consumers,
            Topics topic,
            Supplier<LogState> log,
            RequestHandler handler,
            LongSupplier nanoTime) {
        this.consumers = consumers;
        this.topic = topic;
        this.log = log;
        this.handler = handler;
        this.nanoTime = nanoTime;
        this.thread =
                Thread.ofPlatform().name("purge-service-requests").daemon().unstarted(this::run);
    }

    /** Starts the thread; once. */
    public RequestReader start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            while (!log.get().isReady()) {
                if (closing.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            while (!isClosing()) {
                try (Consumer<byte[], byte[]> consumer = consumers.get();
                        WallClockWatch.Watching _ = WallClockWatch.waking(consumer)) {
                    follow(consumer);
                } catch (KafkaException e) {
                    if (!isClosing()) {
                        LOG.warn("reading {} starts over: {}", topic.name(), e.toString());
                    }
                }
                if (closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.error("the thread that reads {} has failed: restart the service", topic.name(), e);
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        consumer.subscribe(List.of(topic.name()), new Shared());
        while (!isClosing()) {
            consumer.resume(retries.due(nanoTime.getAsLong()));
            ConsumerRecords<byte[], byte[]> records = consumer.poll(retries.untilDue(nanoTime.getAsLong(), POLL));
            Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
            List<CompletableFuture<Void>> told = new ArrayList<>();
            for (TopicPartition partition : records.partitions()) {
                handle(consumer, partition, records.records(partition), done, told);
            }
            told.forEach(CompletableFuture::join);
            commit(consumer, done);
        }
    }

    /** Stops at the first record that must be tried again, and at the end of the service. */
    private void handle(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            List<ConsumerRecord<byte[], byte[]>> records,
            Map<TopicPartition, OffsetAndMetadata> done,
            List<CompletableFuture<Void>> told) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (isClosing()) {
                return;
            }
            long offset = record.offset();
            Duration waited = retries.waited(partition, offset, nanoTime.getAsLong());
            switch (handler.handle(EventForm.read(record), waited)) {
                case Done(CompletableFuture<Void> result) -> {
                    retries.settled(partition);
                    told.add(result);
                    done.put(partition, new OffsetAndMetadata(offset + 1));
                }
                case Later later -> {
                    retries.putOff(partition, offset, later.after(), nanoTime.getAsLong());
                    consumer.seek(partition, offset);
                    consumer.pause(List.of(partition));
                    return;
                }
            }
        }
    }

    private void commit(Consumer<byte[], byte[]> consumer, Map<TopicPartition, OffsetAndMetadata> done) {
        if (done.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(done);
        } catch (CommitFailedException e) {
            LOG.warn("the group has shared {} anew, so some events come again: {}", topic.name(), e.getMessage());
        }
    }

    /** A partition that comes back begins where the group stands, and is not paused. */
    private final class Shared implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            retries.lost(partitions);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            retries.lost(partitions);
        }
    }

    /** Ends the thread and its client in at most about 5 s; a record that is being handled then comes again. */
    @Override
    public void close() {
        closing.countDown();
        try {
            if (thread.isAlive() && !thread.join(CLOSE)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
