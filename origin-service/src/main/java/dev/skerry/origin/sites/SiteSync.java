package dev.skerry.origin.sites;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Brings log and registry together at the start, and again whenever a change could not be told: one thread that repeats
 * with growing pauses, {@value #FIRST_RETRY_MS} ms to {@value #LAST_RETRY_MS} ms, until it succeeds.
 */
public final class SiteSync implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(SiteSync.class);
    private static final long FIRST_RETRY_MS = 250;
    private static final long LAST_RETRY_MS = 5_000;
    private static final long CLOSE_MS = 3_000;

    private final KafkaSiteLog log;
    private final SiteRegistry registry;
    private final Semaphore ended = new Semaphore(0);
    private final Thread thread;

    /** Starts. */
    public SiteSync(KafkaSiteLog log, SiteRegistry registry) {
        this.log = log;
        this.registry = registry;
        this.thread = Thread.ofPlatform().name("site-sync").daemon().start(this::run);
    }

    private void run() {
        long pause = 0;
        try {
            while (!ended.tryAcquire(pause, TimeUnit.MILLISECONDS)) {
                pause = registry.isSettled() ? FIRST_RETRY_MS : settle(pause);
            }
        } catch (InterruptedException e) {
            LOG.debug("site-sync ends", e);
        }
    }

    /** Tries once; returns the pause until the next try, in milliseconds. */
    private long settle(long pause) {
        try {
            log.ensureTopic();
            registry.reconcile();
            LOG.info("sites are published");
            return FIRST_RETRY_MS;
        } catch (SiteLog.UnavailableException e) {
            long next = Math.clamp(pause * 2, FIRST_RETRY_MS, LAST_RETRY_MS);
            LOG.warnf("sites are not published yet, next try in %d ms: %s", next, e.getMessage());
            return next;
        }
    }

    @Override
    public void close() {
        ended.release();
        thread.interrupt();
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
