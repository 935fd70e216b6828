package dev.skerry.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.skerry.contract.log.TopicListener;
import dev.skerry.contract.log.UnfitTopicException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Notes what a follower tells. The values {@code bad} and {@code full} are refused as records may be; {@code defect} as
 * nothing may be.
 */
final class Seen implements TopicListener {
    private static final long LIMIT_SECONDS = 60;

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Proof> proofs = new LinkedBlockingQueue<>();
    private final Semaphore attempts = new Semaphore(0);
    private final CompletableFuture<Thread> reader = new CompletableFuture<>();
    private volatile @Nullable UnfitTopicException failure;

    /** What {@link TopicListener#proven} told. */
    record Proof(long askedAt, Map<TopicPartition, Long> ends) {}

    /** Refuses every attempt to connect from now on; none with null. */
    void refuse(@Nullable UnfitTopicException with) {
        failure = with;
    }

    /** The next things that happened, waited for. */
    List<String> next(int count) throws InterruptedException {
        List<String> next = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String event = events.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertThat(event).as("event after %s", next).isNotNull();
            next.add(String.valueOf(event));
        }
        return next;
    }

    Proof awaitProof() throws InterruptedException {
        Proof proof = proofs.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (proof == null) {
            throw new AssertionError("nothing was proven");
        }
        return proof;
    }

    /** Waits until so many attempts were begun. */
    void awaitAttempts(int count) throws InterruptedException {
        assertThat(attempts.tryAcquire(count, LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("attempts are made")
                .isTrue();
    }

    void awaitEndOfThread() throws Exception {
        Thread thread = reader.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        assertThat(thread.join(Duration.ofSeconds(LIMIT_SECONDS)))
                .as("the thread has ended")
                .isTrue();
    }

    @Override
    public void connect() throws UnfitTopicException {
        reader.complete(Thread.currentThread());
        attempts.release();
        UnfitTopicException refusal = failure;
        if (refusal != null) {
            throw refusal;
        }
    }

    @Override
    public void startOver() {
        events.add("start over");
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record) {
        String value = new String(record.value(), StandardCharsets.UTF_8);
        switch (value) {
            case "bad" -> throw new IllegalArgumentException("bad");
            case "full" -> throw new IllegalStateException("full");
            case "defect" -> throw new UnsupportedOperationException("a defect");
            default -> events.add(value);
        }
    }

    @Override
    public void caughtUp() {
        events.add("caught up");
    }

    @Override
    public boolean wantsProof() {
        return proofs.isEmpty();
    }

    @Override
    public void proven(long askedAt, Map<TopicPartition, Long> ends) {
        proofs.add(new Proof(askedAt, Map.copyOf(ends)));
    }
}
