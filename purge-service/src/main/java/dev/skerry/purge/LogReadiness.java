package dev.skerry.purge;

import dev.skerry.contract.log.LogState;
import dev.skerry.purge.log.PurgeLog;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready once the topics are right, the writer is connected, and sites, reports and purges have been read once. It stays
 * ready while Kafka is away for a time, so that purges can still be looked up; purging then answers 503.
 */
@Readiness
@Singleton
public final class LogReadiness implements HealthCheck {
    private final PurgeLog log;

    LogReadiness(PurgeLog log) {
        this.log = log;
    }

    @Override
    public HealthCheckResponse call() {
        LogState state = log.state();
        return HealthCheckResponse.named("purge-log")
                .status(state.isReady())
                .withData("phase", state.phase().name())
                .withData("detail", state.detail())
                .build();
    }
}
