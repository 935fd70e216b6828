package dev.skerry.purge.webhook;

import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.WebhookMark;
import dev.skerry.contract.webhook.WebhookKey;
import dev.skerry.purge.progress.PurgeTracker;
import dev.skerry.purge.progress.SiteTable;
import dev.skerry.purge.webhook.WebhookSchedule.Attempt;
import dev.skerry.purge.webhook.WebhookSchedule.Settled;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers webhooks at least once, also if this process dies, and with several processes: the one that has committed a purge
 * delivers at once. The others, and this one after a restart, do so {@link #GRACE} later, and some seconds more by chance so
 * that one of them is first, unless a mark on {@code skerry.webhooks} says meanwhile that it is done. A receiver may so hear
 * twice, and knows that by {@code webhook-id}. What is older than {@link #MAX_AGE} is not made up for.
 *
 * <p>Thread-safe. {@link #completed}, {@link #erased} and {@link #marked} return at once.
 */
public final class Webhooks implements PurgeTracker.Ends, AutoCloseable {
    /** So long a webhook is left to the process that committed the purge. */
    public static final Duration GRACE = Duration.ofSeconds(30);

    /** Purges that were asked for longer ago are not made up for. */
    static final Duration MAX_AGE = Duration.ofHours(24);

    private static final Duration SPREAD = Duration.ofSeconds(5);

    /** The clock that is given need not be that of the machine, so it is looked at so often, while something waits. */
    private static final Duration LONGEST_REST = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);

    /** Where marks are written. */
    @FunctionalInterface
    public interface Marks {
        /** The webhook is done with. The future completes once that is written, or with why not. */
        CompletableFuture<Void> write(String id, WebhookMark mark);
    }

    /** A clock that never goes back, the time of day, what spreads attempts, and the threads on which they are made. */
    public record Means(LongSupplier nanoTime, InstantSource clock, RandomGenerator random, ThreadFactory threads) {}

    private final @Nullable WebhookKey key;
    private final SiteTable sites;
    private final WebhookMetrics metrics;
    private final Means means;
    private final WebhookSender sender;
    private final WebhookSchedule schedule;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Set<SiteId> warned = ConcurrentHashMap.newKeySet();
    private long drops;
    private boolean closed;
    private @Nullable Thread worker;

    /**
     * Delivers nothing before {@link #start}.
     *
     * @param key null if webhooks are off: that sites have some is then logged and counted
     */
    public Webhooks(@Nullable WebhookKey key, SiteTable sites, MeterRegistry registry, Means means) {
        this.key = key;
        this.sites = sites;
        this.means = means;
        this.sender = new WebhookSender(means.clock());
        this.schedule = new WebhookSchedule(means.random());
        this.metrics = new WebhookMetrics(registry);
        metrics.observe(this::waiting);
    }

    private int waiting() {
        lock.lock();
        try {
            return schedule.size();
        } finally {
            lock.unlock();
        }
    }

    /** Begins to deliver, and to write down what is done; once. */
    public void start(Marks marks) {
        if (key != null) {
            WebhookKey known = key;
            Thread thread = means.threads().newThread(() -> work(known, marks));
            worker = thread;
            thread.start();
        }
    }

    @Override
    public void completed(PurgeStatus status, boolean here) {
        ended(WebhookMessage.Event.COMPLETE, status, here);
    }

    @Override
    public void erased(PurgeStatus status, boolean here) {
        ended(WebhookMessage.Event.ERASED, status, here);
    }

    private void ended(WebhookMessage.Event event, PurgeStatus status, boolean here) {
        List<String> urls = sites.webhooks(status.site());
        if (urls.isEmpty()
                || (!here
                        && status.requestedAt().isBefore(means.clock().instant().minus(MAX_AGE)))) {
            return;
        }
        if (key == null) {
            unsigned(status.site(), urls.size(), here);
            return;
        }
        WebhookMessage message = new WebhookMessage(event, means.clock().instant(), status);
        long now = means.nanoTime().getAsLong();
        lock.lock();
        try {
            long due = here ? now : now + GRACE.toNanos() + means.random().nextLong(SPREAD.toNanos());
            int dropped = schedule.add(message, urls.stream().map(URI::create).toList(), due);
            if (dropped > 0) {
                dropped(message, dropped);
            }
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Logs the first, second, fourth, eighth ... time: this must return at once, and there may be thousands. */
    private void dropped(WebhookMessage message, int urls) {
        metrics.count(WebhookMetrics.Outcome.DROPPED, urls);
        drops++;
        if (Long.bitCount(drops) == 1) {
            LOG.warn("webhook {} is dropped for {} URLs: too many wait ({} so far)", message.id(), urls, drops);
        }
    }

    private void unsigned(SiteId site, int urls, boolean here) {
        if (here) {
            metrics.count(WebhookMetrics.Outcome.UNSIGNED, urls);
        }
        if (warned.add(site)) {
            LOG.warn("site {} has webhooks, but skerry.purge.webhook.key-file is not set: they are off", site);
        }
    }

    /** Some process has written that the webhook of this id is done with. */
    public void marked(String id) {
        lock.lock();
        try {
            schedule.mark(id);
        } finally {
            lock.unlock();
        }
    }

    private void work(WebhookKey key, Marks marks) {
        try {
            while (true) {
                Attempt attempt = next();
                means.threads().newThread(() -> deliver(attempt, key, marks)).start();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.error("the thread that delivers webhooks has failed: restart the service", e);
        }
    }

    private Attempt next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                long now = means.nanoTime().getAsLong();
                Optional<Attempt> next = schedule.next(now);
                if (next.isPresent()) {
                    return next.get();
                }
                OptionalLong due = schedule.nextDue();
                if (due.isEmpty()) {
                    news.await();
                } else {
                    var _ = news.await(Math.min(due.getAsLong() - now, LONGEST_REST.toNanos()), TimeUnit.NANOSECONDS);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void deliver(Attempt attempt, WebhookKey key, Marks marks) {
        WebhookMessage message = attempt.message();
        WebhookSender.Answer answer;
        try {
            answer = sender.send(
                    message, attempt.url(), key.secretOf(message.data().site()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer = new WebhookSender.Answer(WebhookSender.Verdict.NOT_TAKEN, "interrupted");
        } catch (RuntimeException e) {
            LOG.error(
                    "webhook {} could not be sent to {}",
                    message.id(),
                    attempt.url().getHost(),
                    e);
            answer = new WebhookSender.Answer(WebhookSender.Verdict.NOT_TAKEN, "error");
        }
        Settled settled;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            settled = schedule.done(attempt, answer.verdict(), means.nanoTime().getAsLong());
            news.signal();
        } finally {
            lock.unlock();
        }
        tell(attempt, answer, settled.fate());
        if (settled.message() != null) {
            mark(message.id(), settled.message(), marks);
        }
    }

    private void tell(Attempt attempt, WebhookSender.Answer answer, WebhookSchedule.Fate fate) {
        switch (fate) {
            case DELIVERED -> metrics.count(WebhookMetrics.Outcome.DELIVERED, 1);
            case GONE -> metrics.count(WebhookMetrics.Outcome.GONE, 1);
            case FAILED -> {
                metrics.count(WebhookMetrics.Outcome.FAILED, 1);
                LOG.warn(
                        "webhook {} is given up for {} after {} attempts, the last of which ended with: {}",
                        attempt.message().id(),
                        attempt.url().getHost(),
                        attempt.number(),
                        answer.detail());
            }
            case RETRIED -> metrics.retried();
            case OVERTAKEN ->
                LOG.debug(
                        "webhook {} was delivered by another process",
                        attempt.message().id());
        }
    }

    private void mark(String id, WebhookMark.Outcome outcome, Marks marks) {
        var _ = marks.write(id, new WebhookMark(means.clock().instant(), outcome))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.warn(
                                "webhook {} may be delivered again, since it could not be marked: {}",
                                id,
                                failure.toString());
                    }
                });
    }

    /** Ends at once. What has not been delivered is left to another process, or to this service's next start. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        Thread thread = worker;
        if (thread != null) {
            thread.interrupt();
        }
        sender.close();
    }
}
