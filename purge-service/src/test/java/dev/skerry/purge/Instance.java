package dev.skerry.purge;

import dev.skerry.contract.AuditRecord;
import dev.skerry.contract.PurgeId;
import dev.skerry.contract.PurgeMode;
import dev.skerry.contract.PurgeSelector;
import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.SiteId;
import dev.skerry.contract.Topics;
import dev.skerry.contract.token.TokenVerifier;
import dev.skerry.contract.webhook.WebhookKey;
import dev.skerry.purge.api.Access;
import dev.skerry.purge.api.PurgeIntake;
import dev.skerry.purge.api.PurgeSizeGuard;
import dev.skerry.purge.events.EventIntake;
import dev.skerry.purge.events.EventResults;
import dev.skerry.purge.events.Trust;
import dev.skerry.purge.log.PurgeLog;
import dev.skerry.purge.log.RequestHandler;
import dev.skerry.purge.log.RequestReader;
import dev.skerry.purge.preview.Previews;
import dev.skerry.purge.progress.PurgeBook;
import dev.skerry.purge.progress.PurgeTracker;
import dev.skerry.purge.progress.SiteTable;
import dev.skerry.purge.webhook.Webhooks;
import io.cloudevents.CloudEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.TracerProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** One purge-service without its HTTP side, on a clock that can be put forward. */
final class Instance implements AutoCloseable {
    private final AtomicLong ahead = new AtomicLong();
    final SiteTable sites = new SiteTable();
    final PurgeTracker tracker;
    final PurgeLog log;
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final PurgeMetrics metrics = new PurgeMetrics(registry);
    private final AuditTrail audit;
    final Webhooks webhooks;
    private final PurgeCommitter committer;
    private final EventResults results =
            new EventResults(this::tell, metrics, InstantSource.system(), Thread::startVirtualThread);
    private @Nullable RequestReader requests;

    /** Starts; it becomes ready when Kafka is. */
    Instance(String kafka) {
        webhooks = new Webhooks(
                key(),
                sites,
                registry,
                new Webhooks.Means(
                        this::nanoTime,
                        InstantSource.system(),
                        new Random(1),
                        Thread.ofVirtual().factory()));
        tracker = new PurgeTracker(PurgeBook.Bounds.DEFAULT, sites, this::nanoTime, new Ends());
        PurgeLog.Settings settings = new PurgeLog.Settings(kafka, (short) 1, Duration.ofHours(24));
        log = new PurgeLog(settings, tracker, sites, webhooks::marked, this::nanoTime, InstantSource.system());
        audit = new AuditTrail(log.audit()::write, metrics, AuditTrail.PATIENCE, this::nanoTime);
        committer = new PurgeCommitter(
                log,
                tracker,
                metrics,
                new PurgeTraces(
                        TracerProvider.noop().get("off"), InstantSource.system(), this::nanoTime, Runnable::run),
                audit);
        log.start();
        webhooks.start(log.webhooks()::write);
    }

    private final class Ends implements PurgeTracker.Ends {
        @Override
        public void completed(PurgeStatus status, boolean here) {
            metrics.completed(status);
            results.completed(status);
            webhooks.completed(status, here);
        }

        @Override
        public void erased(PurgeStatus status, boolean here) {
            webhooks.erased(status, here);
        }
    }

    private static WebhookKey key() {
        try {
            Path file = Files.createTempFile("skerry-test-webhook", ".key");
            TestKeys.writeWebhookKey(file);
            WebhookKey key = WebhookKey.read(file);
            Files.delete(file);
            return key;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CompletableFuture<Void> tell(CloudEvent result, String key) {
        return log.results().send(result, key);
    }

    /** Makes purges of the events of whoever may write, one purge of everything a minute. */
    RequestHandler eventIntake(Path publicKey) {
        PurgeIntake intake = new PurgeIntake(
                new Access(TokenVerifier.ofPem(publicKey, InstantSource.system()), sites, log),
                new PurgeLimits(new PurgeLimits.Settings(0, 0, 1), this::nanoTime),
                metrics,
                audit,
                committer,
                tracker,
                sites,
                new PurgeSizeGuard(sites, new Previews(log.previews(), tracker::serving, InstantSource.system())),
                InstantSource.system(),
                this::nanoTime);
        return new EventIntake(intake, Trust.BROKER, results, metrics, this::nanoTime);
    }

    /** Reads events as one of {@code group}; once. */
    void readRequests(Topics topic, String group, Path publicKey) {
        requests = log.requests(topic, group, eventIntake(publicKey)).start();
    }

    /** How many events had this outcome for this reason. */
    int counted(String outcome, String reason) {
        return registry.find("skerry.purge.events").tags("outcome", outcome, "reason", reason).counters().stream()
                .mapToInt(counter -> (int) counter.count())
                .sum();
    }

    private long nanoTime() {
        return System.nanoTime() + ahead.get();
    }

    void pass(Duration time) {
        ahead.addAndGet(time.toNanos());
    }

    Instance awaitReady() {
        Await.until("the instance is ready", () -> log.state().isReady());
        return this;
    }

    PurgeStatus purge(SiteId site, String... selectors) {
        List<PurgeSelector> parsed =
                List.of(selectors).stream().map(PurgeSelector::parse).toList();
        return committer.commit(new PurgeOrder(
                new PurgeId(UUID.randomUUID().toString()),
                site,
                PurgeMode.HARD,
                parsed,
                Instant.now(),
                nanoTime(),
                new Requester("tester", "127.0.0.1", AuditRecord.Via.NATIVE),
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    }

    @Override
    public void close() {
        if (requests != null) {
            requests.close();
        }
        webhooks.close();
        log.close();
    }
}
