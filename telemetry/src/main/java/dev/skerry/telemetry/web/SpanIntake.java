package dev.skerry.telemetry.web;

import dev.skerry.contract.Problem;
import dev.skerry.telemetry.otlp.OtlpAnswer;
import dev.skerry.telemetry.otlp.OtlpBody;
import dev.skerry.telemetry.otlp.OtlpException;
import dev.skerry.telemetry.otlp.OtlpLimits;
import dev.skerry.telemetry.otlp.OtlpRefusal;
import dev.skerry.telemetry.otlp.TraceRequest;
import dev.skerry.telemetry.trace.DropReason;
import dev.skerry.telemetry.trace.TraceStore;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/traces}: OTLP/HTTP 1.x with protobuf bodies, plain or gzip, within {@link OtlpLimits}. A request is
 * taken as a whole or refused as a whole, but for single spans that are dropped, which the answer tells of.
 *
 * <p>Not authenticated in this version, like the rest of this port: it is bound to 127.0.0.1, and whoever may connect may
 * send spans. A web page may not: the media type is one that browsers ask for leave to send to another site, and none is
 * given.
 *
 * <p>At most {@value #MAX_UNDER_WAY} requests are under way, each for {@value #MAX_MILLIS} ms until its body is there;
 * further ones are answered 503, after which exporters try again. Bodies come in on the event loop and are taken apart on
 * a worker.
 */
public final class SpanIntake {
    /** The most requests at a time. */
    public static final int MAX_UNDER_WAY = 4;

    /** The longest that a body may take to come, in milliseconds. */
    public static final long MAX_MILLIS = 10_000;

    private static final String PATH = "/v1/traces";
    private static final Logger LOG = LoggerFactory.getLogger(SpanIntake.class);

    private final TraceStore store;
    private final TraceMetrics metrics;
    private final Semaphore places = new Semaphore(MAX_UNDER_WAY);

    /** Takes spans into {@code store}. */
    public SpanIntake(TraceStore store, TraceMetrics metrics) {
        this.store = store;
        this.metrics = metrics;
    }

    /** Adds the route. */
    public void addTo(Router router) {
        router.post(PATH).handler(this::receive);
        router.route(PATH).handler(exchange -> {
            exchange.response().putHeader("Allow", "POST");
            Answer.problem(
                    exchange,
                    Problem.of(
                            "method-not-allowed",
                            "Method not allowed",
                            405,
                            "Spans are sent by POST; to read them there is GET /api/traces."));
        });
    }

    private void receive(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        try {
            OtlpBody form = OtlpBody.of(request.getHeader("Content-Type"), request.getHeader("Content-Encoding"));
            if (!places.tryAcquire()) {
                throw new OtlpException(
                        OtlpRefusal.BUSY,
                        "There are " + MAX_UNDER_WAY + " requests under way already: try again in a second.");
            }
            new Upload(exchange, body -> take(body, form), refusal -> refuse(exchange, refusal), places).start();
        } catch (OtlpException e) {
            refuse(exchange, e);
        }
    }

    /** Runs on a worker, as decoding may take some hundredths of a second. */
    private byte[] take(byte[] body, OtlpBody form) throws OtlpException {
        TraceRequest request = TraceRequest.read(body, form);
        Map<DropReason, Integer> dropped = new EnumMap<>(DropReason.class);
        dropped.putAll(request.dropped());
        int before = dropped.values().stream().mapToInt(Integer::intValue).sum();
        int full = store.add(request.spans());
        if (full > 0) {
            dropped.put(DropReason.TRACE_FULL, full);
        }
        metrics.count(request.spans().size() + before, dropped);
        return OtlpAnswer.success(dropped);
    }

    /** In protobuf towards whoever speaks it; others get what people can read. */
    private static void refuse(RoutingContext exchange, OtlpException refused) {
        OtlpRefusal refusal = refused.refusal();
        String detail = String.valueOf(refused.getMessage());
        LOG.debug("spans refused: {}", detail);
        // What is still to come of the body is not read.
        exchange.response().putHeader("Connection", "close");
        switch (refusal) {
            case MEDIA_TYPE ->
                Answer.problem(
                        exchange,
                        Problem.of("unsupported-media-type", "Unsupported media type", refusal.status(), detail));
            case CONTENT_CODING -> {
                exchange.response().putHeader("Accept-Encoding", "gzip"); // RFC 9110 section 15.5.16
                Answer.send(exchange, refusal.status(), OtlpBody.MEDIA_TYPE, OtlpAnswer.refusal(detail));
            }
            case BUSY -> {
                exchange.response().putHeader("Retry-After", "1");
                Answer.send(exchange, refusal.status(), OtlpBody.MEDIA_TYPE, OtlpAnswer.refusal(detail));
            }
            case TOO_LARGE, TOO_SLOW, BAD_GZIP, BAD_PROTOBUF ->
                Answer.send(exchange, refusal.status(), OtlpBody.MEDIA_TYPE, OtlpAnswer.refusal(detail));
        }
    }
}
