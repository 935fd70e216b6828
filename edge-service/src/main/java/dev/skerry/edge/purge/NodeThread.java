package dev.skerry.edge.purge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A thread that a node can't do without. Should it end by an error that nobody expected, that is logged and remembered, so
 * that the node can say that it must be restarted. Thread-safe.
 */
public final class NodeThread {
    private final Logger log;
    private final Thread thread;
    private volatile @Nullable String brokenBy;

    /** Runs nothing before {@link #start}. */
    public NodeThread(String name, Logger log, Runnable body) {
        this.log = log;
        thread = Thread.ofPlatform()
                .daemon()
                .name(name)
                .uncaughtExceptionHandler((ended, error) -> {
                    log.error("thread {} ended by an error, this node must be restarted", name, error);
                    brokenBy = "thread " + name + " ended by " + error;
                })
                .unstarted(body);
    }

    /** Begins to run; once. */
    public void start() {
        thread.start();
    }

    /** Interrupts whatever it waits for. */
    public void interrupt() {
        thread.interrupt();
    }

    /**
     * Waits for the end, which somebody has asked for. False, and a line in the log, if it did not come within {@code atMost}; true
     * also if the caller is interrupted while it waits, whose flag then stays set.
     */
    public boolean awaitEnd(Duration atMost) {
        try {
            if (join(atMost)) {
                return true;
            }
            log.warn("{} did not end within {}", thread.getName(), atMost);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Waits for the end; false if it did not come within {@code atMost}. */
    boolean join(Duration atMost) throws InterruptedException {
        return thread.getState() == Thread.State.NEW || thread.join(atMost);
    }

    /** Why it ended though it should not have, for people; null if it did not. */
    public @Nullable String brokenBy() {
        return brokenBy;
    }
}
