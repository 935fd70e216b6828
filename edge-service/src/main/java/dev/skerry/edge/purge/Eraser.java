package dev.skerry.edge.purge;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an {@link Erasure} on a thread of its own, and has each progress reported. */
public final class Eraser implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Eraser.class);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    private final Erasure erasure;
    private final Runnable report;
    private final Pace pace = new Pace(LOG, System::nanoTime);
    private final LongAdder failures = new LongAdder();
    private final NodeThread thread;

    /**
     * Erases nothing before {@link #start}.
     *
     * @param stores completes when the stores have ended that are under way at that moment
     * @param shared null where nothing is shared
     * @param name of this start of the node
     * @param keysPerSecond the most keys of the shared tier that are looked at, 1 or more
     * @param report called on this object's thread when more is erased; must return at once
     */
    public Eraser(
            PurgeState purges,
            ErasableTier memory,
            Supplier<CompletionStage<Void>> stores,
            @Nullable SharedErasure shared,
            String name,
            int keysPerSecond,
            Runnable report) {
        this.erasure = new Erasure(purges, memory, stores, shared, name, keysPerSecond);
        this.report = report;
        this.thread = new NodeThread("eraser", LOG, this::run);
    }

    /** Begins to erase; once. */
    public void start() {
        thread.start();
    }

    /** Why its thread has ended though nobody ended it; null if it has not. */
    public @Nullable String brokenBy() {
        return thread.brokenBy();
    }

    /** Rounds that the shared tier broke off since the start. */
    public long failures() {
        return failures.sum();
    }

    private void run() {
        while (!pace.hasEnded()) {
            long before = erasure.rounds();
            try {
                Duration pause = erasure.step();
                if (erasure.rounds() != before) {
                    report.run();
                }
                pace.succeeded("erasing purged content");
                pace.pause(pause);
            } catch (ErasableTier.AwayException e) {
                failures.increment();
                pace.failed("erasing purged content", e);
            }
        }
    }

    /** Ends, within 3 s; what is half done another node will do, or the next start. */
    @Override
    public void close() {
        pace.end();
        if (!thread.awaitEnd(CLOSE)) {
            thread.interrupt();
        }
    }
}
