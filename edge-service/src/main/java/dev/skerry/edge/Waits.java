package dev.skerry.edge;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the thread that starts and ends a node waits. */
final class Waits {
    private static final Logger LOG = LoggerFactory.getLogger(Waits.class);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private Waits() {}

    /** As {@link #await(Future, Duration)}, for at most 20 s. */
    static <T> T await(Future<T> future) {
        return await(future, LIMIT);
    }

    /**
     * Waits for what event loops do.
     *
     * @throws IllegalStateException if it fails, takes longer than {@code atMost}, or the thread is interrupted
     */
    static <T> T await(Future<T> future, Duration atMost) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(String.valueOf(e.getMessage()), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("not within " + atMost, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Runs an action of which others must not fail, whatever it says. */
    static void quietly(String what, Runnable action) {
        try {
            action.run();
        } catch (IllegalStateException e) {
            LOG.warn("{} failed", what, e);
        }
    }

    /** Lets time pass, in which others see that the node leaves. */
    static void pause(Duration time) {
        try {
            boolean _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
