package dev.skerry.edge.request;

import dev.skerry.edge.policy.RequestHead;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the steps of requests, each on its exchange's own thread: whatever goes wrong in one, its request is answered. */
final class Steps {
    private static final Logger LOG = LoggerFactory.getLogger(Steps.class);

    private final EdgeCounters counters;

    Steps(EdgeCounters counters) {
        this.counters = counters;
    }

    /** Runs {@code step} on the exchange's own thread, now or later. Any thread may call. */
    void then(Exchange exchange, Runnable step) {
        exchange.execute(() -> now(exchange, step));
    }

    /** Runs {@code step} now; the caller is on the exchange's own thread. */
    void now(Exchange exchange, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException bug) {
            RequestHead request = exchange.request();
            LOG.error("{} {} of {} broke", request.method(), request.target(), request.host(), bug);
            counters.errors().increment();
            exchange.broken();
        }
    }
}
