package dev.skerry.origin;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** {@code /q/health/ready}. Liveness depends on nothing outside: a restart would not bring Kafka back. */
@Readiness
@Singleton
class ReadinessCheck implements HealthCheck {
    private final OriginService service;

    @Inject
    ReadinessCheck(OriginService service) {
        this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
        OriginService.Readiness ready = service.readiness();
        return HealthCheckResponse.named("origin")
                .status(ready.dataWritable() && ready.sitesPublished())
                .withData("dataWritable", ready.dataWritable())
                .withData("sitesPublished", ready.sitesPublished())
                .build();
    }
}
