package dev.skerry.edge.purge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A thread that a node can't do without. Should it end by an error that nobody expected, that is logged and remembered, so
 * that the node can say that it must be restarted. Thread-safe.
 */
public final class NodeThread {
    private final Thread thread;
    private volatile @Nullable String brokenBy;

    /** Runs nothing before {@link #start}. */
    public NodeThread(String name, Logger log, Runnable body) {
        thread = Thread.ofPlatform()
                .daemon()
                .name(name)
                .uncaughtExceptionHandler((ended, error) -> {
                    log.error("thread {} ended by an error, this node must be restarted", name, error);
                    brokenBy = "thread " + name + " ended by " + error;
                })
                .unstarted(body);
    }

    /** Runs; once. */
    public void start() {
        thread.start();
    }

    /** Cuts its waits short. */
    public void interrupt() {
        thread.interrupt();
    }

    /** Waits for the end; false if it did not come within {@code atMost}. */
    public boolean join(Duration atMost) throws InterruptedException {
        return thread.getState() == Thread.State.NEW || thread.join(atMost);
    }

    String name() {
        return thread.getName();
    }

    /** Why it ended though it should not have, for people; null if it did not. */
    public @Nullable String brokenBy() {
        return brokenBy;
    }
}
