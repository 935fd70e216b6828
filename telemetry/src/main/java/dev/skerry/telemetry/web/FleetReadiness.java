package dev.skerry.telemetry.web;

import dev.skerry.contract.log.LogState;
import dev.skerry.telemetry.log.FleetLog;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once everything that was in Kafka at the start has been read, and from then on for good: an older picture that
 * says how old it is beats none. Liveness does not depend on Kafka at all.
 */
@Readiness
@Singleton
public final class FleetReadiness implements HealthCheck {
    private final FleetLog log;

    @Inject
    FleetReadiness(FleetLog log) {
        this.log = log;
    }

    @Override
    public HealthCheckResponse call() {
        LogState state = log.state();
        return HealthCheckResponse.named("kafka")
                .status(state.isReady())
                .withData("phase", state.phase().name())
                .withData("detail", state.detail())
                .build();
    }
}
