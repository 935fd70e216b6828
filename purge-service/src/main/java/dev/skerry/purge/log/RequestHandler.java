package dev.skerry.purge.log;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What is done with each record of the topic of requests, in the order of its partition. Called by one thread; may block. */
public interface RequestHandler {
    /**
     * Handles one record, and throws nothing.
     *
     * @param waited since it was tried for the first time by this process; zero the first time
     */
    Handling handle(Incoming incoming, Duration waited);

    /** What became of a record. */
    sealed interface Handling {}

    /**
     * Its purge is committed, or it was rejected for good.
     *
     * @param told completes once its result is acknowledged or has failed; always completes, within some 7 s
     */
    record Done(CompletableFuture<Void> told) implements Handling {}

    /**
     * It must be tried again, and what follows it in its partition must wait.
     *
     * @param after what time; null for less and less often
     */
    record Later(@Nullable Duration after) implements Handling {}
}
