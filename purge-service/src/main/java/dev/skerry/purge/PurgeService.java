package dev.skerry.purge;

import dev.skerry.contract.PurgeStatus;
import dev.skerry.contract.token.TokenVerifier;
import dev.skerry.contract.webhook.WebhookKey;
import dev.skerry.purge.api.PurgeIntake;
import dev.skerry.purge.events.EventIntake;
import dev.skerry.purge.events.EventResults;
import dev.skerry.purge.events.Trust;
import dev.skerry.purge.log.AuditLog;
import dev.skerry.purge.log.PurgeLog;
import dev.skerry.purge.log.RequestReader;
import dev.skerry.purge.preview.Previews;
import dev.skerry.purge.progress.PurgeBook;
import dev.skerry.purge.progress.PurgeTracker;
import dev.skerry.purge.progress.SiteTable;
import dev.skerry.purge.webhook.Webhooks;
import io.cloudevents.CloudEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Wires the service: everything of it is made here, by plain constructors, and handed to the resources and health checks
 * that Quarkus makes.
 */
@Singleton
public final class PurgeService {
    private final SiteTable sites = new SiteTable();
    private final LongSupplier nanoTime = System::nanoTime;
    private final InstantSource clock = InstantSource.system();
    private final TokenVerifier tokens;
    private final PurgeMetrics metrics;
    private final PurgeLimits limits;
    private final PurgeTracker tracker;
    private final PurgeLog log;
    private final AuditTrail audit;
    private final Webhooks webhooks;
    private final PurgeCommitter committer;
    private final Trust trust;
    private final EventResults results;
    private @Nullable RequestReader requests;
    private final Previews previews;

    /**
     * Makes everything and starts nothing.
     *
     * @throws IllegalArgumentException if a setting is wrong; the service then does not start
     */
    PurgeService(
            MeterRegistry registry,
            Tracer tracer,
            @ConfigProperty(name = "skerry.kafka") String kafka,
            @ConfigProperty(name = "skerry.kafka-replication-factor", defaultValue = "1") short replication,
            @ConfigProperty(name = "skerry.token.public-key") Path publicKey,
            @ConfigProperty(name = "skerry.purge.forget-node-after", defaultValue = "24h") Duration forgetNodeAfter,
            @ConfigProperty(name = "skerry.purge.max-nodes", defaultValue = "10000") int maxNodes,
            @ConfigProperty(name = "skerry.purge.webhook.key-file") Optional<Path> webhookKey,
            @ConfigProperty(name = "skerry.purge.limit.selectors-per-second", defaultValue = "1000")
                    long selectorsPerSecond,
            @ConfigProperty(name = "skerry.purge.limit.burst", defaultValue = "5000") long burst,
            @ConfigProperty(name = "skerry.purge.limit.everything-per-minute", defaultValue = "30")
                    long everythingPerMinute,
            @ConfigProperty(name = "skerry.purge.requests.trust", defaultValue = "token") String trust) {
        metrics = new PurgeMetrics(registry);
        limits = new PurgeLimits(new PurgeLimits.Settings(selectorsPerSecond, burst, everythingPerMinute), nanoTime);
        PurgeTraces traces = new PurgeTraces(tracer, clock, nanoTime, Thread::startVirtualThread);
        PurgeBook.Bounds defaults = PurgeBook.Bounds.DEFAULT;
        this.trust = Trust.parse(trust);
        results = new EventResults(this::tell, metrics, clock, Thread::startVirtualThread);
        tokens = TokenVerifier.ofPem(publicKey, clock);
        webhooks = new Webhooks(
                webhookKey.map(WebhookKey::read).orElse(null),
                sites,
                registry,
                new Webhooks.Means(
                        nanoTime,
                        clock,
                        new SecureRandom(),
                        Thread.ofVirtual().name("webhook-", 0).factory()));
        tracker = new PurgeTracker(
                new PurgeBook.Bounds(defaults.purges(), defaults.bytes(), maxNodes, forgetNodeAfter),
                sites,
                nanoTime,
                new Ends(traces));
        metrics.observe(tracker);
        log = new PurgeLog(
                new PurgeLog.Settings(kafka, replication, forgetNodeAfter),
                tracker,
                sites,
                webhooks::marked,
                nanoTime,
                clock);
        audit = new AuditTrail(log.audit()::write, metrics, AuditTrail.PATIENCE, nanoTime);
        committer = new PurgeCommitter(log, tracker, metrics, traces, audit);
        previews = new Previews(log.previews(), tracker::serving, clock);
    }

    private CompletableFuture<Void> tell(CloudEvent result, String key) {
        return log.results().send(result, key);
    }

    void start(@Observes StartupEvent event, PurgeIntake intake) {
        log.start();
        requests = log.requests(new EventIntake(intake, trust, results, metrics, nanoTime))
                .start();
        webhooks.start(log.webhooks()::write);
    }

    /** Who waits or watches longer than the delay would hold up the end: they ask another one, or come back. */
    void leave(
            @Observes ShutdownDelayInitiatedEvent event,
            @ConfigProperty(name = "skerry.drain.delay", defaultValue = "0s") Duration delay) {
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS)
                .execute(tracker::leave);
    }

    void stop(@Observes ShutdownEvent event) {
        if (requests != null) {
            requests.close();
        }
        webhooks.close();
        log.close();
    }

    /** Who hears of purges that come to an end. */
    private final class Ends implements PurgeTracker.Ends {
        private final PurgeTraces traces;

        Ends(PurgeTraces traces) {
            this.traces = traces;
        }

        @Override
        public void completed(PurgeStatus status, boolean here) {
            metrics.completed(status);
            traces.completed(status);
            results.completed(status);
            webhooks.completed(status, here);
        }

        @Override
        public void erased(PurgeStatus status, boolean here) {
            webhooks.erased(status, here);
        }
    }

    @Produces
    @Singleton
    SiteTable sites() {
        return sites;
    }

    @Produces
    @Singleton
    LongSupplier nanoTime() {
        return nanoTime;
    }

    @Produces
    @Singleton
    InstantSource clock() {
        return clock;
    }

    @Produces
    @Singleton
    TokenVerifier tokens() {
        return tokens;
    }

    @Produces
    @Singleton
    PurgeMetrics metrics() {
        return metrics;
    }

    @Produces
    @Singleton
    PurgeLimits limits() {
        return limits;
    }

    @Produces
    @Singleton
    PurgeTracker tracker() {
        return tracker;
    }

    @Produces
    @Singleton
    PurgeLog log() {
        return log;
    }

    @Produces
    @Singleton
    AuditLog auditLog() {
        return log.audit();
    }

    @Produces
    @Singleton
    AuditTrail audit() {
        return audit;
    }

    @Produces
    @Singleton
    PurgeCommitter committer() {
        return committer;
    }

    @Produces
    @Singleton
    Previews previews() {
        return previews;
    }
}
