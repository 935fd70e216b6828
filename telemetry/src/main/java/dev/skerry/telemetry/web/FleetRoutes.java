package dev.skerry.telemetry.web;

import dev.skerry.contract.Problem;
import dev.skerry.contract.RequestTarget;
import dev.skerry.telemetry.fleet.FleetView;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * The routes of the API: {@code GET /api/fleet}, {@code /api/history} and {@code /api/events}, and those of {@link
 * TraceRoutes}. All only read what is in memory, so they run on the event loop. Everything else below {@code /api} is
 * answered as RFC 9457 has it.
 */
public final class FleetRoutes {
    private final OverviewFeed feed;
    private final FleetView view;
    private final EventStream stream;
    private final TraceRoutes traces;

    /** Routes to these. */
    public FleetRoutes(OverviewFeed feed, FleetView view, EventStream stream, TraceRoutes traces) {
        this.feed = feed;
        this.view = view;
        this.stream = stream;
        this.traces = traces;
    }

    /** Adds the routes, and before all others of the service one that refuses targets that are no URIs. */
    public void addTo(Router router) {
        router.route().order(Integer.MIN_VALUE).handler(FleetRoutes::requireUri);
        router.get("/api/fleet").handler(exchange -> Answer.json(exchange, feed.latest()));
        router.get("/api/history").handler(exchange -> Answer.json(exchange, view.history()));
        router.get("/api/events").handler(this::subscribe);
        traces.addTo(router);
        router.route("/api/*").handler(FleetRoutes::refuse);
    }

    /** Quarkus would answer by a bare 400, unless its JVM has {@code vertx.disableURIValidation}, as all of ours have. */
    private static void requireUri(RoutingContext exchange) {
        String flaw = RequestTarget.flaw(exchange.request().uri());
        if (flaw == null) {
            exchange.next();
        } else {
            Answer.problem(exchange, Problem.of("bad-request", "Bad request", 400, flaw));
            exchange.request().resume(); // Quarkus has paused it; the body is of no use
        }
    }

    private void subscribe(RoutingContext exchange) {
        if (!stream.subscribe(exchange.response(), exchange.vertx().getOrCreateContext())) {
            exchange.response().putHeader("Retry-After", "5");
            Answer.problem(
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
        String readable = "Here are GET /api/fleet, /api/history, /api/events, /api/traces and /api/traces/ID.";
        boolean known = exchange.normalizedPath().matches("/api/(fleet|history|events|traces(/[^/]+)?)");
        if (known) {
            exchange.response().putHeader("Allow", "GET");
        }
        Answer.problem(
                exchange,
                known
                        ? Problem.of("method-not-allowed", "Method not allowed", 405, readable)
                        : Problem.of("not-found", "Not found", 404, readable));
    }
}
