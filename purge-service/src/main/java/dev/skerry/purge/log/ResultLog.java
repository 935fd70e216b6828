package dev.skerry.purge.log;

import dev.skerry.contract.Topics;
import io.cloudevents.CloudEvent;
import java.util.concurrent.CompletableFuture;

/** The topic that says what became of events, written beside the purge log by the same producer. Thread-safe. */
public final class ResultLog {
    private final PurgeLogWriter writer;

    ResultLog(PurgeLogWriter writer) {
        this.writer = writer;
    }

    /**
     * Sends one result; of those with the same key each stands behind the ones before it. Waits for memory or metadata, 2 s at
     * most. The future completes once it is acknowledged, or after about 7 s with why not.
     */
    public CompletableFuture<Void> send(CloudEvent event, String key) {
        return writer.send(EventForm.write(event, Topics.PURGE_RESULTS.name(), key))
                .thenApply(_ -> null);
    }
}
