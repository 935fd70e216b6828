package dev.skerry.edge;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process does that is asked to end, by SIGTERM or SIGINT. The first signal ends it in good order, with exit code
 * {@value #IN_ORDER}: a node that still starts gives that up, one that serves is closed. The same signal again, or an end that takes
 * longer than it may, ends it at once with {@value #CUT_SHORT}, as the signal would have. Thread-safe.
 *
 * <p>Not a shutdown hook: the JVM ends with 143 after those, and takes no second signal while they run.
 */
final class Termination {
    /** The exit code of an end in good order. */
    static final int IN_ORDER = 0;

    /** The exit code of an end that was cut short. */
    static final int CUT_SHORT = 143;

    private static final Logger LOG = LoggerFactory.getLogger(Termination.class);

    /** What closing may take besides the drain. */
    private static final Duration GRACE = Duration.ofSeconds(8);

    private final Thread starter;
    private @Nullable Edge edge;
    private Duration limit = GRACE;
    private final Set<String> heard = new HashSet<>();
    private boolean asked;

    private Termination(Thread starter) {
        this.starter = starter;
    }

    /** Minds signals from now on; called by the thread that starts the node. */
    static Termination onSignals() {
        Termination termination = new Termination(Thread.currentThread());
        for (String signal : List.of("TERM", "INT")) {
            Signals.on(signal, () -> termination.ask(signal));
        }
        return termination;
    }

    /** The node serves: from now on it is what is closed. */
    synchronized void started(Edge serving, Duration drain) {
        edge = serving;
        limit = drain.plus(GRACE);
        if (asked) {
            end(serving);
        }
    }

    /** Whether the start was given up because the process is to end. */
    synchronized boolean isAsked() {
        return asked;
    }

    /** Of Ctrl-C a node hears from the terminal, and from whoever has started it by the other signal. */
    private synchronized void ask(String signal) {
        if (!heard.add(signal)) {
            LOG.warn("SIG{} again: this node ends at once", signal);
            Runtime.getRuntime().halt(CUT_SHORT);
        }
        if (asked) {
            return;
        }
        asked = true;
        LOG.info("SIG{}: this node ends", signal);
        Edge serving = edge;
        if (serving == null) {
            haltAfter(GRACE, starter);
            starter.interrupt();
        } else {
            end(serving);
        }
    }

    private void end(Edge serving) {
        Thread ender = Thread.ofPlatform().name("end").unstarted(() -> {
            serving.close();
            System.exit(IN_ORDER);
        });
        ender.start();
        haltAfter(limit, ender);
    }

    /** Whatever hangs: the JVM is gone before {@code ender} ends, or it is ended. */
    private static void haltAfter(Duration time, Thread ender) {
        Thread.ofPlatform().daemon().name("end-limit").start(() -> {
            try {
                if (!ender.join(time)) {
                    LOG.error("not ended within {}: this node ends at once", time);
                    Runtime.getRuntime().halt(CUT_SHORT);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
