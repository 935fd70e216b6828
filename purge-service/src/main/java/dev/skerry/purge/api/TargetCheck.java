package dev.skerry.purge.api;

import dev.skerry.contract.Json;
import dev.skerry.contract.Problem;
import dev.skerry.contract.RequestTarget;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Refuses requests whose target is no URI before a resource sees them. Quarkus would do so by a bare 400, unless its JVM
 * has the property {@code vertx.disableURIValidation}, as all of ours have.
 */
@Singleton
public final class TargetCheck {
    void routes(@Observes Router router) {
        router.route().order(Integer.MIN_VALUE).handler(TargetCheck::check);
    }

    private static void check(RoutingContext exchange) {
        String flaw = RequestTarget.flaw(exchange.request().uri());
        if (flaw == null) {
            exchange.next();
            return;
        }
        Problem problem = ProblemKind.INVALID_REQUEST.problem(flaw);
        exchange.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .end(Buffer.buffer(Json.write(problem)));
        exchange.request().resume(); // Quarkus has paused it; the body is of no use
    }
}
