package dev.skerry.telemetry.web;

import dev.skerry.contract.Json;
import dev.skerry.contract.Problem;
import dev.skerry.contract.RequestTarget;
import dev.skerry.telemetry.fleet.FleetView;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The routes of the API: {@code GET /api/fleet}, {@code /api/history} and {@code /api/events}. All only read what is in
 * memory, so they run on the event loop. Everything else below {@code /api} is answered as RFC 9457 has it.
 */
public final class FleetRoutes {
    private final OverviewFeed feed;
    private final FleetView view;
    private final EventStream stream;

    /** Routes to these. */
    public FleetRoutes(OverviewFeed feed, FleetView view, EventStream stream) {
        this.feed = feed;
        this.view = view;
        this.stream = stream;
    }

    /** Adds the routes, and before all others of the service one that refuses targets that are no URIs. */
    public void addTo(Router router) {
        router.route().order(Integer.MIN_VALUE).handler(FleetRoutes::requireUri);
        router.get("/api/fleet").handler(exchange -> send(exchange, 200, "application/json", feed.latest()));
        router.get("/api/history").handler(exchange -> send(exchange, 200, "application/json", view.history()));
        router.get("/api/events").handler(this::subscribe);
        router.route("/api/*").handler(FleetRoutes::refuse);
    }

    /** Quarkus would answer by a bare 400, unless its JVM has {@code vertx.disableURIValidation}, as all of ours have. */
    private static void requireUri(RoutingContext exchange) {
        String flaw = RequestTarget.flaw(exchange.request().uri());
        if (flaw == null) {
            exchange.next();
        } else {
            problem(exchange, Problem.of("bad-request", "Bad request", 400, flaw));
            exchange.request().resume(); // Quarkus has paused it; the body is of no use
        }
    }

    private void subscribe(RoutingContext exchange) {
        if (!stream.subscribe(exchange.response(), exchange.vertx().getOrCreateContext())) {
            exchange.response().putHeader("Retry-After", "5");
            problem(
                    exchange,
                    Problem.of(
                            "too-many-subscribers",
                            "Too many subscribers",
                            503,
                            "There are " + EventStream.MAX_SUBSCRIBERS
                                    + " event streams already: read GET /api/fleet, or come back later."));
        }
    }

    private static void refuse(RoutingContext exchange) {
        String readable = "Here are GET /api/fleet, GET /api/history and GET /api/events.";
        boolean known = exchange.normalizedPath().matches("/api/(fleet|history|events)");
        if (known) {
            exchange.response().putHeader("Allow", "GET");
        }
        problem(
                exchange,
                known
                        ? Problem.of("method-not-allowed", "Method not allowed", 405, readable)
                        : Problem.of("not-found", "Not found", 404, readable));
    }

    private static void problem(RoutingContext exchange, Problem problem) {
        send(exchange, problem.status(), Problem.MEDIA_TYPE, problem);
    }

    private static void send(RoutingContext exchange, int status, String mediaType, Object body) {
        exchange.response()
                .setStatusCode(status)
                .putHeader("Content-Type", mediaType)
                .putHeader("Cache-Control", "no-store")
                .end(Buffer.buffer(Json.write(body)));
    }
}
