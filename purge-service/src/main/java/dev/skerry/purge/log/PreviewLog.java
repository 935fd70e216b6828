package dev.skerry.purge.log;

import dev.skerry.contract.Json;
import dev.skerry.contract.PreviewAnswer;
import dev.skerry.contract.PreviewRequest;
import dev.skerry.contract.Topics;
import dev.skerry.contract.log.KafkaConnection;
import dev.skerry.contract.log.LogState;
import dev.skerry.contract.log.TopicFollower;
import dev.skerry.contract.log.TopicListener;
import dev.skerry.contract.log.TopicPlan;
import dev.skerry.contract.log.TopicSource;
import dev.skerry.contract.log.TopicSource.Start.Since;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Carries questions to the nodes, by the producer of the purge log, and their answers back, which one thread reads from where
 * the topic ended when it began. Holds nothing but who waits for answers. Thread-safe.
 */
public final class PreviewLog implements AutoCloseable {
    /** The largest question; Kafka takes records of 1 MiB. */
    static final int MAX_BYTES = 900 << 10;

    private final PurgeLogWriter writer;
    private final TopicFollower follower;
    private final Map<UUID, Consumer<PreviewAnswer>> waiting = new ConcurrentHashMap<>();

    /** Answers that are waited for, until it is closed. */
    public interface Asked extends AutoCloseable {
        @Override
        void close();
    }

    PreviewLog(PurgeLogWriter writer, KafkaConnection kafka, LongSupplier nanoTime, InstantSource clock) {
        this.writer = writer;
        TopicSource answers = new TopicSource(Topics.PREVIEW_ANSWERS, new Since(Duration.ZERO, clock));
        TopicListener listener = this::read;
        this.follower =
                new TopicFollower(kafka, new TopicPlan(List.of(answers), List.of(), List.of()), listener, nanoTime);
    }

    void start() {
        follower.start();
    }

    /** How far the reader of the answers has got; nobody is asked before it is ready. */
    public LogState state() {
        return follower.state();
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            return;
        }
        PreviewAnswer answer = Json.readMessage(value, PreviewAnswer.class);
        Consumer<PreviewAnswer> asker = waiting.get(answer.id());
        if (asker != null) {
            asker.accept(answer);
        }
    }

    /**
     * Asks all nodes, and returns once Kafka has the question.
     *
     * @param taker called by one thread for each answer until the returned value is closed; must return at once
     * @throws NotAskedException if the question is larger than {@value #MAX_BYTES} bytes, or Kafka does not take it
     */
    public Asked ask(PreviewRequest request, Consumer<PreviewAnswer> taker)
            throws NotAskedException, InterruptedException {
        byte[] value = Json.write(request);
        if (value.length > MAX_BYTES) {
            throw new NotAskedException(true, "the selectors are over 900 KiB, too much for one preview", null);
        }
        LogState state = follower.state();
        if (!state.isReady()) {
            throw new NotAskedException(false, "the nodes can't be asked yet: " + state.detail(), null);
        }
        waiting.put(request.id(), taker);
        try {
            byte[] key = request.id().toString().getBytes(StandardCharsets.US_ASCII);
            writer.send(new ProducerRecord<>(Topics.PREVIEWS.name(), 0, key, value))
                    .get();
            return () -> waiting.remove(request.id());
        } catch (ExecutionException e) {
            waiting.remove(request.id());
            throw new NotAskedException(false, "Kafka has not taken the question: " + e.getCause(), e);
        } catch (InterruptedException e) {
            waiting.remove(request.id());
            throw e;
        }
    }

    @Override
    public void close() {
        follower.close();
    }

    /** No node has been asked. */
    public static final class NotAskedException extends Exception {
        private static final long serialVersionUID = 1;

        private final boolean tooLarge;

        NotAskedException(boolean tooLarge, String message, @Nullable Throwable cause) {
            super(message, cause);
            this.tooLarge = tooLarge;
        }

        /** True if the question is too large, false if it may be asked later. */
        public boolean isTooLarge() {
            return tooLarge;
        }
    }
}
