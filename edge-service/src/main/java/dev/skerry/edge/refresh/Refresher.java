package dev.skerry.edge.refresh;

import dev.skerry.edge.purge.NodeThread;
import dev.skerry.edge.purge.Pace;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a {@link SoftRefresh} on a thread of its own. */
public final class Refresher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Refresher.class);
    private static final Duration CLOSE = Duration.ofSeconds(3);

    private final SoftRefresh refresh;
    private final Pace pace = new Pace(LOG, System::nanoTime);
    private final NodeThread thread;

    /** Asks for nothing before {@link #start}. */
    public Refresher(SoftRefresh refresh) {
        this.refresh = refresh;
        this.thread = new NodeThread("refresher", LOG, this::run);
    }

    /** Begins to refresh; once. */
    public void start() {
        thread.start();
    }

    /** Why its thread has ended though nobody ended it; null if it has not. */
    public @Nullable String brokenBy() {
        return thread.brokenBy();
    }

    private void run() {
        while (!pace.hasEnded()) {
            pace.pause(refresh.step());
        }
    }

    /** Asks for nothing more, and does not wait for that: the node drains. Any thread may call. */
    public void end() {
        pace.end();
    }

    /** Ends, within 3 s; what is due is left to users. */
    @Override
    public void close() {
        end();
        if (!thread.awaitEnd(CLOSE)) {
            thread.interrupt();
        }
    }
}
