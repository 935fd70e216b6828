package dev.skerry.purge.log;

import dev.skerry.contract.AuditPage;
import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.Json;
import dev.skerry.contract.Topics;
import dev.skerry.contract.log.TopicHistory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topic of the audit trail, written beside the purge log by the same producer, and read when somebody asks. Thread-safe. */
public final class AuditLog {
    /** One question looks at so much and no more. */
    private static final TopicHistory.Bounds BOUNDS = new TopicHistory.Bounds(50_000, Duration.ofSeconds(5));

    /** How long a question waits for its turn: one is answered at a time, since each holds a piece of the log. */
    private static final Duration TURN = Duration.ofSeconds(3);

    /** Records are not quite in the order of their times: each is written some time after its request came, at most so long. */
    private static final Duration MAX_DISORDER = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);

    private final Topics topic;
    private final PurgeLogWriter writer;
    private final TopicHistory history;
    private final TopicHistory.Bounds bounds;
    private final Semaphore turn = new Semaphore(1, true);

    AuditLog(PurgeLogWriter writer, TopicHistory history) {
        this(Topics.AUDIT, writer, history, BOUNDS);
    }

    /** For tests, which have a topic of their own and look at less than {@link #BOUNDS}. */
    AuditLog(Topics topic, PurgeLogWriter writer, TopicHistory history, TopicHistory.Bounds bounds) {
        this.topic = topic;
        this.writer = writer;
        this.history = history;
        this.bounds = bounds;
    }

    /** Writes one record. The future completes once it is acknowledged, or after about 7 s with why not. */
    public CompletableFuture<Void> write(AuditRecord record) {
        return writer.send(new ProducerRecord<>(
                        topic.name(),
                        0,
                        record.at().toEpochMilli(),
                        record.site().value().getBytes(StandardCharsets.UTF_8),
                        Json.write(record)))
                .thenApply(_ -> null);
    }

    /**
     * Answers from the newest 50,000 records of all sites within the time asked for, within some 5 s. Records that cannot be
     * read are passed over.
     *
     * @throws UnreadableException if others ask at the same time, or Kafka does not answer
     */
    public AuditPage read(AuditQuery query) throws UnreadableException, InterruptedException {
        if (!turn.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new UnreadableException(true, "others read the audit trail at the same time", null);
        }
        try {
            Reading reading = new Reading(query);
            @Nullable Instant until = query.until();
            TopicHistory.End end = history.read(
                    topic,
                    query.since() == null ? Instant.EPOCH : query.since(),
                    until == null ? null : until.plus(MAX_DISORDER),
                    bounds,
                    reading::take);
            return reading.page(end);
        } catch (KafkaException e) {
            throw new UnreadableException(false, "Kafka does not answer: " + e.getMessage(), e);
        } finally {
            turn.release();
        }
    }

    /** What one question has found so far. */
    private static final class Reading {
        private final AuditQuery query;
        private final List<AuditRecord> found = new ArrayList<>();
        private @Nullable Instant lookedBackTo;

        Reading(AuditQuery query) {
            this.query = query;
        }

        /** False once there is one more than was asked for, which proves that the answer is cut off. */
        boolean take(ConsumerRecord<byte[], byte[]> record) {
            @Nullable AuditRecord read = parse(record);
            if (read == null) {
                return true;
            }
            lookedBackTo = read.at();
            if (query.asksFor(read)) {
                if (found.size() == query.limit()) {
                    return false;
                }
                found.add(read);
            }
            return true;
        }

        private static @Nullable AuditRecord parse(ConsumerRecord<byte[], byte[]> record) {
            try {
                return Json.readMessage(record.value(), AuditRecord.class);
            } catch (IllegalArgumentException e) {
                LOG.warn("record {} of {} cannot be read: {}", record.offset(), record.topic(), e.getMessage());
                return null;
            }
        }

        AuditPage page(TopicHistory.End end) {
            return switch (end) {
                case BEGINNING -> new AuditPage(found, null, null);
                case ENOUGH -> new AuditPage(found, AuditPage.CutOff.LIMIT, lookedBackTo);
                case BOUND -> new AuditPage(found, AuditPage.CutOff.BOUND, lookedBackTo);
            };
        }
    }

    /** The trail cannot be read just now. */
    public static final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1;

        private final boolean busy;

        UnreadableException(boolean busy, String message, @Nullable Throwable cause) {
            super(message, cause);
            this.busy = busy;
        }

        /** True if others read it, false if Kafka does not answer. */
        public boolean isBusy() {
            return busy;
        }
    }
}
