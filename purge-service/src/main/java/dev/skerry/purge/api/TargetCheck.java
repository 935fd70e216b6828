package dev.skerry.purge.api;

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
        RefusalForm form = RefusalForm.of(exchange.request().uri());
        ProblemKind kind = ProblemKind.INVALID_REQUEST;
        exchange.response()
                .setStatusCode(kind.status())
                .putHeader("Content-Type", form.mediaType())
                .end(Buffer.buffer(form.body(kind, flaw, null)));
        exchange.request().resume(); // Quarkus has paused it; the body is of no use
    }
}
