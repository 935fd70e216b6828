package dev.skerry.telemetry;

import dev.skerry.telemetry.fleet.FleetView;
import dev.skerry.telemetry.log.FleetLog;
import dev.skerry.telemetry.probe.HealthProbe;
import dev.skerry.telemetry.probe.Target;
import dev.skerry.telemetry.trace.TraceStore;
import dev.skerry.telemetry.web.EventStream;
import dev.skerry.telemetry.web.FleetMetrics;
import dev.skerry.telemetry.web.FleetRoutes;
import dev.skerry.telemetry.web.OverviewFeed;
import dev.skerry.telemetry.web.SpanIntake;
import dev.skerry.telemetry.web.TraceMetrics;
import dev.skerry.telemetry.web.TraceRoutes;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Composition root. Two threads of our own: one reads Kafka ({@link FleetLog}), one keeps the time: it puts the overview
 * together, pushes it, and asks the services how they are.
 */
@Singleton
public final class TelemetryService {
    private static final Logger LOG = LoggerFactory.getLogger(TelemetryService.class);
    private static final long PROBE_MILLIS = 2_000;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("fleet-timer").daemon().factory());
    private final FleetLog log;
    private final HealthProbe probe;
    private final EventStream stream;
    private final OverviewFeed feed;
    private final FleetMetrics metrics;
    private final FleetRoutes routes;
    private final SpanIntake intake;

    /**
     * Wires the parts; nothing runs yet.
     *
     * @param kafka bootstrap servers
     * @param services to ask for readiness, {@code NAME=URL,...}
     * @param admins admin ports of the PoPs' nodes, of the same form
     * @throws IllegalArgumentException if either has another form
     */
    @Inject
    TelemetryService(
            MeterRegistry registry,
            @ConfigProperty(name = "skerry.kafka") String kafka,
            @ConfigProperty(name = "skerry.services") Optional<String> services,
            @ConfigProperty(name = "skerry.admins") Optional<String> admins) {
        Clock clock = Clock.systemUTC();
        List<Target> targets = Stream.concat(
                        Target.parse("skerry.services", services.orElse(""), Target.Kind.SERVICE).stream(),
                        Target.parse("skerry.admins", admins.orElse(""), Target.Kind.EDGE).stream())
                .toList();
        FleetView view = new FleetView(FleetView.Bounds.DEFAULT, System::nanoTime, clock);
        this.log = new FleetLog(kafka, view, System::nanoTime, clock);
        this.probe = new HealthProbe(targets, timer, clock);
        this.stream = new EventStream(System::nanoTime);
        TraceStore traces = new TraceStore(TraceStore.Bounds.DEFAULT, clock);
        this.intake = new SpanIntake(traces, new TraceMetrics(registry, traces));
        this.feed = new OverviewFeed(log, view, probe, traces, stream, clock);
        this.metrics = new FleetMetrics(registry, feed, stream, log);
        this.routes = new FleetRoutes(feed, view, stream, new TraceRoutes(traces, clock));
    }

    void start(@Observes StartupEvent started) {
        log.start();
        every(OverviewFeed.TICK_MILLIS, "overview", feed::tick);
        every(PROBE_MILLIS, "probes and metrics", () -> {
            var _ = probe.ask();
            metrics.update();
        });
    }

    /** A task that throws would never be run again, so what it throws is logged. */
    private void every(long millis, String what, Runnable task) {
        Runnable logged = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("the timer's task '{}' has failed; it will be tried again", what, e);
            }
        };
        var _ = timer.scheduleWithFixedDelay(logged, 0, millis, TimeUnit.MILLISECONDS);
    }

    void addRoutes(@Observes Router router) {
        intake.addTo(router);
        routes.addTo(router);
    }

    /** Streams would hold up the end. Their clients come back, to this one while it goes on, and get what is newest. */
    void leave(@Observes ShutdownDelayInitiatedEvent event) {
        stream.close();
    }

    void stop(@Observes ShutdownEvent ending) {
        timer.shutdownNow();
        stream.close();
        probe.close();
        log.close();
    }

    /** For the readiness check. */
    @Produces
    @Singleton
    FleetLog log() {
        return log;
    }
}
