package dev.skerry.origin;

import dev.skerry.contract.RequestTarget;
import dev.skerry.contract.token.TokenVerifier;
import dev.skerry.origin.content.ContentStore;
import dev.skerry.origin.http.Api;
import dev.skerry.origin.publish.HttpPurgeClient;
import dev.skerry.origin.publish.Publisher;
import dev.skerry.origin.publish.PurgeOutbox;
import dev.skerry.origin.sites.KafkaSiteLog;
import dev.skerry.origin.sites.SiteRegistry;
import dev.skerry.origin.sites.SiteSync;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Composition root: builds every part from the settings, top to bottom, and ends them. */
@Singleton
public class OriginService {
    private static final Logger LOG = Logger.getLogger(OriginService.class);

    private final DataFolder folder;
    private final ScheduledExecutorService timer;
    private final HttpPurgeClient purges;
    private final KafkaSiteLog log;
    private final SiteRegistry registry;
    private final SiteSync sync;
    private final Api api;

    /**
     * Starts the service; Kafka and purge-service need not be there yet.
     *
     * @throws IOException if the data folder cannot be used
     * @throws IllegalArgumentException if a setting is wrong, such as the tokens' key
     */
    @Inject
    public OriginService(Settings settings, Vertx vertx, MeterRegistry meters) throws IOException {
        Clock clock = Clock.systemUTC();
        TokenVerifier tokens = TokenVerifier.ofPem(settings.token().publicKey(), clock);
        folder = DataFolder.open(settings.data());
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("outbox").daemon().factory());
        purges = new HttpPurgeClient(settings.purge().url(), serviceToken(settings));
        PurgeOutbox outbox = new PurgeOutbox(folder, purges, timer);
        LOG.infof("%d purges are owed from the last run", outbox.resume());
        ContentStore store = new ContentStore(folder, clock, step -> {});
        log = new KafkaSiteLog(settings.kafka(), settings.kafkaReplicationFactor());
        registry = new SiteRegistry(folder, log, clock);
        sync = new SiteSync(log, registry);
        api = new Api(
                vertx,
                clock,
                new OriginMetrics(meters, outbox::pending),
                tokens,
                registry,
                store,
                new Publisher(store, outbox),
                settings.content().maxSize().asLongValue());
    }

    private static Supplier<String> serviceToken(Settings settings) {
        Path file = settings.serviceTokenFile().orElse(null);
        if (file == null) {
            String token = settings.serviceToken()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "skerry.service-token or skerry.service-token-file is needed: publishing purges with it"));
            return () -> token;
        }
        return () -> {
            try {
                return Files.readString(file).strip();
            } catch (IOException e) {
                throw new UncheckedIOException("skerry.service-token-file " + file + " cannot be read", e);
            }
        };
    }

    /**
     * Puts the API before the framework's routes, and problem details behind them. A target that is no URI is refused here,
     * since the JVM is run with {@code vertx.disableURIValidation}: Quarkus would do it by a bare 400.
     */
    void routes(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(context -> {
            String flaw = RequestTarget.flaw(context.request().uri());
            if (flaw != null) {
                api.refuse(context.request(), new RefusedException(Refusal.BAD_REQUEST, flaw));
            } else if (api.isFor(context.request())) {
                api.handle(context.request());
            } else {
                context.next();
            }
        });
        router.route().last().handler(context -> {
            String detail = "use /v1/sites, /q/health or /q/metrics";
            api.refuse(context.request(), new RefusedException(Refusal.NOT_FOUND, detail));
        });
    }

    /** Whether content can be written and the fleet knows every site. */
    Readiness readiness() {
        return new Readiness(isWritable(), registry.isSettled());
    }

    private boolean isWritable() {
        try {
            folder.probe();
            return true;
        } catch (IOException e) {
            LOG.warnf("not ready, the data folder cannot be written: %s", e);
            return false;
        }
    }

    /**
     * What readiness depends on.
     *
     * @param dataWritable the data folder takes files
     * @param sitesPublished Kafka is there, and agrees with the disk on every site
     */
    record Readiness(boolean dataWritable, boolean sitesPublished) {}

    @PreDestroy
    void close() {
        sync.close();
        log.close();
        purges.close();
        timer.shutdownNow();
    }
}
