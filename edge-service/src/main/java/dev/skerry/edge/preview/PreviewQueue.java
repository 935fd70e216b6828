package dev.skerry.edge.preview;

import dev.skerry.contract.Json;
import dev.skerry.contract.PreviewAnswer;
import dev.skerry.contract.PreviewRequest;
import dev.skerry.edge.purge.NodeThread;
import dev.skerry.edge.purge.TailReader;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers questions one after the other on a thread of its own. At most {@value #MAX_WAITING} wait; further ones are dropped, and
 * so is one that is older than {@link #MAX_AGE} when its turn comes, by the time of its record and this node's clock: nobody
 * waits for the answer any more.
 */
public final class PreviewQueue implements TailReader.Taker, AutoCloseable {
    /** The most questions that wait. */
    static final int MAX_WAITING = 16;

    /** The age after which a question is not answered. */
    static final Duration MAX_AGE = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(PreviewQueue.class);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    private record Question(long timestamp, PreviewRequest request) {}

    private final Previewer previewer;
    private final Function<PreviewAnswer, CompletionStage<?>> answers;
    private final InstantSource clock;
    private final BlockingQueue<Question> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final LongAdder answered = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final NodeThread thread = new NodeThread("previews", LOG, this::run);

    /**
     * Answers nothing before {@link #start}.
     *
     * @param previewer used by this object's thread alone
     * @param answers sends an answer
     */
    public PreviewQueue(Previewer previewer, Function<PreviewAnswer, CompletionStage<?>> answers, InstantSource clock) {
        this.previewer = previewer;
        this.answers = answers;
        this.clock = clock;
    }

    /** Begins to answer; once. */
    public void start() {
        thread.start();
    }

    /** Questions that were answered since the start. */
    public long answered() {
        return answered.sum();
    }

    /** Questions that were not: too many, too old, or of a form that this node can't read. */
    public long dropped() {
        return dropped.sum();
    }

    /** Why its thread has ended though nobody ended it; null if it has not. */
    public @Nullable String brokenBy() {
        return thread.brokenBy();
    }

    @Override
    public void take(long timestamp, byte[] value) {
        try {
            PreviewRequest request = Json.readMessage(value, PreviewRequest.class);
            if (!waiting.offer(new Question(timestamp, request))) {
                dropped.increment();
            }
        } catch (IllegalArgumentException e) {
            dropped.increment();
            LOG.warn("a preview is not answered, its request can't be read: {}", e.getMessage());
        }
    }

    private void run() {
        try {
            while (true) {
                answer(waiting.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // close() ends it so
        }
    }

    private void answer(Question question) {
        if (clock.millis() - question.timestamp > MAX_AGE.toMillis()) {
            dropped.increment();
            return;
        }
        answered.increment();
        var _ = answers.apply(previewer.answer(question.request)).whenComplete((done, failure) -> {
            if (failure != null) {
                LOG.warn("the answer to a preview could not be sent: {}", failure.toString());
            }
        });
    }

    /** Ends, within 3 s; whoever waits is not answered. */
    @Override
    public void close() {
        thread.interrupt();
        boolean _ = thread.awaitEnd(CLOSE);
    }
}
