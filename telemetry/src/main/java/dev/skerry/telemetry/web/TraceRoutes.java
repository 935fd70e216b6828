package dev.skerry.telemetry.web;

import dev.skerry.contract.Problem;
import dev.skerry.telemetry.trace.Trace;
import dev.skerry.telemetry.trace.TraceFilter;
import dev.skerry.telemetry.trace.TraceStore;
import dev.skerry.telemetry.trace.TraceSummary;
import dev.skerry.telemetry.trace.Waterfall;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /api/traces?limit=50&kind=all}, and {@code GET /api/traces/ID}, whose answer is a {@link Waterfall}. Kinds are
 * those of {@link TraceFilter}.
 */
public final class TraceRoutes {
    private static final int DEFAULT_LIMIT = 50;
    private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");

    /**
     * The answer of {@code GET /api/traces}.
     *
     * @param now by the clock of {@link TraceSummary#receivedAt}
     * @param traces in the order of the filter
     */
    public record Listing(Instant now, List<TraceSummary> traces) {}

    private final TraceStore store;
    private final InstantSource clock;

    /** Routes to {@code store}. */
    public TraceRoutes(TraceStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    void addTo(Router router) {
        router.get("/api/traces").handler(this::list);
        router.get("/api/traces/:id").handler(this::show);
    }

    private void list(RoutingContext exchange) {
        try {
            String kind = parameter(exchange, "kind");
            TraceFilter filter = kind == null ? TraceFilter.ALL : TraceFilter.parse(kind);
            Answer.json(
                    exchange, new Listing(clock.instant(), store.list(filter, limit(parameter(exchange, "limit")))));
        } catch (IllegalArgumentException e) {
            Answer.problem(
                    exchange, Problem.of("bad-query", "Bad query", 400, "The query is not valid: " + e.getMessage()));
        }
    }

    private static @Nullable String parameter(RoutingContext exchange, String name) {
        List<String> values = exchange.queryParam(name);
        if (values.size() > 1) {
            throw new IllegalArgumentException(name + " is given once");
        }
        return values.isEmpty() ? null : values.getFirst();
    }

    private static int limit(@Nullable String text) {
        int most = TraceStore.Bounds.DEFAULT.traces();
        int limit = text == null ? DEFAULT_LIMIT : NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > most) {
            throw new IllegalArgumentException("limit is a number from 1 to " + most);
        }
        return limit;
    }

    private void show(RoutingContext exchange) {
        String id = exchange.pathParam("id");
        if (id == null || !TRACE_ID.matcher(id).matches()) {
            Answer.problem(
                    exchange,
                    Problem.of(
                            "bad-trace-id", "Bad trace id", 400, "A trace id has 32 lower-case hexadecimal digits."));
            return;
        }
        Trace trace = store.trace(id);
        if (trace == null) {
            Answer.problem(
                    exchange,
                    Problem.of(
                            "unknown-trace",
                            "Unknown trace",
                            404,
                            "No span of this trace is kept: none has come yet, or it had to make room for newer ones."));
            return;
        }
        Answer.json(exchange, Waterfall.of(trace));
    }
}
