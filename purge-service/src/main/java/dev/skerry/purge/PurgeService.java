package dev.skerry.purge;

import dev.skerry.contract.token.TokenVerifier;
import dev.skerry.purge.log.AuditLog;
import dev.skerry.purge.log.PurgeLog;
import dev.skerry.purge.preview.Previews;
import dev.skerry.purge.progress.PurgeBook;
import dev.skerry.purge.progress.PurgeTracker;
import dev.skerry.purge.progress.SiteTable;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

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
    private final PurgeCommitter committer;
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
            @ConfigProperty(name = "skerry.purge.limit.selectors-per-second", defaultValue = "1000")
                    long selectorsPerSecond,
            @ConfigProperty(name = "skerry.purge.limit.burst", defaultValue = "5000") long burst,
            @ConfigProperty(name = "skerry.purge.limit.everything-per-minute", defaultValue = "30")
                    long everythingPerMinute) {
        metrics = new PurgeMetrics(registry);
        limits = new PurgeLimits(new PurgeLimits.Settings(selectorsPerSecond, burst, everythingPerMinute), nanoTime);
        PurgeTraces traces = new PurgeTraces(tracer, clock, nanoTime, Thread::startVirtualThread);
        PurgeBook.Bounds defaults = PurgeBook.Bounds.DEFAULT;
        tokens = TokenVerifier.ofPem(publicKey, clock);
        tracker = new PurgeTracker(
                new PurgeBook.Bounds(defaults.purges(), defaults.bytes(), defaults.nodes(), forgetNodeAfter),
                sites,
                nanoTime,
                status -> {
                    metrics.completed(status);
                    traces.completed(status);
                });
        metrics.observe(tracker);
        log = new PurgeLog(new PurgeLog.Settings(kafka, replication, forgetNodeAfter), tracker, sites, nanoTime, clock);
        audit = new AuditTrail(log.audit()::write, metrics, AuditTrail.PATIENCE, nanoTime);
        committer = new PurgeCommitter(log, tracker, metrics, traces, audit);
        previews = new Previews(log.previews(), tracker::serving, clock);
    }

    void start(@Observes StartupEvent event) {
        log.start();
    }

    void stop(@Observes ShutdownEvent event) {
        log.close();
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
